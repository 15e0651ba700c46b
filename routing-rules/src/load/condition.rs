//! Reads conditions, and the things that carry one: steps of a route and uses of a notice.

use passerelle_domain::vocabulary::Code;

use super::{
    node::{Node, Table},
    reader::Reader,
};
use crate::rules::{Answer, Condition, NoticeUse, SafetyQuestion, Step, Test};

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

fn tests(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    coded(table, "setting", Test::Setting, &mut tests, reader);
    coded(table, "situation", Test::Situation, &mut tests, reader);
    coded(table, "case_kind", Test::CaseKind, &mut tests, reader);
    coded(table, "tenure", Test::Tenure, &mut tests, reader);
    coded(table, "age_band", Test::AgeBand, &mut tests, reader);
    answers(table, "enrolled", Test::Enrolled, &mut tests, reader);
    answers(table, "minor", Test::Minor, &mut tests, reader);
    coded(table, "period", Test::Period, &mut tests, reader);
    coded(table, "time_context", Test::TimeContext, &mut tests, reader);
    coded(table, "consent", Test::Consent, &mut tests, reader);
    coded(
        table,
        "prior_attempt",
        Test::PriorAttempt,
        &mut tests,
        reader,
    );
    for (key, question) in SafetyQuestion::ALL {
        let answer = table.optional(key).and_then(|node| node.bool(reader));
        tests.extend(answer.map(|wanted| Test::Safety(*question, wanted)));
    }
    if let Some(items) = table
        .optional("decided_by")
        .and_then(|node| node.some(reader))
    {
        let ids = items.iter().filter_map(|item| rule_id(item, reader));
        tests.push(Test::DecidedBy(ids.collect()));
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

fn coded<T: Code>(
    table: &mut Table<'_>,
    key: &'static str,
    test: fn(Vec<T>) -> Test,
    tests: &mut Vec<Test>,
    reader: &mut Reader<'_>,
) {
    let codes = table.optional(key).and_then(|node| node.codes(reader));
    tests.extend(codes.map(test));
}

fn answers(
    table: &mut Table<'_>,
    key: &'static str,
    test: fn(Vec<Answer>) -> Test,
    tests: &mut Vec<Test>,
    reader: &mut Reader<'_>,
) {
    let Some(items) = table.optional(key).and_then(|node| node.some(reader)) else {
        return;
    };
    let answers = items
        .iter()
        .filter_map(|item| one_of(item, Answer::ALL, reader));
    tests.push(test(answers.collect()));
}

/// The id of a rule of this document.
pub(super) fn rule_id(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let id = node.text(reader)?;
    if !reader.names.rules.contains(id) {
        node.fault(reader, "unknown_rule", format!("there is no rule `{id}`"));
    }
    Some(id.to_owned())
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
        node.fault(
            reader,
            "unknown_code",
            format!("`{text}` is not one of {}", allowed.join(", ")),
        );
    }
    found
}

/// A list of steps: each a kind, or a table of a kind and the cases that it is for.
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
            when: Condition::default(),
        });
    }
    let mut table = node.table(reader)?;
    let kind = table
        .required("kind", reader)
        .and_then(|node| node.code(reader));
    let when = Condition {
        tests: tests(&mut table, reader),
    };
    table.finish(reader);
    Some(Step { kind: kind?, when })
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
        node.fault(
            reader,
            "unknown_notice",
            format!("there is no notice `{code}`"),
        );
    }
    Some(code.to_owned())
}
