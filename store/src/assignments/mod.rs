//! Assignments: one partner's part in a referral.

mod find;
mod load;
mod row;
mod standing;

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentRole, AssignmentState, AssignmentStatus, DeliveryState, Disclosure,
    LegalException, PartnerId, ReferralId,
};

pub use find::{find, find_all, list_for, of_referral, of_referrals, proposed_to};
pub use load::{bounced, open_leads};
pub use standing::{Load, Weighed, standing};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    insert::insert_rows,
    schema::assignments,
};
use row::{ChangeRow, Row};

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

/// Adds an assignment.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral or the partner does not exist.
pub fn insert(conn: &mut Conn, record: &AssignmentRecord) -> Result<(), StoreError> {
    insert_rows!(conn, assignments::table, vec![Row::from(record)]);
    Ok(())
}

/// Stores what may change of an assignment (state, times, delivery), provided that it still has the
/// status that the caller saw; `false`, and nothing changed, otherwise. Of two that act on the same
/// status, one gets `true`.
///
/// # Errors
/// [`StoreError::MissingReference`] when the partner redirected to does not exist.
pub fn update(
    conn: &mut Conn,
    record: &AssignmentRecord,
    expected_status: AssignmentStatus,
) -> Result<bool, StoreError> {
    let changed = diesel::update(
        assignments::table
            .filter(assignments::id.eq(Id::from(record.id)))
            .filter(assignments::status.eq(expected_status.code())),
    )
    .set(ChangeRow::from(record))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// Stores how far the news of these assignments got, but for those that are answered: an answer says
/// more than any mail server.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn set_delivery(
    conn: &mut Conn,
    ids: &[AssignmentId],
    delivery: DeliveryState,
    at: Timestamp,
) -> Result<(), StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    let unanswered = assignments::table
        .filter(assignments::id.eq_any(ids))
        .filter(assignments::delivery.ne(DeliveryState::Answered.code()));
    diesel::update(unanswered)
        .set((
            assignments::delivery.eq(delivery.code()),
            assignments::updated_at.eq(Ts::from(at)),
        ))
        .execute(conn.db())?;
    Ok(())
}
