//! Meetings: what was planned and what took place, never what was said.

use jiff::Timestamp;
use passerelle_domain::{AssignmentId, Meeting, MeetingId, PartnerId, ReferralId};

/// A meeting as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingRecord {
    /// Identifier.
    pub id: MeetingId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment that it belongs to.
    pub assignment_id: AssignmentId,
    /// What is planned or took place.
    pub meeting: Meeting,
    /// When it was entered.
    pub recorded_at: Timestamp,
    /// The organisation that entered it.
    pub recorded_by: PartnerId,
}
