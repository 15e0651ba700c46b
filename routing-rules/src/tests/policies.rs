//! Hit policies: who decides when several rules match.

use insta::assert_snapshot;
use passerelle_domain::{Lang, Priority, Setting, Situation};

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, Destiny, Facts, Network, RuleFault, RuleSet, explain_text};

/// The shipped rules with a stage of the policy `unique` before `orientation`, and two rules in it.
fn with_unique(first: &str, second: &str) -> Result<RuleSet, Vec<RuleFault>> {
    let rule = |id: &str, order: u32, body: &str| {
        format!(
            r#"
[[rules]]
id = "{id}"
stage = "agreements"
order = {order}
label = {{ fr = "convention {id}", en = "agreement {id}" }}
because = {{ fr = "une convention le prévoit", en = "an agreement says so" }}
{body}
"#
        )
    };
    let stage = "[[stages]]\nid = \"agreements\"\norder = 2\nhit = \"unique\"\n";
    let base = DEFAULT_RULE_SET
        .replace(
            "id = \"orientation\"\norder = 2",
            "id = \"orientation\"\norder = 3",
        )
        .replace(
            "id = \"information\"\norder = 3",
            "id = \"information\"\norder = 4",
        );
    let (first, second) = (rule("C1", 1, first), rule("C2", 2, second));
    let text = format!("{base}\n{stage}{first}{second}");
    RuleSet::from_toml("mine.toml", &text)
}

const MEDIATION: &str =
    "when.situation = [\"neighbour_noise\"]\nthen.lead = [\"mediation_team\"]\nthen.max = \"L1\"";
const CONCILIATOR: &str =
    "when.tenure = [\"social\"]\nthen.lead = [\"justice_conciliator\"]\nthen.max = \"L1\"";

fn network() -> Network {
    Network::new(with_unique(MEDIATION, CONCILIATOR).unwrap(), 1, directory())
}

#[test]
fn the_only_rule_that_matches_decides() {
    let network = network();
    let mut need = a01();
    need.place.tenure = None;
    assert_eq!(decide(&network, &need, None, monday()).rule, "C1");
    need = case(Setting::Housing, Situation::UnfitHousing);
    need.place.tenure = Some(passerelle_domain::Tenure::Social);
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.rule, "C2");
    assert_eq!(lead(&network, &decision).unwrap(), "p-conc");
    need.place.tenure = None;
    let decision = decide(&network, &need, None, monday());
    assert_eq!(decision.matched_rule.as_deref(), Some("R54"));
}

#[test]
fn two_that_match_are_left_to_a_person_and_named() {
    let network = network();
    let decision = decide(&network, &a01(), Some("p-bail"), monday());
    assert_eq!(decision.destiny, Destiny::Triage);
    assert_eq!(decision.rule, "R90");
    assert_eq!(decision.matched_rule, None);
    assert_eq!(decision.conflict, ["C1", "C2"]);
    assert!(decision.lead.is_none() && decision.informed.is_empty());
    assert_eq!(decision.priority, Priority::P2);
    assert_eq!(
        decision.answer_due_at,
        Some(at("2026-10-08T09:10:00+02:00"))
    );
    let need = a01();
    let facts = Facts::first_time(&need, Some(id("p-bail")));
    let texts =
        [Lang::Fr, Lang::En].map(|lang| explain_text(&network, &facts, monday(), &decision, lang));
    assert_snapshot!(texts.join("\n").replace('\u{a0}', " "));
}

#[test]
fn safety_comes_before_any_conflict() {
    let mut need = a01();
    need.safety.danger_now = true;
    let decision = decide(&network(), &need, None, monday());
    assert_eq!(decision.rule, "R00");
    assert!(decision.conflict.is_empty());
}

#[test]
fn an_emergency_is_not_left_to_a_tie() {
    let divert = "when.danger_now = true\nthen.divert = true";
    let faults = with_unique(divert, CONCILIATOR).unwrap_err();
    let codes: Vec<(&str, &str)> = faults
        .iter()
        .map(|fault| (fault.field.as_str(), fault.code))
        .collect();
    assert_eq!(codes, [("rules[C1].then", "wrong_stage")]);
}
