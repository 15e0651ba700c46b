//! A partner's work on its assignment, action by action, and what happens when the need goes away meanwhile.

use passerelle_tests::{Client, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases;
use crate::lifecycle::kinds;
use crate::network::{action, address, assignment, id};

both_databases! {
    fn the_work_is_begun_paused_resumed_and_completed(world in World) {
        let (service, sent) = food_for_the_ccas(&world);
        let ccas = service.signed_in("demo-ccas");
        let steps = [
            ("accept", json!({}), "accepted"),
            ("start", json!({}), "in_progress"),
            ("hold", json!({"reason": "awaiting_document"}), "on_hold"),
            ("resume", json!({}), "in_progress"),
            ("complete", json!({"result": "support_started"}), "completed"),
        ];
        let before = sent["sequence"].as_i64().unwrap();
        for (number, (step, body, status)) in (1..).zip(steps) {
            let after = ccas.post(&action(&sent, "p-ccas", step), &body).expect(200).json();
            assert_eq!(assignment(&after, "p-ccas")["status"], status, "{step}");
            assert_eq!(after["sequence"], before + number, "{step} is one change");
        }
        ccas.post(&action(&sent, "p-ccas", "start"), &json!({})).problem(409, "conflict");
        // The work is done; the need is closed by whoever holds it, and not by the partner.
        let close = format!("{}/close", address(&sent));
        ccas.post(&close, &json!({"outcome": "resolved"})).problem(403, "forbidden");
        let landlord = service.signed_in("demo-landlord");
        assert_eq!(landlord.get(&address(&sent)).expect(200).json()["status"], "in_progress");
        assert_eq!(landlord.post(&close, &json!({"outcome": "referred_taken_up"})).expect(200).json()["status"], "closed");
        let mediation = service.signed_in("demo-mediation");
        let reopened = mediation.post(&format!("{}/reopen", address(&sent)), &json!({"reason": "trouble_back"})).expect(200).json();
        assert_eq!(reopened["status"], "triage");
        // The trouble that came back is a new episode of the same referral; how the first one ended is kept.
        assert_eq!(reopened["episode"], 2);
        assert_eq!(reopened["past_episodes"][0]["outcome"], "referred_taken_up");
        let sender = landlord.get(&address(&sent)).expect(200).json();
        assert_eq!((&sender["episode"], &sender["past_episodes"][0]["outcome"]), (&json!(2), &Value::Null));
    }

    fn a_partner_that_is_at_work_confirms_that_it_stopped(world in World) {
        let (service, sent) = food_for_the_ccas(&world);
        let ccas = service.signed_in("demo-ccas");
        ccas.post(&action(&sent, "p-ccas", "accept"), &json!({})).expect(200);
        let landlord = service.signed_in("demo-landlord");
        let withdrawn = landlord.post(&format!("{}/withdraw", address(&sent)), &json!({"reason": "no_longer_needed"})).expect(200).json();
        assert_eq!(withdrawn["status"], "withdrawn");
        assert_eq!(assignment(&withdrawn, "p-ccas")["status"], "cancel_requested");
        let stopped = ccas.post(&action(&sent, "p-ccas", "confirm-cancellation"), &json!({})).expect(200).json();
        assert_eq!(assignment(&stopped, "p-ccas")["status"], "cancelled");
    }

    fn a_partner_names_a_better_one(world in World) {
        let (service, sent) = food_for_the_ccas(&world);
        let ccas = service.signed_in("demo-ccas");
        let to_the_county = json!({"partner": id(&ccas, "p-mds"), "reason": "not_eligible"});
        ccas.post(&action(&sent, "p-ccas", "redirect"), &to_the_county).expect(200);
        let now = service.signed_in("demo-mediation").get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "redirected");
        assert_eq!(assignment(&now, "p-mds")["status"], "proposed");
        // Whoever handed it on keeps no view of the person.
        assert!(!ccas.get(&address(&sent)).expect(200).text().contains("Paniersfictifs"));
    }

    fn work_that_fails_says_why(world in World) {
        let (service, sent) = food_for_the_ccas(&world);
        let ccas = service.signed_in("demo-ccas");
        ccas.post(&action(&sent, "p-ccas", "accept"), &json!({})).expect(200);
        ccas.post(&action(&sent, "p-ccas", "fail"), &json!({"reason": "other"})).problem(422, "invalid-request");
        let failed = ccas.post(&action(&sent, "p-ccas", "fail"), &json!({"reason": "unreachable"})).expect(200).json();
        assert_eq!(assignment(&failed, "p-ccas")["status"], "failed");
        assert!(kinds(&service.signed_in("demo-mediation"), &sent).contains(&"assignment.failed".to_owned()));
    }

    fn a_paused_partner_is_passed_over(world in World) {
        world.knows(&cases::food());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let pause = format!("/v1/partners/{}/availability", id(&mediation, "p-ccas"));
        service.signed_in("demo-landlord").post(&pause, &json!({"availability": "paused"})).problem(403, "forbidden");
        mediation.post(&pause, &json!({"availability": "paused"})).expect(200);
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::food()).expect(201).json();
        let reasons = crate::network::turned_down(&sent["decision"]);
        assert!(reasons.contains(&("p-ccas", "closed_or_paused")), "{reasons:?}");
        assert_eq!(assignment(&sent, "p-mds")["status"], "proposed");
    }

    fn two_answers_at_the_same_moment_leave_one(world in World) {
        let (service, sent) = food_for_the_ccas(&world);
        let ccas = service.signed_in("demo-ccas");
        let race = |client: Client, step: &'static str, body: Value| {
            let path = action(&sent, "p-ccas", step);
            std::thread::spawn(move || client.post(&path, &body).status)
        };
        let answers: Vec<_> = (0..4)
            .flat_map(|_| {
                [race(ccas.clone(), "accept", json!({})), race(ccas.clone(), "redirect", json!({"partner": id(&ccas, "p-mds"), "reason": "capacity"}))]
            })
            .collect();
        let statuses: Vec<u16> = answers.into_iter().map(|answer| answer.join().unwrap()).collect();
        let history = kinds(&service.signed_in("demo-mediation"), &sent);
        let accepted = history.iter().filter(|kind| *kind == "assignment.accepted").count();
        let redirected = history.iter().filter(|kind| *kind == "assignment.redirected").count();
        // An accepted case may still be handed on, once; nothing happens twice.
        assert!(accepted <= 1 && redirected <= 1 && accepted + redirected >= 1, "{statuses:?} {history:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), accepted + redirected, "{statuses:?} {history:?}");
        assert!(statuses.iter().all(|status| [200, 404, 409].contains(status)), "{statuses:?}");
    }
}

/// A referral that only the CCAS can take, and that it is asked to take.
fn food_for_the_ccas(world: &World) -> (Service, Value) {
    world.knows(&cases::food());
    let service = world.serve();
    let sent = service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &cases::food())
        .expect(201)
        .json();
    assert_eq!(assignment(&sent, "p-ccas")["status"], "proposed");
    (service, sent)
}
