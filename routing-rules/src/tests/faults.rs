//! A faulty document is refused with all of its faults, each where it stands.

use insta::assert_snapshot;

use crate::{DEFAULT_RULE_SET, RuleSet};

fn faults(text: &str) -> String {
    let faults = RuleSet::from_toml("mine.toml", text).unwrap_err();
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| format!("{fault} [{}]", fault.code))
        .collect();
    lines.join("\n")
}

/// The shipped rule set with something replaced in it.
fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = DEFAULT_RULE_SET.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

#[test]
fn several_faults_at_once() {
    assert_snapshot!(faults(&changed(
        &[
            (
                "P3 = { answer = { working_days = 5 }",
                "P3 = { answer = { working_days = 0 }"
            ),
            (
                "tenure = [\"social\", \"unknown\"]",
                "tenure = [\"socal\", \"unknown\"]"
            ),
            (
                "route = [\"public_prosecutor\"",
                "route = [\"public_prosecutor\""
            ),
            ("[situations.youth_runaway]", "[situations.youth_runway]"),
            ("id = \"R12\"", "id = \"R10\""),
            ("when.danger_now = true", "when.danger_now = \"yes\""),
            ("when.time_context", "when.time_contxt"),
            ("stage = \"information\"", "stage = \"informations\""),
            (
                "then.notices = [\"call_3018\", \"call_119\"]",
                "then.notices = [\"call_3018\", \"call_911\"]"
            ),
            ("then.triage = true", "then.triage = false"),
        ]
        .into_iter()
        .filter(|(from, to)| from != to)
        .collect::<Vec<_>>()
    )));
}

#[test]
fn syntax_errors_come_together_too() {
    assert_snapshot!(faults(
        "name = \"x\"\ntitle = {\nlevels = = 3\nname = \"y\"\n"
    ));
}

#[test]
fn an_empty_document_says_what_it_lacks() {
    assert_snapshot!(faults(""));
}

#[test]
fn a_rule_says_one_thing() {
    assert_snapshot!(faults(&changed(&[
        (
            "then.divert = true\nthen.mediation",
            "then.divert = true\nthen.lead = [\"ccas\"]\nthen.mediation"
        ),
        (
            "then.inform = [\"specialised_prevention\"]",
            "then.lead = [\"specialised_prevention\"]"
        ),
        ("then.lead = [\"school\"]", "then.lead = []"),
    ])));
}

#[test]
fn references_and_order_are_checked() {
    assert_snapshot!(faults(&changed(&[
        ("when.decided_by = [\"R10\"]", "when.decided_by = [\"R11\"]"),
        ("order = 12", "order = 10"),
        (
            "when.situation = [\"unfit_housing\"]",
            "when.decided_by = [\"R50\"]"
        ),
        (
            "route = [\"mediation_team\", \"municipal_police\"]",
            "route = [\"municipal_police\", \"mediation_team\"]"
        ),
        (
            "verified = false\ntext.fr = \"Personne sans abri",
            "text.fr = \"Personne sans abri"
        ),
    ])));
}

#[test]
fn absurd_documents_are_refused_and_not_run() {
    let deep = format!("a = {}1{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(RuleSet::from_toml("deep.toml", &deep).is_err());
    let large = "# comment\n".repeat(4_000_000);
    let found = RuleSet::from_toml("large.toml", &large).unwrap_err();
    assert_eq!(found.first().unwrap().code, "too_large");
    let many = "x = 1\n".repeat(1_000);
    assert!(RuleSet::from_toml("many.toml", &many).unwrap_err().len() <= 200);
}
