//! What has to leave the house: claimed under a lease, sent by `notifications`, and finished here.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{AssignmentId, DeliveryState, MessageId, MessageKind};
use passerelle_store::{
    Conn, assignments,
    outbox::{self, AttemptRecord, Backlog, OutboxCounts, OutboxMessage, OutboxStatus},
};

use crate::{
    Casework, CaseworkError, Dispatch, SendFailure, bundles::bundle, error::later,
    material::Material, service::Interrupted,
};

/// The result of an attempt that succeeded.
const HANDED_OVER: &str = "handed_over";
/// The result of one that was not made any more.
const SUPERSEDED: &str = "superseded";

impl Casework {
    /// Takes up to `limit` messages that are due, for `owner` alone until the lease ends. One that
    /// has lost its point in the meantime is finished instead.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn claim_messages(
        &self,
        owner: &str,
        lease: SignedDuration,
        limit: i64,
    ) -> Result<Vec<Dispatch>, CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            let network = self.network(conn)?;
            let until = later(now, lease)?;
            let claimed = outbox::claim(conn, now, until, owner, limit)?;
            let mut room = limit - i64::try_from(claimed.len()).unwrap_or(limit);
            let mut dispatches = Vec::with_capacity(claimed.len());
            let material = Material::read(conn, &claimed)?;
            for message in claimed {
                match material.dispatch(conn, &network, &message)? {
                    Some(dispatch) => dispatches.push(dispatch),
                    None => give_up(conn, message.id, owner, now)?,
                }
            }
            while room > 0
                && let Some(carrier) = outbox::claim_bundle(conn, now, until, owner)?
            {
                dispatches.extend(bundle(conn, &network, &carrier, owner, now)?);
                room -= 1;
            }
            Ok::<_, Interrupted>(dispatches)
        })
    }

    /// These messages were handed over.
    ///
    /// # Errors
    /// When the database does not answer; none of it is noted then.
    pub fn messages_sent(&self, ids: &[MessageId], owner: &str) -> Result<(), CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            let attempts: Vec<AttemptRecord> = ids
                .iter()
                .map(|id| attempt(*id, now, HANDED_OVER, None))
                .collect();
            outbox::record_attempts(conn, &attempts)?;
            let mut sent = outbox::finish(conn, ids, owner, now)?;
            let carriers: Vec<MessageId> = sent.iter().map(|message| message.id).collect();
            let carried = outbox::bundled_with(conn, &carriers)?;
            if !carried.is_empty() {
                outbox::settle_bundled(conn, &carriers, OutboxStatus::Sent, Some(now))?;
            }
            sent.extend(carried);
            mark_delivery(conn, &sent, DeliveryState::HandedOver, now)?;
            Ok::<_, Interrupted>(())
        })
    }

    /// These messages wait for their turn until after `pause`; they were not tried.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn messages_postponed(
        &self,
        ids: &[MessageId],
        owner: &str,
        pause: SignedDuration,
    ) -> Result<(), CaseworkError> {
        self.write(|conn| {
            outbox::postpone(conn, ids, owner, later(self.now(), pause)?)?;
            Ok::<_, Interrupted>(())
        })
    }

    /// The message was not handed over, and is to be tried again after `pause`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn message_retry(
        &self,
        id: MessageId,
        owner: &str,
        pause: SignedDuration,
        failure: &SendFailure,
    ) -> Result<(), CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            let detail = failure.detail.clone();
            outbox::record_attempts(conn, &[attempt(id, now, failure.code, detail)])?;
            outbox::retry(conn, id, owner, later(now, pause)?)?;
            Ok::<_, Interrupted>(())
        })
    }

    /// It was not, and is given up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn message_failed(
        &self,
        id: MessageId,
        owner: &str,
        failure: &SendFailure,
    ) -> Result<(), CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            let detail = failure.detail.clone();
            outbox::record_attempts(conn, &[attempt(id, now, failure.code, detail)])?;
            if outbox::fail(conn, id, owner)? {
                self.undelivered(conn, id, now, failure.mailbox_is_dead)?;
            }
            Ok::<_, Interrupted>(())
        })
    }

    /// Neither a message nor what leaves in its mail arrives.
    pub(crate) fn undelivered(
        &self,
        conn: &mut Conn,
        id: MessageId,
        at: Timestamp,
        mailbox_is_dead: bool,
    ) -> Result<(), Interrupted> {
        let mut messages = outbox::bundled_with(conn, &[id])?;
        outbox::settle_bundled(conn, &[id], OutboxStatus::Failed, None)?;
        messages.splice(0..0, outbox::find(conn, id)?);
        mark_delivery(conn, &messages, DeliveryState::Bounced, at)?;
        if mailbox_is_dead {
            for message in &messages {
                self.find_unreachable(conn, message.id)?;
            }
        }
        Ok(())
    }

    /// Gives back what `owner` has claimed and not finished: it stops, and others may go on. Tells
    /// how many messages that were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn release_leases(&self, owner: &str) -> Result<usize, CaseworkError> {
        self.write(|conn| Ok::<_, Interrupted>(outbox::release(conn, owner)?))
    }

    /// What waits to be sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn backlog(&self) -> Result<Backlog, CaseworkError> {
        self.read(|conn| Ok(outbox::backlog(conn, self.now())?))
    }

    /// How many messages there are, by how far they got.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn message_counts(&self) -> Result<OutboxCounts, CaseworkError> {
        self.read(|conn| Ok(outbox::counts(conn)?))
    }
}

/// Ends a message that has lost its point.
pub(crate) fn give_up(
    conn: &mut Conn,
    id: MessageId,
    owner: &str,
    now: Timestamp,
) -> Result<(), CaseworkError> {
    outbox::finish(conn, &[id], owner, now)?;
    outbox::record_attempts(conn, &[attempt(id, now, SUPERSEDED, None)])?;
    Ok(())
}

pub(crate) fn attempt(
    message_id: MessageId,
    at: Timestamp,
    result: &str,
    detail: Option<String>,
) -> AttemptRecord {
    AttemptRecord {
        message_id,
        at,
        result: result.to_owned(),
        detail,
    }
}

/// How far the news of the assignments of these messages got: news of an assignment's end says nothing
/// about whether the question arrived.
fn mark_delivery(
    conn: &mut Conn,
    messages: &[OutboxMessage],
    delivery: DeliveryState,
    at: Timestamp,
) -> Result<(), CaseworkError> {
    let tells = |kind: MessageKind| {
        !matches!(
            kind,
            MessageKind::FirstContactDue
                | MessageKind::FollowUpDue
                | MessageKind::Released
                | MessageKind::TriageNeeded
                | MessageKind::MailboxDead
                | MessageKind::PersonLink
        )
    };
    let ids: Vec<AssignmentId> = messages
        .iter()
        .filter(|message| tells(message.kind))
        .filter_map(|message| message.assignment_id)
        .collect();
    if !ids.is_empty() {
        assignments::set_delivery(conn, &ids, delivery, at)?;
    }
    Ok(())
}
