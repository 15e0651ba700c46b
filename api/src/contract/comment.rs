//! A comment, as it is sent and as it is told.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::{CommentView, NewComment};
use passerelle_domain::{CommentAudience, CommentId};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::PartnerRefResponse;
use super::faults::Faults;
use super::schemas::CommentAudienceCode;

/// Writing a comment.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"audience": "operator_and_lead", "text": "La personne concernée est joignable le matin."}))]
pub struct CommentRequest {
    /// For whom it is meant.
    #[schema(value_type = CommentAudienceCode)]
    pub audience: CommentAudience,
    /// Plain text; markup is kept as it is written, and shown as text.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// Whether you looked again at the words that were found.
    #[deserr(default)]
    pub text_confirmed: Option<bool>,
}

impl From<CommentRequest> for NewComment {
    fn from(sent: CommentRequest) -> Self {
        Self {
            audience: sent.audience,
            text: sent.text,
            confirmed: sent.text_confirmed.unwrap_or(false),
        }
    }
}

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a1b2c-3d4e-7000-8000-00000000000c", "audience": "operator_and_lead", "text": "La personne concernée est joignable le matin.", "written_by": super::schemas::partner_ref_example(), "own": true, "created_at": "2026-10-05T07:10:00Z"}))]
pub struct CommentResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: CommentId,
    /// For whom it is meant.
    #[schema(value_type = CommentAudienceCode)]
    audience: CommentAudience,
    /// Plain text.
    #[schema(max_length = 4000)]
    text: String,
    /// Who wrote it, where you may know.
    written_by: Option<PartnerRefResponse>,
    /// Whether your organisation wrote it.
    own: bool,
    /// When.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
}

impl From<CommentView> for CommentResponse {
    fn from(view: CommentView) -> Self {
        Self {
            id: view.id,
            audience: view.audience,
            text: view.text,
            written_by: view.written_by.map(Into::into),
            own: view.own,
            created_at: view.created_at,
        }
    }
}
