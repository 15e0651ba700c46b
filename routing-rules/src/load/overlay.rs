//! Reads one overlay: its head, and the rules that it adds, replaces or switches off.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    declared,
    node::{Node, Table},
    path::Spot,
    reader::Reader,
    rule, scope, sections,
};
use crate::rules::{Aim, Edits, Overlay, Rank, Rule, Stage};

/// What an overlay is laid over: the base, and the overlays in between.
pub(super) struct Below<'b> {
    pub(super) stages: &'b [Stage],
    /// Rules by their ids. A rule of a document with faults may be missing.
    pub(super) rules: BTreeMap<&'b str, &'b Rule>,
    /// The triage rule, which stays.
    pub(super) triage: &'b str,
    /// Ids that rules of other documents have.
    pub(super) taken: BTreeSet<String>,
    /// How many documents lie below.
    pub(super) depth: usize,
}

/// A rule of another document that an overlay changes, and where it says so.
pub(super) struct Target {
    pub(super) id: String,
    pub(super) at: Range<usize>,
    pub(super) spot: Spot,
}

/// The overlay, without a look at the other ones of its rank.
pub(super) fn overlay(
    mut root: Table<'_>,
    below: &Below<'_>,
    targets: &mut Vec<Target>,
    reader: &mut Reader<'_>,
) -> Option<Edits> {
    let name = root
        .required("name", reader)
        .and_then(|node| node.text(reader));
    let over = root
        .required("overlay_of", reader)
        .and_then(|node| node.text(reader));
    let title = root
        .required("title", reader)
        .and_then(|node| node.both_languages(reader));
    root.required("territory", reader);
    let scope = scope::scope(&mut root, reader);
    let facts = match root.optional("facts") {
        Some(node) => declared::facts(&node, reader),
        None => Some(Vec::new()),
    };
    reader.facts.extend(facts.iter().flatten().cloned());
    let notices = match root.optional("notices") {
        Some(node) => sections::notices(&node, reader),
        None => Some(Vec::new()),
    };
    let mut switched_off = Vec::new();
    if let Some(items) = root
        .optional("switch_off")
        .and_then(|node| node.some(reader))
    {
        for item in items {
            switched_off.extend(target(&item, below, targets, reader));
        }
    }
    let (mut added, mut replaced) = (Vec::new(), Vec::new());
    if let Some(items) = root.optional("rules").and_then(|node| node.some(reader)) {
        let mut seen = (BTreeSet::new(), BTreeSet::new());
        for table in items
            .iter()
            .filter_map(|item| item.table(reader))
            .collect::<Vec<_>>()
        {
            match changed_rule(table, below, &mut seen, targets, reader) {
                Some((None, rule)) => added.push(rule),
                Some((Some(id), rule)) => replaced.push((id, rule)),
                None => {}
            }
        }
    }
    root.finish(reader);
    let scope = scope?;
    Some(Edits {
        overlay: Overlay {
            name: name?.to_owned(),
            title: title?,
            over: over?.to_owned(),
            rank: Rank {
                narrowness: scope.rank(),
                depth: below.depth,
            },
            scope,
        },
        facts: facts?,
        notices: notices?,
        added,
        replaced,
        switched_off,
        senses: reader.senses,
    })
}

/// A rule, with the id of the one that it replaces.
fn changed_rule<'d>(
    mut table: Table<'d>,
    below: &Below<'_>,
    (ids, orders): &mut (BTreeSet<&'d str>, BTreeSet<(String, u32)>),
    targets: &mut Vec<Target>,
    reader: &mut Reader<'_>,
) -> Option<(Option<String>, Rule)> {
    table.name_by_id();
    let id_node = table.optional("id");
    let id = rule::unique(&mut table, "id", Node::text, ids, reader);
    if let (Some(node), Some(id)) = (&id_node, id)
        && below.taken.contains(id)
    {
        let message =
            "a rule of another document has this id; a rule that replaces one has its own";
        node.fault(reader, "duplicate", message);
    }
    let replaces = table.optional("replaces");
    let slot = match &replaces {
        None => rule::slot(&mut table, orders, reader),
        Some(node) => {
            for key in ["stage", "order"] {
                if let Some(own) = table.optional(key) {
                    let message = "a rule that replaces another one stands in its place";
                    own.fault(reader, "own_place", message);
                }
            }
            let replaced = target(node, below, targets, reader);
            let replaced = replaced.and_then(|id| below.rules.get(id.as_str()).copied());
            (
                replaced.map(|rule| rule.stage.clone()),
                replaced.map(|rule| rule.order),
            )
        }
    };
    let at = table.at.clone();
    let path = table.path.clone();
    let rule = rule::body(table, id, slot, below.stages, reader)?;
    if rule.then.aim == Aim::Triage {
        let message = "the base has the triage rule, and there is one only";
        reader.add(at, path.key("then").key("triage"), "triage_rule", message);
    }
    let replaces = replaces.and_then(|node| node.text(reader));
    Some((replaces.map(str::to_owned), rule))
}

/// The id of a rule below that an overlay changes.
fn target(
    node: &Node<'_>,
    below: &Below<'_>,
    targets: &mut Vec<Target>,
    reader: &mut Reader<'_>,
) -> Option<String> {
    let id = node.text(reader)?;
    if id == below.triage {
        let message = "the triage rule takes what the others leave, and stays";
        node.fault(reader, "triage_rule", message);
        return None;
    }
    if !reader.names.below.contains(id) {
        let message = format!("there is no rule `{id}` in what this overlay is laid over");
        node.fault(reader, "unknown_rule", message);
        return None;
    }
    let (at, spot) = node.position();
    if targets.iter().any(|other| other.id == id) {
        let message = format!("this overlay changes the rule `{id}` already");
        node.fault(reader, "duplicate", message);
    }
    let id = id.to_owned();
    targets.push(Target {
        id: id.clone(),
        at,
        spot,
    });
    Some(id)
}
