//! Whom a coordinator can choose from, as it is told.

use jiff::Timestamp;
use passerelle_casework::{CandidateView, CandidatesView};
use passerelle_domain::{ConflictOfInterest, ReferralStatus};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::decision::{PartnerRefResponse, RuleSetResponse, TextResponse};
use super::explanation::CandidateResponse;
use super::schemas::{ConflictOfInterestCode, ReferralStatusCode, partner_ref_example};

/// Whom a coordinator can choose from, and what the rules in force say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = candidates_example)]
pub struct CandidatesResponse {
    /// Where the referral stands.
    #[schema(value_type = ReferralStatusCode)]
    status: ReferralStatus,
    /// The rules that were asked.
    ruleset: RuleSetResponse,
    /// The rule that would decide now.
    #[schema(max_length = 100)]
    rule: String,
    /// What the rules say now, in a few sentences.
    text: TextResponse,
    /// By which clock.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
    /// Those on the route of the rules first.
    #[schema(max_items = 1000)]
    candidates: Vec<ChoiceResponse>,
}

/// One partner, as a choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoiceResponse {
    /// The partner.
    partner: PartnerRefResponse,
    /// Its part in what the rules say; null off their route.
    said: Option<CandidateResponse>,
    /// Why its choice would be a conflict of interest.
    #[schema(value_type = Vec<ConflictOfInterestCode>, max_items = 10)]
    conflicts: Vec<ConflictOfInterest>,
    /// Whether it was asked before.
    asked_before: bool,
    /// Whether it can be chosen at all.
    can_be_chosen: bool,
}

impl From<CandidatesView> for CandidatesResponse {
    fn from(view: CandidatesView) -> Self {
        Self {
            status: view.status,
            ruleset: view.ruleset.into(),
            rule: view.rule,
            text: view.text.into(),
            at: view.at,
            candidates: view.candidates.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<CandidateView> for ChoiceResponse {
    fn from(view: CandidateView) -> Self {
        let said = view.part.map(|part| (view.partner.clone(), part).into());
        Self {
            partner: view.partner.into(),
            said,
            conflicts: view.conflicts,
            asked_before: view.asked_before,
            can_be_chosen: view.can_be_chosen,
        }
    }
}

fn candidates_example() -> serde_json::Value {
    json!({
        "status": "triage",
        "ruleset": {"name": "default", "version": 1, "edition": 1},
        "rule": "R50",
        "text": {
            "fr": "Le différend de voisinage va à l'équipe de médiation.",
            "en": "The neighbour dispute goes to the mediation team."
        },
        "at": "2026-10-05T07:10:00Z",
        "candidates": [{
            "partner": partner_ref_example(),
            "said": {
                "partner": partner_ref_example(), "part": "turned_down", "disclosure": null,
                "rank": null, "reason": "already_declined"
            },
            "conflicts": [], "asked_before": true, "can_be_chosen": true
        }]
    })
}
