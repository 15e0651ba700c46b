//! Partners that are asked and cannot take a case any more: on holiday, closed, or carrying too much.
//! The case goes on without waiting for their silence.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, AssignmentState, EventKind, MessageKind,
    Partner, PartnerId, TimerKind, TurnedDownReason, calendar,
};
use passerelle_routing_rules::Network;
use passerelle_store::{
    Conn,
    assignments::{self, Weighed},
    timers::{self, NewTimer},
};
use serde_json::json;

use crate::{
    CaseworkError,
    change::Change,
    ladder::{chosen_by_hand, move_on},
    service::Interrupted,
};

/// When the next pause of a partner begins.
pub(crate) fn away_from(
    network: &Network,
    partner: PartnerId,
    now: Timestamp,
) -> Option<Timestamp> {
    next_pause(network.partner(partner)?, now)
}

fn next_pause(partner: &Partner, now: Timestamp) -> Option<Timestamp> {
    let begins = partner.next_pause_after(calendar::day_of(now).ok()?)?;
    calendar::beginning_of(begins).ok()
}

/// Has it looked at, now and when its next pause begins, whether a partner can still take what it was
/// asked. The latest question comes first: what came first stays longest.
pub(crate) fn look_again(
    conn: &mut Conn,
    partner: &Partner,
    now: Timestamp,
) -> Result<(), CaseworkError> {
    let moments = [Some(now), next_pause(partner, now)];
    for (id, referral_id) in assignments::proposed_to(conn, partner.id)? {
        let timers = moments.into_iter().flatten().map(|due_at| NewTimer {
            kind: TimerKind::PartnerAway,
            referral_id,
            assignment_id: Some(id),
            due_at,
        });
        timers::set(conn, &timers.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Whether it is the rules' choice that waits for an answer: a person's choice stays.
pub(crate) fn may_be_passed_over(change: &Change<'_>, id: AssignmentId) -> bool {
    let waits = change.assignments().any(|held| {
        held.id == id
            && held.role == AssignmentRole::Lead
            && matches!(held.state, AssignmentState::Proposed { .. })
    });
    waits && !chosen_by_hand(change)
}

/// Goes on to the next partner where the one that was asked is away. Tells whether it is.
pub(crate) fn leave_who_is_away(
    conn: &mut Conn,
    change: &mut Change<'_>,
    id: AssignmentId,
) -> Result<bool, Interrupted> {
    let partner = change.assignment(id)?.partner;
    let Some(reason) = away(conn, change, partner)? else {
        return Ok(false);
    };
    change.apply_to(id, AssignmentAction::Cancel)?;
    let because = json!({ "reason": reason.code() });
    change.remember(EventKind::AssignmentCancelled, Some(id), because);
    change.tell(MessageKind::Released, partner, Some(id));
    move_on(conn, change)?;
    change.commit(conn)?;
    Ok(true)
}

fn away(
    conn: &mut Conn,
    change: &Change<'_>,
    partner: PartnerId,
) -> Result<Option<TurnedDownReason>, CaseworkError> {
    let Some(partner) = change.network.partner(partner) else {
        return Ok(Some(TurnedDownReason::ClosedOrPaused));
    };
    let today = calendar::day_of(change.at)?;
    if !partner.takes_cases_on(today) {
        return Ok(Some(TurnedDownReason::ClosedOrPaused));
    }
    let Some(most) = partner.capacity else {
        return Ok(None);
    };
    let asked = Weighed {
        partner: partner.id,
        capacity: partner.capacity,
    };
    let standing = assignments::standing(conn, &[asked])?;
    let carries = standing.first().map_or(0, |load| load.open);
    Ok((carries > i64::from(most)).then_some(TurnedDownReason::NoCapacity))
}
