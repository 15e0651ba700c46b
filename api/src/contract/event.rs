//! An event, as it is told.

use jiff::Timestamp;
use passerelle_casework::EventView;
use passerelle_domain::{ActorKind, AssignmentId, EventId, EventKind, ReferralId};
use serde::Serialize;
use utoipa::ToSchema;

use super::decision::PartnerRefResponse;

/// One entry of a referral's append-only history: codes and ids, never personal data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019a1b2c-3d4e-7000-8000-00000000000e", "referral_id": "019a1b2c-3d4e-7000-8000-000000000001", "sequence": 1, "type": "referral.received", "at": "2026-10-05T07:10:00Z", "actor": "client", "organisation": super::schemas::partner_ref_example(), "assignment_id": null, "data": {}}))]
pub struct EventResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: EventId,
    /// The referral.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    referral_id: ReferralId,
    /// The sequence of the referral after the change.
    #[schema(minimum = 0)]
    sequence: i64,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(value_type = String, max_length = 50)]
    kind: EventKind,
    /// When.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
    /// Who did it: a client, the holder of an answer link, or the clock.
    #[schema(value_type = String, max_length = 20)]
    actor: ActorKind,
    /// For which organisation, where you may know.
    organisation: Option<PartnerRefResponse>,
    /// The assignment, where it is about one.
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    assignment_id: Option<AssignmentId>,
    /// More codes, where you may know.
    #[schema(value_type = Object)]
    data: serde_json::Value,
}

impl From<EventView> for EventResponse {
    fn from(view: EventView) -> Self {
        Self {
            id: view.id,
            referral_id: view.referral_id,
            sequence: view.sequence,
            kind: view.kind,
            at: view.at,
            actor: view.actor_kind,
            organisation: view.organisation.map(Into::into),
            assignment_id: view.assignment,
            data: view.data,
        }
    }
}
