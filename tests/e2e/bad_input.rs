//! What a careless or hostile client sends: each has its status and its problem document, and nothing is stored.

use passerelle_tests::{Client, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT, with};
use crate::network::{id, property_manager};

both_databases! {
    fn faulty_fields_are_all_named_at_once(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let good = cases::a01;
        let one_fault = [
            ("/situation", json!("neighbour_opera"), "unknown_code"),
            ("/setting", json!("moon"), "unknown_code"),
            ("/place/commune_code", json!("1"), "bad_length"),
            ("/place/commune_code", json!(1), "wrong_type"),
            ("/place/qpv_code", json!("QN00001m"), "bad_format"),
            ("/place/landlord", json!("000000027"), "bad_check"),
            ("/parties/0/contact/phone", json!("0639980001"), "not_international"),
            ("/parties/0/age_band", json!("27"), "unknown_code"),
            ("/received_at", json!("2026-10-05T09:16:00+02:00"), "in_the_future"),
            ("/received_at", json!("yesterday"), "bad_format"),
            ("/safety", Value::Null, "wrong_type"),
            ("/police", json!(true), "unknown_field"),
        ];
        for (pointer, value, code) in one_fault {
            let answer = landlord.post("/v1/referrals", &with(good(), pointer, value.clone()));
            let problem = answer.problem(422, "invalid-request");
            assert_eq!(faults(&problem), [(pointer, code)], "{value} at {pointer}: {problem:#}");
            assert!(!answer.text().contains("Rivefictive"), "the problem repeats a person");
        }
        let wrong_key = with(good(), "/place/uai", json!("0000001A"));
        let problem = landlord.post("/v1/referrals", &wrong_key).problem(422, "invalid-request");
        assert_eq!(faults(&problem), [("/place/uai", "bad_check")]);

        let two = with(with(good(), "/situation", json!("neighbour_opera")), "/place/uai", json!("0000001A"));
        let problem = landlord.post("/v1/referrals", &two).problem(422, "invalid-request");
        let mut found = faults(&problem);
        found.sort_unstable();
        assert_eq!(found, [("/place/uai", "bad_check"), ("/situation", "unknown_code")]);
        assert_nothing_stored(&world, &service);
    }

    fn a_new_partner_needs_a_siret_that_checks(world in World) {
        let (service, landlord) = landlord_at_work(&world);
                let mediation = service.signed_in("demo-mediation");
        let problem = mediation.post("/v1/partners", &property_manager("00000002600012")).problem(422, "invalid-request");
        assert_eq!(faults(&problem), [("/key/code", "bad_check")]);
        landlord.post("/v1/partners", &property_manager("00000002600013")).problem(403, "forbidden");
        let listed = mediation.get("/v1/partners?limit=200").expect(200).text();
        assert!(!listed.contains("Syndic"));
    }

    fn bodies_that_are_no_json_text(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let send = |kind: &str, body: &[u8]| landlord.send("POST", "/v1/referrals", kind, body);
        let good = cases::a01().to_string();
        for broken in ["{", "", "[1,", "{\"setting\": housing}", &good[..good.len() - 1]] {
            send("application/json", broken.as_bytes()).problem(400, "malformed-json");
        }
        for (wrong, pointer) in [("[]", ""), ("\"housing\"", ""), ("null", "")] {
            let problem = send("application/json", wrong.as_bytes()).problem(422, "invalid-request");
            assert_eq!(faults(&problem)[0], (pointer, "wrong_type"), "{wrong}: {problem:#}");
        }
        let mut latin_1 = good.clone().into_bytes();
        let accent = latin_1.windows(2).position(|pair| pair == "é".as_bytes()).unwrap();
        latin_1.splice(accent..accent + 2, [0xE9]);
        send("application/json", &latin_1).problem(400, "invalid-utf8");
        for kind in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            send(kind, good.as_bytes()).problem(415, "unsupported-media-type");
        }
        let long = with(cases::a01(), "/narrative", json!("é".repeat(1_000_000))).to_string();
        assert!(long.len() > 2_000_000);
        send("application/json", long.as_bytes()).problem(413, "payload-too-large");
        let longish = with(cases::a01(), "/narrative", json!("a".repeat(20_000)));
        let problem = landlord.post("/v1/referrals", &longish).problem(422, "invalid-request");
        assert_eq!(faults(&problem), [("/narrative", "too_long")]);
        assert_nothing_stored(&world, &service);
        send("application/json; charset=utf-8", good.as_bytes()).expect(201);
    }

    fn methods_and_addresses_that_do_not_exist(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let answer = landlord.bare("DELETE", "/v1/referrals");
        answer.problem(405, "method-not-allowed");
        let allowed = answer.header("allow");
        assert!(allowed.contains("GET") && allowed.contains("POST") && !allowed.contains("DELETE"), "{allowed}");
        let traced = landlord.bare("TRACE", "/v1/referrals");
        traced.problem(405, "method-not-allowed");
        landlord.get("/v1/nothing").problem(404, "not-found");
        landlord.get("/v1/referrals/not-an-id").problem(404, "not-found");
        landlord.get("/v1/referrals/00000000-0000-7000-8000-0000000000ff").problem(404, "not-found");
        landlord.with("accept", "text/csv").get("/v1/referrals").problem(406, "not-acceptable");
        landlord.get("/v1/referrals?limit=0").problem(422, "invalid-request");
        landlord.get("/v1/referrals?limit=201").problem(422, "invalid-request");
        landlord.get("/v1/referrals?cursor=tampered").problem(422, "invalid-request");
        assert_nothing_stored(&world, &service);
    }

    fn the_same_external_reference_twice(world in World) {
        let (_service, landlord) = landlord_at_work(&world);
        let first = landlord.post("/v1/referrals", &cases::a01()).expect(201);
        let again = landlord.post("/v1/referrals", &cases::a01());
        again.problem(409, "duplicate-external-reference");
        assert_eq!(again.header("location"), first.header("location"));
        assert!(again.text().contains(first.json()["id"].as_str().unwrap()), "{}", again.text());
        let all = landlord.get("/v1/referrals").expect(200).json();
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
        // Another one's numbers are its own affair.
        let school = _service.signed_in("demo-school");
        let theirs = with(cases::a02(), "/external_reference", json!("BAIL-2026-00017"));
        world.knows(&theirs);
        world.clock.set(cases::A02_AT);
        school.bearing(&_service.client().token("demo-school")).post("/v1/referrals", &theirs).expect(201);
    }

    fn a_case_on_behalf_of_another_partner(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let for_the_school = with(cases::a01(), "/referrer", json!(id(&landlord, "p-lycee")));
        landlord.post("/v1/referrals", &for_the_school).problem(403, "forbidden");
        landlord.post("/v1/referrals", &with(cases::a01(), "/referrer", Value::Null)).problem(403, "forbidden");
        assert_nothing_stored(&world, &service);
        let nobody = with(cases::a01(), "/referrer", json!("00000000-0000-7000-8000-0000000000ff"));
        let problem = service.signed_in("demo-mediation").post("/v1/referrals", &nobody).problem(422, "invalid-request");
        assert_eq!(faults(&problem)[0].0, "/referrer");
        assert_nothing_stored(&world, &service);
    }
}

fn landlord_at_work(world: &World) -> (Service, Client) {
    world.clock.set(A01_AT);
    world.knows(&cases::a01());
    let service = world.serve();
    let landlord = service.signed_in("demo-landlord");
    (service, landlord)
}

/// Pointer and code of every fault of a problem, each with a sentence.
#[track_caller]
pub fn faults(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"]
        .as_array()
        .unwrap_or_else(|| panic!("no errors: {problem:#}"));
    errors
        .iter()
        .map(|error| {
            assert!(!error["detail"].as_str().unwrap().is_empty());
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect()
}

/// The operator, who sees everything, sees nothing, and nothing left the house.
#[track_caller]
pub fn assert_nothing_stored(world: &World, service: &Service) {
    let all = service
        .signed_in("demo-mediation")
        .get("/v1/referrals")
        .expect(200)
        .json();
    assert_eq!(all["items"], json!([]));
    assert_eq!(all["next"], Value::Null);
    assert!(world.mails().is_empty());
}
