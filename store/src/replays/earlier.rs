//! Earlier cases from the same places, for many cases at once.

use std::{collections::HashMap, ops::Range};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{ReferralId, ReferralStatus};

use super::ReplayRecord;
use crate::{
    Conn, StoreError,
    conn::{DbTs, DbUuid, Id, Ts},
};

/// Every case from the places of those submitted between `$1` and `$2`, back to `$3`. Places are told
/// apart by a number: what they are called stays in the database.
const SAME_PLACES: &str = "
    WITH spots AS (
        SELECT DISTINCT places.commune_code, places.spot
        FROM places JOIN referrals ON referrals.id = places.referral_id
        WHERE referrals.created_at >= $1 AND referrals.created_at <= $2
            AND places.spot IS NOT NULL
    )
    SELECT places.referral_id AS id, referrals.created_at AS at, referrals.status AS status,
        DENSE_RANK() OVER (ORDER BY places.commune_code, places.spot) AS here
    FROM spots
    JOIN places ON places.commune_code = spots.commune_code AND places.spot = spots.spot
    JOIN referrals ON referrals.id = places.referral_id
    WHERE referrals.created_at >= $3 AND referrals.created_at <= $2";

/// Cases that do not count as earlier ones: what was never a case, and what was diverted to the
/// emergency services, of whose place too little is kept.
const LEFT_OUT: [&str; 2] = [
    ReferralStatus::EmergencyDiverted.code(),
    ReferralStatus::EnteredInError.code(),
];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = DbUuid)]
    id: Id,
    #[diesel(sql_type = DbTs)]
    at: Ts,
    #[diesel(sql_type = diesel::sql_types::Text)]
    status: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    here: i64,
}

/// When other cases came from the same places.
#[derive(Debug, Default)]
pub struct EarlierHere {
    /// The instants of each place, in order.
    places: HashMap<i64, Vec<Timestamp>>,
    /// The place of each case, and the part of its instants that counts for it.
    cases: HashMap<ReferralId, (i64, Range<usize>)>,
}

impl EarlierHere {
    /// When others came before this case, in order.
    #[must_use]
    pub fn of(&self, case: ReferralId) -> &[Timestamp] {
        let found = self.cases.get(&case).and_then(|(place, part)| {
            let instants = self.places.get(place)?;
            instants.get(part.clone())
        });
        found.unwrap_or_default()
    }
}

/// For each of these cases, when others came from the same place before it and within `days`.
///
/// A landlord that one case names by its identifier and another one by its SIREN counts as two places
/// here, where nothing else tells the place.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn earlier_here(
    conn: &mut Conn,
    cases: &[ReplayRecord],
    days: u32,
) -> Result<EarlierHere, StoreError> {
    let submitted = || cases.iter().map(|case| case.submitted_at);
    let (Some(first), Some(last)) = (submitted().min(), submitted().max()) else {
        return Ok(EarlierHere::default());
    };
    let back = SignedDuration::from_hours(i64::from(days) * 24);
    let since = |at: Timestamp| at.checked_sub(back).unwrap_or(Timestamp::UNIX_EPOCH);
    let rows: Vec<Row> = sql_query(SAME_PLACES)
        .bind::<DbTs, _>(Ts::from(first))
        .bind::<DbTs, _>(Ts::from(last))
        .bind::<DbTs, _>(Ts::from(since(first)))
        .load(conn.db())?;

    let mut came: HashMap<i64, Vec<(Timestamp, Id)>> = HashMap::new();
    let mut place_of: HashMap<Id, i64> = HashMap::new();
    for row in rows {
        place_of.insert(row.id, row.here);
        if !LEFT_OUT.contains(&row.status.as_str()) {
            came.entry(row.here).or_default().push((row.at.0, row.id));
        }
    }
    for all in came.values_mut() {
        all.sort_unstable();
    }
    let part = |case: &ReplayRecord| {
        let own = Id::from(case.id);
        let place = *place_of.get(&own)?;
        let came = came.get(&place)?;
        let start = came.partition_point(|(at, _)| *at < since(case.submitted_at));
        // Of several in one microsecond, each counts those with a smaller identifier.
        let end = came.partition_point(|other| *other < (case.submitted_at, own));
        (start < end).then_some((case.id, (place, start..end)))
    };
    let cases = cases.iter().filter_map(part).collect();
    let places = came.into_iter().map(|(place, all)| {
        let instants = all.into_iter().map(|(at, _)| at).collect();
        (place, instants)
    });
    Ok(EarlierHere {
        places: places.collect(),
        cases,
    })
}
