//! Rule sets written down again, as the JSON form of their documents: for rule sets made by chance.

use passerelle_domain::vocabulary::Code;
use serde_json::{Map, Value, json};

use crate::{
    DEFAULT_RULE_SET, RuleSet, json_from_toml,
    rules::{Aim, Answer, Condition, Rule, SafetyQuestion, Step, Test},
};

/// The shipped document with the rules of `rules` in it, except for the triage rule.
pub(crate) fn document(rules: &RuleSet) -> Value {
    let mut document = json_from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
    let triage = document["rules"].as_array().unwrap().iter();
    let triage = triage.filter(|rule| rule["then"].get("triage").is_some());
    let all: Vec<Value> = triage
        .cloned()
        .chain(rules.rules.iter().map(rule))
        .collect();
    document["rules"] = Value::Array(all);
    for (stage, own) in rules
        .stages
        .iter()
        .zip(document["stages"].as_array_mut().unwrap())
    {
        assert_eq!(own["id"], json!(stage.id));
    }
    // What the document claims of its own rules says nothing of these.
    document.as_object_mut().unwrap().remove("invariants");
    document.as_object_mut().unwrap().remove("examples");
    document
}

fn rule(rule: &Rule) -> Value {
    let mut then = Map::new();
    match &rule.then.aim {
        Aim::Divert => {
            then.insert("divert".into(), json!(true));
        }
        Aim::Triage => {
            then.insert("triage".into(), json!(true));
        }
        Aim::Partners { steps: all } => {
            then.insert("lead".into(), steps(all));
        }
        Aim::SituationRoute { fallbacks } => {
            then.insert("route".into(), json!("situation"));
            then.insert("fallbacks".into(), steps(fallbacks));
        }
        Aim::Inform { steps: all } => {
            then.insert("inform".into(), steps(all));
        }
    }
    if !matches!(rule.then.aim, Aim::Divert) {
        then.insert("max".into(), json!(rule.then.max.code()));
    }
    if let Some(only) = &rule.then.only {
        let only = json!({ "works_in_prison": only.works_in_prison, "kinds": codes(&only.kinds) });
        then.insert("only".into(), only);
    }
    then.insert(
        "law_enforcement_first".into(),
        json!({ "signed_by": "the tests", "reason": "chance" }),
    );
    json!({
        "id": rule.id,
        "stage": rule.stage,
        "order": rule.order,
        "label": { "fr": rule.label.fr, "en": rule.label.en },
        "because": { "fr": rule.because.fr, "en": rule.because.en },
        "when": condition(&rule.when),
        "then": then,
    })
}

fn steps(steps: &[Step]) -> Value {
    let mut written: Vec<Value> = Vec::new();
    for step in steps {
        let mut table = condition(&step.when);
        table.insert("kind".into(), json!(step.kind.code()));
        // A step that stands there twice is a fault.
        if !written.contains(&json!(table)) {
            written.push(json!(table));
        }
    }
    Value::Array(written)
}

/// A condition has one field for each fact, and one for alternatives: what is left over when they
/// are taken joins each alternative.
fn condition(condition: &Condition) -> Map<String, Value> {
    let mut table = Map::new();
    let mut rest: Vec<Test> = Vec::new();
    for test in &condition.tests {
        if !write(test, &mut table) {
            rest.push(test.clone());
        }
    }
    let any = rest.iter().position(|test| matches!(test, Test::Any(_)));
    let alternatives = match any.map(|any| rest.remove(any)) {
        Some(Test::Any(alternatives)) => alternatives,
        _ if rest.is_empty() => return table,
        _ => vec![Condition::default()],
    };
    let joined = alternatives.into_iter().map(|mut alternative| {
        alternative.tests.extend(rest.iter().cloned());
        Value::Object(self::condition(&alternative))
    });
    table.insert("any".into(), joined.collect());
    table
}

/// Writes a test into a table of tests, unless its field is taken.
fn write(test: &Test, table: &mut Map<String, Value>) -> bool {
    let (key, value) = match test {
        Test::Any(_) => return false,
        Test::Not(test) => {
            let none_of = table.entry("none_of").or_insert_with(|| json!({}));
            return write(test, none_of.as_object_mut().unwrap());
        }
        Test::Setting(any) => ("setting", codes(any)),
        Test::Situation(any) => ("situation", codes(any)),
        Test::CaseKind(any) => ("case_kind", codes(any)),
        Test::Tenure(any) => ("tenure", codes(any)),
        Test::AgeBand(any) => ("age_band", codes(any)),
        Test::Enrolled(any) => ("enrolled", answers(any)),
        Test::Minor(any) => ("minor", answers(any)),
        Test::SchoolHoliday(any) => ("school_holiday", answers(any)),
        Test::Period(any) => ("period", codes(any)),
        Test::TimeContext(any) => ("time_context", codes(any)),
        Test::Consent(any) => ("consent", codes(any)),
        Test::PriorAttempt(any) => ("prior_attempt", codes(any)),
        Test::Safety(question, wanted) => {
            let mut all = SafetyQuestion::ALL.iter();
            (
                all.find(|(_, one)| one == question).unwrap().0,
                json!(wanted),
            )
        }
        Test::Territory(zones) => (
            "territory",
            zones.iter().map(|zone| json!(zone.to_string())).collect(),
        ),
        Test::DecidedBy(ids) => ("decided_by", json!(ids)),
        other => panic!("no rule set made by chance has {other:?}"),
    };
    if table.contains_key(key) {
        return false;
    }
    table.insert(key.into(), value);
    true
}

fn codes<T: Code>(values: &[T]) -> Value {
    let mut codes: Vec<&str> = values.iter().map(|value| value.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    json!(codes)
}

fn answers(values: &[Answer]) -> Value {
    let word = |value: &Answer| {
        let mut all = Answer::ALL.iter();
        all.find(|(_, one)| one == value).unwrap().0
    };
    values.iter().map(|value| json!(word(value))).collect()
}
