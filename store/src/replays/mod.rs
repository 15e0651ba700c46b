//! Cases as the rules saw them, to be decided again: by the thousand, and without a person in them.
//!
//! No column that `privacy.toml` calls `identity` or `free_text` is selected here, except to tell
//! equal places from others inside the database ([`earlier_here`]).

mod earlier;
mod rows;
mod standing;

use diesel::{dsl::count_star, prelude::*};
use jiff::Timestamp;
use passerelle_domain::{Details, Need, PartnerId, Reference, ReferralId, ReferralStatus};

pub use earlier::{EarlierHere, earlier_here};
pub use standing::standing;

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::{parties, places, referrals},
};
use rows::{CaseRow, PersonRow, SpotRow};

/// A stored case with what the rules need of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayRecord {
    /// Identifier.
    pub id: ReferralId,
    /// What people say on the phone.
    pub reference: Reference,
    /// The organisation that asks.
    pub referrer: Option<PartnerId>,
    /// What help is asked for. Nobody is named in it, and no free text is read.
    pub need: Need,
    /// The answers to the questions of the rule set.
    pub details: Details,
    /// When it was submitted: the clock of its first decision.
    pub submitted_at: Timestamp,
}

/// Where a page begins: behind this case.
pub type ReplayCursor = (Timestamp, ReferralId);

/// What was never a case is not decided again.
const IN_ERROR: &str = ReferralStatus::EnteredInError.code();

/// How many cases were submitted from `since` on and before `until`.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn count(conn: &mut Conn, since: Timestamp, until: Timestamp) -> Result<u64, StoreError> {
    let count: i64 = referrals::table
        .filter(referrals::created_at.ge(Ts::from(since)))
        .filter(referrals::created_at.lt(Ts::from(until)))
        .filter(referrals::status.ne(IN_ERROR))
        .select(count_star())
        .first(conn.db())?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// At most `limit` of these cases, the latest first, from the one behind `after` on.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn page(
    conn: &mut Conn,
    since: Timestamp,
    until: Timestamp,
    after: Option<ReplayCursor>,
    limit: i64,
) -> Result<Vec<ReplayRecord>, StoreError> {
    let mut query = referrals::table
        .inner_join(places::table)
        .filter(referrals::created_at.ge(Ts::from(since)))
        .filter(referrals::created_at.lt(Ts::from(until)))
        .filter(referrals::status.ne(IN_ERROR))
        .select((CaseRow::as_select(), SpotRow::as_select()))
        .order((referrals::created_at.desc(), referrals::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some((at, id)) = after {
        let (at, id) = (Ts::from(at), Id::from(id));
        query = query.filter(
            referrals::created_at
                .lt(at)
                .or(referrals::created_at.eq(at).and(referrals::id.lt(id))),
        );
    }
    let cases: Vec<(CaseRow, SpotRow)> = query.load(conn.db())?;
    let ids: Vec<Id> = cases.iter().map(|(case, _)| case.id).collect();
    let persons: Vec<PersonRow> = parties::table
        .filter(parties::referral_id.eq_any(ids))
        .order((parties::referral_id, parties::position))
        .select(PersonRow::as_select())
        .load(conn.db())?;
    rows::complete(cases, persons)
}
