//! Who is chosen among those who could be: consent, parties, prison, police last, the ladder.

use passerelle_domain::{
    AgeBand, Availability, Consent, ConsentState, Disclosure, LandlordRef, PartnerKind, Party,
    PartyRole, Setting, Situation, Tenure, TimeContext,
};

use super::fixture::*;
use crate::{Destiny, Facts};

fn naming(codes: &[&str]) -> Party {
    let scope = Some(codes.iter().map(|code| id(code)).collect());
    let consent = Consent {
        state: ConsentState::Given,
        scope,
    };
    Party {
        consent,
        ..adult(PartyRole::Concerned, ConsentState::Given)
    }
}

#[test]
fn the_landlord_reads_along_without_identity_when_somebody_else_asks() {
    let mut need = a01();
    need.place.landlord = Some(LandlordRef::Partner(id("p-bail")));
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(fallbacks(&network, &decision), ["p-bail", "p-conc"]);
    assert_eq!(informed(&network, &decision), ["p-bail"]);
    assert_eq!(
        decision.informed.first().unwrap().disclosure,
        Disclosure::L1
    );
}

#[test]
fn a_landlord_who_is_a_party_neither_decides_nor_reads_along() {
    let mut need = a01();
    need.situation = Situation::TenantLandlordTension;
    need.place.landlord = Some(LandlordRef::Partner(id("p-bail")));
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R50");
    assert_eq!(
        turned_down(&network, &decision),
        ["p-bail: party_to_the_case"]
    );
    assert!(decision.informed.is_empty());
}

#[test]
fn consent_for_one_partner_makes_it_the_first() {
    let mut need = case(Setting::PublicServices, Situation::AdministrativeBlock);
    need.parties = vec![naming(&["p-pimms"])];
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.destiny, Destiny::Routed);
    assert_eq!(lead(&network, &decision).unwrap(), "p-pimms");
    assert_eq!(turned_down(&network, &decision), ["p-fs: consent_missing"]);
    assert_eq!(fallbacks(&network, &decision), ["p-ccas"]);
    let later = decision.fallbacks.first().unwrap();
    assert!(later.needs_consent);
    assert_eq!(later.disclosure, Disclosure::L1);
}

#[test]
fn consent_for_nobody_on_the_route_waits() {
    let mut need = a01();
    need.parties = vec![naming(&["p-fs"])];
    let network = network();
    let decision = decide(&network, &need, Some("p-bail"), monday());
    assert_eq!(decision.destiny, Destiny::AwaitingConsent);
    assert_eq!(lead(&network, &decision).unwrap(), "p-med");
    assert!(decision.lead.as_ref().unwrap().needs_consent);
    assert_eq!(decision.disclosure_by_party, [Disclosure::L1]);
}

#[test]
fn without_consent_an_ordinary_case_goes_on_without_identity() {
    let mut need = a01();
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::Refused)];
    let network = network();
    let decision = decide(&network, &need, Some("p-bail"), monday());
    assert_eq!(decision.destiny, Destiny::Routed);
    assert_eq!(decision.disclosure_by_party, [Disclosure::L1]);
    assert!(!decision.lead.unwrap().needs_consent);
}

#[test]
fn the_ladder_goes_on_and_ends_with_a_person() {
    let network = network();
    let need = a05();
    let mut asked = Vec::new();
    let mut seen = Vec::new();
    loop {
        let facts = Facts {
            already_asked: &asked,
            ..Facts::first_time(&need, None)
        };
        let decision = network.decide(&facts, monday()).unwrap();
        let Some(next) = lead(&network, &decision) else {
            assert_eq!(decision.destiny, Destiny::Triage);
            break;
        };
        asked.push(id(&next));
        seen.push(next);
    }
    assert_eq!(seen, ["p-med", "p-tranq"]);
}

#[test]
fn the_police_come_last_and_never_unasked() {
    let need = case(Setting::Nightlife, Situation::StreetNightNoise);
    let mut partners = directory();
    partners.push(extra(91, "p-pm", PartnerKind::MunicipalPolice, "00001"));
    let network = network_of(partners);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(lead(&network, &decision).unwrap(), "p-med");
    assert_eq!(fallbacks(&network, &decision), ["p-tranq", "p-pm"]);

    let network = network_of(vec![extra(
        91,
        "p-pm",
        PartnerKind::MunicipalPolice,
        "00001",
    )]);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.destiny, Destiny::Triage);
    assert_eq!(turned_down(&network, &decision), ["p-pm: excluded_by_rule"]);
}

#[test]
fn a_prison_keeps_outsiders_out_unless_they_hold_sessions_inside() {
    let need = case(Setting::Detention, Situation::CollectiveLifeTension);
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R20");
    assert_eq!(lead(&network, &decision).unwrap(), "p-dir");
    assert_eq!(fallbacks(&network, &decision), ["p-spip"]);
    assert_eq!(
        turned_down(&network, &decision),
        ["p-med: excluded_by_rule"]
    );

    let mut partners = directory();
    for partner in &mut partners {
        partner.in_prison_session = partner.code == "p-med";
    }
    let network = network_of(partners);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(fallbacks(&network, &decision), ["p-med", "p-spip"]);
}

#[test]
fn the_time_of_day_decides_who_is_in_charge_at_school() {
    let mut need = case(Setting::School, Situation::SchoolPupilConflict);
    let network = network();
    assert_eq!(decide(&network, &need, None, monday()).rule, "R88");
    need.place.time_context = Some(TimeContext::AfterSchool);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R40");
    assert_eq!(lead(&network, &decision).unwrap(), "p-peri");

    let mut need = a04();
    need.safety.minor_at_risk = false;
    need.place.time_context = Some(TimeContext::AfterSchool);
    assert_eq!(
        lead(&network, &decide(&network, &need, None, monday())).unwrap(),
        "p-prev"
    );
}

#[test]
fn dropout_follows_age_and_enrolment() {
    let rule = |situation, age, enrolled| {
        let mut need = case(Setting::School, situation);
        let person = Party {
            age_band: age,
            minor: None,
            ..adult(PartyRole::Concerned, ConsentState::Given)
        };
        need.parties = vec![Party { enrolled, ..person }];
        decide(&network(), &need, None, monday()).rule
    };
    use Situation::{SchoolDropout1618 as Out, SchoolDropoutRisk as Risk, YouthTransition};
    assert_eq!(rule(Out, AgeBand::From11To15, Some(false)), "R32");
    assert_eq!(rule(Risk, AgeBand::From16To17, Some(true)), "R34");
    assert_eq!(rule(Risk, AgeBand::From16To17, None), "R34");
    assert_eq!(rule(Risk, AgeBand::From16To17, Some(false)), "R36");
    assert_eq!(rule(Out, AgeBand::From16To17, None), "R36");
    assert_eq!(rule(Out, AgeBand::From18To25, None), "R38");
    assert_eq!(
        rule(YouthTransition, AgeBand::From18To25, Some(false)),
        "R38"
    );
    assert_eq!(rule(YouthTransition, AgeBand::From18To25, None), "R88");
    assert_eq!(rule(Out, AgeBand::Unknown, None), "R88");
}

#[test]
fn the_nearest_comes_first_then_the_code() {
    let need = case(Setting::Housing, Situation::NeighbourDispute);
    let network = network_of(vec![
        extra(90, "a-national", PartnerKind::MediationTeam, "france"),
        extra(91, "b-county", PartnerKind::MediationTeam, "00"),
        extra(93, "d-town", PartnerKind::MediationTeam, "00001"),
        extra(92, "c-town", PartnerKind::MediationTeam, "00 00001"),
    ]);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(lead(&network, &decision).unwrap(), "c-town");
    assert_eq!(
        fallbacks(&network, &decision),
        ["d-town", "b-county", "a-national"]
    );
}

#[test]
fn archived_partners_are_not_even_mentioned() {
    let mut partners = directory();
    for partner in &mut partners {
        if partner.code == "p-med" {
            partner.availability = Availability::Archived;
        }
    }
    let network = network_of(partners);
    let decision = decide(&network, &a05(), None, monday());
    assert_eq!(lead(&network, &decision).unwrap(), "p-tranq");
    assert!(decision.turned_down.is_empty());
    assert_eq!(decision.vacant, [PartnerKind::MediationTeam]);
}

#[test]
fn a_whole_country_of_others_is_not_listed() {
    let mut partners = directory();
    let elsewhere = (100..200).map(|number| {
        let mut other = extra(number, "x", PartnerKind::MediationTeam, "00002");
        other.code = format!("x-{number}");
        other
    });
    partners.extend(elsewhere);
    let decision = decide(&network_of(partners), &a05(), None, monday());
    assert_eq!(decision.turned_down.len(), 20);
}

#[test]
fn unknown_tenure_asks_both_kinds_of_landlord() {
    let mut need = a01();
    need.place.tenure = None;
    let decision = decide(&network(), &need, None, monday());
    assert_eq!(decision.rule, "R88");
    assert_eq!(decision.vacant, [PartnerKind::PropertyManager]);
    need.place.tenure = Some(Tenure::Social);
    assert!(decide(&network(), &need, None, monday()).vacant.is_empty());
}
