//! How the rules of a version fared, as it is told.

use jiff::Timestamp;
use passerelle_casework::{Answers, RuleQuality, RuleSetQuality};
use passerelle_domain::{RefusalReason, RuleSetId};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::TextResponse;
use super::schemas::RefusalReasonCode;

/// How the rules of one version fared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "0199b2c4-7d1a-7c3e-9a51-2f64c0a1e002", "name": "default", "version": 1,
    "since": "2026-10-01T00:00:00Z", "until": "2026-10-31T12:00:00Z",
    "rules": [{"rule": "R50", "label": {"fr": "logement social, entre personnes", "en": "social housing, between people"}, "cases": 12,
        "first": {"asked": 12, "accepted": 8, "declined": 2, "silent": 1, "redirected": 0, "waiting": 1, "released": 0, "given_back": 1},
        "later": {"asked": 3, "accepted": 3, "declined": 0, "silent": 0, "redirected": 0, "waiting": 0, "released": 0, "given_back": 0},
        "refusals": [{"reason": "out_of_scope", "label": {"fr": "hors compétence", "en": "outside our competence"}, "count": 3}],
        "triage": 0, "settled_by_hand": 0, "overridden": 1}]}))]
pub struct RuleSetQualityResponse {
    /// The version.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: RuleSetId,
    /// Its name.
    #[schema(max_length = 100)]
    name: String,
    /// Its version under this name.
    #[schema(minimum = 1)]
    version: i32,
    /// Decisions from this instant on.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    since: Timestamp,
    /// Decisions before this one.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    until: Timestamp,
    /// Its rules that decided anything, the busiest first.
    #[schema(max_items = 100000)]
    rules: Vec<RuleQualityResponse>,
}

/// How one rule fared.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleQualityResponse {
    /// Its id. A case that it had nobody to ask about is its own, not that of the triage rule.
    #[schema(max_length = 100)]
    rule: String,
    /// What people call it; null where the version cannot be read any more.
    label: Option<TextResponse>,
    /// Cases that it decided.
    #[schema(minimum = 0)]
    cases: u64,
    /// What those answered that it asked first.
    first: AnswersResponse,
    /// What those answered that were asked after somebody else.
    later: AnswersResponse,
    /// Why partners declined, also after they had accepted.
    #[schema(max_items = 50)]
    refusals: Vec<RefusalResponse>,
    /// Cases in which it had nobody to ask, at once or in the end.
    #[schema(minimum = 0)]
    triage: u64,
    /// Cases in which a person chose where a person had to.
    #[schema(minimum = 0)]
    settled_by_hand: u64,
    /// Cases in which a person chose another partner although one was asked, or was to be asked.
    #[schema(minimum = 0)]
    overridden: u64,
}

/// What partners answered. All but `given_back` add up to `asked`.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswersResponse {
    /// How many were asked.
    #[schema(minimum = 0)]
    asked: u64,
    /// They accepted.
    #[schema(minimum = 0)]
    accepted: u64,
    /// They declined without having accepted.
    #[schema(minimum = 0)]
    declined: u64,
    /// They did not answer in time.
    #[schema(minimum = 0)]
    silent: u64,
    /// They named a better partner without having accepted.
    #[schema(minimum = 0)]
    redirected: u64,
    /// They have not answered yet.
    #[schema(minimum = 0)]
    waiting: u64,
    /// The case was taken back before they answered.
    #[schema(minimum = 0)]
    released: u64,
    /// Of those who accepted: they gave the case back, or passed it on.
    #[schema(minimum = 0)]
    given_back: u64,
}

/// How often one reason was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalResponse {
    /// The reason.
    #[schema(value_type = RefusalReasonCode)]
    reason: RefusalReason,
    /// What people read.
    label: TextResponse,
    /// How often.
    #[schema(minimum = 1)]
    count: u64,
}

impl From<RuleSetQuality> for RuleSetQualityResponse {
    fn from(quality: RuleSetQuality) -> Self {
        Self {
            id: quality.version.id,
            name: quality.version.name,
            version: quality.version.version,
            since: quality.since,
            until: quality.until,
            rules: quality.rules.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<RuleQuality> for RuleQualityResponse {
    fn from(rule: RuleQuality) -> Self {
        let refusal = |(reason, count): (RefusalReason, u64)| RefusalResponse {
            reason,
            label: passerelle_domain::Text::from(reason.label()).into(),
            count,
        };
        Self {
            rule: rule.rule,
            label: rule.label.map(Into::into),
            cases: rule.cases,
            first: rule.first.into(),
            later: rule.later.into(),
            refusals: rule.refusals.into_iter().map(refusal).collect(),
            triage: rule.triage,
            settled_by_hand: rule.settled_by_hand,
            overridden: rule.overridden,
        }
    }
}

impl From<Answers> for AnswersResponse {
    fn from(answers: Answers) -> Self {
        let Answers {
            asked,
            accepted,
            declined,
            silent,
            redirected,
            waiting,
            released,
            given_back,
        } = answers;
        Self {
            asked,
            accepted,
            declined,
            silent,
            redirected,
            waiting,
            released,
            given_back,
        }
    }
}
