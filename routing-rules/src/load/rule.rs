//! Reads stages and rules.

use std::collections::BTreeSet;

use super::{
    condition, effect, near,
    node::{Node, Table},
    reader::Reader,
};
use crate::rules::{Aim, Condition, HitPolicy, Rule, Stage, Test};

/// The words of `hit`.
pub(crate) const HITS: &[(&str, HitPolicy)] = &[
    ("first", HitPolicy::First),
    ("unique", HitPolicy::Unique),
    ("collect", HitPolicy::Collect),
];

/// The stages, by their order.
pub(super) fn stages(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Stage>> {
    let mut ids = BTreeSet::new();
    let mut orders = BTreeSet::new();
    let mut stages = Vec::new();
    for item in node.some(reader)? {
        let Some(mut table) = item.table(reader) else {
            continue;
        };
        let id = unique(&mut table, "id", Node::text, &mut ids, reader);
        let order = unique(&mut table, "order", Node::number, &mut orders, reader);
        let hit = table
            .required("hit", reader)
            .and_then(|node| condition::one_of(&node, HITS, reader));
        table.finish(reader);
        if let (Some(id), Some(order), Some(hit)) = (id, order, hit) {
            stages.push(Stage {
                id: id.to_owned(),
                order,
                hit,
            });
        }
    }
    stages.sort_by_key(|stage| stage.order);
    Some(stages)
}

/// The rules, in the order of the document.
pub(super) fn rules(
    node: &Node<'_>,
    stages: &[Stage],
    reader: &mut Reader<'_>,
) -> Option<Vec<Rule>> {
    let mut ids = BTreeSet::new();
    let mut orders = BTreeSet::new();
    let mut rules = Vec::new();
    for item in node.some(reader)? {
        let Some(table) = item.table(reader) else {
            continue;
        };
        rules.extend(rule(table, stages, &mut ids, &mut orders, reader));
    }
    Some(rules)
}

fn rule<'d>(
    mut table: Table<'d>,
    stages: &[Stage],
    ids: &mut BTreeSet<&'d str>,
    orders: &mut BTreeSet<(String, u32)>,
    reader: &mut Reader<'_>,
) -> Option<Rule> {
    table.name_by_id();
    let id = unique(&mut table, "id", Node::text, ids, reader);
    let slot = slot(&mut table, orders, reader);
    body(table, id, slot, stages, reader)
}

/// Where a rule stands: its stage, and its place in it.
pub(super) type Slot = (Option<String>, Option<u32>);

pub(super) fn slot(
    table: &mut Table<'_>,
    orders: &mut BTreeSet<(String, u32)>,
    reader: &mut Reader<'_>,
) -> Slot {
    let stage = table.required("stage", reader).and_then(|node| {
        let name = node.text(reader)?;
        if !reader.names.stages.contains(name) {
            let hint = near::hint(name, reader.names.stages.iter().map(String::as_str));
            node.fault(
                reader,
                "unknown_stage",
                format!("there is no stage `{name}`{hint}"),
            );
        }
        Some(name.to_owned())
    });
    let order = table.required("order", reader).and_then(|node| {
        let order = node.number(reader)?;
        if !orders.insert((stage.clone().unwrap_or_default(), order)) {
            node.fault(
                reader,
                "duplicate",
                "another rule of this stage has the same order",
            );
        }
        Some(order)
    });
    (stage, order)
}

/// The rest of a rule: what people call it, the cases that it is for, and what it says of them.
pub(super) fn body(
    mut table: Table<'_>,
    id: Option<&str>,
    (stage, order): Slot,
    stages: &[Stage],
    reader: &mut Reader<'_>,
) -> Option<Rule> {
    let label = table
        .required("label", reader)
        .and_then(|node| node.both_languages(reader));
    let because = table
        .required("because", reader)
        .and_then(|node| node.both_languages(reader));
    let when = condition::when(&mut table, reader);
    let then_node = table.required("then", reader);
    let then = then_node
        .as_ref()
        .and_then(|node| effect::effect(node, reader));
    let hit = stage
        .as_ref()
        .and_then(|name| stages.iter().find(|stage| stage.id == *name))
        .map(|stage| stage.hit);
    let collects = hit.map(|hit| hit == HitPolicy::Collect);
    if let (Some(node), Some(then), Some(collects)) = (&then_node, &then, collects)
        && collects != matches!(then.aim, Aim::Inform { .. })
    {
        let message = "a rule informs partners in a stage that collects, and only there";
        node.fault(reader, "wrong_stage", message);
    }
    if let (Some(node), Some(then), Some(HitPolicy::Unique)) = (&then_node, &then, hit)
        && then.aim == Aim::Divert
    {
        let message = "an emergency is not left to a tie: a rule that diverts stands in a stage of \
                       the policy `first`";
        node.fault(reader, "wrong_stage", message);
    }
    if let (Some(condition), Some(false)) = (&when, collects)
        && reads_decision(condition)
    {
        let message = "only a stage that collects comes after the rule that decided";
        reader.add(
            table.at.clone(),
            table.path.key("when").key("decided_by"),
            "too_early",
            message,
        );
    }
    table.finish(reader);
    Some(Rule {
        id: id?.to_owned(),
        stage: stage?,
        order: order?,
        label: label?,
        because: because?,
        when: when?,
        then: then?,
        origin: None,
    })
}

fn reads_decision(condition: &Condition) -> bool {
    fn reads(test: &Test) -> bool {
        match test {
            Test::DecidedBy(_) => true,
            Test::Not(test) => reads(test),
            Test::Any(alternatives) => alternatives.iter().any(reads_decision),
            _ => false,
        }
    }
    condition.tests.iter().any(reads)
}

/// A required field whose value no other table of the list has.
pub(super) fn unique<'d, T: Ord + Copy>(
    table: &mut Table<'d>,
    key: &'static str,
    read: fn(&Node<'d>, &mut Reader<'_>) -> Option<T>,
    seen: &mut BTreeSet<T>,
    reader: &mut Reader<'_>,
) -> Option<T> {
    let node = table.required(key, reader)?;
    let value = read(&node, reader)?;
    if !seen.insert(value) {
        node.fault(
            reader,
            "duplicate",
            format!("this `{key}` is taken by another one of the list"),
        );
    }
    Some(value)
}
