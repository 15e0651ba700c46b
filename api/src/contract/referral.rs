//! A referral, as it is told: cut already to the view of whoever asks.

use jiff::Timestamp;
use passerelle_casework::{Audience, ReferralView};
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
            outcome: view.outcome,
            outcome_comment: view.outcome_comment,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}
