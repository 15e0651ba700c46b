//! What partners carry, and whose mailbox gave a mail back.

use diesel::{dsl::count_star, prelude::*};
use passerelle_domain::{AssignmentRole, AssignmentStatus as Status, DeliveryState, PartnerId};

use crate::{Conn, StoreError, conn::Id, referrals::LIVE, schema::assignments};

/// How many cases each partner leads, those that it has not answered included; who leads none is
/// left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn open_leads(conn: &mut Conn) -> Result<Vec<(PartnerId, i64)>, StoreError> {
    let rows = assignments::table
        .filter(assignments::role.eq(AssignmentRole::Lead.code()))
        .filter(assignments::status.eq_any(LIVE.map(Status::code)))
        .group_by(assignments::partner_id)
        .select((assignments::partner_id, count_star()))
        .load::<(Id, i64)>(conn.db())?;
    Ok(rows
        .into_iter()
        .map(|(id, count)| (id.into(), count))
        .collect())
}

/// Partners to whom a live case could not be delivered.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn bounced(conn: &mut Conn) -> Result<Vec<PartnerId>, StoreError> {
    let rows: Vec<Id> = assignments::table
        .filter(assignments::delivery.eq(DeliveryState::Bounced.code()))
        .filter(assignments::status.eq_any(LIVE.map(Status::code)))
        .select(assignments::partner_id)
        .distinct()
        .load(conn.db())?;
    Ok(rows.into_iter().map(Into::into).collect())
}
