//! Messages for somebody of a partner who is not to get them any more.

use diesel::prelude::*;
use passerelle_domain::{ColleagueId, PartnerId};

use super::{OutboxMessage, OutboxStatus, queue::Row};
use crate::{Conn, StoreError, conn::Id, schema::outbox};

const PENDING: &str = OutboxStatus::Pending.code();
const FAILED: &str = OutboxStatus::Failed.code();

/// Takes back what waits for a colleague of `partner` and was not tried yet, and tells what it was, in
/// the order in which it was written.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn take_back(
    conn: &mut Conn,
    partner: PartnerId,
    colleague: ColleagueId,
) -> Result<Vec<OutboxMessage>, StoreError> {
    let untried = outbox::table
        .filter(outbox::recipient_id.eq(Id::from(partner)))
        .filter(outbox::colleague_id.eq(Id::from(colleague)))
        .filter(outbox::status.eq(PENDING))
        .filter(outbox::attempts.eq(0));
    let rows: Vec<Row> = diesel::delete(untried)
        .returning(outbox::all_columns)
        .get_results(conn.db())?;
    let mut messages: Vec<OutboxMessage> = rows
        .into_iter()
        .map(TryInto::try_into)
        .collect::<Result<_, _>>()?;
    messages.sort_by_key(|message| (message.created_at, message.id));
    Ok(messages)
}

/// Whether anybody else of its recipient was told what a message says, or is about to be.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn told_besides(conn: &mut Conn, message: &OutboxMessage) -> Result<bool, StoreError> {
    let mut same = outbox::table
        .filter(outbox::referral_id.eq(Id::from(message.referral_id)))
        .filter(outbox::recipient_id.eq(Id::from(message.recipient)))
        .filter(outbox::kind.eq(message.kind.code()))
        .filter(outbox::status.ne(FAILED))
        .into_boxed();
    same = match message.assignment_id {
        Some(assignment) => same.filter(outbox::assignment_id.eq(Id::from(assignment))),
        None => same.filter(outbox::assignment_id.is_null()),
    };
    if let Some(colleague) = message.colleague {
        let other = outbox::colleague_id.ne(Id::from(colleague));
        same = same.filter(outbox::colleague_id.is_null().or(other.assume_not_null()));
    }
    let found: Option<Id> = same.select(outbox::id).first(conn.db()).optional()?;
    Ok(found.is_some())
}
