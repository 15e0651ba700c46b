//! Reads the document section by section: its name, what priorities promise, notices, situations,
//! stages and rules.

use std::collections::BTreeMap;

use passerelle_domain::{PartnerKind, ServiceLevel, Situation};

use super::{
    condition, declared, effect, example, invariant, near,
    node::{Node, Table},
    order,
    reader::Reader,
    rule, scope, timing,
};
use crate::rules::{Levels, NoticeText, RuleSet, SituationRow};

/// The whole document. Every section is read even when another one is faulty.
pub(super) fn rule_set(mut root: Table<'_>, reader: &mut Reader<'_>) -> Option<RuleSet> {
    if let Some(over) = root.optional("overlay_of") {
        let message = "this is an overlay: it is read together with the rule set it is laid over";
        over.fault(reader, "overlay", message);
        return None;
    }
    let name = root
        .required("name", reader)
        .and_then(|node| node.text(reader));
    let title = root
        .required("title", reader)
        .and_then(|node| node.both_languages(reader));
    let scope = scope::scope(&mut root, reader);
    let facts = match root.optional("facts") {
        Some(node) => declared::facts(&node, reader),
        None => Some(Vec::new()),
    };
    // Conditions read their kinds.
    reader.facts = facts.clone().unwrap_or_default();
    let levels = root
        .required("levels", reader)
        .and_then(|node| levels(&node, reader));
    let notices = root
        .required("notices", reader)
        .and_then(|node| notices(&node, reader));
    let situations = root
        .required("situations", reader)
        .and_then(|node| situations(&node, reader));
    let stages = root
        .required("stages", reader)
        .and_then(|node| rule::stages(&node, reader));
    let rules = root.required("rules", reader);
    let read = rules
        .as_ref()
        .and_then(|node| rule::rules(node, stages.as_deref().unwrap_or_default(), reader));
    let invariants = root
        .optional("invariants")
        .map_or(Some(Vec::new()), |node| {
            invariant::invariants(&node, reader)
        });
    let examples = root
        .optional("examples")
        .map_or(Some(Vec::new()), |node| example::examples(&node, reader));
    root.finish(reader);
    let (rules, triage) = order::arrange(rules.as_ref()?, read?, stages.as_deref()?, reader)?;
    Some(RuleSet {
        name: name?.to_owned(),
        title: title?,
        scope: scope?,
        overlays: Vec::new(),
        facts: facts?,
        levels: levels?,
        notices: notices?,
        situations: situations?,
        stages: stages?,
        rules,
        triage,
        invariants: invariants?,
        examples: examples?,
        places: BTreeMap::new(),
        senses: reader.senses,
    })
}

fn levels(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Levels> {
    let mut table = node.table(reader)?;
    let mut level = |key| {
        let node = table.required(key, reader)?;
        let mut table = node.table(reader)?;
        let mut limit = |key| timing::time_limit(&table.required(key, reader)?, reader);
        let (answer, first_contact) = (limit("answer"), limit("first_contact"));
        table.finish(reader);
        Some(ServiceLevel {
            answer: answer?,
            first_contact: first_contact?,
        })
    };
    let (p1, p2, p3, p4) = (level("P1"), level("P2"), level("P3"), level("P4"));
    table.finish(reader);
    Some(Levels {
        p1: p1?,
        p2: p2?,
        p3: p3?,
        p4: p4?,
    })
}

pub(super) fn notices(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<NoticeText>> {
    let table = node.table(reader)?;
    let mut notices = Vec::new();
    for (code, _, node) in table.entries() {
        let Some(mut table) = node.table(reader) else {
            continue;
        };
        let number = table.optional("number").and_then(|node| node.text(reader));
        let text = table
            .required("text", reader)
            .and_then(|node| node.both_languages(reader));
        let verified = table
            .optional("verified")
            .and_then(|node| node.bool(reader));
        let verified_on = table
            .optional("verified_on")
            .and_then(|node| node.date(reader));
        if number.is_some() && verified_on.is_some() == (verified == Some(false)) {
            let message = "a number has either the date when it was checked in `verified_on`, or \
                           `verified = false`";
            node.fault(reader, "verified", message);
        }
        table.finish(reader);
        if let Some(text) = text {
            let number = number.map(str::to_owned);
            notices.push(NoticeText {
                code: code.to_owned(),
                number,
                text,
                verified_on,
            });
        }
    }
    Some(notices)
}

fn situations(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<SituationRow>> {
    let table = node.table(reader)?;
    let mut rows: Vec<SituationRow> = Vec::new();
    let mut named = Vec::new();
    for (code, at, node) in table.entries() {
        match Situation::parse(code) {
            Ok(situation) => {
                named.push(situation);
                rows.extend(situation_row(situation, &node, reader));
            }
            Err(unknown) => {
                let hint = near::hint(code, unknown.allowed.iter().copied());
                let message = format!("`{code}` is {unknown}{hint}");
                reader.add(at, table.path.key(code), "unknown_code", message);
            }
        }
    }
    let missing = Situation::ALL
        .iter()
        .filter(|situation| !named.contains(situation));
    let missing: Vec<&str> = missing.map(|situation| situation.code()).collect();
    if !missing.is_empty() {
        let message = format!("nothing is said of {}", missing.join(", "));
        node.fault(reader, "missing_situation", message);
    }
    rows.sort_by_key(|row| row.situation);
    Some(rows)
}

fn situation_row(
    situation: Situation,
    node: &Node<'_>,
    reader: &mut Reader<'_>,
) -> Option<SituationRow> {
    let mut table = node.table(reader)?;
    let priority = table
        .required("priority", reader)
        .and_then(|node| node.code(reader));
    let mediation = table
        .required("mediation", reader)
        .and_then(|node| node.code(reader));
    let route = table.required("route", reader).and_then(|node| {
        node.some(reader)?;
        let steps = condition::steps(&node, reader)?;
        effect::check_law_enforcement(&node, &steps, false, reader);
        Some(steps)
    });
    let notices = table.optional("notices").map_or(Some(Vec::new()), |node| {
        condition::notice_uses(&node, reader)
    });
    let max = table.optional("max").and_then(|node| node.code(reader));
    let parties: Option<Vec<PartnerKind>> = table
        .optional("parties")
        .map_or(Some(Vec::new()), |node| node.codes(reader));
    table.finish(reader);
    Some(SituationRow {
        situation,
        priority: priority?,
        mediation: mediation?,
        route: route?,
        notices: notices?,
        max,
        parties: parties?,
    })
}
