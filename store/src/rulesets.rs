//! Rule sets: every version that ever decided a case. At most one is active.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::{Conn, StoreError, conn::Ts, partners::count_up, schema::rulesets};

/// One version of a rule set as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetRecord {
    /// Its name.
    pub name: String,
    /// Its version, counted from 1.
    pub version: i32,
    /// The document (TOML).
    pub document: String,
    /// Whether it decides new cases.
    pub active: bool,
    /// When it was stored.
    pub created_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rulesets)]
struct Row {
    name: String,
    version: i32,
    document: String,
    active: bool,
    created_at: Ts,
}

impl From<Row> for RuleSetRecord {
    fn from(row: Row) -> Self {
        Self {
            name: row.name,
            version: row.version,
            document: row.document,
            active: row.active,
            created_at: row.created_at.0,
        }
    }
}

/// Adds a version, and counts the directory up. An active one takes over from the one before.
///
/// # Errors
/// [`StoreError::Duplicate`] when the version exists already.
pub fn insert(conn: &mut Conn, record: &RuleSetRecord) -> Result<(), StoreError> {
    if record.active {
        rest(conn)?;
    }
    let row = Row {
        name: record.name.clone(),
        version: record.version,
        document: record.document.clone(),
        active: record.active,
        created_at: record.created_at.into(),
    };
    diesel::insert_into(rulesets::table)
        .values(row)
        .execute(conn.db())?;
    count_up(conn)
}

/// Lets a version decide from now on, and counts the directory up; `false`, and nothing changed,
/// when there is no such version.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn activate(conn: &mut Conn, name: &str, version: i32) -> Result<bool, StoreError> {
    if find(conn, name, version)?.is_none() {
        return Ok(false);
    }
    rest(conn)?;
    diesel::update(rulesets::table.find((name, version)))
        .set(rulesets::active.eq(true))
        .execute(conn.db())?;
    count_up(conn)?;
    Ok(true)
}

/// The version that decides.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn active(conn: &mut Conn) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .filter(rulesets::active.eq(true))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    Ok(row.map(Into::into))
}

/// One version.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn find(
    conn: &mut Conn,
    name: &str,
    version: i32,
) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .find((name, version))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    Ok(row.map(Into::into))
}

/// The highest version, active or not.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn latest(conn: &mut Conn, name: &str) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .filter(rulesets::name.eq(name))
        .order(rulesets::version.desc())
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    Ok(row.map(Into::into))
}

fn rest(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::update(rulesets::table.filter(rulesets::active.eq(true)))
        .set(rulesets::active.eq(false))
        .execute(conn.db())?;
    Ok(())
}
