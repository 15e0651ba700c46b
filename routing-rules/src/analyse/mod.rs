//! Questions about a rule set that hold for every possible case, answered exactly.
//!
//! The rules are laid out as boxes over the [`space`](crate::space) of all cases ([`survey`]), and
//! every question becomes a [`search`] for one case: in a rule's boxes, and in none of those before.
//! Where there is no such case, that is a proof; where there is one, it is shown, as small as it can
//! be, after the real deciding function agreed. A question that costs more than the [`Budget`] is
//! left *undecided*, and said to be.
//!
//! - [`coverage`]: which cases no written rule takes.
//! - [`dead`]: rules that never speak, and the rules that stand before them.
//! - [`conflicts`]: rules of one rank that can both match and disagree.
//! - [`redundant`]: tests and values that change nothing.
//! - [`invariants`]: what the rule set claims of every decision; [`breaches`] says in which cases a
//!   claim fails, [`replay`] tries them on decisions.
//! - [`examples`]: the rule set's own cases.
//! - [`calendar`]: how far the school calendar reaches, where rules ask it.

mod breaches;
mod calendar;
mod claims;
mod conflicts;
mod coverage;
mod dead;
mod examples;
mod invariants;
#[cfg(test)]
mod judge;
mod labels;
mod redundant;
mod replay;
mod report;
#[cfg(test)]
mod sat;
mod search;
mod survey;
mod thicket;
mod witness;
mod words;

pub use report::{Finding, Proof, Report, Severity, Witness};

use crate::RuleSet;
use survey::Survey;

/// How much work a question may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Comparisons of two boxes, for each question.
    pub steps: u64,
}

impl Default for Budget {
    /// About a second for the hardest question.
    fn default() -> Self {
        Self { steps: 20_000_000 }
    }
}

/// Everything that can be said about a rule set for all possible cases.
#[must_use]
pub fn analyse(rules: &RuleSet, budget: Budget) -> Report {
    let survey = Survey::of(rules, budget);
    let mut report = Report::new(rules);
    coverage::check(&survey, &mut report);
    dead::check(&survey, &mut report);
    conflicts::check(&survey, &mut report);
    redundant::check(&survey, &mut report);
    invariants::check(&survey, &mut report);
    examples::check(&survey, &mut report);
    calendar::check(&survey, &mut report);
    report
}

/// The rule set's own cases alone: each one that goes where its author expects, and each that does
/// not.
#[must_use]
pub fn examples(rules: &RuleSet) -> Report {
    let survey = Survey::of(rules, Budget::default());
    let mut report = Report::new(rules);
    examples::check(&survey, &mut report);
    report
}
