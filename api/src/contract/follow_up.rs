//! Asking what became of a case, as it is told and answered.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::FollowUpView;
use passerelle_domain::{
    FollowUpId, FollowUpReason, FollowUpResult, FollowUpStatus, ReferralId, ReferralStatus,
    Situation,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::PartnerRefResponse;
use super::faults::Faults;
use super::schemas::{
    FollowUpReasonCode, FollowUpResultCode, FollowUpStatusCode, ReferralStatusCode, SituationCode,
};

/// Saying what became of a case.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"result": "holds"}))]
pub struct FinishFollowUpRequest {
    /// What became of it.
    #[schema(value_type = FollowUpResultCode)]
    pub result: FollowUpResult,
}

/// A follow-up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a1b2c-3d4e-7000-8000-00000000000e", "referral": "019a1b2c-3d4e-7000-8000-000000000001", "reference": "PSL-2026-7K3F9B", "referral_status": "closed", "situation": "school_dropout_16_18", "commune_code": "00001", "reason": "rule", "due_at": "2027-01-04T08:00:00Z", "status": "open", "result": null, "finished_at": null, "finished_by": null, "created_at": "2026-10-06T07:00:00Z"}))]
pub struct FollowUpResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: FollowUpId,
    /// The referral.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    referral: ReferralId,
    /// Its reference.
    #[schema(max_length = 20)]
    reference: String,
    /// Where it stands.
    #[schema(value_type = ReferralStatusCode)]
    referral_status: ReferralStatus,
    /// What it was about.
    #[schema(value_type = SituationCode)]
    situation: Situation,
    /// Where, by INSEE code.
    #[schema(max_length = 5)]
    commune_code: String,
    /// Why it is asked.
    #[schema(value_type = FollowUpReasonCode)]
    reason: FollowUpReason,
    /// When it is time to ask.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    due_at: Timestamp,
    /// Where the question stands.
    #[schema(value_type = FollowUpStatusCode)]
    status: FollowUpStatus,
    /// What became of the case.
    #[schema(value_type = Option<FollowUpResultCode>)]
    result: Option<FollowUpResult>,
    /// When that was said, or when the question lost its point.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    finished_at: Option<Timestamp>,
    /// Who said it.
    finished_by: Option<PartnerRefResponse>,
    /// When the case was closed.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
}

impl From<FollowUpView> for FollowUpResponse {
    fn from(view: FollowUpView) -> Self {
        Self {
            id: view.id,
            referral: view.referral,
            reference: view.reference.to_string(),
            referral_status: view.referral_status,
            situation: view.situation,
            commune_code: view.commune_code.to_string(),
            reason: view.reason,
            due_at: view.due_at,
            status: view.status,
            result: view.result,
            finished_at: view.finished_at,
            finished_by: view.finished_by.map(Into::into),
            created_at: view.created_at,
        }
    }
}
