//! Reads declared facts, and the tests on them.

use std::collections::BTreeSet;

use passerelle_domain::Situation;

use super::{
    condition::one_of,
    interval, near,
    node::{Node, Table},
    reader::Reader,
    rule::unique,
};
use crate::rules::{Answer, DeclaredFact, DetailTest, FactKind, FactValue, Wanted};

/// The longest name of a fact or of a value.
const LONGEST: usize = 60;

/// The section `facts`.
pub(super) fn facts(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<DeclaredFact>> {
    let mut ids = BTreeSet::new();
    let mut facts = Vec::new();
    for item in node.some(reader)? {
        let Some(mut table) = item.table(reader) else {
            continue;
        };
        table.name_by_id();
        facts.extend(fact(table, &mut ids, reader));
    }
    Some(facts)
}

fn fact<'d>(
    mut table: Table<'d>,
    ids: &mut BTreeSet<&'d str>,
    reader: &mut Reader<'_>,
) -> Option<DeclaredFact> {
    let id = unique(&mut table, "id", name, ids, reader);
    let situations: Option<Vec<Situation>> = table
        .required("situations", reader)
        .and_then(|node| node.codes(reader));
    let label = table
        .required("label", reader)
        .and_then(|node| node.both_languages(reader));
    let kind = table
        .required("kind", reader)
        .and_then(|node| one_of(&node, KINDS, reader));
    let kind = match kind {
        Some(Kind::YesNo) => Some(FactKind::YesNo),
        Some(Kind::Number) => Some(FactKind::Number),
        Some(Kind::Enumeration) => table
            .required("values", reader)
            .and_then(|node| values(&node, reader))
            .map(FactKind::Enumeration),
        None => {
            table.optional("values");
            None
        }
    };
    table.finish(reader);
    Some(DeclaredFact {
        id: id?.to_owned(),
        situations: situations?,
        kind: kind?,
        label: label?,
    })
}

/// What an answer looks like, before its values are read.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    YesNo,
    Number,
    Enumeration,
}

/// The words of `kind`.
pub(crate) const KINDS: &[(&str, Kind)] = &[
    ("yes_no", Kind::YesNo),
    ("number", Kind::Number),
    ("enumeration", Kind::Enumeration),
];

fn values(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<FactValue>> {
    let mut codes = BTreeSet::new();
    let mut values = Vec::new();
    for item in node.some(reader)? {
        let Some(mut table) = item.table(reader) else {
            continue;
        };
        let code = unique(&mut table, "code", name, &mut codes, reader);
        let label = table
            .required("label", reader)
            .and_then(|node| node.both_languages(reader));
        table.finish(reader);
        if let (Some(code), Some(label)) = (code, label) {
            values.push(FactValue {
                code: code.to_owned(),
                label,
            });
        }
    }
    Some(values)
}

/// A name that can stand in a JSON document and in a TOML key alike.
fn name<'d>(node: &Node<'d>, reader: &mut Reader<'_>) -> Option<&'d str> {
    let text = node.text(reader)?;
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
    if !begins || !text.bytes().all(letter) || text.len() > LONGEST {
        let message = format!(
            "a name begins with a small letter, and has small letters, digits and `_`; at most \
             {LONGEST} of them"
        );
        node.fault(reader, "bad_name", message);
        return None;
    }
    Some(text)
}

/// The tests of the table `details`: one for each fact that it names.
pub(super) fn tests(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<DetailTest>> {
    let table = node.table(reader)?;
    let mut tests = Vec::new();
    for (id, at, node) in table.entries() {
        let Some(fact) = reader.facts.iter().find(|fact| fact.id == id).cloned() else {
            let declared = reader.facts.iter().map(|fact| fact.id.as_str());
            let hint = near::hint(id, declared);
            let message = format!("the rule set declares no fact `{id}`{hint}");
            reader.add(at, table.path.key(id), "unknown_fact", message);
            continue;
        };
        let wanted = match &fact.kind {
            FactKind::YesNo => answers(&node, reader).map(Wanted::Answers),
            FactKind::Number => interval::numbers(&node, reader).map(Wanted::Numbers),
            FactKind::Enumeration(values) => some_of(values, &node, reader).map(Wanted::Values),
        };
        tests.extend(wanted.map(|wanted| DetailTest { fact, wanted }));
    }
    Some(tests)
}

/// `true`, `false`, or a list of answers.
fn answers(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Answer>> {
    if !node.is_list() {
        return node.bool(reader).map(|yes| vec![Answer::from(Some(yes))]);
    }
    let items = node.some(reader)?;
    let read = |item: &Node<'_>| one_of(item, Answer::ALL, reader);
    Some(items.iter().filter_map(read).collect())
}

fn some_of(
    values: &[FactValue],
    node: &Node<'_>,
    reader: &mut Reader<'_>,
) -> Option<Vec<FactValue>> {
    let items = node.some(reader)?;
    let words: Vec<(&str, &FactValue)> = values
        .iter()
        .map(|value| (value.code.as_str(), value))
        .collect();
    let read = |item: &Node<'_>| one_of(item, &words, reader).cloned();
    Some(items.iter().filter_map(read).collect())
}
