//! Reading assignments: one, those of a referral and those of a partner.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{AssignmentId, AssignmentRole, AssignmentStatus, PartnerId, ReferralId};

use super::{AssignmentRecord, row::Row};
use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::assignments,
};

/// The assignment with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: AssignmentId) -> Result<Option<AssignmentRecord>, StoreError> {
    let row = assignments::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The assignments with these identifiers, in no order.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find_all(
    conn: &mut Conn,
    ids: &[AssignmentId],
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    let rows = assignments::table
        .filter(assignments::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn.db())?;
    records(rows)
}

/// The assignments of a referral, in the order in which the partners were asked.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(
    conn: &mut Conn,
    referral: ReferralId,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    of_referrals(conn, &[referral])
}

/// The assignments of several referrals, those of each in the order in which the partners were
/// asked.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referrals(
    conn: &mut Conn,
    referrals: &[ReferralId],
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let referrals: Vec<Id> = referrals.iter().copied().map(Into::into).collect();
    let rows = assignments::table
        .filter(assignments::referral_id.eq_any(referrals))
        .order((
            assignments::referral_id,
            assignments::rank,
            assignments::created_at,
            assignments::id,
        ))
        .select(Row::as_select())
        .load(conn.db())?;
    records(rows)
}

/// What a partner is asked to lead and has not answered, the latest question first: the assignments
/// with their referrals.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn proposed_to(
    conn: &mut Conn,
    partner: PartnerId,
) -> Result<Vec<(AssignmentId, ReferralId)>, StoreError> {
    let rows: Vec<(Id, Id)> = assignments::table
        .filter(assignments::partner_id.eq(Id::from(partner)))
        .filter(assignments::role.eq(AssignmentRole::Lead.code()))
        .filter(assignments::status.eq(AssignmentStatus::Proposed.code()))
        .order((assignments::created_at.desc(), assignments::id.desc()))
        .select((assignments::id, assignments::referral_id))
        .load(conn.db())?;
    Ok(rows
        .into_iter()
        .map(|(id, referral)| (id.into(), referral.into()))
        .collect())
}

/// At most `limit` assignments of a partner in one of `statuses` (in any, when it is empty), newest
/// first, from the one behind `after` on.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn list_for(
    conn: &mut Conn,
    partner: PartnerId,
    statuses: &[AssignmentStatus],
    after: Option<(Timestamp, AssignmentId)>,
    limit: i64,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let mut query = assignments::table
        .filter(assignments::partner_id.eq(Id::from(partner)))
        .order((assignments::created_at.desc(), assignments::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if !statuses.is_empty() {
        let codes: Vec<&str> = statuses.iter().map(|status| status.code()).collect();
        query = query.filter(assignments::status.eq_any(codes));
    }
    if let Some((at, id)) = after {
        let at = Ts::from(at);
        query = query.filter(
            assignments::created_at.lt(at).or(assignments::created_at
                .eq(at)
                .and(assignments::id.lt(Id::from(id)))),
        );
    }
    records(query.load(conn.db())?)
}

fn records(rows: Vec<Row>) -> Result<Vec<AssignmentRecord>, StoreError> {
    rows.into_iter().map(TryInto::try_into).collect()
}
