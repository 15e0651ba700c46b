//! Messages that leave in one mail: the first of them carries the others.

use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{Bool, Text},
};
use jiff::Timestamp;
use passerelle_domain::MessageId;

use super::{OutboxMessage, OutboxStatus, queue::Row};
use crate::{
    Backend, Conn, StoreError,
    conn::{Id, SkipLocked, Ts},
    schema::outbox,
};

const PENDING: &str = OutboxStatus::Pending.code();
const BUNDLED: &str = OutboxStatus::Bundled.code();

/// How many recipients are tried, of whom another process may be bundling the mails.
const TRIED: i64 = 16;

/// How many messages one mail carries besides the first; the others leave in a further mail. A mail
/// that nobody reads to its end serves nobody, and a statement takes so many identifiers and no more.
const MOST_CARRIED: i64 = 99;

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

/// The next bundle that is due: its first message, for `owner` alone until `lease_until`. Everything
/// else that is due to the same recipient in the same bundle leaves in its mail, up to a hundred in all. One that was tried
/// before goes out as it was, so that a repeat says the same under the same id.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn claim_bundle(
    conn: &mut Conn,
    now: Timestamp,
    lease_until: Timestamp,
    owner: &str,
) -> Result<Option<OutboxMessage>, StoreError> {
    let at = Ts::from(now);
    let due = outbox::table
        .filter(outbox::status.eq(PENDING))
        .filter(outbox::bundle.is_not_null())
        .filter(outbox::available_at.le(at))
        .filter(
            outbox::leased_until
                .is_null()
                .or(outbox::leased_until.le(at)),
        )
        .order((outbox::available_at, outbox::id))
        .limit(TRIED)
        .select(Row::as_select());
    let candidates: Vec<Row> = SkipLocked(due).load(conn.db())?;
    for candidate in candidates {
        let carrier = OutboxMessage::try_from(candidate)?;
        if carrier.attempts == 0 {
            if !alone_with(conn, &carrier)? {
                continue;
            }
            gather(conn, &carrier, at)?;
        }
        let row: Row = diesel::update(outbox::table.find(Id::from(carrier.id)))
            .set((
                outbox::leased_until.eq(Some(Ts::from(lease_until))),
                outbox::lease_owner.eq(Some(owner)),
                outbox::attempts.eq(outbox::attempts + 1),
            ))
            .returning(outbox::all_columns)
            .get_result(conn.db())?;
        return Ok(Some(row.try_into()?));
    }
    Ok(None)
}

/// Whether no other process is bundling the mails of this recipient.
fn alone_with(conn: &mut Conn, carrier: &OutboxMessage) -> Result<bool, StoreError> {
    if conn.backend() == Backend::Sqlite {
        return Ok(true);
    }
    let whom = carrier
        .colleague
        .map_or_else(|| carrier.recipient.to_string(), |id| id.to_string());
    let lock = sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 32)) AS locked");
    let found: Locked = lock.bind::<Text, _>(whom).get_result(conn.db())?;
    Ok(found.locked)
}

fn gather(conn: &mut Conn, carrier: &OutboxMessage, at: Ts) -> Result<(), StoreError> {
    let id = Id::from(carrier.id);
    let mut others = outbox::table
        .filter(outbox::status.eq(PENDING))
        .filter(outbox::bundle.eq(carrier.bundle.map(|bundle| bundle.code())))
        .filter(outbox::recipient_id.eq(Id::from(carrier.recipient)))
        .filter(outbox::attempts.eq(0))
        .filter(outbox::available_at.le(at))
        .filter(outbox::id.ne(id))
        .order((outbox::available_at, outbox::id))
        .limit(MOST_CARRIED)
        .select(outbox::id)
        .into_boxed();
    others = match carrier.colleague {
        Some(colleague) => others.filter(outbox::colleague_id.eq(Id::from(colleague))),
        None => others.filter(outbox::colleague_id.is_null()),
    };
    let others: Vec<Id> = others.load(conn.db())?;
    if others.is_empty() {
        return Ok(());
    }
    diesel::update(outbox::table.filter(outbox::id.eq_any(others)))
        .set((outbox::status.eq(BUNDLED), outbox::carrier_id.eq(Some(id))))
        .execute(conn.db())?;
    Ok(())
}

/// The messages that leave in the mails of `carriers`, in the order in which they were written.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn bundled_with(
    conn: &mut Conn,
    carriers: &[MessageId],
) -> Result<Vec<OutboxMessage>, StoreError> {
    let carriers = carriers.iter().copied().map(|id| Some(Id::from(id)));
    let rows: Vec<Row> = outbox::table
        .filter(outbox::carrier_id.eq_any(carriers))
        .order((outbox::created_at, outbox::id))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What became of the mails of `carriers` became of all that left in them.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn settle_bundled(
    conn: &mut Conn,
    carriers: &[MessageId],
    status: OutboxStatus,
    sent_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let carriers = carriers.iter().copied().map(|id| Some(Id::from(id)));
    diesel::update(outbox::table.filter(outbox::carrier_id.eq_any(carriers)))
        .set((
            outbox::status.eq(status.code()),
            outbox::sent_at.eq(sent_at.map(Ts::from)),
        ))
        .execute(conn.db())?;
    Ok(())
}
