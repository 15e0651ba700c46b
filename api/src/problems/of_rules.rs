//! What is wrong with a rule set, as problems: the faults of a document with their places, and the
//! analyser's report.

use passerelle_routing_rules::{Report, RuleFault};
use serde_json::{Value, json};

use super::{Problem, ProblemKind};

/// The document cannot be used: every fault, with its place in the resource as JSON and its line in
/// the document as TOML.
#[must_use]
pub fn faulty(faults: &[RuleFault]) -> Problem {
    let detail = match faults.len() {
        1 => "The rule set has one fault; `errors` tells it.".to_owned(),
        count => format!("The rule set has {count} faults; `errors` tells them."),
    };
    let errors: Vec<Value> = faults.iter().map(error).collect();
    Problem::new(ProblemKind::InvalidRuleSet, detail).member("errors", errors)
}

fn error(fault: &RuleFault) -> Value {
    // The document as a whole is one string there, so the line tells where in it.
    let pointer = if fault.code == "not_toml" {
        "/toml".to_owned()
    } else {
        format!("/model{}", fault.pointer)
    };
    json!({
        "pointer": pointer,
        "code": fault.code,
        "detail": fault.message,
        "document": fault.file,
        "field": fault.field,
        "line": fault.line,
        "column": fault.column,
    })
}

/// The analyser refuted what the rule set claims.
#[must_use]
pub fn unsound(report: &Report) -> Problem {
    let detail = "The analyser refuted what the rule set claims; `report` tells how.";
    let problem = Problem::new(ProblemKind::UnsoundRuleSet, detail);
    match serde_json::to_value(report) {
        Ok(report) => problem.member("report", report),
        Err(_) => problem,
    }
}

#[cfg(test)]
mod tests {
    use passerelle_routing_rules::RuleSet;

    use super::*;

    #[test]
    fn every_fault_has_its_pointer_and_its_line() {
        let faults =
            RuleSet::from_toml("local@2", "name = \"x\"\nlanguages = [\"xx\"]\n").unwrap_err();
        let document = json!(faulty(&faults).document(None));
        assert_eq!(document["status"], 422);
        let errors = document["errors"].as_array().unwrap();
        assert_eq!(errors.len(), faults.len());
        let language = errors.iter().find(|error| error["line"] == 2).unwrap();
        assert_eq!(language["pointer"], "/model/languages/0");
        assert_eq!(language["document"], "local@2");
        let syntax = RuleSet::from_toml("local@2", "name = ").unwrap_err();
        let document = json!(faulty(&syntax).document(None));
        assert_eq!(document["errors"][0]["pointer"], "/toml");
    }
}
