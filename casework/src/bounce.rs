//! Mailboxes that turn out to be dead. A partner that cannot be told is not waited for: the next one
//! is asked at once, and the coordinators learn whose address they have to mend.

use jiff::SignedDuration;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentState, Desk, EventKind, MessageId, MessageKind,
    PartnerId,
};
use passerelle_store::{
    Conn, colleagues,
    outbox::{self, OutboxStatus},
};
use serde_json::json;

use crate::{
    Casework, CaseworkError,
    change::{By, Change},
    error::later,
    ladder::move_on,
    outbox::attempt,
    rights::Deed,
    service::Interrupted,
    snapshot::operators,
};

/// The result of a message that came back after it had been handed over.
const BOUNCED: &str = "bounced";

/// How long the coordinators are not told again of the same partner: one dead mailbox may meet many
/// cases.
const BETWEEN_WARNINGS: SignedDuration = SignedDuration::from_hours(24);

impl Casework {
    /// A mail server reports that a message will never arrive; `status` is its code (RFC 3463).
    /// Tells whether that was news of a message of this service.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn message_bounced(&self, id: MessageId, status: &str) -> Result<bool, CaseworkError> {
        self.write(|conn| {
            let now = self.now();
            if !outbox::bounce(conn, id)? {
                return Ok::<_, Interrupted>(false);
            }
            let detail = Some(status.to_owned());
            outbox::record_attempts(conn, &[attempt(id, now, BOUNCED, detail)])?;
            self.undelivered(conn, id, now, true)?;
            Ok(true)
        })
    }

    /// The mailbox that this message went to is dead. Where it is that of a partner of the case, the
    /// coordinators are warned, and a partner that was asked in vain is passed over.
    pub(crate) fn find_unreachable(
        &self,
        conn: &mut Conn,
        id: MessageId,
    ) -> Result<(), Interrupted> {
        let Some(message) = outbox::find(conn, id)? else {
            return Ok(());
        };
        if let Some(colleague) = message.colleague {
            colleagues::lose(conn, colleague)?;
        }
        let Some(assignment) = message.assignment_id else {
            return Ok(());
        };
        let mut change = Change::open(self, conn, By::CLOCK, message.referral_id)?;
        change.under(Deed::Expire);
        let partner = change.assignment(assignment)?.partner;
        // A party's own mailbox, or a coordinator's: no partner of the case is lost with it.
        if message.recipient != partner || message.kind == MessageKind::PersonLink {
            return Ok(());
        }
        change.remember(
            EventKind::AssignmentUnreachable,
            Some(assignment),
            json!({}),
        );
        warn(conn, &mut change, partner, assignment)?;
        if !asked_in_vain(&change, assignment)? {
            return change.only_tell(conn);
        }
        let told = outbox::told_about(conn, assignment, partner, message.kind)?;
        let in_vain = |desk: &Desk| {
            let failed = (desk.colleague(), OutboxStatus::Failed);
            told.contains(&failed)
        };
        let mut others = change.desks_but(partner, message.colleague);
        others.retain(|desk| !in_vain(desk));
        if others.is_empty() {
            pass_over(conn, &mut change, assignment)?;
            return change.commit(conn);
        }
        let untold = |desk: &Desk| !told.iter().any(|(whom, _)| *whom == desk.colleague());
        for desk in others.into_iter().filter(untold) {
            change.tell_desk(message.kind, partner, Some(assignment), desk)?;
        }
        change.only_tell(conn)
    }
}

/// Tells the coordinators, but for one that is the dead mailbox itself.
fn warn(
    conn: &mut Conn,
    change: &mut Change<'_>,
    partner: PartnerId,
    assignment: AssignmentId,
) -> Result<(), CaseworkError> {
    if let Some(last) = outbox::last_about_partner(conn, partner, MessageKind::MailboxDead)?
        && change.at < later(last, BETWEEN_WARNINGS)?
    {
        return Ok(());
    }
    let operators: Vec<_> = operators(&change.network)
        .map(|operator| operator.id)
        .filter(|operator| *operator != partner)
        .collect();
    for operator in operators {
        change.tell(MessageKind::MailboxDead, operator, Some(assignment));
    }
    Ok(())
}

/// Whether an answer is awaited that nobody can give.
fn asked_in_vain(change: &Change<'_>, assignment: AssignmentId) -> Result<bool, CaseworkError> {
    Ok(matches!(
        change.assignment(assignment)?.state,
        AssignmentState::Proposed {
            answer_due_at: Some(_)
        }
    ))
}

/// The time of a partner that cannot be asked is over now.
fn pass_over(
    conn: &mut Conn,
    change: &mut Change<'_>,
    assignment: AssignmentId,
) -> Result<(), CaseworkError> {
    let now = change.at;
    change.edit(assignment, |record| {
        record.state = AssignmentState::Proposed {
            answer_due_at: Some(now),
        };
        Ok(())
    })?;
    change.apply_to(assignment, AssignmentAction::Expire)?;
    let data = json!({ "reason": "unreachable" });
    change.remember(EventKind::AssignmentExpired, Some(assignment), data);
    move_on(conn, change)
}
