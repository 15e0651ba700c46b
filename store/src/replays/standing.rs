//! How partners stood when cases were first decided.

use std::collections::HashMap;

use diesel::{dsl::sql, prelude::*, sql_types::Nullable};
use passerelle_domain::ReferralId;
use serde_json::Value;

use super::ReplayRecord;
use crate::{
    Conn, StoreError,
    conn::{DbJson, Id, Js},
    schema::decisions,
};

/// What the first decision on each of these cases kept of the partners that it compared; nothing of
/// those of which it kept nothing.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn standing(
    conn: &mut Conn,
    cases: &[ReplayRecord],
) -> Result<HashMap<ReferralId, Value>, StoreError> {
    let ids: Vec<Id> = cases.iter().map(|case| case.id.into()).collect();
    // One member is taken out of the document in the database: the rest of it would cost more to read
    // than the case.
    let rows: Vec<(Id, Option<Js>)> = decisions::table
        .filter(decisions::referral_id.eq_any(ids))
        .order((decisions::referral_id, decisions::decided_at, decisions::id))
        .select((
            decisions::referral_id,
            sql::<Nullable<DbJson>>("document -> 'standing'"),
        ))
        .load(conn.db())?;
    let mut first: HashMap<ReferralId, Option<Js>> = HashMap::new();
    for (id, told) in rows {
        first.entry(id.into()).or_insert(told);
    }
    let told = first.into_iter();
    Ok(told.filter_map(|(id, told)| Some((id, told?.0))).collect())
}
