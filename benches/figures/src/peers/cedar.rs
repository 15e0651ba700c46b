//! Cedar: one `permit` policy per rule, over the context of a request; of the policies that permit,
//! the first counts.

use cedar_policy::{Authorizer, Context, Entities, Policy, PolicyId, PolicySet, Request, Response};

use super::list;
use passerelle_benches::{
    Chooser,
    sketch::{Sample, Sketch},
};

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    nobody: Entities,
    cases: Vec<Request>,
}

impl Cedar {
    pub fn new(rules: &[Sketch], samples: &[Sample]) -> Self {
        let mut policies = PolicySet::new();
        for (number, rule) in rules.iter().enumerate() {
            let id = PolicyId::new(number.to_string());
            let policy = Policy::parse(Some(id), text(rule)).expect("a policy");
            policies.add(policy).expect("an id of its own");
        }
        Self {
            authorizer: Authorizer::new(),
            policies,
            nobody: Entities::empty(),
            cases: samples.iter().map(request).collect(),
        }
    }
}

fn text(rule: &Sketch) -> String {
    let tests = rule.conditions.iter().map(|(field, codes)| {
        let codes = list(codes, '[', ']');
        format!("{codes}.contains(context.{})", field.name())
    });
    let tests: Vec<String> = tests.collect();
    let condition = tests.join(" && ");
    format!("permit(principal, action, resource) when {{ {condition} }};")
}

fn request(sample: &Sample) -> Request {
    let entity = |text: &str| text.parse().expect("an entity");
    let context = Context::from_json_value(sample.json(), None).expect("a context");
    let (one, act, other) = (
        entity("One::\"a\""),
        entity("Action::\"a\""),
        entity("Other::\"a\""),
    );
    Request::new(one, act, other, context, None).expect("a request")
}

impl Chooser for Cedar {
    type Answer = Response;

    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn choose(&mut self, case: usize) -> Response {
        let request = &self.cases[case];
        self.authorizer
            .is_authorized(request, &self.policies, &self.nobody)
    }

    fn rule(&self, answer: Response) -> Option<usize> {
        let reasons = answer.diagnostics().reason();
        let numbers = reasons.filter_map(|id| id.to_string().parse().ok());
        numbers.min()
    }
}
