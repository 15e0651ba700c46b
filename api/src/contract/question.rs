//! The questions of a rule set, as they are told.

use passerelle_casework::Questions;
use passerelle_domain::{Situation, Text};
use passerelle_routing_rules::rules::{DeclaredFact, FactKind, FactValue};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::RuleSetResponse;
use super::schemas::SituationCode;

/// What the active rule set asks about a case beyond the fields of every case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"ruleset": {"name": "default", "version": 3, "edition": 5}, "items": [{"id": "floor", "kind": "number", "situations": ["technical_fault"], "label": {"fr": "Étage", "en": "Floor"}, "values": []}], "next": null}))]
pub struct QuestionsResponse {
    /// The rule set that asks.
    ruleset: RuleSetResponse,
    /// Its questions, in the order in which a form shows them.
    #[schema(max_items = 1000)]
    items: Vec<QuestionResponse>,
    /// Always null: the whole fits on one page.
    #[schema(max_length = 100)]
    next: Option<String>,
}

/// One question; its answer goes into `details` of a case, under its id.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionResponse {
    /// Its name.
    #[schema(max_length = 100)]
    id: String,
    /// What an answer looks like.
    kind: QuestionKindCode,
    /// The situations about which it is asked.
    #[schema(value_type = Vec<SituationCode>, max_items = 200)]
    situations: Vec<Situation>,
    /// What people read.
    label: QuestionLabelResponse,
    /// The codes of an enumeration; empty otherwise.
    #[schema(max_items = 1000)]
    values: Vec<QuestionValueResponse>,
}

/// What an answer looks like.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKindCode {
    /// True or false.
    YesNo,
    /// A whole number from 0.
    Number,
    /// One of the codes in `values`.
    Enumeration,
}

/// A code that answers a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionValueResponse {
    /// The code.
    #[schema(max_length = 100)]
    code: String,
    /// What people read.
    label: QuestionLabelResponse,
}

/// A label of a rule set in French and English.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionLabelResponse {
    /// French.
    #[schema(max_length = 1000)]
    fr: String,
    /// English.
    #[schema(max_length = 1000)]
    en: String,
}

impl From<Questions> for QuestionsResponse {
    fn from(questions: Questions) -> Self {
        Self {
            ruleset: questions.ruleset.into(),
            items: questions.items.into_iter().map(Into::into).collect(),
            next: None,
        }
    }
}

impl From<DeclaredFact> for QuestionResponse {
    fn from(fact: DeclaredFact) -> Self {
        let (kind, values) = match fact.kind {
            FactKind::YesNo => (QuestionKindCode::YesNo, Vec::new()),
            FactKind::Number => (QuestionKindCode::Number, Vec::new()),
            FactKind::Enumeration(values) => (QuestionKindCode::Enumeration, values),
        };
        Self {
            id: fact.id,
            kind,
            situations: fact.situations,
            label: fact.label.into(),
            values: values.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<FactValue> for QuestionValueResponse {
    fn from(value: FactValue) -> Self {
        Self {
            code: value.code,
            label: value.label.into(),
        }
    }
}

impl From<Text> for QuestionLabelResponse {
    fn from(text: Text) -> Self {
        Self {
            fr: text.fr,
            en: text.en,
        }
    }
}
