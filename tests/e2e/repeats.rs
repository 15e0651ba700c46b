//! A client that got no answer sends its request again, under the same `Idempotency-Key`: it gets the
//! answer of the first time, and nothing is done twice.

use std::collections::BTreeSet;
use std::sync::Barrier;

use jiff::SignedDuration;
use passerelle_tests::{Answer, Backend, Client, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};

both_databases! {
    fn a_referral_that_is_sent_again_is_the_same_referral(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let keyed = landlord.with("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
        let mut case = cases::a01();
        case["external_reference"] = Value::Null;
        let first = keyed.post("/v1/referrals", &case).expect(201);
        assert_eq!(first.header("idempotency-replayed"), "");
        world.clock.step(SignedDuration::from_hours(3));
        // The token of the first time has ended: who comes again signs in again.
        let again = service.signed_in("demo-landlord").with("idempotency-key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
        let second = again.post("/v1/referrals", &case).expect(201);
        assert_eq!(second.header("idempotency-replayed"), "true");
        assert_eq!(second.text(), first.text());
        for name in ["location", "etag", "content-type"] {
            assert_eq!(second.header(name), first.header(name), "{name}");
        }
        assert_eq!(count(&world, "referrals"), 1);
        // Another request, another client and another key are something else.
        let mut other = case.clone();
        other["narrative"] = json!("Autre chose.");
        again.post("/v1/referrals", &other).problem(422, "idempotency-key-used");
        again.post("/v1/routing/preview", &case).expect(200);
        let school = service.signed_in("demo-school").with("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
        school.post("/v1/referrals", &cases::with(cases::a02(), "/received_at", json!(A01_AT))).expect(201);
        assert_eq!(count(&world, "referrals"), 2);
        for bad in ["", "deux mots", "é", &"x".repeat(256)] {
            let refused = service.signed_in("demo-landlord").with("idempotency-key", bad);
            refused.post("/v1/referrals", &case).problem(422, "invalid-request");
        }
        assert_eq!(count(&world, "referrals"), 2);
        // After a day the key is free, and nothing of the answer is kept.
        world.clock.step(SignedDuration::from_hours(21));
        let anew = service.signed_in("demo-landlord").with("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324");
        let third = anew.post("/v1/referrals", &case).expect(201);
        assert_ne!(third.json()["id"], first.json()["id"]);
        assert_eq!(count(&world, "referrals"), 3);
    }

    fn what_was_refused_may_be_corrected_under_the_same_key(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let keyed = service.signed_in("demo-landlord").with("idempotency-key", "k-1");
        let mut wrong = cases::a01();
        wrong["situation"] = json!("bruit");
        keyed.post("/v1/referrals", &wrong).problem(422, "invalid-request");
        keyed.post("/v1/referrals", &cases::a01()).expect(201);
        let other = cases::with(cases::a01(), "/external_reference", json!("BAIL-2026-00018"));
        keyed.post("/v1/referrals", &other).problem(422, "idempotency-key-used");
    }

    fn an_answer_that_is_given_again_is_given_once(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let (referral, assignment) = sent(&service);
        let mediation = service.signed_in("demo-mediation");
        let tag = mediation.get(&referral).expect(200).header("etag").to_owned();
        let keyed = mediation.with("idempotency-key", "k-accept").with("if-match", &tag);
        let first = keyed.post(&format!("{assignment}/accept"), &json!({})).expect(200);
        // Its tag has changed by the deed itself; the same request is answered as before all the same.
        let second = keyed.post(&format!("{assignment}/accept"), &json!({})).expect(200);
        assert_eq!((second.text(), second.header("idempotency-replayed")), (first.text(), "true"));
        keyed.post(&format!("{assignment}/start"), &json!({})).problem(422, "idempotency-key-used");
        let elsewhere = service.signed_in("demo-ccas").with("idempotency-key", "k-accept").with("if-match", &tag);
        elsewhere.post(&format!("{assignment}/accept"), &json!({})).problem(404, "not-found");
        let comment = mediation.with("idempotency-key", "k-comment");
        let body = json!({"text": "Première rencontre fixée.", "audience": "operator"});
        let (one, two) = (comment.post(&format!("{referral}/comments"), &body), comment.post(&format!("{referral}/comments"), &body));
        assert_eq!(one.expect(201).json()["id"], two.expect(201).json()["id"]);
        assert_eq!(count(&world, "comments"), 1);
    }

    fn a_secret_is_told_again_to_whoever_asked_for_it_and_to_nobody_who_reads_the_database(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let keyed = service.signed_in("demo-landlord").with("idempotency-key", "k-client");
        let asked = json!({"name": "Logiciel", "scopes": ["referrals:read"]});
        let first = keyed.post("/v1/clients", &asked).expect(201).json();
        let second = keyed.post("/v1/clients", &asked).expect(201);
        assert_eq!((second.header("cache-control"), second.json()), ("no-store", first.clone()));
        let secret = first["client_secret"].as_str().unwrap();
        let bytes = match world.backend {
            Backend::Sqlite => "SELECT hex(answer) || '' AS line FROM kept_answers",
            Backend::PostgreSql => "SELECT upper(encode(answer, 'hex')) AS line FROM kept_answers",
        };
        let kept = world.query(bytes);
        let plain: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(kept.len(), 1);
        assert!(!kept[0].contains(&plain), "it lies there in the clear");
    }

    fn an_answer_is_not_repeated_to_those_who_may_see_less_by_now(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let (referral, assignment) = sent(&service);
        let mediation = service.signed_in("demo-mediation");
        let keyed = mediation.with("idempotency-key", "k-accept");
        keyed.post(&format!("{assignment}/accept"), &json!({})).expect(200);
        let withdrawn = json!({"party": 0, "state": "withdrawn", "scope": null});
        let last = mediation.with("idempotency-key", "k-consent");
        let first = last.post(&format!("{referral}/consent"), &withdrawn).expect(200);
        let untold = keyed.post(&format!("{assignment}/accept"), &json!({}));
        assert_eq!(untold.header("location"), referral);
        let untold = untold.problem(409, "already-carried-out");
        assert!(!untold.to_string().contains("Rivefictive"), "{untold}");
        // The answer that told of it is repeated: it shows what may be seen.
        assert_eq!(last.post(&format!("{referral}/consent"), &withdrawn).expect(200).text(), first.text());
    }

    fn a_partner_that_has_given_a_case_back_is_not_shown_it_again(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let case = cases::with(cases::a01(), "/situation", json!("food_insecurity"));
        let case = cases::with(case, "/setting", json!("public_services"));
        let case = cases::with(case, "/case_kind", json!("individual"));
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201);
        let assignment = lead(&sent);
        let ccas = service.signed_in("demo-ccas");
        let accept = ccas.with("idempotency-key", "k-accept");
        let shown = accept.post(&format!("{assignment}/accept"), &json!({})).expect(200);
        assert!(shown.text().contains("Rivefictive"));
        let decline = ccas.with("idempotency-key", "k-decline");
        let body = json!({"reason": "capacity"});
        let first = decline.post(&format!("{assignment}/decline"), &body).expect(200);
        assert_eq!(decline.post(&format!("{assignment}/decline"), &body).expect(200).text(), first.text());
        accept.post(&format!("{assignment}/accept"), &json!({})).problem(409, "already-carried-out");
    }

    fn twins_that_come_at_the_same_moment_are_carried_out_once(world in World) {
        let world = world.at(A01_AT);
        let services = [world.serve(), world.serve()];
        let mut case = cases::a01();
        case["external_reference"] = Value::Null;
        for round in 0..5 {
            let key = format!("k-{round}");
            let callers: Vec<Client> = (0..8)
                .map(|number| services[number % 2].signed_in("demo-landlord").with("idempotency-key", &key))
                .collect();
            let start = Barrier::new(callers.len());
            let answers: Vec<Answer> = std::thread::scope(|scope| {
                let posts: Vec<_> = callers
                    .iter()
                    .map(|caller| scope.spawn(|| {
                        start.wait();
                        caller.post("/v1/referrals", &case)
                    }))
                    .collect();
                posts.into_iter().map(|post| post.join().unwrap()).collect()
            });
            let (done, waiting): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
            let told: BTreeSet<String> = done.iter().map(Answer::text).collect();
            assert_eq!(told.len(), 1, "{told:?}");
            let original = done.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
            assert_eq!(original, 1);
            for answer in waiting {
                assert!(!answer.header("retry-after").is_empty());
                answer.problem(409, "request-in-progress");
            }
            assert_eq!(count(&world, "referrals"), round + 1);
        }
    }
}

#[test]
fn every_deed_of_the_contract_is_safe_to_repeat_or_changes_nothing() {
    let contract: Value = serde_json::from_str(include_str!("../../openapi/openapi.json")).unwrap();
    let mut without = BTreeSet::new();
    for item in contract["paths"].as_object().unwrap().values() {
        let Some(operation) = item.get("post") else {
            continue;
        };
        let parameters = operation["parameters"].as_array();
        let keyed = parameters
            .into_iter()
            .flatten()
            .any(|parameter| parameter["name"] == "Idempotency-Key");
        if !keyed {
            without.insert(operation["operationId"].as_str().unwrap());
        }
    }
    // The first three store nothing; the others say the same when they come again.
    let expected = [
        "compareRuleSet",
        "issueToken",
        "previewRouting",
        "checkRuleSet",
        "publishRuleSet",
    ];
    assert_eq!(without, BTreeSet::from(expected));
}

/// A01, sent: the address of the referral, and that of the assignment that leads it.
fn sent(service: &Service) -> (String, String) {
    let sent = service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &cases::a01())
        .expect(201);
    (sent.header("location").to_owned(), lead(&sent))
}

fn lead(sent: &Answer) -> String {
    let referral = sent.json();
    let assignments = referral["assignments"].as_array().unwrap();
    let lead = assignments.iter().find(|one| one["role"] == "lead");
    let id = lead.unwrap()["id"].as_str().unwrap().to_owned();
    format!("{}/assignments/{id}", sent.header("location"))
}

fn count(world: &World, table: &str) -> usize {
    let id = world.id_text("id");
    world
        .query(&format!("SELECT {id} AS line FROM {table}"))
        .len()
}
