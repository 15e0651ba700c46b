//! Sending under a lease: a worker has a message for itself until it says what came of it, or until
//! the lease runs out, so that a killed worker strands nothing.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::MessageId;

use super::{OutboxMessage, OutboxStatus, queue::Row};
use crate::{
    Conn, StoreError, Topic,
    conn::{Id, SkipLocked, Ts},
    schema::outbox,
};

const PENDING: &str = OutboxStatus::Pending.code();

/// At most `limit` messages that wait to be sent by themselves, for `owner` alone until `lease_until`, those that
/// wait longest first. Workers that claim at the same time never get the same message. The claim
/// counts as an attempt, so that a message that kills its worker is given up in the end.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn claim(
    conn: &mut Conn,
    now: Timestamp,
    lease_until: Timestamp,
    owner: &str,
    limit: i64,
) -> Result<Vec<OutboxMessage>, StoreError> {
    let now = Ts::from(now);
    let free = outbox::table
        .filter(outbox::status.eq(PENDING))
        .filter(outbox::bundle.is_null())
        .filter(outbox::available_at.le(now))
        .filter(
            outbox::leased_until
                .is_null()
                .or(outbox::leased_until.le(now)),
        )
        .order((outbox::available_at, outbox::id))
        .limit(limit)
        .select(outbox::id);
    let ids: Vec<Id> = SkipLocked(free).load(conn.db())?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = diesel::update(outbox::table.filter(outbox::id.eq_any(ids)))
        .set((
            outbox::leased_until.eq(Some(Ts::from(lease_until))),
            outbox::lease_owner.eq(Some(owner)),
            outbox::attempts.eq(outbox::attempts + 1),
        ))
        .returning(outbox::all_columns)
        .get_results(conn.db())?;
    let mut messages: Vec<OutboxMessage> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    messages.sort_by_key(|message| (message.available_at, message.id));
    Ok(messages)
}

/// These messages were handed over. Tells which: one that `owner` has no longer is left as it is.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn finish(
    conn: &mut Conn,
    ids: &[MessageId],
    owner: &str,
    now: Timestamp,
) -> Result<Vec<OutboxMessage>, StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    let rows: Vec<Row> = diesel::update(
        outbox::table
            .filter(outbox::id.eq_any(ids))
            .filter(outbox::status.eq(PENDING))
            .filter(outbox::lease_owner.eq(owner)),
    )
    .set((
        outbox::status.eq(OutboxStatus::Sent.code()),
        outbox::sent_at.eq(Some(Ts::from(now))),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .returning(outbox::all_columns)
    .get_results(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// These messages were not tried and are not to be until `available_at`; the claim does not count.
/// One that `owner` has no longer is left as it is.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn postpone(
    conn: &mut Conn,
    ids: &[MessageId],
    owner: &str,
    available_at: Timestamp,
) -> Result<(), StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    diesel::update(
        outbox::table
            .filter(outbox::id.eq_any(ids))
            .filter(outbox::status.eq(PENDING))
            .filter(outbox::lease_owner.eq(owner)),
    )
    .set((
        outbox::available_at.eq(Ts::from(available_at)),
        outbox::attempts.eq(outbox::attempts - 1),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .execute(conn.db())?;
    Ok(())
}

/// The message is to be tried again, from `available_at` on; `false`, and nothing changed, when
/// `owner` has it no longer.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn retry(
    conn: &mut Conn,
    id: MessageId,
    owner: &str,
    available_at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = diesel::update(
        outbox::table
            .filter(outbox::id.eq(Id::from(id)))
            .filter(outbox::status.eq(PENDING))
            .filter(outbox::lease_owner.eq(owner)),
    )
    .set((
        outbox::available_at.eq(Ts::from(available_at)),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// The message is given up; `false`, and nothing changed, when `owner` has it no longer.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn fail(conn: &mut Conn, id: MessageId, owner: &str) -> Result<bool, StoreError> {
    let changed = diesel::update(
        outbox::table
            .filter(outbox::id.eq(Id::from(id)))
            .filter(outbox::status.eq(PENDING))
            .filter(outbox::lease_owner.eq(owner)),
    )
    .set((
        outbox::status.eq(OutboxStatus::Failed.code()),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// The message came back; `false`, and nothing changed, when that was known, or when it had been
/// given up before. One that still waits was handed over all the same: the server took it and did
/// not say so.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn bounce(conn: &mut Conn, id: MessageId) -> Result<bool, StoreError> {
    let changed = diesel::update(
        outbox::table
            .filter(outbox::id.eq(Id::from(id)))
            .filter(outbox::status.ne(OutboxStatus::Failed.code())),
    )
    .set((
        outbox::status.eq(OutboxStatus::Failed.code()),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// Gives back what `owner` claimed and did not try, when it stops; tells how many messages. They
/// can be claimed at once, and the claim does not count.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn release(conn: &mut Conn, owner: &str) -> Result<usize, StoreError> {
    let released = diesel::update(
        outbox::table
            .filter(outbox::status.eq(PENDING))
            .filter(outbox::lease_owner.eq(owner)),
    )
    .set((
        outbox::attempts.eq(outbox::attempts - 1),
        outbox::leased_until.eq(None::<Ts>),
        outbox::lease_owner.eq(None::<&str>),
    ))
    .execute(conn.db())?;
    if released > 0 {
        conn.tell(Topic::Outbox);
    }
    Ok(released)
}
