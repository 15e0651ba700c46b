//! A partner acts on its assignment: answers, works, gives back.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, AssignmentState, DeliveryState, EventKind,
    ReferralAction, ReferralId, ReferralState, TransitionError,
};
use passerelle_routing_rules::rules::PausesWhile;
use passerelle_store::{Conn, assignments::AssignmentRecord};
use serde_json::{Value, json};

use crate::{
    Actor, Casework, CaseworkError, PartnerAction, ReferralView,
    change::{By, Change},
    check::{is_active, refuse, unknown_partner},
    due::made_up_for,
    ladder::{move_on, move_on_to},
    meeting::{move_meeting, record_meeting},
    moves::deed_of,
    rights::{Deed, need_scope, need_standing, towards_assignment},
    views::build::Case,
};

impl Casework {
    /// Does `action` to the assignment `id` of the referral.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when its state does not allow it, and
    /// [`CaseworkError::Stale`] when the referral is not at the `expected` sequence any more.
    pub fn act(
        &self,
        actor: &Actor,
        referral: ReferralId,
        id: AssignmentId,
        action: &PartnerAction,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        let moving = lifecycle_action(action);
        let deed = moving.as_ref().map_or(Some(Deed::RecordMeeting), deed_of);
        let deed = deed.ok_or_else(|| CaseworkError::internal("an action without a deed"))?;
        need_scope(actor, deed)?;
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), referral)?;
            let assignment = change.assignment(id)?;
            let held = towards_assignment(actor, &change.network, &change.referral, assignment);
            need_standing(&held, deed)?;
            change.under(deed);
            change.expect(expected)?;
            match (action, &moving) {
                (PartnerAction::Meeting { state, at }, _) => {
                    record_meeting(&mut change, id, *state, *at, actor.organisation)?;
                }
                (PartnerAction::MoveMeeting { meeting, state, at }, _) => {
                    let told = (*state, *at);
                    move_meeting(conn, &mut change, id, *meeting, told, actor.organisation)?;
                }
                (_, Some(action)) => carry_out(conn, &mut change, id, action)?,
                (_, None) => return Err(CaseworkError::internal("an action without a move").into()),
            }
            change.commit(conn)?;
            Ok(Case::load(conn, referral)?.view(&change.network, actor)?)
        })
    }
}

/// Moves an assignment by its partner's will, and the referral with it.
pub(crate) fn carry_out(
    conn: &mut Conn,
    change: &mut Change<'_>,
    id: AssignmentId,
    action: &AssignmentAction,
) -> Result<(), CaseworkError> {
    let assignment = change.assignment(id)?;
    nothing_is_asked_of_the_informed(assignment, action.name())?;
    let was_asked = matches!(assignment.state, AssignmentState::Proposed { .. });
    let held_since = match assignment.state {
        AssignmentState::OnHold { since, .. } => Some(since),
        _ => None,
    };
    if let AssignmentAction::Redirect { to, .. } = action
        && !is_active(&change.network, *to)
    {
        refuse(vec![unknown_partner("/partner")])?;
    }
    change.apply_to(id, action.clone())?;
    if was_asked {
        change.edit(id, |record| {
            record.delivery = DeliveryState::Answered;
            Ok(())
        })?;
    }
    if let (AssignmentAction::Resume, Some(since)) = (action, held_since) {
        make_up_for(change, id, since)?;
    }
    let (kind, data) = event_of(action);
    change.remember(kind, Some(id), data);
    match action {
        AssignmentAction::Accept => take_up(change),
        AssignmentAction::Decline(_) => move_on(conn, change),
        AssignmentAction::Redirect { to, .. } => move_on_to(conn, change, *to),
        // Work that failed says more than a refusal: a person looks at it first.
        AssignmentAction::Fail(_) => change.leave_to_a_person(),
        _ => Ok(()),
    }
}

/// Work that was on hold since then has its first contact due later by the time that counts, unless
/// the rule lets the clock go on.
fn make_up_for(
    change: &mut Change<'_>,
    id: AssignmentId,
    since: Timestamp,
) -> Result<(), CaseworkError> {
    let decision = change.decision.as_ref().map(|stored| &stored.decision);
    let pauses = decision.map(|decision| decision.course.pauses_while.as_slice());
    let pauses = pauses.unwrap_or_default();
    if !pauses.is_empty() && !pauses.contains(&PausesWhile::OnHold) {
        return Ok(());
    }
    let assignment = change.assignment(id)?;
    let Some(due) = assignment.first_contact_due_at else {
        return Ok(());
    };
    let later = made_up_for(change, assignment.partner, due, since)?;
    change.edit(id, |record| {
        record.first_contact_due_at = Some(later);
        Ok(())
    })
}

/// The referral follows the first partner that takes it up.
fn take_up(change: &mut Change<'_>) -> Result<(), CaseworkError> {
    if change.referral.state == ReferralState::Routed {
        change.apply(ReferralAction::TakeUp)?;
        change.remember(EventKind::ReferralTakenUp, None, json!({}));
    }
    Ok(())
}

pub(crate) fn nothing_is_asked_of_the_informed(
    assignment: &AssignmentRecord,
    action: &'static str,
) -> Result<(), TransitionError> {
    match assignment.role {
        AssignmentRole::Lead => Ok(()),
        AssignmentRole::Informed => Err(TransitionError::WrongState {
            state: "informed",
            action,
        }),
    }
}

fn lifecycle_action(action: &PartnerAction) -> Option<AssignmentAction> {
    Some(match action.clone() {
        PartnerAction::Accept => AssignmentAction::Accept,
        PartnerAction::Decline(reason) => AssignmentAction::Decline(reason),
        PartnerAction::Start => AssignmentAction::Start,
        PartnerAction::Hold(reason) => AssignmentAction::Hold(reason),
        PartnerAction::Resume => AssignmentAction::Resume,
        PartnerAction::Redirect { to, reason } => AssignmentAction::Redirect { to, reason },
        PartnerAction::Complete(result) => AssignmentAction::Complete(result),
        PartnerAction::Fail(reason) => AssignmentAction::Fail(reason),
        PartnerAction::ConfirmCancellation => AssignmentAction::ConfirmCancellation,
        PartnerAction::Meeting { .. } | PartnerAction::MoveMeeting { .. } => return None,
    })
}

/// How an action is remembered: codes only, since a reason's text may hold anything.
pub(crate) fn event_of(action: &AssignmentAction) -> (EventKind, Value) {
    match action {
        AssignmentAction::Accept => (EventKind::AssignmentAccepted, json!({})),
        AssignmentAction::Decline(reason) => (
            EventKind::AssignmentDeclined,
            json!({ "reason": reason.code().code() }),
        ),
        AssignmentAction::Start => (EventKind::AssignmentStarted, json!({})),
        AssignmentAction::Hold(reason) => (
            EventKind::AssignmentHeld,
            json!({ "reason": reason.code().code() }),
        ),
        AssignmentAction::Resume => (EventKind::AssignmentResumed, json!({})),
        AssignmentAction::Redirect { to, reason } => (
            EventKind::AssignmentRedirected,
            json!({ "to": to, "reason": reason.code().code() }),
        ),
        AssignmentAction::Complete(result) => (
            EventKind::AssignmentCompleted,
            json!({ "result": result.code() }),
        ),
        AssignmentAction::Fail(reason) => (
            EventKind::AssignmentFailed,
            json!({ "reason": reason.code().code() }),
        ),
        AssignmentAction::Cancel => (EventKind::AssignmentCancelRequested, json!({})),
        AssignmentAction::ConfirmCancellation => (EventKind::AssignmentCancelled, json!({})),
        AssignmentAction::MarkError => (EventKind::AssignmentEnteredInError, json!({})),
        AssignmentAction::Expire => (EventKind::AssignmentExpired, json!({})),
    }
}
