//! What holds whatever the case and whatever the directory.

use std::sync::LazyLock;

use passerelle_domain::{
    AgeBand, Availability, CaseKind, Consent, ConsentState, Disclosure, LandlordRef, Need, Partner,
    PartnerKind, Party, PartyRole, SafetyAnswers, Setting, Situation, Tenure, TimeContext, Uai,
};
use proptest::{prelude::*, sample::select};

use super::fixture::*;
use crate::{Destiny, Facts, Network, OverlaySource};

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

fn any_consent() -> impl Strategy<Value = Consent> {
    let scope = prop_oneof![
        3 => Just(None),
        1 => select(vec!["p-med", "p-ccas", "p-fs", "p-conc"]).prop_map(|code| Some(vec![id(code)])),
    ];
    (one_of(ConsentState::ALL), scope).prop_map(|(state, scope)| Consent { state, scope })
}

prop_compose! {
    fn any_party()(
        role in one_of(PartyRole::ALL),
        age_band in one_of(AgeBand::ALL),
        enrolled in any::<Option<bool>>(),
        consent in any_consent(),
        guardian_consent in proptest::option::of(any_consent()),
    ) -> Party {
        let party = adult(role, ConsentState::NotAsked);
        Party { age_band, minor: None, enrolled, consent, guardian_consent, ..party }
    }
}

prop_compose! {
    fn any_safety()(
        danger_now in prop::bool::weighted(0.05),
        minor_at_risk in prop::bool::weighted(0.2),
        violence in prop::bool::weighted(0.2),
        unable_to_protect_self in prop::bool::weighted(0.2),
        suicide_risk in prop::bool::weighted(0.05),
    ) -> SafetyAnswers {
        SafetyAnswers { danger_now, minor_at_risk, violence, unable_to_protect_self, suicide_risk }
    }
}

prop_compose! {
    fn any_need()(
        setting in one_of(Setting::ALL),
        situation in one_of(Situation::ALL),
        case_kind in one_of(CaseKind::ALL),
        safety in any_safety(),
        parties in proptest::collection::vec(any_party(), 0..4),
        tenure in proptest::option::of(one_of(Tenure::ALL)),
        time_context in proptest::option::of(one_of(TimeContext::ALL)),
        landlord in any::<bool>(),
        school in proptest::option::of(select(vec!["0000001B", "0000002C"])),
        commune in select(vec!["00001", "00002", "35238"]),
    ) -> Need {
        let mut need = case(situation.setting().unwrap_or(setting), situation);
        need.case_kind = case_kind;
        need.safety = safety;
        need.parties = parties;
        need.place.commune_code = passerelle_domain::CommuneCode::parse(commune).unwrap();
        need.place.tenure = tenure;
        need.place.time_context = time_context;
        need.place.landlord = landlord.then(|| LandlordRef::Partner(id("p-bail")));
        need.place.uai = school.map(|uai| Uai::parse(uai).unwrap());
        need
    }
}

/// The fictional directory with some partners closed or gone, and others of any kind beside them.
fn any_directory() -> impl Strategy<Value = Vec<Partner>> {
    let states = [
        Availability::Open,
        Availability::Open,
        Availability::Paused,
        Availability::Archived,
    ];
    let changes = proptest::collection::vec((select(states.to_vec()), one_of(Disclosure::ALL)), 40);
    let kinds = proptest::collection::vec(one_of(PartnerKind::ALL), 0..12);
    let areas =
        proptest::collection::vec(select(vec!["00001", "00", "france", "prison", "00002"]), 12);
    (changes, kinds, areas).prop_map(|(changes, kinds, areas)| {
        let mut partners = directory();
        for (index, (kind, area)) in kinds.into_iter().zip(areas).enumerate() {
            let mut other = extra(50 + index, "x", kind, area);
            other.code = format!("x-{index}");
            partners.push(other);
        }
        for (partner, (availability, entitlement)) in partners.iter_mut().zip(changes) {
            partner.availability = availability;
            partner.entitlement = entitlement;
        }
        partners
    })
}

fn any_partners() -> impl Strategy<Value = Vec<&'static str>> {
    let codes = vec!["p-med", "p-bail", "p-ccas", "p-tranq", "p-crip", "p-fs"];
    proptest::sample::subsequence(codes, 0..3)
}

static PLAIN: LazyLock<Network> = LazyLock::new(network);

static LOCAL: LazyLock<Network> = LazyLock::new(|| {
    let text = r#"
name = "odre"
overlay_of = "default"
title = { fr = "essai", en = "trial" }
territory = ["commune:00001"]
switch_off = ["R88", "I50"]
[[rules]]
id = "O50"
replaces = "R50"
label = { fr = "essai", en = "trial" }
because = { fr = "c'est un essai", en = "this is a trial" }
when.none_of = { tenure = ["owner"] }
then.route = "situation"
then.max = "L1"
[[rules]]
id = "O1"
stage = "orientation"
order = 1
label = { fr = "essai", en = "trial" }
because = { fr = "c'est un essai", en = "this is a trial" }
when.case_kind = ["place"]
then.lead = ["ccas"]
then.max = "L0"
"#;
    let file = "odre.toml";
    let rules = default_rules().with_overlays(&[OverlaySource { file, text }]);
    Network::new(rules.unwrap(), 1, directory())
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_decision_keeps_the_doctrine(
        need in any_need(),
        partners in any_directory(),
        referrer in proptest::option::of(select(vec!["p-bail", "p-med", "p-ccas", "p-dir"])),
        asked in any_partners(),
    ) {
        let network = network_of(partners);
        let asked: Vec<_> = asked.into_iter().map(id).collect();
        let facts = Facts { already_asked: &asked, ..Facts::first_time(&need, referrer.map(id)) };
        let decision = network.decide(&facts, monday()).unwrap();

        // The same question has the same answer.
        prop_assert_eq!(&network.decide(&facts, monday()).unwrap(), &decision);
        prop_assert!(!crate::explain_text(&network, &facts, monday(), &decision, passerelle_domain::Lang::Fr).is_empty());

        let asking: Vec<_> = decision.lead.iter().chain(&decision.fallbacks).collect();
        let everybody = asking.iter().copied().chain(&decision.informed);
        for proposal in everybody {
            let partner = network.partner(proposal.partner).unwrap();
            prop_assert_ne!(Some(partner.id), facts.referrer);
            prop_assert!(partner.covers(need.setting, &need.place, network.territory()));
            prop_assert_eq!(partner.availability, Availability::Open);
            prop_assert!(!asked.contains(&partner.id));
            prop_assert!(decision.turned_down.iter().all(|one| one.partner != partner.id));
            within_bounds(&network, &need, &decision, proposal)?;
        }
        let mut ids: Vec<_> = asking.iter().map(|one| one.partner).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), asking.len());
        let mut turned_down: Vec<_> = decision.turned_down.iter().map(|one| one.partner).collect();
        turned_down.sort_unstable();
        turned_down.dedup();
        prop_assert_eq!(turned_down.len(), decision.turned_down.len());

        let leads_police = decision.lead.as_ref().is_some_and(|lead| {
            network.partner(lead.partner).unwrap().kind.is_law_enforcement()
        });
        prop_assert!(!leads_police || !asked.is_empty());

        match decision.destiny {
            Destiny::EmergencyDiverted => {
                prop_assert!(asking.is_empty() && decision.informed.is_empty());
                prop_assert!(decision.disclosure_by_party.iter().all(|level| *level == Disclosure::None));
                prop_assert!(decision.notices.iter().any(|notice| notice.number.is_some()));
                prop_assert_eq!(decision.answer_due_at, None);
            }
            Destiny::Triage => {
                prop_assert_eq!(decision.rule.as_str(), "R90");
                prop_assert!(asking.is_empty() && decision.informed.is_empty());
                prop_assert!(decision.answer_due_at.is_some());
            }
            Destiny::AwaitingConsent => {
                prop_assert!(decision.informed.is_empty());
                prop_assert!(decision.lead.as_ref().unwrap().needs_consent);
                prop_assert!(decision.lead.as_ref().unwrap().disclosure <= Disclosure::L1);
            }
            Destiny::Routed => {
                prop_assert!(!decision.lead.as_ref().unwrap().needs_consent);
                prop_assert_eq!(decision.lead.as_ref().unwrap().answer_due_at, decision.answer_due_at);
            }
        }
        if need.safety.danger_now {
            prop_assert_eq!(decision.rule.as_str(), "R00");
        }
    }

    #[test]
    fn an_empty_directory_leaves_every_case_to_a_person(need in any_need()) {
        let network = network_of(Vec::new());
        let decision = network.decide(&Facts::first_time(&need, None), monday()).unwrap();
        prop_assert!(matches!(decision.destiny, Destiny::Triage | Destiny::EmergencyDiverted));
        prop_assert_eq!(decision.rule == "R90", decision.destiny == Destiny::Triage);
    }

    /// The overlay changes, adds and silences rules; a commune outside it does not notice, and
    /// inside it safety comes first all the same.
    #[test]
    fn an_overlay_is_felt_in_its_territory_only(need in any_need()) {
        let (plain, local) = (&*PLAIN, &*LOCAL);
        let facts = Facts::first_time(&need, None);
        let expected = plain.decide(&facts, monday()).unwrap();
        let found = local.decide(&facts, monday()).unwrap();
        if need.place.commune_code.as_str() == "00001" {
            prop_assert!(!["R50", "R88"].contains(&found.rule.as_str()));
            if expected.destiny == Destiny::EmergencyDiverted {
                prop_assert_eq!(found.destiny, Destiny::EmergencyDiverted);
            }
        } else {
            prop_assert_eq!(&found, &expected);
        }
    }
}

/// Disclosure is never above what the rule, the partner's entitlement and each person allow.
fn within_bounds(
    network: &Network,
    need: &Need,
    decision: &crate::Decision,
    proposal: &crate::Proposal,
) -> Result<(), TestCaseError> {
    let partner = network.partner(proposal.partner).unwrap();
    prop_assert!(proposal.disclosure <= proposal.bounds);
    prop_assert!(proposal.bounds <= partner.entitlement);
    let rule = network.rules().rule(&decision.rule).unwrap();
    prop_assert!(proposal.bounds <= rule.then.max);
    if matches!(need.case_kind, CaseKind::Collective | CaseKind::Place) {
        prop_assert!(proposal.disclosure <= Disclosure::L0);
    }
    let excepted =
        |party: &Party| decision.legal_exception.is_some() && party.role == PartyRole::Concerned;
    if proposal.disclosure > Disclosure::L1 {
        let known = need
            .parties
            .iter()
            .any(|party| excepted(party) || party.lets_identity_reach(partner.id));
        prop_assert!(known);
    }
    if decision.lead.as_ref() == Some(proposal) {
        for (party, level) in need.parties.iter().zip(&decision.disclosure_by_party) {
            prop_assert!(*level <= proposal.bounds);
            let allowed = excepted(party) || party.lets_identity_reach(partner.id);
            prop_assert!(allowed || *level <= Disclosure::L1);
        }
    }
    Ok(())
}
