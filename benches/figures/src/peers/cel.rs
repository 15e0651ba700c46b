//! CEL: one compiled program per rule, executed one after the other up to the first that holds.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};

use super::list;
use passerelle_benches::{
    Chooser,
    sketch::{FIELDS, Sample, Sketch},
};

pub struct Cel {
    rules: Vec<Program>,
    cases: Vec<Context<'static, 'static>>,
}

impl Cel {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let env = Arc::new(Env::stdlib());
        let program = |rule: &Sketch| env.compile(&text(rule)).expect("a program");
        let context = |sample: &Sample| {
            let mut context = Context::with_env(Arc::clone(&env));
            for field in FIELDS {
                context.add_variable_from_value(field.name(), sample.code(field));
            }
            context
        };
        Self {
            rules: rules.iter().map(program).collect(),
            cases: samples.iter().map(context).collect(),
        }
    }
}

fn text(rule: &Sketch) -> String {
    let tests = rule.conditions.iter().map(|(field, codes)| {
        let codes = list(codes, '[', ']');
        format!("{} in {codes}", field.name())
    });
    let tests: Vec<String> = tests.collect();
    tests.join(" && ")
}

impl Chooser for Cel {
    type Answer = Option<usize>;

    fn name(&self) -> &'static str {
        "cel"
    }

    fn choose(&mut self, case: usize) -> Option<usize> {
        let case = &self.cases[case];
        let holds = |program: &Program| program.execute(case) == Ok(Value::Bool(true));
        self.rules.iter().position(holds)
    }

    fn rule(&self, answer: Option<usize>) -> Option<usize> {
        answer
    }
}
