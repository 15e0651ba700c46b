//! Every situation of the vocabulary has a route, and a decision on the fictional network.

use passerelle_domain::{
    CaseKind, ConsentState, LandlordRef, PartyRole, Priority, Setting, Situation, Tenure, Uai,
};

use super::fixture::*;
use crate::Destiny;

#[test]
fn every_situation_has_a_route_and_a_decision() {
    let network = network();
    for situation in Situation::ALL.iter().copied() {
        let row = network.rules().situation(situation).unwrap();
        assert!(!row.route.is_empty(), "{situation}");
        for setting in Setting::ALL.iter().copied() {
            if situation.setting().is_some_and(|own| own != setting) {
                continue;
            }
            for case_kind in CaseKind::ALL.iter().copied() {
                let mut need = case(setting, situation);
                need.case_kind = case_kind;
                need.place.uai = Some(Uai::parse("0000002C").unwrap());
                need.place.tenure = Some(Tenure::Social);
                need.place.landlord = Some(LandlordRef::Partner(id("p-bail")));
                need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
                let decision = decide(&network, &need, None, monday());
                assert_eq!(
                    decision.destiny == Destiny::EmergencyDiverted,
                    row.priority == Priority::P0,
                    "{situation}"
                );
                assert!(decision.matched_rule.is_some(), "{situation}");
                assert!(!decision.explanation.fr.is_empty() && !decision.explanation.en.is_empty());
            }
        }
    }
}

/// Where the fictional network has nobody for a situation, a person chooses. The list is short, and
/// a change of it is a change of the rules.
#[test]
fn few_situations_find_nobody_in_the_fictional_network() {
    let network = network();
    let mut alone = Vec::new();
    for situation in Situation::ALL.iter().copied() {
        let mut need = case(situation.setting().unwrap_or(Setting::Youth), situation);
        need.place.uai = Some(Uai::parse("0000001B").unwrap());
        need.place.landlord = Some(LandlordRef::Partner(id("p-bail")));
        need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
        if decide(&network, &need, None, monday()).destiny == Destiny::Triage {
            alone.push(situation.code());
        }
    }
    assert_eq!(
        alone,
        [
            "addiction",
            "discrimination",
            "youth_distress",
            "youth_risky_use",
            "youth_family_breakdown",
            "street_mental_distress",
            "party_drug_use",
        ]
    );
}

#[test]
fn the_tables_match_the_doctrine_on_the_emergencies() {
    let rules = default_rules();
    let urgent: Vec<&str> = rules
        .situations()
        .iter()
        .filter(|row| row.priority == Priority::P0)
        .map(|row| row.situation.code())
        .collect();
    assert_eq!(
        urgent,
        [
            "suicidal_crisis",
            "school_violence",
            "alcohol_intoxication",
            "drink_spiking",
            "night_brawl",
            "track_trespass",
            "staff_assault",
            "detention_suicide_risk",
        ]
    );
}

#[test]
fn a_village_without_ccas_is_served_by_the_departement() {
    let mut need = case(Setting::PublicServices, Situation::FoodInsecurity);
    need.place.commune_code = passerelle_domain::CommuneCode::parse("00002").unwrap();
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
    let network = network();
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "R82");
    assert_eq!(lead(&network, &decision).unwrap(), "p-mds");
    assert_eq!(
        turned_down(&network, &decision),
        ["p-ccas: out_of_coverage"]
    );
}
