//! Putting right: one partner is stopped, or what should never have been is marked as such and kept.

use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, AssignmentState, EventKind, MessageKind,
    ReferralAction, ReferralId,
};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    answer::event_of,
    change::{By, Change},
    rights::{Deed, need_scope, need_standing, towards_assignment},
    views::build::Case,
};

impl Casework {
    /// Marks a referral as entered in error. Partners lose it at once, whatever they were doing: there
    /// is nothing for them to confirm.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when it is marked already or was diverted, and
    /// [`CaseworkError::Stale`].
    pub fn void_referral(
        &self,
        actor: &Actor,
        id: ReferralId,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::VoidReferral)?;
        self.write(|conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::VoidReferral)?;
            change.expect(expected)?;
            change.apply(ReferralAction::MarkError)?;
            change.remember(EventKind::ReferralEnteredInError, None, json!({}));
            let concerned: Vec<AssignmentId> = change
                .assignments()
                .filter(|held| held.state.is_live())
                .map(|held| held.id)
                .collect();
            for assignment in concerned {
                take_back(&mut change, assignment, &AssignmentAction::MarkError)?;
            }
            change.commit(conn)?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }

    /// Marks an assignment as entered in error; the partner loses it at once. Where it led an open
    /// case, a person chooses who takes its place.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when it is marked already, and [`CaseworkError::Stale`].
    pub fn void_assignment(
        &self,
        actor: &Actor,
        referral: ReferralId,
        id: AssignmentId,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        let deed = Deed::VoidAssignment;
        self.correct(
            actor,
            referral,
            id,
            (deed, AssignmentAction::MarkError),
            expected,
        )
    }

    /// Stops one partner: one that has not answered is released, one at work is asked to confirm, or
    /// to say what was done already. Where it led an open case, a person chooses who goes on.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when there is nothing to stop, and [`CaseworkError::Stale`].
    pub fn stop_assignment(
        &self,
        actor: &Actor,
        referral: ReferralId,
        id: AssignmentId,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        let deed = Deed::StopAssignment;
        self.correct(
            actor,
            referral,
            id,
            (deed, AssignmentAction::Cancel),
            expected,
        )
    }

    fn correct(
        &self,
        actor: &Actor,
        referral: ReferralId,
        id: AssignmentId,
        (deed, action): (Deed, AssignmentAction),
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, deed)?;
        self.write(|conn| {
            let mut change = Change::open(self, conn, By::client(actor), referral)?;
            let assignment = change.assignment(id)?;
            let held = towards_assignment(actor, &change.network, &change.referral, assignment);
            let led = assignment.role == AssignmentRole::Lead && holds_the_case(&assignment.state);
            need_standing(&held, deed)?;
            change.under(deed);
            change.expect(expected)?;
            take_back(&mut change, id, &action)?;
            if led && change.referral.state.is_open() {
                change.leave_to_a_person()?;
            }
            change.commit(conn)?;
            Ok(Case::load(conn, referral)?.view(&change.network, actor)?)
        })
    }
}

/// Whether the case rests with the partner: it is asked, or at work and not asked to stop.
fn holds_the_case(state: &AssignmentState) -> bool {
    state.is_live() && !matches!(state, AssignmentState::CancelRequested { .. })
}

/// Takes an assignment back, and tells its partner where it still had a part.
fn take_back(
    change: &mut Change<'_>,
    id: AssignmentId,
    action: &AssignmentAction,
) -> Result<(), CaseworkError> {
    let assignment = change.assignment(id)?;
    let (partner, had_a_part) = (assignment.partner, assignment.state.is_live());
    change.apply_to(id, action.clone())?;
    let (kind, data) = match change.assignment(id)?.state {
        AssignmentState::Cancelled { .. } => (EventKind::AssignmentCancelled, json!({})),
        _ => event_of(action),
    };
    change.remember(kind, Some(id), data);
    if had_a_part {
        change.tell(MessageKind::Released, partner, Some(id));
    }
    Ok(())
}
