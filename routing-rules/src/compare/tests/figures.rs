//! One change at a time, and the figures that show it.

use jiff::SignedDuration;
use passerelle_domain::{Availability, ConsentState, PartyRole, Setting, Situation};

use super::*;
use crate::{Destiny, compare::Aspect};

/// Noise goes to the conciliator first, and nothing is said of the rest.
const CONCILIATOR_FIRST: &str = r#"
[[rules]]
id = "SA50"
replaces = "R50"
label = { fr = "convention avec le conciliateur", en = "agreement with the conciliator" }
because.fr = "la convention locale confie d'abord le bruit au conciliateur"
because.en = "the local agreement gives noise to the conciliator first"
when.situation = ["neighbour_noise"]
when.tenure = ["social"]
then.lead = ["justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#;

fn everything() -> Vec<Told> {
    told([a01(), a02(), a03(), a04(), a05()])
}

#[test]
fn a_rule_set_beside_itself_changes_nothing() {
    let comparison = compared(&network(), &network(), &everything());
    assert_eq!((comparison.cases, comparison.unchanged), (5, 5));
    assert_eq!((comparison.changed, comparison.undecided), (0, 0));
    assert!(comparison.aspects.is_empty() && comparison.moves.is_empty());
    assert!(comparison.destinies.is_empty() && comparison.rules.is_empty());
    for load in &comparison.loads {
        assert_eq!(load.asked_before, load.asked_after);
        assert_eq!(load.informed_before, load.informed_after);
    }
}

#[test]
fn a_case_that_another_partner_gets_is_told_with_both_partners() {
    let comparison = compared(&network(), &with_overlay(CONCILIATOR_FIRST), &everything());
    assert_eq!((comparison.changed, comparison.unchanged), (1, 4));
    let [moved] = &comparison.moves[..] else {
        panic!("{:?}", comparison.moves)
    };
    let codes = [&moved.from, &moved.to].map(|one| one.as_ref().unwrap().code.as_str());
    assert_eq!(codes, ["p-med", "p-conc"]);
    assert_eq!(moved.group.cases, 1);
    let [example] = &moved.group.examples[..] else {
        panic!("{moved:?}")
    };
    assert_eq!(example.case, CaseId::Line(1));
    let rules = [&example.old, &example.new].map(|one| one.rule.as_str());
    assert_eq!(rules, ["R50", "SA50"]);
    // The conciliator sees less than the mediation team did, by the rule.
    assert_eq!(comparison.less_disclosed.cases, 1);
    assert_eq!(comparison.more_disclosed.cases, 0);
    let load = |code: &str| {
        let mut loads = comparison.loads.iter();
        let load = loads.find(|load| load.partner.code == code).unwrap();
        (load.asked_before, load.asked_after)
    };
    assert_eq!((load("p-med"), load("p-conc")), ((2, 1), (0, 1)));
}

#[test]
fn a_case_that_falls_to_a_person_is_a_move_to_nobody() {
    let comparison = compared(&network(), &among(Vec::new()), &told([a01()]));
    assert_eq!(comparison.newly_in_triage(), 1);
    let [change] = &comparison.destinies[..] else {
        panic!("{:?}", comparison.destinies)
    };
    assert_eq!((change.from, change.to), (Destiny::Routed, Destiny::Triage));
    assert_eq!(comparison.moves[0].to, None);
    assert_eq!(comparison.kinds[0].to, None);

    let back = compared(&among(Vec::new()), &network(), &told([a01()]));
    assert_eq!(back.newly_in_triage(), 0);
    assert_eq!(back.moves[0].from, None);
}

#[test]
fn a_later_deadline_is_measured() {
    let slow = Network::new(slower_rules(), 2, directory());
    let cases = told([a01(), a01()]);
    let later = compared(&network(), &slow, &cases).answer_due;
    let shift = later.later.unwrap();
    assert_eq!((shift.cases, later.earlier), (2, None));
    // From Thursday to Monday: two working days, four days as they pass.
    let days = SignedDuration::from_hours(4 * 24);
    assert_eq!((shift.least, shift.mean, shift.most), (days, days, days));
    assert_eq!(later.examples.len(), 2);

    let earlier = compared(&slow, &network(), &cases).answer_due;
    assert_eq!(earlier.earlier.unwrap().most, days);
    assert_eq!(earlier.later, None);
}

#[test]
fn a_due_date_that_only_one_of_them_sets_is_added_or_removed() {
    let emergency = with_overlay(
        r#"
[[rules]]
id = "SA0"
stage = "safety"
order = 1
label = { fr = "essai", en = "trial" }
because = { fr = "c'est un essai", en = "this is a trial" }
when.situation = ["neighbour_noise"]
then.divert = true
"#,
    );
    let cases = told([a01()]);
    let diverted = compared(&network(), &emergency, &cases).answer_due;
    assert_eq!((diverted.added, diverted.removed), (0, 1));
    let back = compared(&emergency, &network(), &cases).answer_due;
    assert_eq!((back.added, back.removed), (1, 0));
    assert_eq!((back.earlier, back.later), (None, None));
}

#[test]
fn a_rule_that_only_has_another_name_is_told_apart() {
    let text = crate::DEFAULT_RULE_SET.replace("\"R52\"", "\"R520\"");
    let rules = crate::RuleSet::from_toml("renamed.toml", &text).unwrap();
    let mut need = a01();
    need.place.tenure = Some(passerelle_domain::Tenure::Owner);
    let comparison = compared(
        &network(),
        &Network::new(rules, 2, directory()),
        &told([need]),
    );
    assert_eq!((comparison.changed, comparison.rule_only), (1, 1));
    let [change] = &comparison.rules[..] else {
        panic!("{:?}", comparison.rules)
    };
    assert_eq!((change.from.as_str(), change.to.as_str()), ("R52", "R520"));
}

#[test]
fn another_copy_and_another_fallback_are_noticed() {
    let mut need = a01();
    need.place.landlord = Some(passerelle_domain::LandlordRef::Partner(id("p-bail")));
    let silent = with_overlay("switch_off = [\"I50\"]");
    let comparison = compared(&network(), &silent, &told([need]));
    assert_eq!(comparison.changed_in(Aspect::Informed), 1);
    assert_eq!(comparison.changed_in(Aspect::Lead), 0);

    let mut partners = directory();
    for partner in &mut partners {
        if partner.code == "p-conc" {
            partner.availability = Availability::Paused;
        }
    }
    let comparison = compared(&network(), &among(partners), &told([a01()]));
    assert_eq!(comparison.changed_in(Aspect::Fallbacks), 1);
    assert_eq!(comparison.changed_in(Aspect::Lead), 0);
}

#[test]
fn consent_that_is_awaited_is_another_destiny() {
    let mut need = case(Setting::Housing, Situation::DomesticViolence);
    need.parties = vec![adult(PartyRole::Concerned, ConsentState::NotAsked)];
    let comparison = compared(&network(), &among(Vec::new()), &told([need]));
    let change = &comparison.destinies[0];
    assert_eq!(
        (change.from, change.to),
        (Destiny::AwaitingConsent, Destiny::Triage)
    );
}

#[test]
fn a_clock_beyond_the_calendar_is_counted_and_not_hidden() {
    let mut cases = told([a01(), a01()]);
    cases[1].at = Timestamp::MAX;
    let comparison = compared(&network(), &with_overlay(CONCILIATOR_FIRST), &cases);
    assert_eq!((comparison.undecided, comparison.changed), (1, 1));
}

#[test]
fn a_group_keeps_the_first_few_examples() {
    let cases = told((0..20).map(|_| a01()));
    let new = with_overlay(CONCILIATOR_FIRST);
    let whole = compared(&network(), &new, &cases);
    let group = &whole.moves[0].group;
    let lines: Vec<&CaseId> = group.examples.iter().map(|one| &one.case).collect();
    assert_eq!(group.cases, 20);
    assert_eq!(
        lines,
        (1..=5)
            .map(CaseId::Line)
            .collect::<Vec<_>>()
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(in_parts(&network(), &new, &cases, 3), whole);
}
