//! Assignments: one partner's part in a referral.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentRole, AssignmentState, DeliveryState, Disclosure, LegalException,
    PartnerId, ReferralId,
};

/// An assignment as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentRecord {
    /// Identifier.
    pub id: AssignmentId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The partner that is asked or informed.
    pub partner: PartnerId,
    /// Whether it leads or is informed.
    pub role: AssignmentRole,
    /// The place in the order in which partners were asked.
    pub rank: i32,
    /// The most that the partner may see of anybody: the least of rule and entitlement.
    pub bounds: Disclosure,
    /// The provision that stands in for consent.
    pub exception: Option<LegalException>,
    /// Where it stands.
    pub state: AssignmentState,
    /// By when the partner has or had to answer. While the state is `Proposed`, that state's own
    /// time is what is stored, and comes back in both places.
    pub answer_due_at: Option<Timestamp>,
    /// By when the persons are to hear from the partner.
    pub first_contact_due_at: Option<Timestamp>,
    /// How far the news of it got.
    pub delivery: DeliveryState,
    /// When the partner was asked.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}
