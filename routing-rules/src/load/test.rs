//! Reads tests on facts: a field for each fact, with the values that it may have. One table says
//! what fields there are; the loader reads by it, and the schema is written from it.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, LanguageTag, PartnerKind, Period,
    PriorAttempt, Setting, Situation, Tenure, TimeContext, vocabulary::Code,
};
use serde_json::Value;

use super::{
    condition::one_of,
    declared, interval, near,
    node::{Node, Table},
    reader::Reader,
};
use crate::{
    rules::{Answer, DayKind, SafetyQuestion, Test, Zone, ZoneError},
    schema::values,
};

/// A field of a condition.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    /// What it is about, in English.
    pub(crate) about: &'static str,
    /// What a schema says of its value.
    pub(crate) shape: fn() -> Value,
    read: Read,
    /// Whether it asks what time it is.
    clock: bool,
}

type Read = fn(&Node<'_>, &mut Reader<'_>) -> Option<Test>;

const fn field(key: &'static str, about: &'static str, shape: fn() -> Value, read: Read) -> Field {
    Field {
        key,
        about,
        shape,
        read,
        clock: false,
    }
}

/// A field whose values are codes of a vocabulary.
const fn coded<T: Code>(key: &'static str, about: &'static str, read: Read) -> Field {
    field(key, about, values::codes::<T>, read)
}

const fn on_the_clock(field: Field) -> Field {
    Field {
        clock: true,
        ..field
    }
}

/// Every field on one fact, in the order in which they are tried. Safety answers have theirs in
/// [`SafetyQuestion::ALL`].
pub(crate) const FIELDS: &[Field] = &[
    coded::<Setting>("setting", "The setting.", |node, reader| {
        node.codes(reader).map(Test::Setting)
    }),
    coded::<Situation>("situation", "The situation.", |node, reader| {
        node.codes(reader).map(Test::Situation)
    }),
    coded::<CaseKind>("case_kind", "Whom it is about.", |node, reader| {
        node.codes(reader).map(Test::CaseKind)
    }),
    coded::<Tenure>("tenure", "How the dwelling is held.", |node, reader| {
        node.codes(reader).map(Test::Tenure)
    }),
    coded::<PriorAttempt>(
        "prior_attempt",
        "One of these was tried before.",
        |node, reader| node.codes(reader).map(Test::PriorAttempt),
    ),
    coded::<PartnerKind>(
        "referrer_kind",
        "The kind of partner that the case comes from.",
        |node, reader| node.codes(reader).map(Test::ReferrerKind),
    ),
    coded::<DeadlineEventKind>(
        "deadline_event",
        "The kind of the date that the case must meet.",
        |node, reader| node.codes(reader).map(Test::DeadlineEvent),
    ),
    coded::<AgeBand>(
        "age_band",
        "The age of the person concerned, by band.",
        |node, reader| node.codes(reader).map(Test::AgeBand),
    ),
    field(
        "age",
        "An interval of ages. Ages are known by band: it begins and ends where a band does.",
        values::numbers,
        |node, reader| interval::age_bands(node, reader).map(Test::AgeBand),
    ),
    field(
        "enrolled",
        "Whether the person concerned is enrolled in a school.",
        || values::one_of(Answer::ALL),
        |node, reader| words(node, reader, Answer::ALL).map(Test::Enrolled),
    ),
    field(
        "minor",
        "Whether the person concerned is a minor.",
        || values::one_of(Answer::ALL),
        |node, reader| words(node, reader, Answer::ALL).map(Test::Minor),
    ),
    coded::<ConsentState>(
        "consent",
        "What the person concerned said to being named.",
        |node, reader| node.codes(reader).map(Test::Consent),
    ),
    field(
        "language",
        "The language of the person concerned; `pt` includes `pt-BR`.",
        values::languages,
        |node, reader| each(node, reader, language).map(Test::Language),
    ),
    coded::<Period>("period", "The part of the day.", |node, reader| {
        node.codes(reader).map(Test::Period)
    }),
    coded::<TimeContext>(
        "time_context",
        "Whose time it is, around a school.",
        |node, reader| node.codes(reader).map(Test::TimeContext),
    ),
    field(
        "territory",
        "Where it takes place.",
        values::territories,
        |node, reader| zones(node, reader).map(Test::Territory),
    ),
    on_the_clock(field(
        "prior_referrals",
        "How many cases came before from the same place, within how many days.",
        values::prior_referrals,
        interval::prior_referrals,
    )),
    on_the_clock(field(
        "day",
        "The kind of the day of the decision.",
        || values::one_of(DayKind::ALL),
        |node, reader| words(node, reader, DayKind::ALL).map(Test::Day),
    )),
    on_the_clock(field(
        "school_holiday",
        "Whether pupils have holidays on the day of the decision, in the zone of the place; \
         `unknown` where the school calendar does not reach.",
        || values::one_of(Answer::ALL),
        |node, reader| words(node, reader, Answer::ALL).map(Test::SchoolHoliday),
    )),
    on_the_clock(field(
        "hour",
        "The hour of the decision, by the clocks of Paris.",
        values::hours,
        |node, reader| interval::hours(node, reader).map(Test::Hour),
    )),
    on_the_clock(field(
        "date",
        "The day of the decision, in Paris.",
        values::dates,
        |node, reader| interval::dates(node, reader).map(Test::Date),
    )),
    on_the_clock(field(
        "days_to_event",
        "The days until the date that the case must meet.",
        values::numbers,
        |node, reader| interval::numbers(node, reader).map(Test::DaysToEvent),
    )),
];

/// The tests of a table, without the ones that join others.
pub(super) fn on_facts(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    for field in FIELDS {
        let Some(node) = table.optional(field.key) else {
            continue;
        };
        let test = (field.read)(&node, reader);
        reader.senses.clock |= field.clock && test.is_some();
        tests.extend(test);
    }
    for (key, question) in SafetyQuestion::ALL {
        let wanted = table.optional(key).and_then(|node| node.bool(reader));
        tests.extend(wanted.map(|wanted| Test::Safety(*question, wanted)));
    }
    if let Some(details) = table.optional("details") {
        let read = declared::tests(&details, reader).unwrap_or_default();
        tests.extend(read.into_iter().map(Test::Detail));
    }
    if let Some(node) = table.optional("decided_by") {
        tests.extend(each(&node, reader, rule_id).map(Test::DecidedBy));
    }
    tests
}

/// The territories of a list, each once.
pub(super) fn zones(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Zone>> {
    each(node, reader, zone)
}

fn words<T: Copy>(node: &Node<'_>, reader: &mut Reader<'_>, words: &[(&str, T)]) -> Option<Vec<T>> {
    each(node, reader, |item, reader| one_of(item, words, reader))
}

/// The elements of a list that is not empty, of which those that cannot be read are left out.
fn each<T>(
    node: &Node<'_>,
    reader: &mut Reader<'_>,
    read: impl Fn(&Node<'_>, &mut Reader<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = node.some(reader)?;
    Some(items.iter().filter_map(|item| read(item, reader)).collect())
}

fn zone(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Zone> {
    let text = node.text(reader)?;
    match Zone::parse(text) {
        Ok(zone) => Some(zone),
        Err(error) => {
            let code = match error {
                ZoneError::Form | ZoneError::Code(_) => "bad_code",
                ZoneError::Unknown { .. } => "unknown_code",
                ZoneError::NoTerritory => "no_territory",
            };
            node.fault(reader, code, format!("`{text}`: {error}"));
            None
        }
    }
}

fn language(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<LanguageTag> {
    let text = node.text(reader)?;
    match LanguageTag::parse(text) {
        Ok(tag) => Some(tag),
        Err(error) => {
            node.fault(reader, "bad_code", format!("`{text}`: {error}"));
            None
        }
    }
}

/// The id of a rule of this document.
pub(super) fn rule_id(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let id = node.text(reader)?;
    if !reader.names.rules.contains(id) {
        let hint = near::hint(id, reader.names.rules.iter().map(String::as_str));
        let message = format!("there is no rule `{id}`{hint}");
        node.fault(reader, "unknown_rule", message);
    }
    Some(id.to_owned())
}
