//! The five acceptance cases: who is asked, who would be next, why, by when, and how much each is told.

use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT, A02_AT, A03_AT, A04_AT, A05_AT};
use crate::network::{assignment, at, code, codes, id, instant, turned_down};

both_databases! {
    fn a01_a_landlord_reports_neighbour_noise(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let answer = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201);
        let referral = answer.json();
        assert!(answer.header("location").ends_with(referral["id"].as_str().unwrap()));
        assert_eq!(answer.header("etag"), format!("\"{}\"", referral["sequence"]));
        assert!(referral["reference"].as_str().unwrap().starts_with("PSL-2026-"), "{referral:#}");
        assert_eq!(referral["status"], "routed");
        assert_eq!(referral["priority"], "P2");
        assert_a01(&referral["decision"]);
        let asked = assignment(&referral, "p-med");
        assert_eq!(asked["status"], "proposed");
        assert_eq!(asked["role"], "lead");
        assert_eq!(instant(&asked["answer_due_at"]), at("2026-10-08T09:10:00+02:00"));
        assert_eq!(referral["outcome"], Value::Null);
    }

    fn a02_a_school_reports_a_pupil_who_left(world in World) {
        let world = world.at(A02_AT);
        world.knows(&cases::a02());
        let service = world.serve();
        let referral = service.signed_in("demo-school").post("/v1/referrals", &cases::a02()).expect(201).json();
        assert_eq!(referral["status"], "routed");
        assert_eq!(referral["priority"], "P2");
        let decision = &referral["decision"];
        assert_eq!(decision["rule"], "R36");
        assert_eq!(code(&decision["lead"]["partner"]), "p-psad");
        assert_eq!(codes(&decision["fallbacks"]), ["p-ml"]);
        assert_eq!(decision["disclosure_by_party"], json!(["L2"]));
        assert_eq!(instant(&decision["lead"]["answer_due_at"]), at("2026-10-09T14:00:00+02:00"));
        assert_eq!(instant(&decision["lead"]["first_contact_due_at"]), at("2026-10-13T14:00:00+02:00"));
        assert_no_law_enforcement(decision);
    }

    fn a03_bullying_outranks_after_school_time(world in World) {
        let world = world.at(A03_AT);
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let case = cases::a03(&id(&mediation, "p-peri"));
        world.knows(&case);
        let referral = mediation.post("/v1/referrals", &case).expect(201).json();
        assert_eq!(referral["status"], "routed");
        assert_eq!(referral["priority"], "P1");
        let decision = &referral["decision"];
        assert_eq!(decision["rule"], "R30");
        assert_eq!(decision["mediation_mode"], "care");
        assert_eq!(code(&decision["lead"]["partner"]), "p-clg");
        assert_eq!(codes(&decision["fallbacks"]), ["p-dsden"]);
        assert_eq!(decision["disclosure_by_party"], json!(["L2"]));
        // A calendar day for a serious case, not a working one.
        assert_eq!(instant(&decision["lead"]["answer_due_at"]), at("2026-10-09T18:05:00+02:00"));
        assert_numbers(decision, &["3018", "119"]);
        assert_no_law_enforcement(decision);
    }

    fn a04_a_minor_at_risk_is_protected_by_the_legal_exception(world in World) {
        let world = world.at(A04_AT);
        world.knows(&cases::a04());
        let service = world.serve();
        let referral = service.signed_in("demo-mediation").post("/v1/referrals", &cases::a04()).expect(201).json();
        assert_eq!(referral["status"], "routed");
        assert_eq!(referral["priority"], "P1");
        let decision = &referral["decision"];
        assert_eq!(decision["rule"], "R10");
        assert_eq!(decision["mediation_mode"], "none");
        assert_eq!(code(&decision["lead"]["partner"]), "p-crip");
        assert_eq!(codes(&decision["fallbacks"]), ["p-parq"]);
        assert_eq!(codes(&decision["informed"]), ["p-prev"]);
        assert_eq!(decision["informed"][0]["disclosure"], "L1");
        assert_eq!(decision["disclosure_by_party"], json!(["L3"]));
        assert_eq!(decision["legal_exception"], "226-14-1");
        assert_eq!(instant(&decision["lead"]["answer_due_at"]), at("2026-10-13T17:30:00+02:00"));
        assert_numbers(decision, &["119", "17"]);
        assert_eq!(assignment(&referral, "p-prev")["role"], "informed");
    }

    fn a05_a_place_is_nobodys_personal_data(world in World) {
        let world = world.at(A05_AT);
        world.knows(&cases::a05());
        let service = world.serve();
        let referral = service.signed_in("demo-mediation").post("/v1/referrals", &cases::a05()).expect(201).json();
        assert_eq!(referral["status"], "routed");
        assert_eq!(referral["priority"], "P3");
        let decision = &referral["decision"];
        assert_eq!(decision["rule"], "R60");
        // Entered by the mediation team for somebody outside, so the team may lead.
        assert_eq!(code(&decision["lead"]["partner"]), "p-med");
        assert_eq!(codes(&decision["fallbacks"]), ["p-tranq"]);
        assert_eq!(decision["lead"]["disclosure"], "L0");
        assert_eq!(decision["disclosure_by_party"], json!([]));
        assert_eq!(instant(&decision["lead"]["answer_due_at"]), at("2026-10-20T10:00:00+02:00"));
        assert_no_law_enforcement(decision);
    }

    fn a_preview_decides_by_the_clock_that_it_is_given_and_stores_nothing(world in World) {
        // A winter later: only `at` can lead to the dates of the case.
        let world = world.at("2027-02-01T08:00:00+01:00");
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let body = cases::with(cases::a01(), "/at", json!(A01_AT));
        let preview = landlord.post("/v1/routing/preview", &body).expect(200).json();
        assert_eq!(preview["status"], "routed");
        assert_eq!(preview["priority"], "P2");
        assert_a01(&preview["decision"]);
        let stored = service.signed_in("demo-mediation").get("/v1/referrals").expect(200).json();
        assert_eq!(stored["items"], json!([]));
        assert!(world.mails().is_empty());
    }

    fn due_dates_keep_the_wall_clock_across_the_end_of_summer_time_and_a_holiday(world in World) {
        // Friday before the clocks go back; All Saints' Day is a Sunday in 2026, Armistice Day a Wednesday.
        let world = world.at("2026-10-23T09:10:00+02:00");
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let due = |received: &str| {
            let body = cases::with(cases::with(cases::a01(), "/at", json!(received)), "/received_at", json!(received));
            let preview = landlord.post("/v1/routing/preview", &body).expect(200).json();
            instant(&preview["decision"]["lead"]["answer_due_at"])
        };
        assert_eq!(due("2026-10-23T09:10:00+02:00"), at("2026-10-28T09:10:00+01:00"));
        assert_eq!(due("2026-11-09T09:10:00+01:00"), at("2026-11-13T09:10:00+01:00"));
    }
}

/// What the acceptance table demands of A01.
fn assert_a01(decision: &Value) {
    assert_eq!(decision["rule"], "R50");
    assert_eq!(decision["mediation_mode"], "yes");
    assert!(
        decision["ruleset"]["name"].is_string() && decision["ruleset"]["version"].is_number(),
        "{decision:#}"
    );
    assert_eq!(code(&decision["lead"]["partner"]), "p-med");
    assert_eq!(decision["lead"]["partner"]["kind"], "mediation_team");
    assert_eq!(decision["lead"]["disclosure"], "L2");
    assert_eq!(
        instant(&decision["lead"]["answer_due_at"]),
        at("2026-10-08T09:10:00+02:00")
    );
    assert_eq!(
        instant(&decision["lead"]["first_contact_due_at"]),
        at("2026-10-12T09:10:00+02:00")
    );
    assert_eq!(codes(&decision["fallbacks"]), ["p-conc"]);
    assert!(
        turned_down(decision).contains(&("p-bail", "referrer_organisation")),
        "{decision:#}"
    );
    assert_eq!(decision["disclosure_by_party"], json!(["L2", "L1"]));
    assert_eq!(decision["legal_exception"], Value::Null);
    for language in ["fr", "en"] {
        assert!(
            !decision["explanation"][language]
                .as_str()
                .unwrap()
                .is_empty()
        );
    }
    assert_no_law_enforcement(decision);
}

/// The emergency numbers that must be shown.
fn assert_numbers(decision: &Value, wanted: &[&str]) {
    let shown: Vec<&str> = decision["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["number"].as_str())
        .collect();
    for number in wanted {
        assert!(shown.contains(number), "{number} is not among {shown:?}");
    }
}

/// Neither the police nor the prosecutor is asked or told.
fn assert_no_law_enforcement(decision: &Value) {
    let kinds = ["state_police", "municipal_police", "public_prosecutor"];
    let named = [&decision["fallbacks"], &decision["informed"]]
        .into_iter()
        .flat_map(|list| list.as_array().unwrap());
    for proposal in named.chain([&decision["lead"]]) {
        let kind = proposal["partner"]["kind"].as_str().unwrap();
        assert!(
            !kinds.contains(&kind),
            "{kind} has no place in {decision:#}"
        );
    }
}
