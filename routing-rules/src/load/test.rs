//! Reads tests on facts: a field for each fact, with the values that it may have.

use passerelle_domain::{LanguageTag, vocabulary::Code};

use super::{
    condition::one_of,
    declared, interval,
    node::{Node, Table},
    reader::Reader,
};
use crate::rules::{Answer, DayKind, SafetyQuestion, Test, Zone, ZoneError};

/// The tests of a table, without the ones that join others.
pub(super) fn on_facts(table: &mut Table<'_>, reader: &mut Reader<'_>) -> Vec<Test> {
    let mut tests = Tests {
        table,
        read: Vec::new(),
    };
    tests.of_the_case(reader);
    tests.of_people(reader);
    tests.of_place_and_time(reader);
    for (key, question) in SafetyQuestion::ALL {
        tests.add(key, reader, |node, reader| {
            let wanted = node.bool(reader)?;
            Some(Test::Safety(*question, wanted))
        });
    }
    if let Some(details) = tests.table.optional("details") {
        let read = declared::tests(&details, reader).unwrap_or_default();
        tests.read.extend(read.into_iter().map(Test::Detail));
    }
    tests.add("decided_by", reader, |node, reader| {
        each(node, reader, rule_id).map(Test::DecidedBy)
    });
    tests.read
}

struct Tests<'t, 'd> {
    table: &'t mut Table<'d>,
    read: Vec<Test>,
}

impl Tests<'_, '_> {
    fn of_the_case(&mut self, reader: &mut Reader<'_>) {
        self.coded("setting", Test::Setting, reader);
        self.coded("situation", Test::Situation, reader);
        self.coded("case_kind", Test::CaseKind, reader);
        self.coded("tenure", Test::Tenure, reader);
        self.coded("prior_attempt", Test::PriorAttempt, reader);
        self.coded("referrer_kind", Test::ReferrerKind, reader);
        self.coded("deadline_event", Test::DeadlineEvent, reader);
    }

    fn of_people(&mut self, reader: &mut Reader<'_>) {
        self.coded("age_band", Test::AgeBand, reader);
        self.add("age", reader, |node, reader| {
            interval::age_bands(node, reader).map(Test::AgeBand)
        });
        self.words("enrolled", Answer::ALL, Test::Enrolled, reader);
        self.words("minor", Answer::ALL, Test::Minor, reader);
        self.coded("consent", Test::Consent, reader);
        self.add("language", reader, |node, reader| {
            each(node, reader, language).map(Test::Language)
        });
    }

    fn of_place_and_time(&mut self, reader: &mut Reader<'_>) {
        self.coded("period", Test::Period, reader);
        self.coded("time_context", Test::TimeContext, reader);
        self.add("territory", reader, |node, reader| {
            zones(node, reader).map(Test::Territory)
        });
        self.add("prior_referrals", reader, interval::prior_referrals);
        let before = self.read.len();
        self.words("day", DayKind::ALL, Test::Day, reader);
        self.add("hour", reader, |node, reader| {
            interval::hours(node, reader).map(Test::Hour)
        });
        self.add("date", reader, |node, reader| {
            interval::dates(node, reader).map(Test::Date)
        });
        self.add("days_to_event", reader, |node, reader| {
            interval::numbers(node, reader).map(Test::DaysToEvent)
        });
        reader.senses.clock |= self.read.len() > before;
    }

    fn add(
        &mut self,
        key: &'static str,
        reader: &mut Reader<'_>,
        read: impl FnOnce(&Node<'_>, &mut Reader<'_>) -> Option<Test>,
    ) {
        let test = self
            .table
            .optional(key)
            .and_then(|node| read(&node, reader));
        self.read.extend(test);
    }

    fn coded<T: Code>(
        &mut self,
        key: &'static str,
        test: fn(Vec<T>) -> Test,
        reader: &mut Reader<'_>,
    ) {
        self.add(key, reader, |node, reader| node.codes(reader).map(test));
    }

    fn words<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&str, T)],
        test: fn(Vec<T>) -> Test,
        reader: &mut Reader<'_>,
    ) {
        self.add(key, reader, |node, reader| {
            each(node, reader, |item, reader| one_of(item, words, reader)).map(test)
        });
    }
}

/// The territories of a list, each once.
pub(super) fn zones(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Zone>> {
    each(node, reader, zone)
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
        node.fault(reader, "unknown_rule", format!("there is no rule `{id}`"));
    }
    Some(id.to_owned())
}
