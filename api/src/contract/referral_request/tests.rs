use serde_json::json;

use super::*;

fn case() -> serde_json::Value {
    super::super::schemas::referral_example()
}

fn now() -> Timestamp {
    "2026-10-05T08:00:00Z".parse().unwrap()
}

fn read(value: serde_json::Value) -> Submission {
    deserr::deserialize::<ReferralRequest, _, Faults>(value)
        .unwrap()
        .into_submission(now())
}

fn faults(value: serde_json::Value) -> Vec<(String, &'static str)> {
    let faults = deserr::deserialize::<ReferralRequest, _, Faults>(value).unwrap_err();
    let mut faults: Vec<_> = faults
        .into_vec()
        .into_iter()
        .map(|fault| (fault.pointer, fault.code))
        .collect();
    faults.sort();
    faults
}

fn fault(pointer: &str, code: &'static str) -> (String, &'static str) {
    (pointer.to_owned(), code)
}

fn with(pointer: &str, value: serde_json::Value) -> serde_json::Value {
    let mut case = case();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match case.pointer_mut(parent).unwrap() {
        serde_json::Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        object => object[key] = value,
    }
    case
}

#[test]
fn the_example_of_the_documentation_is_a_case() {
    let submission = read(case());
    assert_eq!(submission.need.situation, Situation::NeighbourNoise);
    assert_eq!(submission.need.parties.len(), 2);
    assert_eq!(
        submission.external_reference.as_deref(),
        Some("BAIL-2026-00017")
    );
    assert!(submission.need.faults(now()).is_empty());
}

#[test]
fn most_of_it_may_be_left_out() {
    let submission = read(json!({
        "setting": "priority_districts", "situation": "public_space_use_conflict",
        "case_kind": "collective",
        "safety": {"danger_now": false, "minor_at_risk": false, "violence": false},
        "place": {"commune_code": "00001"},
    }));
    assert_eq!(submission.referrer, ReferrerClaim::Own);
    assert_eq!(submission.need.received_at, now());
    assert!(!submission.narrative_confirmed && submission.need.parties.is_empty());
    assert!(!submission.need.safety.suicide_risk);
}

#[test]
fn a_referrer_is_own_outside_or_named() {
    assert_eq!(
        read(with("/referrer", json!(null))).referrer,
        ReferrerClaim::Outside
    );
    let id = "00000000-0000-7000-8000-000000000002";
    let named = ReferrerClaim::Partner(id.parse().unwrap());
    assert_eq!(read(with("/referrer", json!(id))).referrer, named);
    assert_eq!(
        faults(with("/referrer", json!("p-bail"))),
        [fault("/referrer", "bad_format")]
    );
}

#[test]
fn consent_is_an_object_or_its_bare_state() {
    let bare = read(with("/parties/0/guardian_consent", json!("refused")));
    let guardian = bare.need.parties[0].guardian_consent.clone().unwrap();
    assert_eq!(guardian.state, passerelle_domain::ConsentState::Refused);
    let without = read(with("/parties/0", json!({"role": "concerned"})));
    assert_eq!(
        without.need.parties[0].consent,
        passerelle_domain::Consent::default()
    );
    let wrong = with(
        "/parties/0/consent",
        json!({"state": "maybe", "scope": ["x"]}),
    );
    assert_eq!(
        faults(wrong),
        [
            fault("/parties/0/consent/scope/0", "bad_format"),
            fault("/parties/0/consent/state", "unknown_code"),
        ]
    );
}

#[test]
fn a_landlord_is_a_partner_or_a_siren() {
    use passerelle_domain::LandlordRef;
    let id = "00000000-0000-7000-8000-000000000002";
    let partner = read(with("/place/landlord", json!(id))).need.place.landlord;
    assert_eq!(partner, Some(LandlordRef::Partner(id.parse().unwrap())));
    let siren = read(with("/place/landlord", json!("000000026")))
        .need
        .place
        .landlord;
    assert!(matches!(siren, Some(LandlordRef::Siren(_))));
    assert_eq!(
        faults(with("/place/landlord", json!("000000027"))),
        [fault("/place/landlord", "bad_check")]
    );
}

#[test]
fn all_faulty_fields_come_at_once() {
    let mut case = case();
    case["situation"] = json!("noise");
    case["received_at"] = json!("yesterday");
    case["place"]["uai"] = json!("0000001Z");
    case["place"]["commune_code"] = json!(1);
    case["parties"][0]["contact"] = json!({"phone": "0639980123", "fax": "1"});
    case["safety"] = json!({"danger_now": "no"});
    case["details"] = json!({"floor": [3]});
    case["surprise"] = json!(1);
    assert_eq!(
        faults(case),
        [
            fault("/details/floor", "wrong_type"),
            fault("/parties/0/contact/fax", "unknown_field"),
            fault("/parties/0/contact/phone", "not_international"),
            fault("/place/commune_code", "wrong_type"),
            fault("/place/uai", "bad_check"),
            fault("/received_at", "bad_format"),
            fault("/safety/danger_now", "wrong_type"),
            fault("/safety/minor_at_risk", "required"),
            fault("/safety/violence", "required"),
            fault("/situation", "unknown_code"),
            fault("/surprise", "unknown_field"),
        ]
    );
}

#[test]
fn a_preview_is_a_case_with_a_clock() {
    let mut case = case();
    case["at"] = json!("2026-10-05T09:10:00+02:00");
    let preview = deserr::deserialize::<PreviewRequest, _, Faults>(case.clone()).unwrap();
    assert_eq!(preview.at, Some("2026-10-05T07:10:00Z".parse().unwrap()));
    case["at"] = json!(7);
    case["situation"] = json!(7);
    let faults = deserr::deserialize::<PreviewRequest, _, Faults>(case)
        .unwrap_err()
        .into_vec();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].pointer, "/at");
}

#[test]
fn external_references_have_an_end_and_no_control_characters() {
    for (text, code) in [
        ("", "bad_format"),
        (" a", "bad_format"),
        ("a\u{7}b", "control_character"),
    ] {
        let found = faults(with("/external_reference", json!(text)));
        assert_eq!(found, [fault("/external_reference", code)]);
    }
    let long = "x".repeat(101);
    let found = faults(with("/external_reference", json!(long)));
    assert_eq!(found, [fault("/external_reference", "too_long")]);
}
