//! Rule sets: every version that ever decided a case, and those that are being written. One base is
//! active at most, and one version of each overlay; which of them were laid together when, the
//! [`editions`](crate::editions) tell.

mod list;
mod rows;

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{RuleSetId, RuleSetKind, RuleSetStatus};
use serde_json::Value;

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::rulesets,
};
use rows::{Changing, New, Row};

pub use list::{RuleSetFilter, list};

/// The rule that a version is used once under a name.
pub const VERSION_TAKEN: &str = "rulesets_name_version_key";

/// One version of a rule set as it is stored, without its document, which may be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetRecord {
    /// Identifier.
    pub id: RuleSetId,
    /// Its name.
    pub name: String,
    /// Its version, counted from 1.
    pub version: i32,
    /// Complete, or laid over another one.
    pub kind: RuleSetKind,
    /// Where it stands in its life.
    pub status: RuleSetStatus,
    /// Counts its changes, from 1.
    pub revision: i64,
    /// Title and territory as the document gives them, for lists; unknown of old rows.
    pub head: Option<Value>,
    /// The client that began it; `None` where the product shipped it.
    pub author: Option<String>,
    /// The client that agreed to it.
    pub approved_by: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What the last check found; `None` where the document has changed since.
    pub check: Option<CheckCounts>,
    /// From when on it decides, or decided.
    pub active_from: Option<Timestamp>,
    /// Until when it decided.
    pub active_until: Option<Timestamp>,
    /// The version whose place it took.
    pub supersedes: Option<RuleSetId>,
    /// Why it did not begin although its time had come.
    pub fault: Option<String>,
    /// The edition in which that was tried.
    pub tried_edition: Option<i32>,
}

/// What a check found, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckCounts {
    /// When.
    pub at: Timestamp,
    /// What the rule set claims and does not hold.
    pub errors: i32,
    /// What is not as it reads.
    pub warnings: i32,
    /// Questions that were left open.
    pub undecided: i32,
}

/// Adds a version with its document.
///
/// # Errors
/// [`StoreError::Duplicate`] of [`VERSION_TAKEN`] when the version exists already.
pub fn insert(conn: &mut Conn, record: &RuleSetRecord, document: &str) -> Result<(), StoreError> {
    let new = New {
        id: record.id.into(),
        name: record.name.clone(),
        version: record.version,
        author: record.author.clone(),
        created_at: record.created_at.into(),
        document: document.to_owned(),
        changing: Changing::of(record),
    };
    diesel::insert_into(rulesets::table)
        .values(new)
        .execute(conn.db())?;
    Ok(())
}

/// Writes what has changed of a version, if it still stands at the revision `expected`; `false`, and
/// nothing changed, otherwise. The document stays unless another one is given.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn update(
    conn: &mut Conn,
    record: &RuleSetRecord,
    document: Option<&str>,
    expected: i64,
) -> Result<bool, StoreError> {
    let this = rulesets::table
        .filter(rulesets::id.eq(Id::from(record.id)))
        .filter(rulesets::revision.eq(expected));
    let changed = diesel::update(this)
        .set((
            Changing::of(record),
            document.map(|text| rulesets::document.eq(text.to_owned())),
        ))
        .execute(conn.db())?;
    Ok(changed == 1)
}

/// One version.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: RuleSetId) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .filter(rulesets::id.eq(Id::from(id)))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// One version, by the name under which decisions know it.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn by_version(
    conn: &mut Conn,
    name: &str,
    version: i32,
) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .find((name, version))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The highest version under a name, whatever its status.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn latest(conn: &mut Conn, name: &str) -> Result<Option<RuleSetRecord>, StoreError> {
    let row = rulesets::table
        .filter(rulesets::name.eq(name))
        .order(rulesets::version.desc())
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The versions that decide, by name.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn active(conn: &mut Conn) -> Result<Vec<RuleSetRecord>, StoreError> {
    let rows = rulesets::table
        .filter(rulesets::status.eq(RuleSetStatus::Active.code()))
        .order(rulesets::name)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The versions whose time has come at `at`, those that wait longest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn due(conn: &mut Conn, at: Timestamp, limit: i64) -> Result<Vec<RuleSetRecord>, StoreError> {
    let rows = rulesets::table
        .filter(rulesets::status.eq(RuleSetStatus::Scheduled.code()))
        .filter(rulesets::active_from.le(Ts::from(at)))
        .order((rulesets::active_from, rulesets::id))
        .limit(limit)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The document of a version, as it was written.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn document(conn: &mut Conn, name: &str, version: i32) -> Result<Option<String>, StoreError> {
    Ok(rulesets::table
        .find((name, version))
        .select(rulesets::document)
        .first(conn.db())
        .optional()?)
}
