//! The feed: all events in one order that never changes behind a reader.
//!
//! Positions of events grow within a referral, but across referrals a transaction that ends later may
//! have taken a lower one: whoever remembers the highest position read would miss it. So an event has a
//! number of its own in the feed, which it gets after its transaction is over. Numbers are given by
//! one transaction at a time, to all that can be seen and have none, in the order of their positions:
//! they are without a gap, they become visible in their order, and within a referral they follow its
//! sequence, since whoever changes a referral has seen the event before.
//!
//! Nobody who writes an event waits for that or pays for it: readers have the numbers given.

use diesel::{
    QueryableByName, RunQueryDsl as _,
    prelude::*,
    sql_query,
    sql_types::{BigInt, Bool},
};

use crate::{
    Backend, Conn, StoreError,
    events::{EventRecord, Row, record},
    schema::{event_feed, events},
};

/// How many events one transaction numbers at most.
const NUMBERED_AT_ONCE: i64 = 5_000;

/// Events after the settled position that have no number, in the words of both databases.
const UNNUMBERED: &str = "SELECT position FROM events \
    WHERE position > (SELECT settled FROM event_feed_state) \
    AND NOT EXISTS (SELECT 1 FROM event_feed WHERE event_position = position)";

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Bool)]
    said: bool,
}

/// The oldest transaction that is not over.
#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = BigInt)]
    oldest: i64,
}

/// Whether an event waits for its number.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn is_behind(conn: &mut Conn) -> Result<bool, StoreError> {
    let question = format!("SELECT EXISTS ({UNNUMBERED}) AS said");
    let found: Said = sql_query(question).get_result(conn.db())?;
    Ok(found.said)
}

/// Numbers events that have none, and tells how many. None where another process is at it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn number(conn: &mut Conn) -> Result<usize, StoreError> {
    // Looked at before the events are: what was over then can be seen below.
    let before = match conn.backend() {
        Backend::Sqlite => None,
        Backend::Postgres => {
            let lock =
                "SELECT pg_try_advisory_xact_lock(hashtextextended('event_feed', 33)) AS said";
            let alone: Said = sql_query(lock).get_result(conn.db())?;
            if !alone.said {
                return Ok(0);
            }
            let oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest";
            let found: Oldest = sql_query(oldest).get_result(conn.db())?;
            Some(found.oldest)
        }
    };
    let numbered = sql_query(format!(
        "INSERT INTO event_feed (number, event_position) \
         SELECT (SELECT coalesce(max(number), 0) FROM event_feed) + row_number() OVER (ORDER BY position), position \
         FROM ({UNNUMBERED} ORDER BY position LIMIT {NUMBERED_AT_ONCE}) AS waiting"
    ))
    .execute(conn.db())?;
    if i64::try_from(numbered).is_ok_and(|numbered| numbered >= NUMBERED_AT_ONCE) {
        return Ok(numbered);
    }
    match before {
        None => sql_query(
            "UPDATE event_feed_state SET settled = (SELECT coalesce(max(event_position), 0) FROM event_feed)",
        )
        .execute(conn.db())?,
        Some(oldest) => {
            sql_query(
                "UPDATE event_feed_state SET settled = candidate, horizon = 0 \
                 WHERE horizon > 0 AND horizon <= $1",
            )
            .bind::<BigInt, _>(oldest)
            .execute(conn.db())?;
            // An event is written after the change that it tells of, so its transaction is in the
            // snapshots before the event has its position: who comes after this one stands behind it.
            sql_query(
                "UPDATE event_feed_state SET \
                 horizon = pg_snapshot_xmax(pg_current_snapshot())::text::bigint, \
                 candidate = (SELECT coalesce(max(position), 0) FROM events) WHERE horizon = 0",
            )
            .execute(conn.db())?
        }
    };
    Ok(numbered)
}

/// The number of the last event that has one.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn last(conn: &mut Conn) -> Result<i64, StoreError> {
    let last: Option<i64> = event_feed::table
        .select(diesel::dsl::max(event_feed::number))
        .get_result(conn.db())?;
    Ok(last.unwrap_or(0))
}

/// The events numbered after `after` and up to `until`, with their numbers: those that the database
/// shows to whoever asks.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn between(
    conn: &mut Conn,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<(i64, EventRecord)>, StoreError> {
    let rows: Vec<(i64, Row)> = event_feed::table
        .inner_join(events::table)
        .filter(event_feed::number.gt(after))
        .filter(event_feed::number.le(until))
        .order(event_feed::number)
        .limit(limit)
        .select((event_feed::number, Row::as_select()))
        .load(conn.db())?;
    rows.into_iter()
        .map(|(number, row)| Ok((number, record(row)?)))
        .collect()
}
