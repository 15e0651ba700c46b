//! A second referral that looks like an open one: it is told of and never merged by itself; a person may merge the two,
//! and both keep their history.

use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT, with};
use crate::lifecycle::kinds;
use crate::network::{address, assignment};

both_databases! {
    fn a_second_referral_from_one_door_is_told_of_and_a_person_merges_the_two(world in World) {
        let world = world.at(A01_AT);
        world.knows(&at("3 rue du Lavoirfictif"));
        let service = world.serve();
        let ccas = service.signed_in("demo-ccas");
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let first = ccas.post("/v1/referrals", &at("3 rue du Lavoirfictif")).expect(201).json();
        assert_eq!(first["related"], json!([]));
        let second = landlord.post("/v1/referrals", &at("3, RUE DU LAVOIRFICTIF")).expect(201).json();

        // Whoever sends it learns that there is one; which one, the mediators alone.
        let told = &second["related"][0];
        assert_eq!((&told["kind"], &told["id"], &told["reference"]), (&json!("similar"), &Value::Null, &Value::Null));
        let whole = mediation.get(&address(&second)).expect(200).json();
        assert_eq!(whole["related"][0]["id"], first["id"]);
        assert_eq!(whole["related"][0]["status"], "routed");
        let back = mediation.get(&address(&first)).expect(200).json();
        assert_eq!(back["related"][0]["id"], second["id"]);
        assert_eq!(ccas.get(&address(&first)).expect(200).json()["related"], json!([]));
        let feed = landlord.get(&format!("{}/events", address(&second))).expect(200).text();
        assert!(feed.contains("referral.linked") && !feed.contains(first["id"].as_str().unwrap()), "{feed}");
        assert_eq!(second["status"], "routed", "nothing is merged by itself");

        let merge = format!("{}/merge", address(&second));
        let into = |other: &Value| json!({"into": other["id"], "reason": "same_situation"});
        landlord.post(&merge, &into(&first)).problem(403, "forbidden");
        service.signed_in("demo-school").post(&merge, &into(&first)).problem(404, "not-found");
        let nothing = mediation.post(&merge, &json!({"into": "x", "reason": "because"})).problem(422, "invalid-request");
        let pointers: Vec<&Value> = nothing["errors"].as_array().unwrap().iter().map(|fault| &fault["pointer"]).collect();
        assert_eq!(pointers, ["/into", "/reason"]);
        let itself = mediation.post(&merge, &into(&second)).problem(422, "invalid-request");
        assert_eq!(itself["errors"][0]["code"], "same_referral");
        let nowhere = json!({"id": "019a1b2c-3d4e-7000-8000-000000000001"});
        let unknown = mediation.post(&merge, &into(&nowhere)).problem(422, "invalid-request");
        assert_eq!(unknown["errors"][0]["code"], "unknown_referral");
        mediation.with("if-match", "\"1\"").post(&merge, &into(&first)).problem(412, "precondition-failed");

        let merged = mediation.post(&merge, &into(&first)).expect(200).json();
        assert_eq!((&merged["status"], &merged["outcome"]), (&json!("closed"), &json!("duplicate")));
        assert_eq!((&merged["related"][0]["kind"], &merged["related"][0]["id"]), (&json!("merged_into"), &first["id"]));
        assert_eq!(assignment(&merged, "p-med")["status"], "cancelled");
        let goes_on = mediation.get(&address(&first)).expect(200).json();
        assert_eq!((&goes_on["status"], &goes_on["related"][0]["kind"]), (&json!("routed"), &json!("merged_from")));
        assert_eq!(assignment(&goes_on, "p-med")["status"], "proposed");
        for sent in [&first, &second] {
            let history = kinds(&mediation, sent);
            assert_eq!(history[0], "referral.received");
            assert_eq!(history.iter().filter(|kind| *kind == "referral.merged").count(), 1, "{history:?}");
        }
        assert_eq!(landlord.get(&address(&second)).expect(200).json()["related"][0]["kind"], "merged_into");
        mediation.post(&merge, &into(&first)).problem(409, "conflict");

        // Opened again, it stands for itself.
        let opened = mediation.post(&format!("{}/reopen", address(&second)), &json!({"reason": "closed_too_early"}));
        assert_eq!(opened.expect(200).json()["related"][0]["kind"], "similar");
    }

    fn other_people_another_door_or_what_is_over_is_another_case(world in World) {
        let world = world.at(A01_AT);
        world.knows(&at("3 rue du Lavoirfictif"));
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let send = |case: &Value| {
            let sent = mediation.post("/v1/referrals", case).expect(201).json();
            (sent["related"].as_array().unwrap().len(), sent)
        };
        let (_, first) = send(&at("3 rue du Lavoirfictif"));
        assert_eq!(send(&at("5 rue du Lavoirfictif")).0, 0, "another door");
        let mut others = at("3 rue du Lavoirfictif");
        for (party, number) in ["/parties/0", "/parties/1"].into_iter().zip(7..) {
            others = with(others, &format!("{party}/name"), json!(format!("Personne Autrefictive{number}")));
            others = with(others, &format!("{party}/contact"), json!({"phone": format!("+3363998000{number}")}));
        }
        world.knows(&others);
        assert_eq!(send(&others).0, 0, "other people of one staircase");
        assert_eq!(send(&at("3 rue du Lavoirfictif")).0, 1);
        mediation.post(&format!("{}/close", address(&first)), &json!({"outcome": "eased"})).expect(200);
        assert_eq!(send(&at("3 rue du Lavoirfictif")).0, 1, "only what is still open");
    }
}

/// A01 at a door of its own.
fn at(door: &str) -> Value {
    let case = with(cases::a01(), "/external_reference", Value::Null);
    with(case, "/place/address", json!(door))
}
