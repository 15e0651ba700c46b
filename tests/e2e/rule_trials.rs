//! A version of a rule set is tried over the API on the cases that came, and looked at after it was made.

use jiff::SignedDuration;
use passerelle_tests::{both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment, code, id, instant};
use crate::rehearsal::{AGREEMENT, send};

both_databases! {
    fn a_coordinator_compares_over_the_api_and_nobody_else_does(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let draft = mediation.post("/v1/rulesets", &json!({"toml": AGREEMENT})).expect(201).json();
        let at = |action: &str| format!("/v1/rulesets/{}/{action}", draft["id"].as_str().unwrap());
        send(&world, &landlord, 1);
        send(&world, &landlord, 2);
        world.clock.step(SignedDuration::from_mins(1));

        let found = mediation.post(&at("compare"), &json!({})).expect(200).json();
        assert_eq!(found["complete"], true);
        let comparison = &found["comparison"];
        assert_eq!((comparison["cases"].as_u64(), comparison["changed"].as_u64()), (Some(2), Some(2)));
        let moved = &comparison["moves"][0];
        assert_eq!((code(&moved["from"]), code(&moved["to"])), ("p-med", "p-conc"));
        // Against itself it changes nothing, and there was no case after these.
        let itself = json!({"with": draft["id"]});
        let same = mediation.post(&at("compare"), &itself).expect(200).json();
        assert_eq!(same["comparison"]["unchanged"], 2);
        let since = json!({"since": world.clock.now()});
        let none = mediation.post(&at("compare"), &since).expect(200).json();
        assert_eq!(none["comparison"]["cases"], 0);

        let nowhere = json!({"with": "00000000-0000-7000-8000-00000000dead"});
        let refused = mediation.post(&at("compare"), &nowhere).problem(422, "invalid-request");
        assert_eq!(refused["errors"][0]["pointer"], "/with");
        mediation.post("/v1/rulesets/00000000-0000-7000-8000-00000000dead/compare", &json!({})).problem(404, "not-found");
        for stranger in ["demo-landlord", "demo-ccas", "demo-school"] {
            let stranger = service.signed_in(stranger);
            stranger.post(&at("compare"), &json!({})).problem(403, "forbidden");
            stranger.get(&at("quality")).problem(403, "forbidden");
        }
        service.client().post(&at("compare"), &json!({})).problem(401, "unauthorized");
    }

    fn gaps_name_what_a_department_lacks(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let active = mediation.get("/v1/rulesets?status=active").expect(200).json();
        let version = active["items"][0]["id"].as_str().unwrap();
        let gaps = format!("/v1/rulesets/{version}/gaps");
        let found = mediation.get(&format!("{gaps}?territory=departement:35")).expect(200).json();
        assert_eq!(found["territory"], "departement:35");
        assert!(found["communes"].as_u64().unwrap() > 300, "{found:#}");
        // The fictional network works in two communes that are nowhere in France.
        let nobody = found["lacking"].as_array().unwrap().iter().find(|lacking| {
            lacking["situations"].as_array().unwrap().contains(&json!("neighbour_noise"))
        });
        let nobody = nobody.unwrap_or_else(|| panic!("{found:#}"));
        assert_eq!(nobody["code"], "no_partner");
        assert_eq!(nobody["territories"], json!(["departement:35"]));

        let district = mediation.get(&format!("{gaps}?territory=commune:35238&qpv=QN03502M")).expect(200).json();
        assert_eq!((&district["qpv"], &district["communes"]), (&json!("QN03502M"), &json!(1)));
        for (query, pointer) in [("territory=commune:35238&qpv=QN1", "/qpv"), ("territory=qpv:QN03502M", "/territory")] {
            let refused = mediation.get(&format!("{gaps}?{query}")).problem(422, "invalid-request");
            assert_eq!(refused["errors"][0]["pointer"], pointer);
        }

        let refused = mediation.get(&format!("{gaps}?territory=rennes")).problem(422, "invalid-request");
        assert_eq!(refused["errors"][0]["pointer"], "/territory");
        mediation.get("/v1/rulesets/00000000-0000-7000-8000-00000000dead/gaps").problem(404, "not-found");
        for stranger in ["demo-landlord", "demo-ccas", "demo-school"] {
            service.signed_in(stranger).get(&gaps).problem(403, "forbidden");
        }
        service.client().get(&gaps).problem(401, "unauthorized");
    }

    fn quality_tells_what_partners_answered_and_what_people_chose(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = || service.signed_in("demo-landlord");
        let mediation = || service.signed_in("demo-mediation");
        let act = |case: &Value, partner: &str, what: &str, body: Value| {
            world.clock.step(SignedDuration::from_mins(1));
            mediation().post(&action(case, partner, what), &body).expect(200).json()
        };
        // Silence: the clock passes the answer's day, and the next one is asked by itself.
        let silent = send(&world, &landlord(), 25);
        let due = instant(&assignment(&silent, "p-med")["answer_due_at"]);
        let before = world.clock.now();
        world.clock.step(due.duration_since(before) + SignedDuration::from_mins(1));
        wait_for("the fallback", || {
            let read = mediation().get(&address(&silent)).expect(200).json();
            (assignment(&read, "p-med")["status"] == "expired").then_some(())
        });
        let reasons = ["out_of_scope", "out_of_area", "duplicate", "capacity", "not_eligible",
            "insufficient_info", "conflict_of_interest", "person_declined"];
        for (number, reason) in reasons.into_iter().enumerate() {
            let case = send(&world, &landlord(), number);
            act(&case, "p-med", "decline", json!({"reason": reason}));
        }
        // Taken; taken and given back, so that the next one takes it; passed on; and overridden by hand.
        act(&send(&world, &landlord(), 20), "p-med", "accept", json!({}));
        let back = send(&world, &landlord(), 21);
        act(&back, "p-med", "accept", json!({}));
        let next = act(&back, "p-med", "decline", json!({"reason": "capacity"}));
        act(&next, "p-conc", "accept", json!({}));
        let better = json!({"partner": id(&mediation(), "p-conc"), "reason": "out_of_scope"});
        act(&send(&world, &landlord(), 22), "p-med", "redirect", better);
        let route = |case: &Value, partner: &str| {
            world.clock.step(SignedDuration::from_mins(1));
            let body = json!({"partner": id(&mediation(), partner), "reason": "Le service connaît l'immeuble."});
            mediation().post(&format!("{}/route", address(case)), &body).expect(200).json()
        };
        route(&send(&world, &landlord(), 23), "p-tranq");
        // Nobody is left to ask, and a person has to choose.
        let hard = send(&world, &landlord(), 24);
        let next = act(&hard, "p-med", "decline", json!({"reason": "capacity"}));
        let left = act(&next, "p-conc", "decline", json!({"reason": "capacity"}));
        assert_eq!(left["status"], "triage");
        route(&hard, "p-tranq");
        world.clock.step(SignedDuration::from_mins(1));
        let active = mediation().get("/v1/rulesets?status=active").expect(200).json();
        let version = active["items"][0]["id"].as_str().unwrap().to_owned();
        let quality = mediation().get(&format!("/v1/rulesets/{version}/quality")).expect(200).json();
        let rule = quality["rules"].as_array().unwrap().iter().find(|one| one["rule"] == "R50");
        let rule = rule.unwrap_or_else(|| panic!("{quality:#}"));
        assert_eq!(rule["label"]["en"], "social housing, between people");
        assert_eq!(rule["cases"], 14);
        assert_eq!(rule["first"], json!({"asked": 14, "accepted": 2, "declined": 9, "silent": 1, "redirected": 1,
            "waiting": 0, "released": 1, "given_back": 1}), "{rule:#}");
        assert_eq!(rule["later"]["accepted"], 1);
        assert_eq!(rule["later"]["declined"], 1);
        assert_eq!(rule["triage"], 1);
        assert_eq!((rule["overridden"].as_u64(), rule["settled_by_hand"].as_u64()), (Some(1), Some(1)));
        let refusals: Vec<(&str, u64)> = rule["refusals"].as_array().unwrap().iter()
            .map(|one| (one["reason"].as_str().unwrap(), one["count"].as_u64().unwrap())).collect();
        let expected = reasons.map(|reason| (reason, if reason == "capacity" { 4 } else { 1 }));
        assert_eq!(refusals, expected);
        assert_eq!(rule["refusals"][0]["label"], json!({"fr": "hors compétence", "en": "outside our competence"}));

        let now = world.clock.now();
        let none = mediation().get(&format!("/v1/rulesets/{version}/quality?since={now}")).expect(200).json();
        assert_eq!(none["rules"], json!([]));
        mediation().get(&format!("/v1/rulesets/{version}/quality?since=today")).problem(422, "invalid-request");
    }
}
