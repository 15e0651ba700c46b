//! What the analyser says of the shipped rule set, and of one with faults in it.

use insta::assert_snapshot;
use passerelle_domain::Lang;

use super::fixture::default_rules;
use crate::{Budget, DEFAULT_RULE_SET, Report, RuleSet, analyse};

fn report(changes: &[(&str, &str)], extra: &str) -> Report {
    let mut text = DEFAULT_RULE_SET.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let rules = RuleSet::from_toml("mine.toml", &format!("{text}\n{extra}")).unwrap();
    analyse(&rules, Budget::default())
}

/// What the changes bring, beside what the shipped rule set has anyway.
fn findings(changes: &[(&str, &str)], extra: &str) -> String {
    let known = analyse(&default_rules(), Budget::default());
    let mut report = report(changes, extra);
    let new = |message: &str| !known.findings.iter().any(|one| one.message.en == message);
    report.findings.retain(|finding| new(&finding.message.en));
    report.proofs.clear();
    format!("{}\n\n{report}", report.text(Lang::En))
}

#[test]
fn the_shipped_rule_set_passes_its_own_checks() {
    let report = analyse(&default_rules(), Budget::default());
    assert_snapshot!(report);
    assert!(report.is_sound());
}

#[test]
fn a_mediated_couple_violence_and_a_landlord_who_reads_along_are_found() {
    let mediated = (
        "then.mediation = \"none\"\nthen.notices = [\"call_3919\"",
        "then.mediation = \"care\"\nthen.notices = [\"call_3919\"",
    );
    let told = r#"
[[rules]]
id = "I99"
stage = "information"
order = 99
label = { fr = "essai", en = "test" }
because = { fr = "essai", en = "test" }
when.tenure = ["social"]
when.time_context = ["other"]
then.inform = ["social_landlord"]
then.max = "L1"
"#;
    assert_snapshot!(findings(&[mediated], told));
}

#[test]
fn a_hole_a_shadow_and_a_superfluous_value_are_found() {
    let rule = |id: &str, order: u32, when: &str| {
        format!(
            r#"
[[rules]]
id = "{id}"
stage = "orientation"
order = {order}
label = {{ fr = "essai", en = "test" }}
because = {{ fr = "essai", en = "test" }}
{when}
then.route = "situation"
then.max = "L0"
"#
        )
    };
    let shadowed = rule(
        "R57",
        57,
        "when.situation = [\"neighbour_noise\"]\nwhen.tenure = [\"social\", \"owner\"]",
    );
    let partly = rule(
        "R58",
        58,
        "when.situation = [\"neighbour_noise\", \"technical_fault\"]\nwhen.tenure = [\"social\"]",
    );
    let excluded = rule(
        "R59",
        59,
        "when.situation = [\"school_bullying\"]\nwhen.setting = [\"housing\"]",
    );
    let hole = (
        "then.route = \"situation\"\nthen.max = \"L2\"\n\n[[rules]]\nid = \"R90\"",
        "when.tenure = [\"unknown\", \"social\"]\nthen.route = \"situation\"\nthen.max = \"L2\"\n\n\
         [[rules]]\nid = \"R90\"",
    );
    let extra = [shadowed, partly, excluded].concat();
    assert_snapshot!(findings(&[hole], &extra));
}

#[test]
fn an_example_that_goes_elsewhere_is_told_with_both_rules() {
    let change = (
        "expect = { rule = \"R36\", first = \"dropout_platform\" }",
        "expect = { rule = \"R34\", first = \"school\", diverted = true, never = [\"dropout_platform\"] }",
    );
    assert_snapshot!(findings(&[change], ""));
}

#[test]
fn a_spent_budget_is_said_and_nothing_is_claimed() {
    let report = analyse(&default_rules(), Budget { steps: 0 });
    let claimed = |code| report.proofs.iter().any(|proof| proof.code == code);
    assert!(!claimed("coverage") && !claimed("no_dead_rule") && !claimed("no_redundancy"));
    let undecided = report.findings.iter().filter(|one| one.code == "undecided");
    assert!(undecided.count() > 20);
    assert!(report.is_sound());
}

#[test]
fn a_machine_reads_the_same() {
    let report = report(
        &[("expect = { rule = \"R36\"", "expect = { rule = \"R34\"")],
        "",
    );
    let json = serde_json::to_value(&report).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let differs = findings
        .iter()
        .find(|one| one["code"] == "example_differs")
        .unwrap();
    assert_eq!(differs["severity"], "error");
    assert_eq!(differs["subject"], "A02");
    assert!(differs["line"].as_u64().unwrap() > 1_000);
    assert!(
        differs["case"]["toml"]
            .as_str()
            .unwrap()
            .starts_with("{ setting = \"school\"")
    );
}

const GUIDE: &str = include_str!("../../../docs/routing-rules.md");

#[test]
fn the_guide_prints_these_proofs_and_its_examples_hold() {
    let report = analyse(&default_rules(), Budget::default()).to_string();
    assert!(GUIDE.contains(&format!("```text\n{report}\n```")));
    let blocks = GUIDE.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap());
    let stated: String = blocks
        .filter(|text| text.starts_with("[[invariants]]") || text.starts_with("[[examples]]"))
        .collect();
    let report = self::report(&[], &stated);
    assert!(report.is_sound(), "{report}");
    let proved = |id: &str| report.proofs.iter().any(|proof| proof.subject == id);
    assert!(proved("X02"));
    assert!(proved("X01"), "{report}");
}
