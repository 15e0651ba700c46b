//! Declared facts: questions that a rule set asks about some situations, beyond those of every case.

use passerelle_domain::{Fault, Situation, Text, point_to};

use super::{Answer, Case, Range, RuleSet};
use crate::{Detail, Details};

/// A question that a rule set declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredFact {
    /// Its name, unique in the rule set.
    pub id: String,
    /// The situations about which it is asked.
    pub situations: Vec<Situation>,
    /// What an answer looks like.
    pub kind: FactKind,
    /// What people read.
    pub label: Text,
}

/// What an answer looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    YesNo,
    /// A whole number from 0.
    Number,
    /// One of a few values.
    Enumeration(Vec<FactValue>),
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactValue {
    /// Stable code.
    pub code: String,
    /// What people read.
    pub label: Text,
}

/// A test on a declared fact. Without an answer it does not hold, except for `unknown`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailTest {
    /// The fact.
    pub fact: DeclaredFact,
    /// The answers that will do.
    pub wanted: Wanted,
}

/// The answers that will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Any of these.
    Answers(Vec<Answer>),
    /// A number in one of these intervals.
    Numbers(Vec<Range>),
    /// Any of these values.
    Values(Vec<FactValue>),
}

impl DetailTest {
    /// Whether the answer is one that will do.
    #[must_use]
    pub fn holds(&self, case: &Case<'_>) -> bool {
        let told = case.details.get(&self.fact.id);
        match (&self.wanted, told) {
            (Wanted::Answers(any), Some(Detail::YesNo(yes))) => {
                any.contains(&Answer::from(Some(*yes)))
            }
            (Wanted::Answers(any), None) => any.contains(&Answer::Unknown),
            (Wanted::Numbers(any), Some(Detail::Number(number))) => {
                any.iter().any(|range| range.contains(*number))
            }
            (Wanted::Values(any), Some(Detail::Code(code))) => {
                any.iter().any(|value| value.code == *code)
            }
            _ => false,
        }
    }
}

impl FactKind {
    /// What people call a value of an enumeration.
    #[must_use]
    pub fn value(&self, code: &str) -> Option<&Text> {
        let Self::Enumeration(values) = self else {
            return None;
        };
        let value = values.iter().find(|value| value.code == code)?;
        Some(&value.label)
    }
}

impl RuleSet {
    /// The questions that the rule set declares.
    #[must_use]
    pub fn facts(&self) -> &[DeclaredFact] {
        &self.facts
    }

    /// What is wrong with the details of a case: each fault with a pointer such as `/details/floor`.
    /// No fault says what was sent.
    #[must_use]
    pub fn check_details(&self, situation: Situation, details: &Details) -> Vec<Fault> {
        let check = |(id, detail): (&str, &Detail)| {
            let fault = |code, text: String| {
                let mut pointer = "/details".to_owned();
                point_to(&mut pointer, id);
                Some(Fault::at(pointer, code, text))
            };
            let Some(fact) = self.facts.iter().find(|fact| fact.id == id) else {
                let text = "the rule set declares no such detail";
                return fault("unknown_detail", text.to_owned());
            };
            if !fact.situations.contains(&situation) {
                let text = "this detail is not asked about this situation";
                return fault("outside_situation", text.to_owned());
            }
            fact.kind
                .objection(detail)
                .and_then(|(code, text)| fault(code, text))
        };
        details.iter().filter_map(check).collect()
    }
}

impl FactKind {
    /// Why an answer cannot be taken.
    fn objection(&self, detail: &Detail) -> Option<(&'static str, String)> {
        match (self, detail) {
            (Self::YesNo, Detail::YesNo(_)) | (Self::Number, Detail::Number(_)) => None,
            (Self::YesNo, _) => Some(("wrong_type", "this is true or false".to_owned())),
            (Self::Number, _) => Some(("wrong_type", "this is a whole number from 0".to_owned())),
            (Self::Enumeration(values), Detail::Code(code)) => {
                let known = values.iter().any(|value| value.code == *code);
                let codes: Vec<&str> = values.iter().map(|value| value.code.as_str()).collect();
                (!known).then(|| ("unknown_code", format!("one of {}", codes.join(", "))))
            }
            (Self::Enumeration(_), _) => Some(("wrong_type", "this is a code".to_owned())),
        }
    }
}
