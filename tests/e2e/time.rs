//! What the clock does by itself: it reminds, moves on, and asks what became of a case, each once, however many
//! processes look at it.

use jiff::{SignedDuration, Timestamp};
use passerelle_tests::{Client, World, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::lifecycle::{kinds, mail_address};
use crate::network::{action, address, assignment, at, code, instant};

/// Three looks of every process at its clock.
pub fn let_the_clock_be_looked_at() {
    std::thread::sleep(std::time::Duration::from_secs(3));
}

/// How many events of this kind a referral has.
pub fn count(client: &Client, referral: &Value, kind: &str) -> usize {
    let kinds = kinds(client, referral);
    kinds.iter().filter(|one| *one == kind).count()
}

fn mails_with(world: &World, address: &str, words: &str) -> usize {
    let mails = world.mails().into_iter();
    mails
        .filter(|mail| mail.to.iter().any(|to| to == address) && mail.subject.contains(words))
        .count()
}

/// Half of the time from one instant to the other.
fn half(from: Timestamp, until: Timestamp) -> Timestamp {
    from + until.duration_since(from) / 2
}

both_databases! {
    fn a_silent_partner_is_reminded_at_half_time_and_once(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let (one, _other) = (world.serve(), world.serve());
        let sent = one.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let asked = assignment(&sent, "p-med");
        let moment = half(world.clock.now(), instant(&asked["answer_due_at"]));
        let mediation = one.signed_in("demo-mediation");
        let team = mail_address(&mediation, "p-med");

        world.clock.set(&(moment - SignedDuration::from_secs(1)).to_string());
        let_the_clock_be_looked_at();
        assert_eq!(mails_with(&world, &team, "rappel"), 0, "a second early");
        world.clock.set(&moment.to_string());
        let reminder = world.mail_to(&team, |mail| mail.subject.contains("rappel"));
        let_the_clock_be_looked_at();
        assert_eq!(mails_with(&world, &team, "rappel"), 1);
        let mediation = one.signed_in("demo-mediation");
        assert_eq!(count(&mediation, &sent, "assignment.reminded"), 1);
        let now = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(now["sequence"], sent["sequence"], "a reminder changes nothing of the case");

        // The link of the reminder answers, and there is nothing left to remind of.
        one.client().post_form(&reminder.link("/answer/"), "answer=accept");
        let taken = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&taken, "p-med")["status"], "accepted");
    }

    fn who_has_answered_is_not_reminded(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let due = instant(&assignment(&sent, "p-med")["answer_due_at"]);
        let mediation = service.signed_in("demo-mediation");
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
        world.clock.set(&(due - SignedDuration::from_mins(1)).to_string());
        let_the_clock_be_looked_at();
        let team = mail_address(&service.signed_in("demo-mediation"), "p-med");
        assert_eq!(mails_with(&world, &team, "rappel"), 0);
    }

    fn a_first_contact_that_does_not_come_is_told_once(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let (one, _other) = (world.serve(), world.serve());
        let sent: Vec<Value> = ["WAITS", "MET"].map(|reference| {
            let case = cases::with(cases::a01(), "/external_reference", json!(reference));
            one.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201).json()
        }).into();
        let mediation = one.signed_in("demo-mediation");
        for case in &sent {
            mediation.post(&action(case, "p-med", "accept"), &json!({})).expect(200);
        }
        let taken = mediation.get(&address(&sent[0])).expect(200).json();
        let due = instant(&assignment(&taken, "p-med")["first_contact_due_at"]);
        world.clock.set(&(due - SignedDuration::from_mins(10)).to_string());
        let mediation = one.signed_in("demo-mediation");
        let held = json!({"state": "held", "at": (due - SignedDuration::from_mins(20)).to_string()});
        mediation.post(&action(&sent[1], "p-med", "meeting"), &held).expect(200);

        world.clock.set(&due.to_string());
        let team = mail_address(&mediation, "p-med");
        world.mail_to(&team, |mail| mail.subject.contains("prise de contact"));
        let_the_clock_be_looked_at();
        assert_eq!(mails_with(&world, &team, "prise de contact"), 1);
        let overdue = sent.iter().map(|case| count(&mediation, case, "assignment.first_contact_overdue"));
        assert_eq!(overdue.collect::<Vec<_>>(), [1, 0]);
    }

    fn many_due_at_one_instant_are_moved_once_by_two_processes(world in World) {
        let world = world.at(A01_AT);
        let (one, other) = (world.serve(), world.serve());
        let landlord = one.signed_in("demo-landlord");
        let sent: Vec<Value> = (0..80).map(|number| {
            let case = cases::with(cases::a01(), "/external_reference", json!(format!("MANY-{number}")));
            landlord.post("/v1/referrals", &case).expect(201).json()
        }).collect();
        let due = instant(&assignment(&sent[0], "p-med")["answer_due_at"]);
        world.clock.set(&due.to_string());
        let mediation = other.signed_in("demo-mediation");
        for case in &sent {
            wait_for("the next partner", || {
                let now = mediation.get(&address(case)).expect(200).json();
                let asked = now["assignments"].as_array().unwrap();
                asked.iter().any(|held| code(&held["partner"]) == "p-conc").then_some(())
            });
        }
        for case in &sent {
            let now = mediation.get(&address(case)).expect(200).json();
            assert_eq!(now["sequence"], json!(case["sequence"].as_i64().unwrap() + 1));
            assert_eq!(assignment(&now, "p-med")["status"], "expired");
            assert_eq!(count(&mediation, case, "assignment.expired"), 1);
            assert_eq!(count(&mediation, case, "assignment.proposed"), 2);
        }
    }

    fn working_days_are_those_on_which_the_partner_is_there(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let coordinator = service.signed_in("demo-mediation");
        let team = crate::network::id(&coordinator, "p-med");
        let landlord = service.signed_in("demo-landlord");
        let due = |change: Value, reference: &str| {
            crate::turns::change(&coordinator, &team, &change);
            let case = cases::with(cases::a01(), "/external_reference", json!(reference));
            let sent = landlord.post("/v1/referrals", &case).expect(201).json();
            let asked = assignment(&sent, "p-med");
            (instant(&asked["answer_due_at"]), instant(&asked["first_contact_due_at"]))
        };
        let told = |answer: &str, contact: &str| (at(answer), at(contact));
        // Three working days to answer, five until the first contact, from Monday 5 October on.
        assert_eq!(
            due(json!({"opening_hours": "Tu,Th 09:00-12:00"}), "HOURS"),
            told("2026-10-13T09:10:00+02:00", "2026-10-20T09:10:00+02:00")
        );
        let holidays = json!([{"from": "2026-10-07", "until": "2026-10-16", "reason": "holidays"}]);
        assert_eq!(
            due(json!({"opening_hours": null, "pauses": holidays}), "PAUSE"),
            told("2026-10-20T09:10:00+02:00", "2026-10-22T09:10:00+02:00")
        );
        // Open on Saturdays alone: in time for nobody's working day, and nobody waits for it.
        world.clock.set("2026-10-08T09:10:00+02:00");
        let coordinator = service.signed_in("demo-mediation");
        crate::turns::change(&coordinator, &team, &json!({"opening_hours": "Sa 09:00-12:00", "pauses": []}));
        let case = cases::with(cases::a01(), "/external_reference", json!("NEVER"));
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &case).expect(201).json();
        assert_eq!(instant(&assignment(&sent, "p-med")["answer_due_at"]), at("2026-10-13T09:10:00+02:00"));
    }

    fn the_clock_stands_still_while_work_is_on_hold(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let mediation = service.signed_in("demo-mediation");
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
        mediation.post(&action(&sent, "p-med", "start"), &json!({})).expect(200);
        world.clock.set("2026-10-09T12:00:00+02:00");
        let mediation = service.signed_in("demo-mediation");
        let held = mediation.post(&action(&sent, "p-med", "hold"), &json!({"reason": "awaiting_person"})).expect(200).json();
        assert_eq!(instant(&assignment(&held, "p-med")["first_contact_due_at"]), at("2026-10-12T09:10:00+02:00"));
        // It would be due meanwhile, and nobody is told so.
        world.clock.set("2026-10-13T12:00:00+02:00");
        let_the_clock_be_looked_at();
        let mediation = service.signed_in("demo-mediation");
        assert_eq!(count(&mediation, &sent, "assignment.first_contact_overdue"), 0);
        // Half a Friday, a Monday and half a Tuesday are made up for: two working days.
        let resumed = mediation.post(&action(&sent, "p-med", "resume"), &json!({})).expect(200).json();
        let due = instant(&assignment(&resumed, "p-med")["first_contact_due_at"]);
        assert_eq!(due, at("2026-10-14T09:10:00+02:00"));
        world.clock.set(&due.to_string());
        let mediation = service.signed_in("demo-mediation");
        wait_for("the notice", || (count(&mediation, &sent, "assignment.first_contact_overdue") == 1).then_some(()));
    }
}
