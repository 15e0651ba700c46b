//! The edge checks of the doctrine that a decision alone can answer.

use passerelle_domain::{
    AgeBand, Availability, ConsentState, Disclosure, MediationMode, PartnerKind, PartyRole,
    Priority, Setting, Situation, Tenure,
};

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, Destiny, RuleSet};

#[test]
fn e1_in_a_co_ownership_the_manager_comes_after_mediation() {
    let mut need = a01();
    need.place.tenure = Some(Tenure::CoOwnership);
    let mut partners = directory();
    partners.push(extra(90, "p-syndic", PartnerKind::PropertyManager, "00001"));
    let network = network_of(partners);
    let decision = decide(&network, &need, Some("p-bail"), monday());
    assert_eq!(decision.rule, "R52");
    assert_eq!(lead(&network, &decision).unwrap(), "p-med");
    assert_eq!(fallbacks(&network, &decision), ["p-syndic", "p-conc"]);

    let without = decide(&super::fixture::network(), &need, Some("p-bail"), monday());
    assert_eq!(without.vacant, [PartnerKind::PropertyManager]);
}

#[test]
fn e2_under_16_the_school_is_asked_and_never_the_platform() {
    let mut need = a02();
    need.parties = vec![minor(
        AgeBand::From11To15,
        ConsentState::Given,
        ConsentState::Given,
    )];
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R32");
    let asked = [lead(&network, &decision).unwrap()];
    assert!(!asked.contains(&"p-psad".to_owned()));
    assert!(!fallbacks(&network, &decision).contains(&"p-psad".to_owned()));
}

#[test]
fn e3_a_threat_of_suicide_comes_before_bullying() {
    let mut need = a03();
    need.safety.suicide_risk = true;
    let decision = decide(&network(), &need, Some("p-peri"), monday());
    assert_eq!(decision.rule, "R05");
    assert_eq!(decision.destiny, Destiny::EmergencyDiverted);
    assert_eq!(decision.priority, Priority::P0);
    assert!(decision.lead.is_none() && decision.fallbacks.is_empty());
    assert_eq!(decision.disclosure_by_party, [Disclosure::None]);
    assert!(numbers(&decision).starts_with(&["15", "3114"]));
    assert_eq!(decision.answer_due_at, None);
}

#[test]
fn e4_couple_violence_is_never_mediated_and_nobody_near_is_told() {
    let mut need = case(Setting::Housing, Situation::DomesticViolence);
    need.place.tenure = Some(Tenure::Social);
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::NotMet)];
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R15");
    assert_eq!(decision.mediation_mode, MediationMode::None);
    assert_eq!(decision.destiny, Destiny::AwaitingConsent);
    assert_eq!(lead(&network, &decision).unwrap(), "p-vict");
    assert_eq!(decision.vacant, [PartnerKind::DomesticViolenceSupport]);
    let proposal = decision.lead.as_ref().unwrap();
    assert!(proposal.needs_consent);
    assert_eq!(proposal.disclosure, Disclosure::L1);
    assert_eq!(proposal.answer_due_at, None);
    assert!(decision.informed.is_empty());
    let codes: Vec<&str> = decision
        .notices
        .iter()
        .map(|notice| notice.code.as_str())
        .collect();
    assert!(codes.contains(&"no_letter_home") && codes.contains(&"call_3919"));

    need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
    let agreed = decide(&network, &need, None, monday());
    assert_eq!(agreed.destiny, Destiny::Routed);
    assert_eq!(agreed.disclosure_by_party, [Disclosure::L2]);
}

#[test]
fn e5_the_police_never_come_first_unless_somebody_signs() {
    let rule = |extra: &str| {
        format!(
            r#"{DEFAULT_RULE_SET}
[[rules]]
id = "R59"
stage = "orientation"
order = 59
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
when.situation = ["public_gathering"]
then.lead = ["state_police"]
then.max = "L0"
{extra}"#
        )
    };
    let faults = RuleSet::from_toml("mine.toml", &rule("")).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["law_enforcement_first"]);
    assert_eq!(faults.first().unwrap().field, "rules[R59].then.lead");

    let signed =
        rule("then.law_enforcement_first = { signed_by = \"A. Maire\", reason = \"essai\" }\n");
    assert!(RuleSet::from_toml("mine.toml", &signed).is_ok());
}

#[test]
fn e8_with_nobody_open_a_person_chooses_within_the_same_time() {
    let closed = directory()
        .into_iter()
        .map(|partner| passerelle_domain::Partner {
            availability: Availability::Paused,
            ..partner
        });
    let network = network_of(closed.collect());
    let decision = decide(&network, &a01(), Some("p-bail"), monday());
    assert_eq!(decision.destiny, Destiny::Triage);
    assert_eq!(decision.rule, "R90");
    assert_eq!(decision.matched_rule.as_deref(), Some("R50"));
    assert!(decision.lead.is_none());
    assert_eq!(
        decision.disclosure_by_party,
        [Disclosure::L1, Disclosure::L1]
    );
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-08T09:10:00+02:00"))
    );
    assert_eq!(
        turned_down(&network, &decision),
        [
            "p-med: closed_or_paused",
            "p-bail: referrer_organisation",
            "p-conc: closed_or_paused"
        ]
    );
}
