//! Timers: what falls due in a case, one row for each moment.
//!
//! Whoever takes a timer has it for itself until its transaction ends, and deletes it with what it
//! does about it: of several processes one acts, and none after a crash in between.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{AssignmentId, ReferralId, TimerKind};

use crate::{
    Conn, StoreError,
    conn::{Id, SkipLocked, Ts},
    insert::insert_rows,
    parse::column,
    schema::timers,
};

/// A moment that is to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTimer {
    /// What falls due.
    pub kind: TimerKind,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// When.
    pub due_at: Timestamp,
}

/// A moment that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTimer {
    /// Which row it is; nobody outside refers to it.
    pub position: i64,
    /// What falls due.
    pub kind: TimerKind,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// When it fell due.
    pub due_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = timers, treat_none_as_default_value = false)]
struct NewRow {
    kind: &'static str,
    referral_id: Id,
    assignment_id: Option<Id>,
    due_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = timers)]
struct Row {
    position: i64,
    kind: String,
    referral_id: Id,
    assignment_id: Option<Id>,
    due_at: Ts,
}

/// Sets timers.
///
/// # Errors
/// [`StoreError::MissingReference`] when something that they name does not exist.
pub fn set(conn: &mut Conn, timers: &[NewTimer]) -> Result<(), StoreError> {
    let rows = timers.iter().map(|timer| NewRow {
        kind: timer.kind.code(),
        referral_id: timer.referral_id.into(),
        assignment_id: timer.assignment_id.map(Into::into),
        due_at: timer.due_at.into(),
    });
    insert_rows!(conn, timers::table, rows.collect());
    Ok(())
}

/// Stops every timer of these assignments. A transaction that changes a case does this first: so it
/// waits for whoever notes one of them at this moment before it holds anything itself.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn stop(conn: &mut Conn, assignments: &[AssignmentId]) -> Result<(), StoreError> {
    if assignments.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = assignments.iter().copied().map(Into::into).collect();
    diesel::delete(timers::table.filter(timers::assignment_id.eq_any(ids))).execute(conn.db())?;
    Ok(())
}

/// Takes at most `limit` timers that are due, the longest due first, and deletes them: they are noted
/// when this transaction is kept. Those that another transaction has taken are passed over.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn take_due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<DueTimer>, StoreError> {
    let due = timers::table
        .filter(timers::due_at.le(Ts::from(now)))
        .order((timers::due_at, timers::position))
        .limit(limit)
        .select(timers::position);
    let positions: Vec<i64> = SkipLocked(due).load(conn.db())?;
    delete(conn, positions)
}

/// The same without taking them.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<DueTimer>, StoreError> {
    let rows: Vec<Row> = timers::table
        .filter(timers::due_at.le(Ts::from(now)))
        .order((timers::due_at, timers::position))
        .limit(limit)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Takes this timer, if nobody else has taken it since.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn take(conn: &mut Conn, timer: &DueTimer) -> Result<Option<DueTimer>, StoreError> {
    let one = timers::table
        .filter(timers::position.eq(timer.position))
        .select(timers::position);
    let positions: Vec<i64> = SkipLocked(one).load(conn.db())?;
    Ok(delete(conn, positions)?.pop())
}

fn delete(conn: &mut Conn, positions: Vec<i64>) -> Result<Vec<DueTimer>, StoreError> {
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = diesel::delete(timers::table.filter(timers::position.eq_any(positions)))
        .returning(timers::all_columns)
        .get_results(conn.db())?;
    let mut due: Vec<DueTimer> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    due.sort_by_key(|timer| (timer.due_at, timer.position));
    Ok(due)
}

/// Has a timer fall due later, where what it asks for could not be done.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn put_off(conn: &mut Conn, timer: &DueTimer, until: Timestamp) -> Result<(), StoreError> {
    diesel::update(timers::table.filter(timers::position.eq(timer.position)))
        .set(timers::due_at.eq(Ts::from(until)))
        .execute(conn.db())?;
    Ok(())
}

/// The timers of a referral, the next one first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(conn: &mut Conn, referral: ReferralId) -> Result<Vec<DueTimer>, StoreError> {
    let rows: Vec<Row> = timers::table
        .filter(timers::referral_id.eq(Id::from(referral)))
        .order((timers::due_at, timers::position))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

impl TryFrom<Row> for DueTimer {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = TimerKind::from_code(&row.kind);
        Ok(Self {
            position: row.position,
            kind: column("timers", "kind").present(kind)?,
            referral_id: row.referral_id.into(),
            assignment_id: row.assignment_id.map(Into::into),
            due_at: row.due_at.0,
        })
    }
}
