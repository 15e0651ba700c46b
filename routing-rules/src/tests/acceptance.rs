//! The five acceptance cases that an operator, a landlord and a school signed up to.

use passerelle_domain::{Disclosure, LegalException, MediationMode, Priority};

use super::fixture::*;
use crate::Destiny;

#[test]
fn a01_neighbour_noise_goes_to_mediation_and_never_back_to_the_landlord() {
    let network = network();
    let decision = decide(
        &network,
        &a01(),
        Some("p-bail"),
        at("2026-10-05T09:10:00+02:00"),
    );
    assert_eq!(decision.rule, "R50");
    assert_eq!(decision.destiny, Destiny::Routed);
    assert_eq!(decision.priority, Priority::P2);
    assert_eq!(decision.mediation_mode, MediationMode::Yes);
    assert_eq!(lead(&network, &decision).unwrap(), "p-med");
    assert_eq!(fallbacks(&network, &decision), ["p-conc"]);
    assert!(decision.informed.is_empty());
    assert_eq!(
        turned_down(&network, &decision),
        ["p-bail: referrer_organisation"]
    );
    assert_eq!(
        decision.disclosure_by_party,
        [Disclosure::L2, Disclosure::L1]
    );
    assert_eq!(decision.lead.as_ref().unwrap().disclosure, Disclosure::L2);
    let due = at("2026-10-08T09:10:00+02:00");
    assert_eq!(decision.answer_due_at, Some(due));
    assert_eq!(decision.lead.unwrap().answer_due_at, Some(due));
    assert_eq!(
        decision.first_contact_due_at,
        Some(at("2026-10-12T09:10:00+02:00"))
    );
}

#[test]
fn a02_a_dropout_of_17_goes_to_the_platform() {
    let network = network();
    let decision = decide(
        &network,
        &a02(),
        Some("p-lycee"),
        at("2026-10-06T14:00:00+02:00"),
    );
    assert_eq!(decision.rule, "R36");
    assert_eq!(decision.priority, Priority::P2);
    assert_eq!(lead(&network, &decision).unwrap(), "p-psad");
    assert_eq!(fallbacks(&network, &decision), ["p-ml"]);
    assert_eq!(decision.disclosure_by_party, [Disclosure::L2]);
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-09T14:00:00+02:00"))
    );
    assert_eq!(decision.follow_up_days, Some(90));
}

#[test]
fn a03_bullying_goes_to_the_team_of_the_school_whatever_the_hour() {
    let network = network();
    let decision = decide(
        &network,
        &a03(),
        Some("p-peri"),
        at("2026-10-08T18:05:00+02:00"),
    );
    assert_eq!(decision.rule, "R30");
    assert_eq!(decision.priority, Priority::P1);
    assert_eq!(decision.mediation_mode, MediationMode::Care);
    assert_eq!(lead(&network, &decision).unwrap(), "p-clg");
    assert_eq!(fallbacks(&network, &decision), ["p-dsden"]);
    assert_eq!(decision.disclosure_by_party, [Disclosure::L2]);
    assert_eq!(numbers(&decision), ["3018", "119"]);
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-09T18:05:00+02:00"))
    );
}

#[test]
fn a04_a_minor_used_by_a_network_is_a_child_to_protect() {
    let network = network();
    let decision = decide(&network, &a04(), None, at("2026-10-12T17:30:00+02:00"));
    assert_eq!(decision.rule, "R10");
    assert_eq!(decision.priority, Priority::P1);
    assert_eq!(decision.mediation_mode, MediationMode::None);
    assert_eq!(lead(&network, &decision).unwrap(), "p-crip");
    assert_eq!(fallbacks(&network, &decision), ["p-parq"]);
    assert_eq!(informed(&network, &decision), ["p-prev"]);
    assert_eq!(
        decision.informed.first().unwrap().disclosure,
        Disclosure::L1
    );
    assert_eq!(decision.disclosure_by_party, [Disclosure::L3]);
    assert_eq!(decision.legal_exception, Some(LegalException::Art226_14_1));
    assert_eq!(numbers(&decision), ["119", "17"]);
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-13T17:30:00+02:00"))
    );
}

#[test]
fn a05_a_shared_square_names_nobody() {
    let network = network();
    let decision = decide(&network, &a05(), None, at("2026-10-13T10:00:00+02:00"));
    assert_eq!(decision.rule, "R60");
    assert_eq!(decision.priority, Priority::P3);
    assert_eq!(lead(&network, &decision).unwrap(), "p-med");
    assert_eq!(fallbacks(&network, &decision), ["p-tranq"]);
    assert_eq!(decision.lead.as_ref().unwrap().disclosure, Disclosure::L0);
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-20T10:00:00+02:00"))
    );
}

#[test]
fn a_stored_decision_reads_back_as_it_was() {
    let network = network();
    for need in [a01(), a02(), a03(), a04(), a05()] {
        let decision = decide(&network, &need, None, monday());
        let stored = serde_json::to_value(&decision).unwrap();
        assert_eq!(
            serde_json::from_value::<crate::Decision>(stored).unwrap(),
            decision
        );
    }
}
