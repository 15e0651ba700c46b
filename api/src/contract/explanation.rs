//! The account of a decision, as it is told.

use jiff::Timestamp;
use passerelle_casework::{ExplanationView, KindView, PartnerRef};
use passerelle_domain::{Disclosure, PartnerKind, TurnedDownReason};
use passerelle_routing_rules::explain::account::{Lack, Part, RuleAccount, RuleFate};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::decision::{PartnerRefResponse, RuleSetResponse, TextResponse};
use super::schemas::{
    DisclosureCode, PartnerKindCode, RuleFateCode, TurnedDownReasonCode, partner_ref_example,
};

/// Why a case went where it went, and why not elsewhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = explanation_example)]
pub struct ExplanationResponse {
    /// The rules that decided.
    ruleset: RuleSetResponse,
    /// The rule that stands.
    #[schema(max_length = 50)]
    rule: String,
    /// When it was decided.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    decided_at: Timestamp,
    /// The decision in a few sentences.
    text: TextResponse,
    /// The rules that applied or came near, in the order in which they are tried.
    #[schema(max_items = 10000)]
    rules: Vec<RuleAccountResponse>,
    /// The kinds of partner on the route, in its order.
    #[schema(max_items = 100)]
    route: Vec<KindAccountResponse>,
}

/// One rule, as it looks at the case.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleAccountResponse {
    /// Its id.
    #[schema(max_length = 50)]
    id: String,
    /// What people call it.
    label: TextResponse,
    /// The overlay that it comes from.
    #[schema(max_length = 100)]
    overlay: Option<String>,
    /// What became of it.
    #[schema(value_type = RuleFateCode)]
    fate: RuleFate,
    /// Of a rule that came near: what the case would have to be, and is not.
    #[schema(max_items = 100)]
    lacks: Vec<LackResponse>,
}

/// A condition that the case does not meet.
#[derive(Debug, Serialize, ToSchema)]
pub struct LackResponse {
    /// The fact that the condition is about.
    fact: TextResponse,
    /// What the rule asks for.
    wanted: TextResponse,
    /// What the case is.
    actual: TextResponse,
}

/// One kind of partner on the route.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindAccountResponse {
    /// The kind.
    #[schema(value_type = PartnerKindCode)]
    kind: PartnerKind,
    /// Whether nobody in the directory was of this kind.
    vacant: bool,
    /// The partners that were looked at.
    #[schema(max_items = 10000)]
    candidates: Vec<CandidateResponse>,
    /// How many others of the kind there are, too far away to be listed.
    #[schema(minimum = 0)]
    others: usize,
}

/// What became of a candidate. One of `disclosure`, `rank` and `reason` is set.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateResponse {
    /// The partner.
    partner: PartnerRefResponse,
    /// `lead`: asked first; `fallback`: asked later; `turned_down`: not asked.
    #[schema(value_type = String, max_length = 20)]
    part: &'static str,
    /// How much the lead may see.
    #[schema(value_type = Option<DisclosureCode>)]
    disclosure: Option<Disclosure>,
    /// The place of a fallback, from 1.
    #[schema(minimum = 1)]
    rank: Option<usize>,
    /// Why it is not asked.
    #[schema(value_type = Option<TurnedDownReasonCode>)]
    reason: Option<TurnedDownReason>,
}

impl From<ExplanationView> for ExplanationResponse {
    fn from(view: ExplanationView) -> Self {
        Self {
            ruleset: view.ruleset.into(),
            rule: view.rule,
            decided_at: view.decided_at,
            text: view.text.into(),
            rules: view.rules.into_iter().map(Into::into).collect(),
            route: view.route.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<RuleAccount> for RuleAccountResponse {
    fn from(account: RuleAccount) -> Self {
        Self {
            id: account.id,
            label: account.label.into(),
            overlay: account.overlay,
            fate: account.fate,
            lacks: account.lacks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Lack> for LackResponse {
    fn from(lack: Lack) -> Self {
        Self {
            fact: lack.fact.into(),
            wanted: lack.wanted.into(),
            actual: lack.actual.into(),
        }
    }
}

impl From<KindView> for KindAccountResponse {
    fn from(view: KindView) -> Self {
        Self {
            kind: view.kind,
            vacant: view.vacant,
            candidates: view.candidates.into_iter().map(Into::into).collect(),
            others: view.others,
        }
    }
}

impl From<(PartnerRef, Part)> for CandidateResponse {
    fn from((partner, part): (PartnerRef, Part)) -> Self {
        let candidate = Self {
            partner: partner.into(),
            part: "turned_down",
            disclosure: None,
            rank: None,
            reason: None,
        };
        match part {
            Part::Lead { disclosure, .. } => Self {
                part: "lead",
                disclosure: Some(disclosure),
                ..candidate
            },
            Part::Fallback { rank } => Self {
                part: "fallback",
                rank: Some(rank),
                ..candidate
            },
            Part::TurnedDown { reason } => Self {
                reason: Some(reason),
                ..candidate
            },
        }
    }
}

fn explanation_example() -> serde_json::Value {
    json!({
        "ruleset": {"name": "default", "version": 1, "edition": 1},
        "rule": "R50",
        "decided_at": "2026-10-05T07:10:00Z",
        "text": {
            "fr": "Le différend de voisinage va à l'équipe de médiation.",
            "en": "The neighbour dispute goes to the mediation team."
        },
        "rules": [{
            "id": "R52",
            "label": {"fr": "logement privé, entre personnes", "en": "private housing, between people"},
            "overlay": null, "fate": "near",
            "lacks": [{
                "fact": {"fr": "statut d'occupation", "en": "tenure"},
                "wanted": {"fr": "copropriété", "en": "co-ownership"},
                "actual": {"fr": "logement social", "en": "social housing"}
            }]
        }],
        "route": [{
            "kind": "mediation_team", "vacant": false, "others": 0,
            "candidates": [{
                "partner": partner_ref_example(), "part": "lead", "disclosure": "L2",
                "rank": null, "reason": null
            }]
        }]
    })
}
