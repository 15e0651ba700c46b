//! The ladder moves by itself, with two processes looking at the clock: on a partner that is away, at the due instant,
//! and through a consent that is missing; and it never overrules a person.

use jiff::SignedDuration;
use passerelle_tests::{Client, Service, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT, with};
use crate::lifecycle::mail_address;
use crate::network::{action, address, assignment, at, id, instant};
use crate::time::{count, let_the_clock_be_looked_at};
use crate::turns::change;

fn sent(service: &Service, reference: &str) -> Value {
    let case = with(cases::a01(), "/external_reference", json!(reference));
    let landlord = service.signed_in("demo-landlord");
    landlord.post("/v1/referrals", &case).expect(201).json()
}

/// Waits until the assignment of this partner has this status.
fn until(client: &Client, case: &Value, partner: &str, status: &str) -> Value {
    wait_for(&format!("{partner} to be {status}"), || {
        let now = client.get(&address(case)).expect(200).json();
        let held = now["assignments"].as_array().unwrap();
        let name = crate::network::code;
        let fits = held
            .iter()
            .any(|one| name(&one["partner"]) == partner && one["status"] == status);
        fits.then_some(now)
    })
}

fn holidays(from: &str) -> Value {
    json!({"pauses": [{"from": from, "until": "2026-11-30", "reason": "holidays"}]})
}

both_databases! {
    fn a_partner_that_goes_away_is_not_waited_for(world in World) {
        let world = world.at(A01_AT);
        let (one, other) = (world.serve(), world.serve());
        let case = sent(&one, "AWAY");
        let coordinator = other.signed_in("demo-mediation");
        change(&coordinator, &id(&coordinator, "p-med"), &holidays("2026-10-05"));
        let moved = until(&coordinator, &case, "p-conc", "proposed");
        assert_eq!(assignment(&moved, "p-med")["status"], "cancelled");
        let_the_clock_be_looked_at();
        let moved = coordinator.get(&address(&case)).expect(200).json();
        assert_eq!(moved["sequence"], json!(case["sequence"].as_i64().unwrap() + 1));
        assert_eq!(count(&coordinator, &case, "assignment.cancelled"), 1);
        let team = mail_address(&coordinator, "p-med");
        world.mail_to(&team, |mail| mail.subject.contains("plus sollicitée"));

        // The next one is closed as well: nobody is left, and nobody is asked twice.
        change(&coordinator, &id(&coordinator, "p-med"), &json!({"pauses": []}));
        change(&coordinator, &id(&coordinator, "p-conc"), &json!({"availability": "paused"}));
        let left = until(&coordinator, &case, "p-conc", "cancelled");
        assert_eq!(left["status"], "triage");
        assert_eq!(left["assignments"].as_array().unwrap().len(), 2);
        world.mail_to(&team, |mail| mail.subject.contains("demande votre choix"));
    }

    fn a_pause_that_begins_while_an_answer_is_awaited_moves_the_case_that_day(world in World) {
        let world = world.at(A01_AT);
        let (one, _other) = (world.serve(), world.serve());
        let coordinator = one.signed_in("demo-mediation");
        // One case was asked before the pause was entered, the other one after.
        let first = sent(&one, "BEFORE");
        change(&coordinator, &id(&coordinator, "p-med"), &holidays("2026-10-07"));
        let second = sent(&one, "AFTER");
        world.clock.set("2026-10-06T23:59:59+02:00");
        let_the_clock_be_looked_at();
        let coordinator = one.signed_in("demo-mediation");
        for case in [&first, &second] {
            let now = coordinator.get(&address(case)).expect(200).json();
            assert_eq!(assignment(&now, "p-med")["status"], "proposed", "a second early");
        }
        world.clock.set("2026-10-07T00:00:00+02:00");
        for case in [&first, &second] {
            until(&coordinator, case, "p-conc", "proposed");
            assert_eq!(count(&coordinator, case, "assignment.proposed"), 2);
        }
    }

    fn who_carries_too_much_gives_back_what_came_last(world in World) {
        let world = world.at(A01_AT);
        let (one, _other) = (world.serve(), world.serve());
        let coordinator = one.signed_in("demo-mediation");
        let team = id(&coordinator, "p-med");
        change(&coordinator, &team, &json!({"capacity": null}));
        let cases: Vec<Value> = ["ONE", "TWO", "THREE"].map(|reference| {
            world.clock.step(SignedDuration::from_secs(1));
            sent(&one, reference)
        }).into();
        coordinator.post(&action(&cases[1], "p-med", "accept"), &json!({})).expect(200);
        change(&coordinator, &team, &json!({"capacity": 2}));
        until(&coordinator, &cases[2], "p-conc", "proposed");
        let_the_clock_be_looked_at();
        let stands = |case: &Value| {
            let now = coordinator.get(&address(case)).expect(200).json();
            assignment(&now, "p-med")["status"].as_str().unwrap().to_owned()
        };
        assert_eq!([0, 1, 2].map(|number: usize| stands(&cases[number])), ["proposed", "accepted", "cancelled"]);
        change(&coordinator, &team, &json!({"capacity": 1}));
        until(&coordinator, &cases[0], "p-conc", "proposed");
        let_the_clock_be_looked_at();
        assert_eq!(stands(&cases[1]), "accepted", "who has taken a case keeps it");
    }

    fn a_partner_that_is_away_at_the_due_instant_is_passed_over(world in World) {
        let world = world.at(A01_AT);
        let (one, _other) = (world.serve(), world.serve());
        let case = sent(&one, "DUE");
        let due = instant(&assignment(&case, "p-med")["answer_due_at"]);
        let coordinator = one.signed_in("demo-mediation");
        change(&coordinator, &id(&coordinator, "p-conc"), &holidays("2026-10-08"));
        world.clock.set(&due.to_string());
        let coordinator = one.signed_in("demo-mediation");
        let left = until(&coordinator, &case, "p-med", "expired");
        assert_eq!(left["status"], "triage");
        assert_eq!(left["assignments"].as_array().unwrap().len(), 1);
        let turned_down = crate::network::turned_down(&left["decision"]);
        assert!(turned_down.contains(&("p-conc", "closed_or_paused")), "{turned_down:?}");
    }

    fn a_choice_by_hand_is_not_overruled(world in World) {
        let world = world.at(A01_AT);
        let (one, _other) = (world.serve(), world.serve());
        let case = sent(&one, "HAND");
        let coordinator = one.signed_in("demo-mediation");
        let chosen = id(&coordinator, "p-ccas");
        let by_hand = json!({"partner": chosen, "reason": "Le CCAS connaît l'immeuble."});
        coordinator.post(&format!("{}/route", address(&case)), &by_hand).expect(200);
        change(&coordinator, &chosen, &json!({"availability": "paused", "capacity": 1}));
        let_the_clock_be_looked_at();
        let now = coordinator.get(&address(&case)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "proposed");
        // Silence leaves the next choice to a person.
        let due = instant(&assignment(&now, "p-ccas")["answer_due_at"]);
        world.clock.set(&due.to_string());
        let coordinator = one.signed_in("demo-mediation");
        let left = until(&coordinator, &case, "p-ccas", "expired");
        assert_eq!(left["status"], "triage");
    }

    fn consent_is_asked_for_anew_at_each_rung_and_the_clock_waits_for_it(world in World) {
        let world = world.at(A01_AT);
        let (one, _other) = (world.serve(), world.serve());
        let coordinator = one.signed_in("demo-mediation");
        let only = json!({"state": "given", "scope": [id(&coordinator, "p-med")]});
        let case = with(with(cases::a01(), "/parties/0/consent", only), "/external_reference", json!("CONSENT"));
        let case = one.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201).json();
        let due = instant(&assignment(&case, "p-med")["answer_due_at"]);
        world.clock.set(&due.to_string());
        let coordinator = one.signed_in("demo-mediation");
        let waits = until(&coordinator, &case, "p-med", "expired");
        assert_eq!(waits["status"], "awaiting_consent");
        assert_eq!(waits["assignments"].as_array().unwrap().len(), 1);

        // Over a weekend nothing falls due of a partner that was not asked.
        world.clock.set("2026-10-12T10:00:00+02:00");
        let_the_clock_be_looked_at();
        let coordinator = one.signed_in("demo-mediation");
        let given = json!({"party": 0, "state": "given", "scope": null});
        let asked = coordinator.post(&format!("{}/consent", address(&case)), &given).expect(200).json();
        assert_eq!(asked["status"], "routed");
        let next = assignment(&asked, "p-conc");
        assert_eq!(instant(&next["answer_due_at"]), at("2026-10-15T10:00:00+02:00"));
        assert_eq!(count(&coordinator, &case, "assignment.proposed"), 2);
    }
}
