//! Answer links that were used: each is good for one answer.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::AssignmentId;
use uuid::Uuid;

use crate::{
    Conn, StoreError,
    conn::{Both, Id, Ts},
    schema::spent_links,
};

/// Uses a link up; `false` when it was used before. Of two that try at once, one gets `true`.
///
/// # Errors
/// [`StoreError::MissingReference`] when the assignment does not exist.
pub fn spend(
    conn: &mut Conn,
    jti: Uuid,
    assignment: AssignmentId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let statement = diesel::insert_into(spent_links::table)
        .values((
            spent_links::jti.eq(Id::from(jti)),
            spent_links::assignment_id.eq(Id::from(assignment)),
            spent_links::spent_at.eq(Ts::from(at)),
        ))
        .on_conflict_do_nothing();
    Ok(Both(statement).execute(conn.db())? == 1)
}

/// Whether a link was used.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn is_spent(conn: &mut Conn, jti: Uuid) -> Result<bool, StoreError> {
    let found: i64 = spent_links::table
        .find(Id::from(jti))
        .count()
        .get_result(conn.db())?;
    Ok(found > 0)
}
