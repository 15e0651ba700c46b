//! Invariants and examples are read with their faults like the rest of the document.

use insta::assert_snapshot;

use super::fixture::default_rules;
use crate::{
    DEFAULT_RULE_SET, RuleSet,
    rules::{Claim, Section},
};

fn faults(extra: &str) -> String {
    let text = format!("{DEFAULT_RULE_SET}\n{extra}");
    let faults = RuleSet::from_toml("mine.toml", &text).unwrap_err();
    let first = DEFAULT_RULE_SET.lines().count() + 1;
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| {
            let line = fault.line - first;
            format!(
                "+{line}:{} {} [{}] {}",
                fault.column, fault.field, fault.code, fault.message
            )
        })
        .collect();
    lines.join("\n")
}

#[test]
fn the_shipped_rule_set_states_its_invariants_and_examples() {
    let rules = default_rules();
    assert!(rules.invariants().len() >= 10);
    assert!(rules.examples().len() >= 10);
    let never_first = &rules.invariants()[0];
    assert!(matches!(never_first.must.as_slice(), [Claim::LeadNotIn(kinds)] if kinds.len() == 2));
    let place = rules.place(Section::Rules, "R50").unwrap();
    let line = DEFAULT_RULE_SET.lines().nth(place.line - 1).unwrap();
    assert_eq!(line, "id = \"R50\"");
    assert_eq!(place.column, 6);
}

#[test]
fn faulty_invariants() {
    assert_snapshot!(faults(
        r#"
[[invariants]]
id = "V01"
label = { fr = "deux fois", en = "twice" }
must.lead_not_in = ["municipal_polise"]

[[invariants]]
id = "X1"
label = { fr = "rien", en = "nothing" }
when.tenure = ["socal"]
must = {}

[[invariants]]
id = "X2"
label = { fr = "inconnu", en = "unknown" }
must = { rule = ["R99"], notice = "call_911", diverted = "no", lead = ["ccas"] }
"#
    ));
}

#[test]
fn faulty_examples() {
    assert_snapshot!(faults(
        r#"
[[examples]]
id = "A01"
label = { fr = "deux fois", en = "twice" }
case = { setting = "housing", situation = "school_bullying", case_kind = "individual" }
expect = { rule = "R99" }

[[examples]]
id = "X1"
label = { fr = "contradiction", en = "contradiction" }
case = { setting = "school", situation = "school_bullying", age_band = "11-15", minor = "no", periode = "day" }
expect = { first = "school" }
"#
    ));
}
