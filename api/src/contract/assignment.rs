//! An assignment, as it is told: within its referral, and in the list of one's own.

use jiff::Timestamp;
use passerelle_casework::{AssignmentEntry, AssignmentView, MeetingView, ReasonView};
use passerelle_domain::{
    AssignmentId, AssignmentRole, AssignmentStatus, CommuneCode, CompletionResult, DeliveryState,
    MeetingId, MeetingState, Priority, Reference, ReferralId, ReferralStatus, Situation,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::PartnerRefResponse;
use super::schemas::{
    AssignmentRoleCode, AssignmentStatusCode, CompletionResultCode, DeliveryStateCode,
    MeetingStateCode, PriorityCode, ReferralStatusCode, SituationCode,
};

/// A reason with its code, and with its text for whoever may read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonResponse {
    /// The code.
    #[schema(max_length = 50)]
    code: &'static str,
    /// The text, of the reason `other`.
    #[schema(max_length = 1000)]
    text: Option<String>,
}

impl From<ReasonView> for ReasonResponse {
    fn from(view: ReasonView) -> Self {
        Self {
            code: view.code,
            text: view.text,
        }
    }
}

/// One partner's work on a referral.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = super::schemas::assignment_example)]
pub struct AssignmentResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: AssignmentId,
    /// The referral that it belongs to.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    referral_id: ReferralId,
    /// The partner.
    partner: PartnerRefResponse,
    /// Asked to act, or told.
    #[schema(value_type = AssignmentRoleCode)]
    role: AssignmentRole,
    /// The place in the order in which partners were asked, from 1; 0 for an informed partner.
    #[schema(minimum = 0)]
    rank: i32,
    /// Where it stands.
    #[schema(value_type = AssignmentStatusCode)]
    status: AssignmentStatus,
    /// How far the news of it got.
    #[schema(value_type = DeliveryStateCode)]
    delivery: DeliveryState,
    /// By when the partner has to answer.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    answer_due_at: Option<Timestamp>,
    /// By when it must have met the person.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    first_contact_due_at: Option<Timestamp>,
    /// Why it is on hold, declined, redirected or failed.
    reason: Option<ReasonResponse>,
    /// Whom the partner named as a better one.
    redirected_to: Option<PartnerRefResponse>,
    /// With what result it was completed.
    #[schema(value_type = Option<CompletionResultCode>)]
    result: Option<CompletionResult>,
    /// When the partner was asked.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    updated_at: Timestamp,
}

impl From<AssignmentView> for AssignmentResponse {
    fn from(view: AssignmentView) -> Self {
        Self {
            id: view.id,
            referral_id: view.referral_id,
            partner: view.partner.into(),
            role: view.role,
            rank: view.rank,
            status: view.status,
            delivery: view.delivery,
            answer_due_at: view.answer_due_at,
            first_contact_due_at: view.first_contact_due_at,
            reason: view.reason.map(Into::into),
            redirected_to: view.redirected_to.map(Into::into),
            result: view.result,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

/// A meeting of a partner with the persons.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: MeetingId,
    /// The assignment that it belongs to.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    assignment_id: AssignmentId,
    /// What became of it.
    #[schema(value_type = MeetingStateCode)]
    state: MeetingState,
    /// When it took or takes place.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
    /// When it was entered.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    recorded_at: Timestamp,
}

impl From<MeetingView> for MeetingResponse {
    fn from(view: MeetingView) -> Self {
        Self {
            id: view.id,
            assignment_id: view.assignment,
            state: view.state,
            at: view.at,
            recorded_at: view.recorded_at,
        }
    }
}

/// An assignment of your organisation, with what it takes to find it among others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = super::schemas::assignment_entry_example)]
pub struct AssignmentEntryResponse {
    /// The assignment.
    #[serde(flatten)]
    assignment: AssignmentResponse,
    /// The referral's reference.
    #[schema(value_type = String, max_length = 20)]
    reference: Reference,
    /// Where the referral stands.
    #[schema(value_type = ReferralStatusCode)]
    referral_status: ReferralStatus,
    /// What is going on; null once you have no part in it any more.
    #[schema(value_type = Option<SituationCode>)]
    situation: Option<Situation>,
    /// Where; likewise.
    #[schema(value_type = Option<String>, max_length = 5)]
    commune_code: Option<CommuneCode>,
    /// How urgent it is; likewise.
    #[schema(value_type = Option<PriorityCode>)]
    priority: Option<Priority>,
}

impl From<AssignmentEntry> for AssignmentEntryResponse {
    fn from(entry: AssignmentEntry) -> Self {
        Self {
            assignment: entry.assignment.into(),
            reference: entry.reference,
            referral_status: entry.referral_status,
            situation: entry.situation,
            commune_code: entry.commune_code,
            priority: entry.priority,
        }
    }
}
