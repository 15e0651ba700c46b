//! The partner directory, and the counter that tells every process when it moved.

mod area;
mod rows;

use std::collections::HashMap;

use diesel::prelude::*;
use passerelle_domain::{Availability, Partner, PartnerId};

use crate::{
    Backend, Conn, StoreError,
    conn::{Held, Id},
    schema::{directory, partner_coverage, partners},
};
use area::AreaRow;
use rows::{Row, availability_code, partner};

/// The rule that two partners never share a code.
pub const CODE_TAKEN: &str = "partners_code_key";

/// Adds a partner, and counts the directory up.
///
/// # Errors
/// [`StoreError::Duplicate`] of [`CODE_TAKEN`] when the code is used already.
pub fn insert(conn: &mut Conn, partner: &Partner) -> Result<(), StoreError> {
    diesel::insert_into(partners::table)
        .values(Row::new(partner))
        .execute(conn.db())?;
    insert_areas(conn, partner)?;
    count_up(conn)
}

/// Stores a partner over the one that has `expected_revision`, and counts the directory up; `false`,
/// and nothing changed, when it has moved on or there is none. Of two that change the same revision,
/// one gets `true`.
///
/// # Errors
/// [`StoreError::Duplicate`] of [`CODE_TAKEN`] when the code is another partner's.
pub fn update(
    conn: &mut Conn,
    partner: &Partner,
    expected_revision: i64,
) -> Result<bool, StoreError> {
    let id = Id::from(partner.id);
    let changed = diesel::update(
        partners::table
            .filter(partners::id.eq(id))
            .filter(partners::revision.eq(expected_revision)),
    )
    .set((
        Row::new(partner),
        partners::revision.eq(expected_revision + 1),
    ))
    .execute(conn.db())?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::delete(partner_coverage::table.filter(partner_coverage::partner_id.eq(id)))
        .execute(conn.db())?;
    insert_areas(conn, partner)?;
    count_up(conn)?;
    Ok(true)
}

/// How often the partner has changed, counted from 1: the entity tag of the resource.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn revision(conn: &mut Conn, id: PartnerId) -> Result<Option<i64>, StoreError> {
    Ok(partners::table
        .find(Id::from(id))
        .select(partners::revision)
        .first(conn.db())
        .optional()?)
}

/// Takes these partners for this transaction, which has to write: whoever counts their cases
/// meanwhile waits. They are taken in one order by everybody, so that nobody waits in a circle.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn hold(conn: &mut Conn, ids: &[PartnerId]) -> Result<(), StoreError> {
    if conn.backend() == Backend::Sqlite || ids.is_empty() {
        // There, a transaction that writes is the only one.
        return Ok(());
    }
    let ids: Vec<Id> = ids.iter().copied().map(Into::into).collect();
    let rows = partners::table
        .filter(partners::id.eq_any(ids))
        .order(partners::id)
        .select(partners::id);
    Held(rows).load::<Id>(conn.db())?;
    Ok(())
}

fn insert_areas(conn: &mut Conn, partner: &Partner) -> Result<(), StoreError> {
    for (position, area) in (0..).zip(&partner.coverage) {
        diesel::insert_into(partner_coverage::table)
            .values(AreaRow::new(partner.id, position, area))
            .execute(conn.db())?;
    }
    Ok(())
}

/// The partner with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    let row = partners::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db());
    one(conn, row.optional()?)
}

/// The partner with this code.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Partner>, StoreError> {
    let row = partners::table
        .filter(partners::code.eq(code))
        .select(Row::as_select())
        .first(conn.db());
    one(conn, row.optional()?)
}

/// The whole directory, archived partners included, by code.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Partner>, StoreError> {
    let areas = partner_coverage::table
        .order((partner_coverage::partner_id, partner_coverage::position))
        .select(AreaRow::as_select())
        .load(conn.db())?;
    let mut coverage: HashMap<Id, Vec<AreaRow>> = HashMap::new();
    for area in areas {
        coverage.entry(area.partner_id).or_default().push(area);
    }
    partners::table
        .order(partners::code)
        .select(Row::as_select())
        .load(conn.db())?
        .into_iter()
        .map(|row| {
            let areas = coverage.remove(&row.id).unwrap_or_default();
            partner(row, areas)
        })
        .collect()
}

/// Opens, pauses or archives a partner, and counts the directory up; `false` when there is no such
/// partner.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn set_availability(
    conn: &mut Conn,
    id: PartnerId,
    availability: Availability,
) -> Result<bool, StoreError> {
    let changed = diesel::update(partners::table.find(Id::from(id)))
        .set((
            partners::availability.eq(availability_code(availability)),
            partners::revision.eq(partners::revision + 1),
        ))
        .execute(conn.db())?;
    if changed == 0 {
        return Ok(false);
    }
    count_up(conn)?;
    Ok(true)
}

/// A number that grows with every change of the partners or of the rule sets.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn directory_version(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(directory::table
        .select(directory::version)
        .first(conn.db())?)
}

/// Tells every process that its picture of the network is out of date.
pub(crate) fn count_up(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::update(directory::table)
        .set(directory::version.eq(directory::version + 1))
        .execute(conn.db())?;
    conn.tell(crate::Topic::Directory);
    Ok(())
}

fn one(conn: &mut Conn, row: Option<Row>) -> Result<Option<Partner>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let areas = partner_coverage::table
        .filter(partner_coverage::partner_id.eq(row.id))
        .order(partner_coverage::position)
        .select(AreaRow::as_select())
        .load(conn.db())?;
    partner(row, areas).map(Some)
}
