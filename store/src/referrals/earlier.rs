//! The cases that came from a place before.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{CommuneCode, ReferralId, ReferralStatus, Spot};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::{places, referrals},
};

/// The most instants that are told: no rule counts further.
const MOST: i64 = 10_000;

/// When cases came from one of `spots` in the commune from `since` to `until`, the latest first:
/// all but `except`, those that were entered in error, and those that were diverted to the emergency
/// services, of whose place too little is kept.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn earlier_here(
    conn: &mut Conn,
    commune: &CommuneCode,
    spots: &[Spot],
    since: Timestamp,
    until: Timestamp,
    except: Option<ReferralId>,
) -> Result<Vec<Timestamp>, StoreError> {
    const LEFT_OUT: [&str; 2] = [
        ReferralStatus::EmergencyDiverted.code(),
        ReferralStatus::EnteredInError.code(),
    ];
    let spots: Vec<String> = spots.iter().map(ToString::to_string).collect();
    let mut query = places::table
        .inner_join(referrals::table)
        .filter(places::commune_code.eq(commune.as_str()))
        .filter(places::spot.eq_any(spots))
        .filter(referrals::created_at.ge(Ts::from(since)))
        .filter(referrals::created_at.le(Ts::from(until)))
        .filter(referrals::status.ne_all(LEFT_OUT))
        .order(referrals::created_at.desc())
        .limit(MOST)
        .select(referrals::created_at)
        .into_boxed();
    if let Some(id) = except {
        query = query.filter(referrals::id.ne(Id::from(id)));
    }
    let instants: Vec<Ts> = query.load(conn.db())?;
    Ok(instants.into_iter().map(|instant| instant.0).collect())
}
