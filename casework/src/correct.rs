//! Putting right: one partner is stopped, or what should never have been is marked as such and kept.

use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, EventKind, ReferralAction, ReferralId,
};
use passerelle_store::follow_ups;
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    change::{By, Change},
    decide::take_back,
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
        self.write_for(actor, |conn| {
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
            follow_ups::drop_open(conn, id, change.at)?;
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
        let correction = (Deed::VoidAssignment, AssignmentAction::MarkError);
        self.correct(actor, referral, id, correction, expected)
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
        let correction = (Deed::StopAssignment, AssignmentAction::Cancel);
        self.correct(actor, referral, id, correction, expected)
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
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), referral)?;
            let assignment = change.assignment(id)?;
            let held = towards_assignment(actor, &change.network, &change.referral, assignment);
            let led = assignment.role == AssignmentRole::Lead && assignment.state.holds_the_case();
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
