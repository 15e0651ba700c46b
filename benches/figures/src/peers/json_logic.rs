//! JSON logic by datalogic-rs: one compiled `if` with a branch for each rule, in a session that is
//! reset after each case.

use datalogic_rs::{Engine, Logic, ParsedData, bumpalo::Bump};
use serde_json::{Value, json};

use passerelle_benches::{
    Chooser,
    sketch::{Sample, Sketch},
};

pub struct JsonLogic {
    engine: Engine,
    rules: Logic,
    cases: Vec<ParsedData>,
    arena: Bump,
}

impl JsonLogic {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let engine = Engine::new();
        let parsed = |sample: &Sample| {
            let json = sample.json().to_string();
            ParsedData::from_json(&json).expect("a case")
        };
        Self {
            rules: engine.compile(&logic(rules)).expect("rules"),
            engine,
            cases: samples.iter().map(parsed).collect(),
            arena: Bump::new(),
        }
    }
}

fn logic(rules: &[Sketch]) -> Value {
    let mut branches = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let tests = rule.conditions.iter();
        let tests = tests.map(|(field, codes)| json!({ "in": [{ "var": field.name() }, codes] }));
        branches.push(json!({ "and": tests.collect::<Vec<Value>>() }));
        branches.push(json!(number));
    }
    branches.push(Value::Null);
    json!({ "if": branches })
}

impl Chooser for JsonLogic {
    type Answer = Option<usize>;

    fn name(&self) -> &'static str {
        "datalogic-rs"
    }

    fn choose(&mut self, case: usize) -> Option<usize> {
        self.arena.reset();
        let answer = self
            .engine
            .evaluate(&self.rules, &self.cases[case], &self.arena);
        let number = answer.expect("an answer").as_i64()?;
        usize::try_from(number).ok()
    }

    fn rule(&self, answer: Option<usize>) -> Option<usize> {
        answer
    }
}
