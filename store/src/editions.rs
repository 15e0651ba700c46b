//! Editions: which versions of rule set and overlays were laid together, and since when. The one
//! with the highest number decides. Each is one row that never changes, and names versions whose
//! documents no longer change, so whoever reads it reads a whole.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Conn, StoreError,
    conn::{Js, Ts},
    parse::column,
    partners::count_up,
    schema::editions,
};

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its number, counted from 1.
    pub number: i32,
    /// When it began to decide.
    pub started_at: Timestamp,
    /// The versions: the base first, then the overlays.
    pub members: Vec<Member>,
}

/// A version of a rule set that is part of an edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The version.
    pub version: i32,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = editions, treat_none_as_default_value = false)]
struct Row {
    number: i32,
    started_at: Ts,
    members: Js,
}

/// Keeps every other transaction from changing what decides until this one ends, and tells what
/// decides now. Every process will look anew.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn lock(conn: &mut Conn) -> Result<Option<Edition>, StoreError> {
    count_up(conn)?;
    latest(conn)
}

/// Begins an edition. The caller holds the [`lock`].
///
/// # Errors
/// [`StoreError::Duplicate`] when the number is taken.
pub fn insert(conn: &mut Conn, edition: &Edition) -> Result<(), StoreError> {
    let members = serde_json::to_value(&edition.members)
        .map_err(|_| column("editions", "members").corrupt())?;
    let row = Row {
        number: edition.number,
        started_at: edition.started_at.into(),
        members: Js(members),
    };
    diesel::insert_into(editions::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The edition that decides.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn latest(conn: &mut Conn) -> Result<Option<Edition>, StoreError> {
    let row = editions::table
        .order(editions::number.desc())
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(edition).transpose()
}

/// One edition.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, number: i32) -> Result<Option<Edition>, StoreError> {
    let row = editions::table
        .find(number)
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(edition).transpose()
}

/// The numbers of the editions that a version was part of, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn with_member(conn: &mut Conn, member: &Member) -> Result<Vec<i32>, StoreError> {
    let rows = editions::table
        .order(editions::number)
        .select(Row::as_select())
        .load(conn.db())?;
    let mut numbers = Vec::new();
    for row in rows {
        let edition = edition(row)?;
        numbers.extend(edition.members.contains(member).then_some(edition.number));
    }
    Ok(numbers)
}

fn edition(row: Row) -> Result<Edition, StoreError> {
    Ok(Edition {
        number: row.number,
        started_at: row.started_at.0,
        members: column("editions", "members").json(row.members.0)?,
    })
}
