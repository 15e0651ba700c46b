//! Rego by regorus: one chain of `else` for all rules would nest too deep, so each rule adds its
//! number to a set, of which the least counts. Compiled for the virtual machine.

use regorus::{Engine, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};

use super::list;
use passerelle_benches::{
    Chooser,
    sketch::{Sample, Sketch},
};

const ENTRY: &str = "data.rules.first";

pub struct Rego {
    machine: RegoVM,
    cases: Vec<Value>,
}

impl Rego {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let mut engine = Engine::new();
        engine
            .add_policy("rules.rego".to_owned(), text(rules))
            .expect("a policy");
        let compiled = engine
            .compile_with_entrypoint(&ENTRY.into())
            .expect("compiled rules");
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        // A thousand rules take more than the machine allows unless told.
        machine.set_max_instructions(usize::MAX);
        let case = |sample: &Sample| Value::from(sample.json());
        Self {
            machine,
            cases: samples.iter().map(case).collect(),
        }
    }
}

fn text(rules: &[Sketch]) -> String {
    let mut text = "package rules\nimport rego.v1\nfirst := min(matching)\n".to_owned();
    for (number, rule) in rules.iter().enumerate() {
        let tests = rule.conditions.iter().map(|(field, codes)| {
            let codes = list(codes, '{', '}');
            format!("input.{} in {codes}", field.name())
        });
        let tests: Vec<String> = tests.collect();
        let body = tests.join("; ");
        text.push_str(&format!("matching contains {number} if {{ {body} }}\n"));
    }
    text
}

impl Chooser for Rego {
    type Answer = Value;

    fn name(&self) -> &'static str {
        "regorus"
    }

    fn choose(&mut self, case: usize) -> Value {
        self.machine.set_input(self.cases[case].clone());
        self.machine.execute().expect("an answer")
    }

    fn rule(&self, answer: Value) -> Option<usize> {
        usize::try_from(answer.as_u64().ok()?).ok()
    }
}
