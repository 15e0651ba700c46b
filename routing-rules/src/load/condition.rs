//! Reads conditions, and the things that carry one: steps of a route and uses of a notice.

use super::{
    near,
    node::{Node, Table},
    reader::Reader,
    test,
};
use crate::rules::{Condition, NoticeUse, Relation, Step, Test};

/// A table of tests, all of which must hold.
pub(super) fn condition(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Condition> {
    let mut table = node.table(reader)?;
    let tests = tests(&mut table, reader);
    table.finish(reader);
    Some(Condition { tests })
}

/// The optional `when` of a table.
pub(super) fn when(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Option<Condition> {
    match table.optional("when") {
        Some(node) => condition(&node, reader),
        None => Some(Condition::default()),
    }
}

/// The tests of a table: on facts, then what must not hold, then alternatives.
fn tests(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Vec<Test> {
    let mut tests = test::on_facts(table, reader);
    if let Some(node) = table.optional("none_of")
        && let Some(mut excluded) = node.table(reader)
    {
        if excluded.is_empty() {
            node.fault(reader, "empty", "say which values are excluded");
        }
        let on_facts = test::on_facts(&mut excluded, reader);
        tests.extend(on_facts.into_iter().map(|test| Test::Not(Box::new(test))));
        excluded.finish(reader);
    }
    if let Some(items) = table.optional("any").and_then(|node| node.some(reader)) {
        tests.push(Test::Any(
            items
                .iter()
                .filter_map(|item| condition(item, reader))
                .collect(),
        ));
    }
    tests
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(
    node: &Node<'_>,
    words: &[(&str, T)],
    reader: &mut Reader<'_>,
) -> Option<T> {
    let text = node.text(reader)?;
    let found = words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value);
    if found.is_none() {
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let hint = near::hint(text, allowed.iter().copied());
        node.fault(
            reader,
            "unknown_code",
            format!("`{text}` is not one of {}{hint}", allowed.join(", ")),
        );
    }
    found
}

/// A list of steps: each a kind, or a table of a kind, of its relation to the case and of the cases
/// that the step is for.
pub(super) fn steps(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    for item in node.list(reader)? {
        let Some(step) = step(&item, reader) else {
            continue;
        };
        if steps.contains(&step) {
            item.fault(reader, "duplicate", "this step stands here twice");
        }
        steps.push(step);
    }
    Some(steps)
}

fn step(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Step> {
    if node.is_text() {
        return Some(Step {
            kind: node.code(reader)?,
            relation: None,
            when: Condition::default(),
        });
    }
    let mut table = node.table(reader)?;
    let kind = table
        .required("kind", reader)
        .and_then(|node| node.code(reader));
    let relation = match table.optional("relation") {
        Some(node) => one_of(&node, Relation::ALL, reader).map(Some),
        None => Some(None),
    };
    let when = Condition {
        tests: tests(&mut table, reader),
    };
    table.finish(reader);
    Some(Step {
        kind: kind?,
        relation: relation?,
        when,
    })
}

/// A list of notices: each a code, or a table of a code and the cases that it is shown for.
pub(super) fn notice_uses(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<NoticeUse>> {
    let items = node.list(reader)?;
    Some(
        items
            .iter()
            .filter_map(|item| notice_use(item, reader))
            .collect(),
    )
}

fn notice_use(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<NoticeUse> {
    let (code_node, when) = if node.is_text() {
        (None, Condition::default())
    } else {
        let mut table = node.table(reader)?;
        let code = table.required("notice", reader)?;
        let when = Condition {
            tests: tests(&mut table, reader),
        };
        table.finish(reader);
        (Some(code), when)
    };
    let code = notice_code(code_node.as_ref().unwrap_or(node), reader)?;
    Some(NoticeUse { code, when })
}

/// The code of a notice of this document.
pub(super) fn notice_code(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let code = node.text(reader)?;
    if !reader.names.notices.contains(code) {
        let hint = near::hint(code, reader.names.notices.iter().map(String::as_str));
        node.fault(
            reader,
            "unknown_notice",
            format!("there is no notice `{code}`{hint}"),
        );
    }
    Some(code.to_owned())
}
