//! What one mail says that carries several messages: the reminders of one moment, or a digest.

use std::collections::HashSet;

use jiff::Timestamp;
use passerelle_domain::{AssignmentId, MessageKind};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn, assignments,
    outbox::{self, OutboxMessage, OutboxStatus},
};

use crate::{
    Bundle, BundleDispatch, BundleItem, CaseworkError, Dispatch, material::Material,
    outbox::give_up,
};

/// Of how many cases that wait for an answer a digest says so again.
const MOST_WAITING: usize = 50;

/// The mail that `carrier` leaves in, with all that has a point in it; `None`, and all of it ended,
/// where nothing has.
pub(crate) fn bundle(
    conn: &mut Conn,
    network: &Network,
    carrier: &OutboxMessage,
    owner: &str,
    now: Timestamp,
) -> Result<Option<Dispatch>, CaseworkError> {
    let Some(kind) = carrier.bundle else {
        return Ok(None);
    };
    let mut messages = vec![carrier.clone()];
    messages.extend(outbox::bundled_with(conn, &[carrier.id])?);
    let material = Material::read(conn, &messages)?;
    let mut dispatches = Vec::with_capacity(messages.len());
    for message in &messages {
        dispatches.extend(material.dispatch(conn, network, message)?);
    }
    let mut asked = HashSet::new();
    dispatches.retain(|dispatch| !asks(dispatch.kind) || asked.insert(dispatch.assignment));
    let mut items: Vec<BundleItem> = dispatches.iter().map(Into::into).collect();
    let Some(first) = dispatches.into_iter().next() else {
        give_up(conn, carrier.id, owner, now)?;
        outbox::settle_bundled(conn, &[carrier.id], OutboxStatus::Sent, Some(now))?;
        return Ok(None);
    };
    if kind == Bundle::Digest {
        items.extend(waiting(conn, network, carrier, &asked)?);
    }
    // A reminder by itself is the mail that it always was.
    let single = kind == Bundle::Reminders && items.len() == 1;
    let thread = first.thread.filter(|_| single);
    let items = BundleDispatch {
        kind,
        colleague: carrier.colleague,
        items,
    };
    Ok(Some(Dispatch {
        message: carrier.id,
        attempts: carrier.attempts,
        thread,
        bundle: (!single).then_some(items),
        ..first
    }))
}

/// Whether a message asks its reader for an answer: one of them on an assignment is enough in a mail,
/// and the first of them is the question itself.
fn asks(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::AnswerRequested | MessageKind::AnswerReminder
    )
}

/// What the reader of a digest was asked before it and has not answered, each with the link that the
/// question had. What was asked since the digest was written is left out, so that a digest that goes
/// out again says nothing new.
fn waiting(
    conn: &mut Conn,
    network: &Network,
    digest: &OutboxMessage,
    said: &HashSet<Option<AssignmentId>>,
) -> Result<Vec<BundleItem>, CaseworkError> {
    let asked = assignments::proposed_to(conn, digest.recipient)?;
    let unsaid: Vec<AssignmentId> = asked
        .into_iter()
        .map(|(id, _)| id)
        .filter(|id| !said.contains(&Some(*id)))
        .take(MOST_WAITING)
        .collect();
    let mut open = outbox::firsts_about(conn, &unsaid)?;
    open.retain(|message| {
        let own = (message.recipient, message.colleague) == (digest.recipient, digest.colleague);
        let before = message.sent_at.is_some_and(|at| at < digest.available_at);
        own && before && message.kind == MessageKind::AnswerRequested
    });
    // The latest question first, as they were found.
    open.sort_by_key(|message| {
        unsaid
            .iter()
            .position(|id| message.assignment_id == Some(*id))
    });
    let material = Material::read(conn, &open)?;
    let mut items = Vec::with_capacity(open.len());
    for question in &open {
        if let Some(dispatch) = material.dispatch(conn, network, question)? {
            items.push(BundleItem {
                kind: MessageKind::AnswerReminder,
                ..BundleItem::from(&dispatch)
            });
        }
    }
    Ok(items)
}
