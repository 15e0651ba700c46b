//! Reads what is around an example case: where and when it takes place, whom it comes from, and what
//! was answered to the questions that the rule set declares.

use jiff::Timestamp;
use passerelle_domain::{CommuneCode, DeadlineEvent, LanguageTag, PartnerKind, QpvCode};

use super::{
    node::{Node, Table},
    reader::Reader,
};
use crate::{
    Detail, Details,
    rules::{FactKind, FactValue},
};

/// The facts of a case that are not about what happened.
pub(super) struct Around {
    pub(super) language: Option<LanguageTag>,
    pub(super) commune: Option<CommuneCode>,
    pub(super) qpv: Option<QpvCode>,
    pub(super) event: Option<DeadlineEvent>,
    pub(super) earlier: Vec<Timestamp>,
    pub(super) details: Details,
    pub(super) at: Option<Timestamp>,
    pub(super) referrer_kind: Option<PartnerKind>,
}

impl Around {
    pub(super) fn read(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Self {
        let earlier = table
            .optional("earlier")
            .and_then(|node| node.list(reader))
            .unwrap_or_default();
        Self {
            language: parsed(table, "language", reader, |text| {
                LanguageTag::parse(text).map_err(|error| error.to_string())
            }),
            commune: parsed(table, "commune", reader, |text| {
                CommuneCode::parse(text).map_err(|error| error.to_string())
            }),
            qpv: parsed(table, "qpv", reader, |text| {
                QpvCode::parse(text).map_err(|error| error.to_string())
            }),
            event: table
                .optional("deadline_event")
                .and_then(|node| event(&node, reader)),
            earlier: earlier
                .iter()
                .filter_map(|node| {
                    let text = node.text(reader)?;
                    checked(node, moment(text), reader)
                })
                .collect(),
            details: table
                .optional("details")
                .and_then(|node| details(&node, reader))
                .unwrap_or_default(),
            at: parsed(table, "at", reader, moment),
            referrer_kind: table
                .optional("referrer_kind")
                .and_then(|node| node.code(reader)),
        }
    }
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        "a moment has a date, a time and an offset: \"2026-07-14T22:30:00+02:00\"".to_owned()
    })
}

fn parsed<T>(
    table: &mut Table<'_>,
    key: &'static str,
    reader: &mut Reader<'_>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let node = table.optional(key)?;
    let text = node.text(reader)?;
    checked(&node, parse(text), reader)
}

fn checked<T>(node: &Node<'_>, read: Result<T, String>, reader: &mut Reader<'_>) -> Option<T> {
    read.map_err(|message| node.fault(reader, "bad_code", message))
        .ok()
}

fn event(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<DeadlineEvent> {
    let mut table = node.table(reader)?;
    let kind = table
        .required("kind", reader)
        .and_then(|node| node.code(reader));
    let date = table
        .required("date", reader)
        .and_then(|node| node.date(reader));
    table.finish(reader);
    Some(DeadlineEvent {
        kind: kind?,
        date: date?,
    })
}

fn details(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Details> {
    let table = node.table(reader)?;
    let mut details = Details::default();
    for (id, at, node) in table.entries() {
        let Some(fact) = reader.facts.iter().find(|fact| fact.id == id).cloned() else {
            let message = format!("the rule set declares no fact `{id}`");
            reader.add(at, table.path.key(id), "unknown_fact", message);
            continue;
        };
        let detail = match &fact.kind {
            FactKind::YesNo => node.bool(reader).map(Detail::YesNo),
            FactKind::Number => node.number(reader).map(Detail::Number),
            FactKind::Enumeration(values) => {
                let known = |text: &str| values.iter().any(|value| value.code == text);
                let codes: Vec<&str> = values
                    .iter()
                    .map(|value: &FactValue| &*value.code)
                    .collect();
                node.text(reader).and_then(|text| {
                    let code = if known(text) {
                        Ok(Detail::Code(text.to_owned()))
                    } else {
                        Err(format!("`{text}` is not one of {}", codes.join(", ")))
                    };
                    checked(&node, code, reader)
                })
            }
        };
        if let Some(detail) = detail {
            details.insert(id, detail);
        }
    }
    Some(details)
}
