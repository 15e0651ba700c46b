//! What has to leave the house: claimed under a lease, sent by `notifications`, and finished here.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    AssignmentId, AssignmentState, AssignmentStatus, DeliveryState, MessageId, MessageKind,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn, assignments, colleagues,
    outbox::{self, AttemptRecord, Backlog, OutboxCounts, OutboxMessage, OutboxStatus},
    person_links,
    referrals::{self, ReferralRecord},
};

use crate::{
    Casework, CaseworkError, Dispatch, PersonRecipient, SendFailure, bundles::bundle,
    commune::commune_name, decision_record::StoredDecision, error::later, person,
    service::Interrupted,
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
            for message in claimed {
                match dispatch(conn, &network, &message)? {
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

    /// The message was handed over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn message_sent(&self, id: MessageId, owner: &str) -> Result<(), CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            outbox::record_attempt(conn, &attempt(id, now, HANDED_OVER, None))?;
            if outbox::finish(conn, id, owner, now)? {
                mark_delivery(conn, id, DeliveryState::HandedOver, now)?;
                for other in outbox::bundled_with(conn, id)? {
                    mark_delivery(conn, other.id, DeliveryState::HandedOver, now)?;
                }
                outbox::settle_bundled(conn, id, OutboxStatus::Sent, Some(now))?;
            }
            Ok::<_, Interrupted>(())
        })
    }

    /// It was not, and is to be tried again after `pause`.
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
            outbox::record_attempt(conn, &attempt(id, now, failure.code, detail))?;
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
            outbox::record_attempt(conn, &attempt(id, now, failure.code, detail))?;
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
        let others = outbox::bundled_with(conn, id)?;
        outbox::settle_bundled(conn, id, OutboxStatus::Failed, None)?;
        for id in [id].into_iter().chain(others.iter().map(|other| other.id)) {
            mark_delivery(conn, id, DeliveryState::Bounced, at)?;
            if mailbox_is_dead {
                self.find_unreachable(conn, id)?;
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
    outbox::finish(conn, id, owner, now)?;
    outbox::record_attempt(conn, &attempt(id, now, SUPERSEDED, None))?;
    Ok(())
}

/// What the message needs to be written; `None` when there is nothing to be said any more.
pub(crate) fn dispatch(
    conn: &mut Conn,
    network: &Network,
    message: &OutboxMessage,
) -> Result<Option<Dispatch>, CaseworkError> {
    let Some(mut recipient) = network.partner(message.recipient).cloned() else {
        return Ok(None);
    };
    if let Some(id) = message.colleague {
        let Some(found) = colleagues::find(conn, id)? else {
            return Ok(None);
        };
        recipient.email = Some(found.colleague.email);
        recipient.language = found.colleague.language;
    }
    let Some(referral) = referrals::find(conn, message.referral_id)? else {
        return Ok(None);
    };
    let assignment = match message.assignment_id {
        Some(id) => assignments::find(conn, id)?,
        None => None,
    };
    let person = match message.kind {
        MessageKind::PersonLink => person_recipient(conn, message.id, &referral)?,
        _ => None,
    };
    let state = assignment.as_ref().map(|assignment| &assignment.state);
    let still_asked = state.is_some_and(|state| state.status() == AssignmentStatus::Proposed);
    let has_a_point = match message.kind {
        MessageKind::AnswerRequested | MessageKind::AnswerReminder | MessageKind::Informed => {
            still_asked
        }
        MessageKind::FirstContactDue => state.is_some_and(AssignmentState::is_taken_up),
        // A new link shows how things stand, and a case that was taken up can be given back with it.
        MessageKind::LinkRenewed
        | MessageKind::Released
        | MessageKind::TriageNeeded
        | MessageKind::FollowUpDue
        | MessageKind::MailboxDead => true,
        MessageKind::PersonLink => person.is_some(),
    };
    let has_address = person.is_some() || recipient.email.is_some();
    if !has_address || !has_a_point {
        return Ok(None);
    }
    let thread = match message.assignment_id {
        Some(id) => outbox::first_about(conn, id, message.recipient, message.colleague)?,
        None => None,
    }
    .filter(|first| *first != message.id);
    let unreachable = assignment
        .as_ref()
        .filter(|_| message.kind == MessageKind::MailboxDead)
        .and_then(|assignment| network.partner(assignment.partner))
        .map(|partner| partner.name.clone());
    let commune_code = referral.need.place.commune_code;
    Ok(Some(Dispatch {
        message: message.id,
        kind: message.kind,
        attempts: message.attempts,
        recipient,
        reference: referral.reference,
        situation: referral.need.situation,
        commune_name: commune_name(conn, &commune_code)?,
        commune_code,
        answer_due_at: assignment
            .as_ref()
            .filter(|_| still_asked || message.kind != MessageKind::LinkRenewed)
            .and_then(|assignment| assignment.answer_due_at),
        assignment: message.assignment_id,
        thread,
        unreachable,
        person,
        bundle: None,
    }))
}

/// The party that this message carries a link to, while there may be one for them by mail.
fn person_recipient(
    conn: &mut Conn,
    message: MessageId,
    referral: &ReferralRecord,
) -> Result<Option<PersonRecipient>, CaseworkError> {
    let Some(link) = person_links::of_message(conn, message)? else {
        return Ok(None);
    };
    let decision = StoredDecision::latest(conn, referral.id)?;
    let position = usize::try_from(link.party).unwrap_or(usize::MAX);
    if person::speaker(referral, decision.as_ref(), position, link.channel).is_err() {
        return Ok(None);
    }
    let party = referral.need.parties.get(position);
    let address = party.and_then(|party| party.identity.email.clone());
    Ok(address.map(|address| PersonRecipient {
        address,
        language: link.language,
        link: link.id,
        expires_at: link.expires_at,
    }))
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

/// How far the news of an assignment got. An answer says more than any mail server, and news of
/// its end says nothing about whether the question arrived.
pub(crate) fn mark_delivery(
    conn: &mut Conn,
    id: MessageId,
    delivery: DeliveryState,
    at: Timestamp,
) -> Result<(), CaseworkError> {
    let Some(message) = outbox::find(conn, id)? else {
        return Ok(());
    };
    let Some(assignment) = message.assignment_id else {
        return Ok(());
    };
    if matches!(
        message.kind,
        MessageKind::FirstContactDue
            | MessageKind::FollowUpDue
            | MessageKind::Released
            | MessageKind::TriageNeeded
            | MessageKind::MailboxDead
            | MessageKind::PersonLink
    ) {
        return Ok(());
    }
    set_delivery(conn, assignment, delivery, at)
}

fn set_delivery(
    conn: &mut Conn,
    id: AssignmentId,
    delivery: DeliveryState,
    at: Timestamp,
) -> Result<(), CaseworkError> {
    let Some(record) = assignments::find(conn, id)? else {
        return Ok(());
    };
    if record.delivery != DeliveryState::Answered {
        assignments::set_delivery(conn, id, delivery, at)?;
    }
    Ok(())
}
