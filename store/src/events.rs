//! Events: the memory of a referral. The database itself refuses to change or delete one.

use jiff::Timestamp;
use passerelle_domain::{ActorKind, AssignmentId, EventId, EventKind, PartnerId, ReferralId};
use serde_json::Value;

/// An event to be remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Identifier.
    pub id: EventId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// The sequence of the referral after the change.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor_kind: ActorKind,
    /// For which organisation.
    pub actor_organisation: Option<PartnerId>,
    /// More codes and identifiers; nothing personal.
    pub data: Value,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// Where it stands among all events of the service; grows within a referral.
    pub position: i64,
    /// Identifier.
    pub id: EventId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// The sequence of the referral after the change.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor_kind: ActorKind,
    /// For which organisation.
    pub actor_organisation: Option<PartnerId>,
    /// More codes and identifiers; nothing personal.
    pub data: Value,
}
