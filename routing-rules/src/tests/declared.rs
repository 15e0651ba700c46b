//! Declared facts: questions of a rule set, and rules that read their answers.

use insta::assert_snapshot;
use passerelle_domain::{Lang, Situation};

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, Detail, Details, Facts, Network, RuleFault, RuleSet, explain_text};

const FACTS: &str = r#"
[[facts]]
id = "lease"
situations = ["neighbour_noise"]
kind = "yes_no"
label = { fr = "bail signé", en = "lease signed" }

[[facts]]
id = "floor"
situations = ["neighbour_noise", "neighbour_dispute"]
kind = "number"
label = { fr = "étage", en = "floor" }

[[facts]]
id = "source"
situations = ["neighbour_noise"]
kind = "enumeration"
label = { fr = "origine du bruit", en = "source of the noise" }
values = [
    { code = "music", label = { fr = "musique", en = "music" } },
    { code = "works", label = { fr = "travaux", en = "works" } },
]
"#;

/// The shipped rules with the facts and a rule `X` before all others of its stage.
fn with_rule(facts: &str, when: &str) -> Result<RuleSet, Vec<RuleFault>> {
    let text = format!(
        r#"{DEFAULT_RULE_SET}
{facts}
[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "essai", en = "trial" }}
because = {{ fr = "c'est un essai", en = "this is a trial" }}
then.route = "situation"
then.max = "L1"
[rules.when]
situation = ["neighbour_noise"]
{when}"#
    );
    RuleSet::from_toml("mine.toml", &text)
}

fn network(when: &str) -> Network {
    let rules = with_rule(FACTS, when).unwrap_or_else(|faults| panic!("{faults:?}"));
    Network::new(rules, 1, directory())
}

fn holds(when: &str, details: &Details) -> bool {
    let need = a01();
    let facts = Facts {
        details,
        ..Facts::first_time(&need, None)
    };
    let decision = network(when).decide(&facts, monday()).unwrap();
    decision.matched_rule.as_deref() == Some("X")
}

fn of(id: &str, detail: Detail) -> Details {
    [(id, detail)].into_iter().collect()
}

#[test]
fn rules_read_the_answers() {
    let none = Details::default();
    let floor = |number| of("floor", Detail::Number(number));
    let source = |code: &str| of("source", Detail::Code(code.to_owned()));
    assert!(holds(
        "details.lease = true",
        &of("lease", Detail::YesNo(true))
    ));
    assert!(!holds(
        "details.lease = true",
        &of("lease", Detail::YesNo(false))
    ));
    assert!(!holds("details.lease = false", &none));
    assert!(holds("details.lease = [\"no\", \"unknown\"]", &none));
    assert!(holds("details.floor = { from = 3 }", &floor(3)));
    assert!(!holds("details.floor = { from = 3 }", &floor(2)));
    assert!(!holds("details.floor = { from = 0 }", &none));
    assert!(holds("details.source = [\"works\"]", &source("works")));
    assert!(!holds("details.source = [\"works\"]", &source("music")));
    assert!(holds("none_of.details.source = [\"works\"]", &none));
    assert!(!holds(
        "none_of.details.source = [\"works\"]",
        &source("works")
    ));
}

#[test]
fn answers_are_checked_without_repeating_them() {
    let rules = with_rule(FACTS, "").unwrap();
    let faults = |situation, details: &Details| -> Vec<(String, &'static str)> {
        let faults = rules.check_details(situation, details);
        assert!(faults.iter().all(|fault| !fault.detail.contains("secret")));
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect()
    };
    let good: Details = [
        ("lease", Detail::YesNo(true)),
        ("floor", Detail::Number(4)),
        ("source", Detail::Code("music".to_owned())),
    ]
    .into_iter()
    .collect();
    assert_eq!(faults(Situation::NeighbourNoise, &good), []);
    let outside = |id: &str| (format!("/details/{id}"), "outside_situation");
    assert_eq!(
        faults(Situation::NeighbourDispute, &good),
        [outside("lease"), outside("source")]
    );
    let bad: Details = [
        ("lease", Detail::Number(1)),
        ("floor", Detail::Code("secret".to_owned())),
        ("source", Detail::Code("secret".to_owned())),
        ("a/b~c", Detail::YesNo(true)),
    ]
    .into_iter()
    .collect();
    let of = |id: &str, code| (format!("/details/{id}"), code);
    assert_eq!(
        faults(Situation::NeighbourNoise, &bad),
        [
            of("a~1b~0c", "unknown_detail"),
            of("floor", "wrong_type"),
            of("lease", "wrong_type"),
            of("source", "unknown_code"),
        ]
    );
}

#[test]
fn answers_are_plain_values_in_json() {
    let text = r#"{"floor":4,"lease":false,"source":"works"}"#;
    let details: Details = serde_json::from_str(text).unwrap();
    assert_eq!(details.get("floor"), Some(&Detail::Number(4)));
    assert_eq!(serde_json::to_string(&details).unwrap(), text);
}

#[test]
fn what_is_declared_wrongly_is_told_at_once() {
    let facts = r#"
[[facts]]
id = "Bail signé"
situations = ["noise"]
kind = "boolean"
label.fr = "bail"

[[facts]]
id = "source"
situations = ["neighbour_noise"]
kind = "enumeration"
label = { fr = "origine", en = "source" }

[[facts]]
id = "floor"
situations = ["neighbour_noise"]
kind = "number"
label = { fr = "étage", en = "floor" }
values = []

[[facts]]
id = "floor"
situations = ["neighbour_noise"]
kind = "number"
label = { fr = "étage", en = "floor" }
"#;
    let when = "details = { floor = [\"third\"], stairs = true }";
    let lines: Vec<String> = with_rule(facts, when)
        .unwrap_err()
        .iter()
        .map(|fault| {
            let line = fault.line - DEFAULT_RULE_SET.lines().count();
            let RuleFault {
                column,
                field,
                code,
                message,
                ..
            } = fault;
            format!("+{line}:{column}: {field}: {message} [{code}]")
        })
        .collect();
    assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_near_miss_is_explained_with_the_labels() {
    let said = |when: &str, details: &Details| {
        let need = a01();
        let facts = Facts {
            details,
            ..Facts::first_time(&need, None)
        };
        let network = network(when);
        let decision = network.decide(&facts, monday()).unwrap();
        let both = [Lang::Fr, Lang::En].map(|lang| {
            let text = explain_text(&network, &facts, monday(), &decision, lang);
            let line = text.lines().find(|line| line.starts_with("- X "));
            line.unwrap_or_default().replace('\u{a0}', " ")
        });
        both.join("\n")
    };
    let all = [
        said("details.lease = true", &Details::default()),
        said(
            "details.floor = { from = 3 }",
            &of("floor", Detail::Number(1)),
        ),
        said(
            "details.source = [\"works\"]",
            &of("source", Detail::Code("music".to_owned())),
        ),
    ];
    assert_snapshot!(all.join("\n"));
}
