//! Figures, as they are told.

use jiff::Timestamp;
use passerelle_casework::{CountedBy, FeedbackFigures, FeedbackQuestionFigures, Statistics};
use passerelle_domain::statistics::{Cell, MINIMUM_COUNT};
use passerelle_domain::{FeedbackAnswer, FeedbackQuestion};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::FeedbackQuestionCode;

/// The codes that referrals can be counted by.
pub const COUNTED_BY: &[(&str, CountedBy)] = &[
    ("setting", CountedBy::Setting),
    ("situation", CountedBy::Situation),
    ("case_kind", CountedBy::CaseKind),
    ("priority", CountedBy::Priority),
    ("status", CountedBy::Status),
];

/// How many referrals there are, by one of their codes. Small counts are not told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"since": "2026-01-01T00:00:00Z", "until": "2026-10-05T07:10:00Z", "minimum_count": 5,
    "total": {"count": 19, "shown": "19"},
    "items": [{"code": "neighbour_dispute", "count": null, "shown": "< 5"}, {"code": "neighbour_noise", "count": 16, "shown": "16"}]}))]
pub struct StatisticsResponse {
    /// Entered from this instant on.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    since: Timestamp,
    /// Entered before this instant.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    until: Timestamp,
    /// The smallest count that is told.
    #[schema(minimum = 1, maximum = 100)]
    minimum_count: u64,
    /// All of them.
    total: CountResponse,
    /// The codes that occur.
    #[schema(max_items = 200)]
    items: Vec<PartResponse>,
}

/// A count.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountResponse {
    /// The count; null where it is not told.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    count: Option<u64>,
    /// What a person reads: the count, `< 5`, or `–` for a count that would give a small one away.
    #[schema(max_length = 20)]
    shown: String,
}

/// The count of one code.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartResponse {
    /// The code.
    #[schema(max_length = 50)]
    code: String,
    /// The count; null where it is not told.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    count: Option<u64>,
    /// What a person reads: the count, `< 5`, or `–` for a count that would give a small one away.
    #[schema(max_length = 20)]
    shown: String,
}

impl From<Cell> for CountResponse {
    fn from(cell: Cell) -> Self {
        Self {
            count: cell.count(),
            shown: cell.shown(),
        }
    }
}

impl From<Statistics> for StatisticsResponse {
    fn from(figures: Statistics) -> Self {
        let part = |(code, cell): (String, Cell)| PartResponse {
            code,
            count: cell.count(),
            shown: cell.shown(),
        };
        Self {
            since: figures.since,
            until: figures.until,
            minimum_count: MINIMUM_COUNT,
            total: figures.total.into(),
            items: figures.parts.into_iter().map(part).collect(),
        }
    }
}

/// How it went for the persons concerned. Small counts are not told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"since": "2026-01", "until": "2026-12", "minimum_count": 5,
    "items": [{"question": "listened", "total": {"count": 23, "shown": "23"},
               "answers": [{"code": "yes", "count": 16, "shown": "16"}, {"code": "partly", "count": 7, "shown": "7"}]}]}))]
pub struct FeedbackResponse {
    /// From this month on.
    #[schema(max_length = 7)]
    since: String,
    /// Up to this month, which is included.
    #[schema(max_length = 7)]
    until: String,
    /// The smallest count that is told.
    #[schema(minimum = 1, maximum = 100)]
    minimum_count: u64,
    /// The questions.
    #[schema(max_items = 10)]
    items: Vec<AskedResponse>,
}

/// What was answered to one question.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedResponse {
    /// The question.
    #[schema(value_type = FeedbackQuestionCode)]
    question: FeedbackQuestion,
    /// All answers.
    total: CountResponse,
    /// The answers that were given.
    #[schema(max_items = 10)]
    answers: Vec<PartResponse>,
}

impl From<FeedbackFigures> for FeedbackResponse {
    fn from(figures: FeedbackFigures) -> Self {
        let answers = |parts: Vec<(FeedbackAnswer, Cell)>| {
            let part = |(answer, cell): (FeedbackAnswer, Cell)| PartResponse {
                code: answer.code().to_owned(),
                count: cell.count(),
                shown: cell.shown(),
            };
            parts.into_iter().map(part).collect()
        };
        let question = |told: FeedbackQuestionFigures| AskedResponse {
            question: told.question,
            total: told.total.into(),
            answers: answers(told.answers),
        };
        Self {
            since: figures.since,
            until: figures.until,
            minimum_count: MINIMUM_COUNT,
            items: figures.questions.into_iter().map(question).collect(),
        }
    }
}
