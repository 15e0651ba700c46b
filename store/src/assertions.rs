//! Assertions that clients signed in with: each is good for one time, and need not be remembered
//! once it has expired.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{
    Conn, StoreError,
    conn::{Both, Ts},
    schema::spent_assertions,
};

/// Uses an assertion of a client up, known by the digest of its identifier; `false` when it was
/// used before. Of two that try at once, one gets `true`. It is remembered until it expires.
///
/// # Errors
/// [`StoreError::MissingReference`] when the client does not exist.
pub fn spend(
    conn: &mut Conn,
    client: &str,
    digest: &str,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let statement = diesel::insert_into(spent_assertions::table)
        .values((
            spent_assertions::client_id.eq(client),
            spent_assertions::digest.eq(digest),
            spent_assertions::until.eq(Ts::from(until)),
        ))
        .on_conflict_do_nothing();
    Ok(Both(statement).execute(conn.db())? == 1)
}

/// Forgets the assertions that had expired at `now`, and tells how many that were.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn forget(conn: &mut Conn, now: Timestamp) -> Result<usize, StoreError> {
    let expired = spent_assertions::table.filter(spent_assertions::until.lt(Ts::from(now)));
    Ok(diesel::delete(expired).execute(conn.db())?)
}
