//! A meeting from its planning to what became of it, and a choice by hand with the rules' reasons at hand.

use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment, code, id};

const LATER: &str = "2026-10-12T10:00:00+02:00";
const BEFORE: &str = "2026-10-05T09:00:00+02:00";

both_databases! {
    fn a_meeting_is_planned_put_off_and_ends_in_one_way(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::food());
        let service = world.serve();
        let ccas = service.signed_in("demo-ccas");
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::food()).expect(201).json();
        let meeting = action(&sent, "p-ccas", "meeting");
        let enter = |state: &str, at: &str| ccas.post(&meeting, &json!({"state": state, "at": at}));
        enter("scheduled", LATER).problem(409, "conflict");
        ccas.post(&action(&sent, "p-ccas", "accept"), &json!({})).expect(200);
        assert_eq!(refused(&enter("cancelled", LATER)), ("/meeting".to_owned(), "never_planned".to_owned()));
        assert_eq!(refused(&enter("held", LATER)), ("/at".to_owned(), "in_the_future".to_owned()));

        let planned = enter("scheduled", LATER).expect(200).json()["meetings"][0]["id"].clone();
        let moves = |id: &Value, state: &str, at: &str| ccas.post(&meeting, &json!({"meeting": id, "state": state, "at": at}));
        for (state, at) in [("postponed", LATER), ("scheduled", LATER), ("party_absent", BEFORE)] {
            let after = moves(&planned, state, at).expect(200).json();
            assert_eq!(after["meetings"].as_array().unwrap().len(), 1, "it is one meeting");
            assert_eq!(after["meetings"][0]["state"], state);
            assert_eq!(assignment(&after, "p-ccas")["status"], "accepted");
        }
        moves(&planned, "held", BEFORE).problem(409, "conflict");
        let nothing = json!("019a1b2c-3d4e-7000-8000-000000000001");
        assert_eq!(refused(&moves(&nothing, "held", BEFORE)), ("/meeting".to_owned(), "unknown_meeting".to_owned()));

        let cancelled = enter("scheduled", LATER).expect(200).json();
        let second = cancelled["meetings"].as_array().unwrap().iter().find(|one| one["state"] == "scheduled").unwrap()["id"].clone();
        moves(&second, "cancelled", LATER).expect(200);
        // The first one that is held begins the work.
        let held = enter("held", BEFORE).expect(200).json();
        assert_eq!(assignment(&held, "p-ccas")["status"], "in_progress");
        assert_eq!(landlord.get(&address(&sent)).expect(200).json()["meetings"], json!([]), "whoever sent it does not learn of meetings");
    }

    fn a_coordinator_chooses_with_the_reasons_of_the_rules_at_hand(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::food());
        world.knows(&cases::a01());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::food()).expect(201).json();
        let path = format!("{}/candidates", address(&sent));
        landlord.get(&path).problem(403, "forbidden");
        service.signed_in("demo-ccas").get(&path).problem(403, "forbidden");
        service.signed_in("demo-school").get(&path).problem(404, "not-found");

        let refusal = json!({"reason": "capacity"});
        service.signed_in("demo-ccas").post(&action(&sent, "p-ccas", "decline"), &refusal).expect(200);
        let told = mediation.get(&path).expect(200).json();
        let former = candidate(&told, "p-ccas");
        assert_eq!((&former["asked_before"], &former["said"]["reason"]), (&json!(true), &json!("already_declined")));
        let noise = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let others = mediation.get(&format!("{}/candidates", address(&noise))).expect(200).json();
        let from = candidate(&others, "p-bail");
        assert_eq!((&from["can_be_chosen"], &from["conflicts"][0]), (&json!(false), &json!("referrer_organisation")));
        assert!(told["text"]["fr"].as_str().unwrap().len() > 20);

        // The ladder went on at the instant of the refusal; the person chooses after it.
        world.clock.step(jiff::SignedDuration::from_mins(1));
        let route = format!("{}/route", address(&sent));
        let choose = |partner: &str| json!({"partner": id(&mediation, partner), "reason": "Assure déjà une permanence dans le quartier."});
        landlord.post(&route, &choose("p-fs")).problem(403, "forbidden");
        mediation.post(&route, &choose("p-bail")).problem(422, "invalid-request");
        mediation.post(&route, &json!({"partner": id(&mediation, "p-fs"), "reason": " "})).problem(422, "invalid-request");
        let chosen = mediation.post(&route, &choose("p-fs")).expect(200).json();
        assert_eq!(assignment(&chosen, "p-fs")["status"], "proposed");
        assert_eq!(chosen["decision"]["rule"], "by_hand");
        // The clock does not overrule a person: silence leads back to that person, not to the next of the rules.
        world.clock.step(jiff::SignedDuration::from_hours(40 * 24));
        let later = service.signed_in("demo-mediation");
        let after = passerelle_tests::wait_for("the silence to be noticed", || {
            let now = later.get(&address(&sent)).expect(200).json();
            (now["status"] == "triage").then_some(now)
        });
        assert_eq!(assignment(&after, "p-fs")["status"], "expired");
    }
}

fn candidate<'a>(told: &'a Value, partner: &str) -> &'a Value {
    let all = told["candidates"].as_array().unwrap();
    all.iter()
        .find(|one| code(&one["partner"]) == partner)
        .unwrap_or_else(|| panic!("{partner} is not listed: {told:#}"))
}

/// The pointer and the code of the one fault.
#[track_caller]
fn refused(answer: &passerelle_tests::Answer) -> (String, String) {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let problem = answer.json();
    let text = |field: &str| problem["errors"][0][field].as_str().unwrap().to_owned();
    (text("pointer"), text("code"))
}
