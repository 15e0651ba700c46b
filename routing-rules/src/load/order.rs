//! Puts rules in the order in which they speak; the triage rule stands apart.

use super::{node::Node, reader::Reader};
use crate::rules::{Aim, Rule, Stage};

/// The rules in order, and the triage rule apart from them.
pub(super) fn arrange(
    node: &Node<'_>,
    rules: Vec<Rule>,
    stages: &[Stage],
    reader: &mut Reader<'_>,
) -> Option<(Vec<Rule>, Rule)> {
    let (mut triage, mut rules): (Vec<Rule>, Vec<Rule>) = rules
        .into_iter()
        .partition(|rule| matches!(rule.then.aim, Aim::Triage));
    if triage.len() != 1 {
        let message = "one rule, and one only, takes what the others leave (`then.triage = true`)";
        node.fault(reader, "triage_rule", message);
    }
    let last = triage.pop()?;
    if !last.when.is_always() {
        let message = format!(
            "the triage rule `{}` takes every case and has no `when`",
            last.id
        );
        node.fault(reader, "triage_rule", message);
    }
    let stage_order = |rule: &Rule| stages.iter().position(|stage| stage.id == rule.stage);
    rules.sort_by_key(|rule| (stage_order(rule), rule.order));
    Some((rules, last))
}
