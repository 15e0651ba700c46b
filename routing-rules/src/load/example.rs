//! Reads example cases.

use std::collections::BTreeSet;

use passerelle_domain::{AgeBand, ConsentState, SafetyAnswers, Tenure};

use super::{
    around::Around,
    condition,
    node::{Node, Table},
    reader::Reader,
    rule::unique,
    test,
};
use crate::rules::{Answer, CaseFacts, Example, Expectation, SafetyQuestion};

/// The examples, in the order of the document.
pub(super) fn examples(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Vec<Example>> {
    let mut ids = BTreeSet::new();
    let mut examples = Vec::new();
    for item in node.list(reader)? {
        if let Some(table) = item.table(reader) {
            examples.extend(example(table, &mut ids, reader));
        }
    }
    Some(examples)
}

fn example<'d>(
    mut table: Table<'d>,
    ids: &mut BTreeSet<&'d str>,
    reader: &mut Reader<'_>,
) -> Option<Example> {
    table.name_by_id();
    let id = unique(&mut table, "id", Node::text, ids, reader);
    let label = table
        .required("label", reader)
        .and_then(|node| node.both_languages(reader));
    let case = table
        .required("case", reader)
        .and_then(|node| case(&node, reader));
    let expect = table
        .required("expect", reader)
        .and_then(|node| expectation(&node, reader));
    table.finish(reader);
    Some(Example {
        id: id?.to_owned(),
        label: label?,
        case: case?,
        expect: expect?,
    })
}

fn expectation(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<Expectation> {
    let mut table = node.table(reader)?;
    let rule = table
        .required("rule", reader)
        .and_then(|node| test::rule_id(&node, reader));
    let diverted = table
        .optional("diverted")
        .and_then(|node| node.bool(reader));
    let first = table.optional("first").and_then(|node| node.code(reader));
    let never = table
        .optional("never")
        .map_or(Some(Vec::new()), |node| node.codes(reader));
    table.finish(reader);
    Some(Expectation {
        rule: rule?,
        diverted,
        first,
        never: never?,
    })
}

/// A table of facts, each with one value; what is left out was not told.
fn case(node: &Node<'_>, reader: &mut Reader<'_>) -> Option<CaseFacts> {
    let mut table = node.table(reader)?;
    let setting = table
        .required("setting", reader)
        .and_then(|node| node.code(reader));
    let situation = table
        .required("situation", reader)
        .and_then(|node| node.code(reader));
    let case_kind = table
        .required("case_kind", reader)
        .and_then(|node| node.code(reader));
    let tenure = table.optional("tenure").and_then(|node| node.code(reader));
    let age_band = table
        .optional("age_band")
        .and_then(|node| node.code(reader));
    let age_band = age_band.unwrap_or(AgeBand::Unknown);
    let enrolled = answer(&mut table, "enrolled", reader).unwrap_or(Answer::Unknown);
    let told = answer(&mut table, "minor", reader);
    let by_band = age_band.minor().map(|minor| Answer::from(Some(minor)));
    if told.is_some() && by_band.is_some() && told != by_band {
        let message = "`minor` and `age_band` contradict each other";
        node.fault(reader, "contradicts_age_band", message);
    }
    let minor = told.or(by_band).unwrap_or(Answer::Unknown);
    let period = table.optional("period").and_then(|node| node.code(reader));
    let time_context = table
        .optional("time_context")
        .and_then(|node| node.code(reader));
    let consent = table.optional("consent").and_then(|node| node.code(reader));
    // Whoever tells something of a person tells that there is one.
    let around = Around::read(&mut table, reader);
    let told = minor != Answer::Unknown || enrolled != Answer::Unknown;
    let somebody = told || around.language.is_some();
    let consent = consent.or(somebody.then_some(ConsentState::NotAsked));
    let prior_attempts = table
        .optional("prior_attempts")
        .map_or(Some(Vec::new()), |node| node.codes(reader));
    let safety = safety(&mut table, reader);
    table.finish(reader);
    let case = CaseFacts {
        setting: setting?,
        situation: situation?,
        case_kind: case_kind?,
        tenure: tenure.unwrap_or(Tenure::Unknown),
        age_band,
        enrolled,
        minor,
        period,
        time_context,
        consent,
        prior_attempts: prior_attempts?,
        safety,
        language: around.language,
        commune: around.commune,
        qpv: around.qpv,
        event: around.event,
        earlier: around.earlier,
        details: around.details,
        at: around.at,
        referrer_kind: around.referrer_kind,
    };
    if case
        .situation
        .setting()
        .is_some_and(|setting| setting != case.setting)
    {
        let message = "this situation belongs to another setting";
        node.fault(reader, "outside_setting", message);
    }
    let outside = |(id, _): &(&str, _)| {
        let mut declared = reader.facts.iter();
        declared.any(|fact| fact.id == *id && !fact.situations.contains(&case.situation))
    };
    let outside: Vec<&str> = case
        .details
        .iter()
        .filter(outside)
        .map(|(id, _)| id)
        .collect();
    for id in outside {
        let message = format!("`{id}` is not asked about this situation");
        node.fault(reader, "outside_situation", message);
    }
    Some(case)
}

fn answer(table: &mut Table<'_>, key: &'static str, reader: &mut Reader<'_>) -> Option<Answer> {
    let node = table.optional(key)?;
    condition::one_of(&node, Answer::ALL, reader)
}

fn safety(table: &mut Table<'_>, reader: &mut Reader<'_>) -> SafetyAnswers {
    let mut safety = SafetyAnswers::default();
    for (key, question) in SafetyQuestion::ALL {
        if let Some(answer) = table.optional(key).and_then(|node| node.bool(reader)) {
            *question.answer_mut(&mut safety) = answer;
        }
    }
    safety
}
