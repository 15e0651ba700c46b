//! Putting right over HTTP: one partner is stopped, or what should never have been is marked as such.

use passerelle_tests::both_databases;
use serde_json::json;

use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment};

both_databases! {
    fn a_partner_that_is_stopped_is_told_and_a_person_chooses_who_goes_on(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let stop = action(&sent, "p-med", "cancel");
        // Not for whoever sent it, and for others there is no such case.
        service.signed_in("demo-landlord").post(&stop, &json!({})).problem(403, "forbidden");
        service.signed_in("demo-ccas").post(&stop, &json!({})).problem(404, "not-found");
        let mediation = service.signed_in("demo-mediation");
        let other = mediation.post("/v1/referrals", &cases::with(cases::a01(), "/external_reference", json!("autre"))).expect(201).json();
        let foreign = format!("{}/assignments/{}/cancel", address(&other), assignment(&sent, "p-med")["id"].as_str().unwrap());
        mediation.post(&foreign, &json!({})).problem(404, "not-found");

        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
        let stopped = mediation.post(&stop, &json!({})).expect(200).json();
        assert_eq!(stopped["status"], "triage");
        assert_eq!(assignment(&stopped, "p-med")["status"], "cancel_requested");
        mediation.post(&stop, &json!({})).problem(409, "conflict");
        let confirmed = mediation.post(&action(&sent, "p-med", "confirm-cancellation"), &json!({})).expect(200).json();
        assert_eq!(assignment(&confirmed, "p-med")["status"], "cancelled");
        world.mail_to("med@example.org", |mail| mail.subject.contains("plus sollicitée"));
    }

    fn what_was_entered_in_error_is_kept_and_seen_by_no_partner(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::food());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let sent = mediation.post("/v1/referrals", &cases::food()).expect(201).json();
        let lead = sent["assignments"][0]["partner"]["code"].as_str().unwrap().to_owned();
        let voided = mediation.post(&action(&sent, &lead, "mark-error"), &json!({})).expect(200).json();
        assert_eq!(assignment(&voided, &lead)["status"], "entered_in_error");
        assert_eq!(voided["status"], "triage");

        let landlord = service.signed_in("demo-landlord");
        world.knows(&cases::a01());
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let mark = format!("{}/mark-error", address(&sent));
        service.signed_in("demo-ccas").post(&mark, &json!({})).problem(404, "not-found");
        landlord.with("if-match", "\"9\"").post(&mark, &json!({})).problem(412, "precondition-failed");
        let marked = landlord.post(&mark, &json!({})).expect(200).json();
        assert_eq!(marked["status"], "entered_in_error");
        landlord.post(&mark, &json!({})).problem(409, "conflict");
        let kept = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&kept, "p-med")["status"], "entered_in_error");
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).problem(409, "conflict");
        let events = mediation.get(&format!("{}/events", address(&sent))).expect(200).text();
        assert!(events.contains("referral.entered_in_error") && events.contains("assignment.entered_in_error"), "{events}");
    }
}
