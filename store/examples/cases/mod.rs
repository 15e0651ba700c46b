//! Made-up cases for the programs that measure. Nobody is named in them.
#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    missing_docs,
    reason = "a part of programs that measure, not of the product"
)]

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::*;
use passerelle_store::{decisions, referrals};
use serde_json::json;

/// Where the cases begin: one every five minutes from here on.
const START: &str = "2025-11-01T07:00:00Z";

/// What the shipped rules said of it, about as long as such decisions are.
pub fn decision(number: u32, referral: &referrals::ReferralRecord) -> decisions::DecisionRecord {
    let mut random = [1; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    let sentence = "La demande est adressée à une équipe de médiation sociale. ".repeat(12);
    let standing = json!([{"partner": referral.sender, "open": number % 20, "last_asked": null}]);
    decisions::DecisionRecord {
        id: DecisionId::new(referral.created_at, random),
        referral_id: referral.id,
        ruleset_name: "default".to_owned(),
        ruleset_version: 1,
        rule: "R88".to_owned(),
        decided_at: referral.created_at,
        document: json!({
            "ruleset": {"name": "default", "version": 1, "edition": 1}, "rule": "R88", "matched_rule": "R88",
            "overlay": null, "destiny": "triage", "standing": standing,
            "explanation": {"fr": sentence, "en": sentence},
        }),
    }
}

pub fn referral(
    number: u32,
    reference: Reference,
    landlord: PartnerId,
) -> referrals::ReferralRecord {
    let start: Timestamp = START.parse().expect("an instant");
    let at = start + SignedDuration::from_mins(i64::from(number) * 5);
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    referrals::ReferralRecord {
        id: ReferralId::new(at, random),
        reference,
        external_reference: None,
        sender: landlord,
        entered_by: "demo-landlord".to_owned(),
        referrer: None,
        need: need(number as usize, at, landlord),
        details: Details::default(),
        priority: Priority::P3,
        state: ReferralState::Triage,
        sequence: 1,
        outcome_comment: None,
        created_at: at,
        updated_at: at,
    }
}

/// A case in which every fact takes all its values in turn, each at its own pace.
fn need(number: usize, at: Timestamp, landlord: PartnerId) -> Need {
    fn turn<T: Code>(number: usize, pace: usize) -> T {
        T::ALL[number / pace % T::ALL.len()]
    }
    let situation: Situation = turn(number, 1);
    let commune = ["00001", "00002"][number / 5 % 2];
    let party = |role, number| Party {
        role,
        age_band: turn(number, 3),
        minor: None,
        enrolled: None,
        language: None,
        identity: Identity::default(),
        consent: Consent::of(turn(number, 2)),
        guardian_consent: None,
    };
    Need {
        setting: situation.setting().unwrap_or(turn(number, 7)),
        situation,
        case_kind: turn(number, 11),
        received_at: at,
        referrer_role: None,
        safety: SafetyAnswers {
            violence: number.is_multiple_of(29),
            minor_at_risk: number.is_multiple_of(31),
            ..SafetyAnswers::default()
        },
        place: Place {
            tenure: Some(turn(number, 13)),
            landlord: (number.is_multiple_of(3)).then_some(LandlordRef::Partner(landlord)),
            address: Some(format!("{} rue du Lavoir", number % 5_000)),
            period: Some(turn(number, 17)),
            ..Place::in_commune(CommuneCode::parse(commune).expect("a commune"))
        },
        parties: vec![
            party(PartyRole::Concerned, number),
            party(PartyRole::OtherParty, number / 5),
        ],
        prior_attempts: Vec::new(),
        deadline_event: None,
        narrative: None,
    }
}
