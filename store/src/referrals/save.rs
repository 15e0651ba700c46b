//! Writing a referral as a whole.

use diesel::prelude::*;

use super::{
    ReferralRecord,
    load::party_rows,
    rows::{PartyRow, PlaceRow, ReferralRow},
};
use crate::{
    Conn, StoreError,
    conn::Id,
    insert::insert_rows,
    schema::{parties, places, referrals},
};

/// Stores a new referral.
///
/// # Errors
/// [`StoreError::Duplicate`] of [`EXTERNAL_REFERENCE_TAKEN`](super::EXTERNAL_REFERENCE_TAKEN) or
/// [`REFERENCE_TAKEN`](super::REFERENCE_TAKEN); [`StoreError::MissingReference`] when an
/// organisation, the client or the landlord's partner does not exist.
pub fn insert(conn: &mut Conn, record: &ReferralRecord) -> Result<(), StoreError> {
    let id = Id::from(record.id);
    insert_rows!(conn, referrals::table, vec![ReferralRow::from(record)]);
    let place = PlaceRow::new(id, &record.need.place);
    insert_rows!(conn, places::table, vec![place]);
    insert_parties(conn, PartyRow::all(id, &record.need.parties))
}

/// Stores a referral over the one that has `expected_sequence`; `false`, and nothing changed, when
/// it has moved on. Of two that change the same state, one gets `true`.
///
/// # Errors
/// [`StoreError::MissingReference`] when something that it names does not exist.
pub fn update(
    conn: &mut Conn,
    record: &ReferralRecord,
    expected_sequence: i64,
) -> Result<bool, StoreError> {
    let id = Id::from(record.id);
    let changed = diesel::update(
        referrals::table
            .filter(referrals::id.eq(id))
            .filter(referrals::sequence.eq(expected_sequence)),
    )
    .set(ReferralRow::from(record))
    .execute(conn.db())?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::update(places::table.find(id))
        .set(PlaceRow::new(id, &record.need.place))
        .execute(conn.db())?;
    // Most changes leave the persons alone.
    let persons = PartyRow::all(id, &record.need.parties);
    if party_rows(conn, vec![id])? != persons {
        diesel::delete(parties::table.filter(parties::referral_id.eq(id))).execute(conn.db())?;
        insert_parties(conn, persons)?;
    }
    Ok(true)
}

fn insert_parties(conn: &mut Conn, rows: Vec<PartyRow>) -> Result<(), StoreError> {
    insert_rows!(conn, parties::table, rows);
    Ok(())
}
