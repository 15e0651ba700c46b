//! A referral, as it is told: cut already to the view of whoever asks.

use jiff::Timestamp;
use passerelle_casework::{Audience, EpisodeView, ReferralView, RelatedView};
use passerelle_domain::{Outcome, Priority, Reference, ReferralId, ReferralStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::assignment::{AssignmentResponse, MeetingResponse};
use super::decision::{DecisionResponse, PartnerRefResponse};
use super::need::NeedResponse;
use super::schemas::{OutcomeCode, PriorityCode, ReferralStatusCode};

/// A referral. What you may not see is null or left empty.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = super::schemas::referral_response_example)]
pub struct ReferralResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: ReferralId,
    /// What people say on the phone.
    #[schema(value_type = String, max_length = 20)]
    reference: Reference,
    /// What its sender calls it.
    #[schema(max_length = 100)]
    external_reference: Option<String>,
    /// Where it stands.
    #[schema(value_type = ReferralStatusCode)]
    status: ReferralStatus,
    /// Counts its changes; the `ETag` holds it.
    #[schema(minimum = 1)]
    sequence: i64,
    /// For whom this view was cut.
    #[schema(value_type = AudienceCode)]
    audience: AudienceCode,
    /// How urgent it is.
    #[schema(value_type = Option<PriorityCode>)]
    priority: Option<Priority>,
    /// What help is asked for.
    #[serde(flatten)]
    need: NeedResponse,
    /// The organisation that entered it.
    sender: Option<PartnerRefResponse>,
    /// The organisation that asks, where it is one of the network.
    referrer: Option<PartnerRefResponse>,
    /// Where it goes, and why.
    decision: Option<DecisionResponse>,
    /// The partners' work.
    #[schema(max_items = 1000)]
    assignments: Vec<AssignmentResponse>,
    /// Meetings with the persons.
    #[schema(max_items = 1000)]
    meetings: Vec<MeetingResponse>,
    /// Referrals that have to do with it. A sender learns that a similar one exists, and which one only
    /// where it sent that one as well.
    #[schema(max_items = 100)]
    related: Vec<RelatedResponse>,
    /// Which episode this is: more than 1 where the trouble came back and the referral was opened again.
    #[schema(minimum = 1)]
    episode: Option<i32>,
    /// The episodes before, for the operator and the sender.
    #[schema(max_items = 1000)]
    past_episodes: Vec<EpisodeResponse>,
    /// How it ended.
    #[schema(value_type = Option<OutcomeCode>)]
    outcome: Option<Outcome>,
    /// What whoever closed it wrote.
    #[schema(max_length = 1000)]
    outcome_comment: Option<String>,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    updated_at: Timestamp,
}

/// An episode that is over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"number": 1, "closed_at": "2026-10-20T07:10:00Z", "outcome": "eased", "reopened_at": "2027-02-01T07:10:00Z"}))]
pub struct EpisodeResponse {
    /// The first is 1.
    #[schema(minimum = 1)]
    number: i32,
    /// When it was closed.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    closed_at: Timestamp,
    /// What had changed, where you may know.
    #[schema(value_type = Option<OutcomeCode>)]
    outcome: Option<Outcome>,
    /// When the trouble was back.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    reopened_at: Timestamp,
}

impl From<EpisodeView> for EpisodeResponse {
    fn from(view: EpisodeView) -> Self {
        Self {
            number: view.number,
            closed_at: view.closed_at,
            outcome: view.outcome,
            reopened_at: view.reopened_at,
        }
    }
}

/// A referral that has to do with this one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "similar", "id": null, "reference": null, "status": null, "at": "2026-10-05T07:10:00Z"}))]
pub struct RelatedResponse {
    /// `similar`: it was open when this one came, from the same place and about the same family of
    /// situations. `merged_into`, `merged_from`: somebody merged the two.
    #[schema(max_length = 20)]
    kind: &'static str,
    /// Which one, where you may know.
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    id: Option<ReferralId>,
    /// Its reference.
    #[schema(value_type = Option<String>, max_length = 20)]
    reference: Option<Reference>,
    /// Where it stands.
    #[schema(value_type = Option<ReferralStatusCode>)]
    status: Option<ReferralStatus>,
    /// Since when.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
}

impl From<RelatedView> for RelatedResponse {
    fn from(view: RelatedView) -> Self {
        Self {
            kind: view.kind,
            id: view.id,
            reference: view.reference,
            status: view.status,
            at: view.at,
        }
    }
}

/// Who you are to the referral.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudienceCode {
    /// A mediator or coordinator of the operator.
    Operator,
    /// The organisation that entered it.
    Sender,
    /// The organisation on whose behalf it was entered.
    Referrer,
    /// The partner that is asked or at work.
    LeadPartner,
    /// A partner that is told.
    Informed,
    /// A partner that has no part in it any more.
    Former,
}

impl From<Audience> for AudienceCode {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Operator => Self::Operator,
            Audience::Sender => Self::Sender,
            Audience::Referrer => Self::Referrer,
            Audience::LeadPartner => Self::LeadPartner,
            Audience::Informed => Self::Informed,
            Audience::Former => Self::Former,
        }
    }
}

impl From<ReferralView> for ReferralResponse {
    fn from(view: ReferralView) -> Self {
        Self {
            id: view.id,
            reference: view.reference,
            external_reference: view.external_reference,
            status: view.status,
            sequence: view.sequence,
            audience: view.audience.into(),
            priority: view.priority,
            need: view.need.map(Into::into).unwrap_or_default(),
            sender: view.sender.map(Into::into),
            referrer: view.referrer.map(Into::into),
            decision: view.decision.map(Into::into),
            assignments: view.assignments.into_iter().map(Into::into).collect(),
            meetings: view.meetings.into_iter().map(Into::into).collect(),
            related: view.related.into_iter().map(Into::into).collect(),
            episode: view.episode,
            past_episodes: view.past_episodes.into_iter().map(Into::into).collect(),
            outcome: view.outcome,
            outcome_comment: view.outcome_comment,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}
