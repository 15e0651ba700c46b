//! GoRules ZEN: one decision table with the hit policy `first`, compiled, which indexes its columns.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::runtime::{Builder, Runtime};
use zen_engine::{Decision, DecisionEngine, Variable, model::DecisionContent};

use passerelle_benches::{
    Chooser,
    sketch::{FIELDS, Sample, Sketch},
};

pub struct Zen {
    runtime: Runtime,
    decision: Decision,
    cases: Vec<Variable>,
}

impl Zen {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let content: DecisionContent =
            serde_json::from_value(graph(rules)).expect("a decision graph");
        let engine = DecisionEngine::default();
        let mut decision = engine
            .create_decision(Arc::new(content))
            .expect("a decision");
        decision.compile();
        Self {
            runtime: Builder::new_current_thread().build().expect("a runtime"),
            decision,
            cases: samples.iter().map(|sample| sample.json().into()).collect(),
        }
    }
}

fn graph(rules: &[Sketch]) -> Value {
    let column = |name: &str| json!({ "id": name, "name": name, "field": name });
    let inputs: Vec<Value> = FIELDS.iter().map(|field| column(field.name())).collect();
    let rows: Vec<Value> = rules.iter().enumerate().map(row).collect();
    json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode" },
            { "id": "table", "name": "table", "type": "decisionTableNode", "content": {
                "hitPolicy": "first", "inputs": inputs, "outputs": [column("rule")], "rules": rows,
            } },
            { "id": "out", "name": "out", "type": "outputNode" },
        ],
        "edges": [
            { "id": "a", "sourceId": "in", "targetId": "table" },
            { "id": "b", "sourceId": "table", "targetId": "out" },
        ],
    })
}

fn row((number, rule): (usize, &Sketch)) -> Value {
    let mut row = Map::new();
    row.insert("_id".to_owned(), number.to_string().into());
    row.insert("rule".to_owned(), number.to_string().into());
    for (field, codes) in &rule.conditions {
        let codes: Vec<String> = codes.iter().map(|code| format!("\"{code}\"")).collect();
        row.insert(field.name().to_owned(), codes.join(", ").into());
    }
    Value::Object(row)
}

impl Chooser for Zen {
    type Answer = Variable;

    fn name(&self) -> &'static str {
        "zen-engine"
    }

    fn choose(&mut self, case: usize) -> Variable {
        let case = self.cases[case].clone();
        let response = self.runtime.block_on(self.decision.evaluate(case));
        response.expect("a decision").result
    }

    fn rule(&self, answer: Variable) -> Option<usize> {
        let number = answer.to_value().get("rule")?.as_f64()?;
        Some(number as usize)
    }
}
