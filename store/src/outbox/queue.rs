//! What is in the outbox.

use std::collections::HashSet;

use diesel::{dsl::count_star, prelude::*};
use jiff::Timestamp;
use passerelle_domain::{AssignmentId, ColleagueId, MessageId, MessageKind, PartnerId};

use super::{Backlog, Bundle, NewMessage, OutboxCounts, OutboxMessage, OutboxStatus};
use crate::{
    Conn, StoreError, Topic,
    conn::{Id, Ts},
    insert::insert_rows,
    parse::column,
    schema::{assignments, outbox},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: Id,
    kind: String,
    referral_id: Id,
    assignment_id: Option<Id>,
    recipient_id: Id,
    status: String,
    attempts: i32,
    available_at: Ts,
    leased_until: Option<Ts>,
    lease_owner: Option<String>,
    created_at: Ts,
    sent_at: Option<Ts>,
    colleague_id: Option<Id>,
    bundle: Option<String>,
    carrier_id: Option<Id>,
}

/// Puts messages into the outbox.
///
/// # Errors
/// [`StoreError::MissingReference`] when something that they name does not exist.
pub fn enqueue(conn: &mut Conn, messages: &[NewMessage]) -> Result<(), StoreError> {
    let rows = messages.iter().map(|message| Row {
        id: message.id.into(),
        kind: message.kind.code().to_owned(),
        referral_id: message.referral_id.into(),
        assignment_id: message.assignment_id.map(Into::into),
        recipient_id: message.recipient.into(),
        status: OutboxStatus::Pending.code().to_owned(),
        attempts: 0,
        available_at: message.available_at.into(),
        leased_until: None,
        lease_owner: None,
        created_at: message.created_at.into(),
        sent_at: None,
        colleague_id: message.colleague.map(Into::into),
        bundle: message.bundle.map(|bundle| bundle.code().to_owned()),
        carrier_id: None,
    });
    insert_rows!(conn, outbox::table, rows.collect());
    // What waits for its time is found when it has come.
    let at_once = |message: &NewMessage| message.available_at <= message.created_at;
    if messages.iter().any(at_once) {
        conn.tell(Topic::Outbox);
    }
    Ok(())
}

/// The message with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: MessageId) -> Result<Option<OutboxMessage>, StoreError> {
    let row = outbox::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// When a message of this kind was last written about an assignment.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn last_enqueued(
    conn: &mut Conn,
    assignment: AssignmentId,
    kind: MessageKind,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<Ts> = outbox::table
        .filter(outbox::assignment_id.eq(Id::from(assignment)))
        .filter(outbox::kind.eq(kind.code()))
        .order(outbox::created_at.desc())
        .select(outbox::created_at)
        .first(conn.db())
        .optional()?;
    Ok(at.map(|at| at.0))
}

/// The first messages about these assignments, one for each who was written to: it begins the thread of
/// all others.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn firsts_about(
    conn: &mut Conn,
    assignments: &[AssignmentId],
) -> Result<Vec<OutboxMessage>, StoreError> {
    let assignments = assignments.iter().copied().map(|id| Some(Id::from(id)));
    let rows: Vec<Row> = outbox::table
        .filter(outbox::assignment_id.eq_any(assignments))
        .order((outbox::created_at, outbox::id))
        .select(Row::as_select())
        .load(conn.db())?;
    let mut seen = HashSet::new();
    rows.into_iter()
        .filter(|row| seen.insert((row.assignment_id, row.recipient_id, row.colleague_id)))
        .map(TryInto::try_into)
        .collect()
}

/// Those of a partner who were told something of this kind about an assignment, and how far it got:
/// colleagues, and `None` for its own mailbox.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn told_about(
    conn: &mut Conn,
    assignment: AssignmentId,
    recipient: PartnerId,
    kind: MessageKind,
) -> Result<Vec<(Option<ColleagueId>, OutboxStatus)>, StoreError> {
    let told: Vec<(Option<Id>, String)> = outbox::table
        .filter(outbox::assignment_id.eq(Id::from(assignment)))
        .filter(outbox::recipient_id.eq(Id::from(recipient)))
        .filter(outbox::kind.eq(kind.code()))
        .select((outbox::colleague_id, outbox::status))
        .load(conn.db())?;
    told.into_iter()
        .map(|(colleague, status)| {
            let status = OutboxStatus::from_code(&status);
            let status = column("outbox", "status").present(status)?;
            Ok((colleague.map(Into::into), status))
        })
        .collect()
}

/// When a message of this kind was last written about any assignment of a partner.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn last_about_partner(
    conn: &mut Conn,
    partner: PartnerId,
    kind: MessageKind,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<Ts> = outbox::table
        .inner_join(assignments::table.on(outbox::assignment_id.eq(assignments::id.nullable())))
        .filter(assignments::partner_id.eq(Id::from(partner)))
        .filter(outbox::kind.eq(kind.code()))
        .order(outbox::created_at.desc())
        .select(outbox::created_at)
        .first(conn.db())
        .optional()?;
    Ok(at.map(|at| at.0))
}

/// How many messages there are in each status.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn counts(conn: &mut Conn) -> Result<OutboxCounts, StoreError> {
    let rows: Vec<(String, i64)> = outbox::table
        .group_by(outbox::status)
        .select((outbox::status, count_star()))
        .load(conn.db())?;
    let mut counts = OutboxCounts::default();
    for (status, count) in rows {
        let status = OutboxStatus::from_code(&status);
        match column("outbox", "status").present(status)? {
            OutboxStatus::Pending | OutboxStatus::Bundled => counts.pending += count,
            OutboxStatus::Sent => counts.sent = count,
            OutboxStatus::Failed => counts.failed = count,
        }
    }
    Ok(counts)
}

/// What waits to be sent at `now`. The time of a message that was tried is moved on by each try, so it
/// counts as due since it was written.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn backlog(conn: &mut Conn, now: Timestamp) -> Result<Backlog, StoreError> {
    let pending =
        outbox::status.eq_any([OutboxStatus::Pending.code(), OutboxStatus::Bundled.code()]);
    let waiting: i64 = outbox::table
        .filter(pending)
        .count()
        .get_result(conn.db())?;
    let alone = outbox::status.eq(OutboxStatus::Pending.code());
    let untried: Option<Ts> = outbox::table
        .filter(alone)
        .filter(outbox::attempts.eq(0))
        .filter(outbox::available_at.le(Ts::from(now)))
        .order(outbox::available_at)
        .select(outbox::available_at)
        .first(conn.db())
        .optional()?;
    let tried: Option<Ts> = outbox::table
        .filter(alone)
        .filter(outbox::attempts.gt(0))
        .order(outbox::created_at)
        .select(outbox::created_at)
        .first(conn.db())
        .optional()?;
    let due_since = untried.into_iter().chain(tried).map(|at| at.0).min();
    Ok(Backlog { waiting, due_since })
}

impl TryFrom<Row> for OutboxMessage {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = MessageKind::from_code(&row.kind);
        let bundle = row.bundle.as_deref().map(|code| {
            let bundle = Bundle::from_code(code);
            column("outbox", "bundle").present(bundle)
        });
        let status = OutboxStatus::from_code(&row.status);
        Ok(Self {
            id: row.id.into(),
            kind: column("outbox", "kind").present(kind)?,
            referral_id: row.referral_id.into(),
            assignment_id: row.assignment_id.map(Into::into),
            recipient: row.recipient_id.into(),
            status: column("outbox", "status").present(status)?,
            attempts: row.attempts,
            available_at: row.available_at.0,
            leased_until: row.leased_until.map(|ts| ts.0),
            lease_owner: row.lease_owner,
            created_at: row.created_at.0,
            sent_at: row.sent_at.map(|ts| ts.0),
            colleague: row.colleague_id.map(Into::into),
            bundle: bundle.transpose()?,
        })
    }
}
