//! Closing a referral with an outcome, and opening it again.

use passerelle_domain::{
    AssignmentAction, AssignmentId, EventKind, Outcome, PartnerId, Reason, ReferralAction,
    ReferralId, ReferralState, ReopenReason, need::text_faults, reason::MAX_REASON_TEXT,
};
use passerelle_store::{
    episodes::{self, EpisodeRecord},
    follow_ups,
};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    answer::event_of,
    change::{By, Change},
    check::refuse,
    decide::{Released, release},
    follow_ups::set_follow_ups,
    rights::{Deed, need_scope},
    views::build::Case,
};

impl Casework {
    /// Closes the referral. Nothing closes without an outcome, which describes the situation; the
    /// comment is for the operator alone.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when it has ended already, and [`CaseworkError::Stale`].
    pub fn close(
        &self,
        actor: &Actor,
        id: ReferralId,
        outcome: Outcome,
        comment: Option<&str>,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Close)?;
        let comment = comment.map(str::trim).filter(|comment| !comment.is_empty());
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::Close)?;
            change.expect(expected)?;
            refuse(text_faults(
                "/comment",
                comment.unwrap_or_default(),
                MAX_REASON_TEXT,
            ))?;
            change.apply(ReferralAction::Close(outcome))?;
            change.referral.outcome_comment = comment.map(str::to_owned);
            let data = json!({ "outcome": outcome.code() });
            change.remember(EventKind::ReferralClosed, None, data);
            complete_own(&mut change, actor.organisation, outcome)?;
            release(&mut change, Released::Everybody)?;
            change.commit(conn)?;
            set_follow_ups(conn, &change, outcome)?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }

    /// Opens a closed referral again: a person chooses who takes it up. Trouble that came back is a new
    /// episode; what was closed too early goes on as the same.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when it is not closed, and [`CaseworkError::Stale`].
    pub fn reopen(
        &self,
        actor: &Actor,
        id: ReferralId,
        reason: &Reason<ReopenReason>,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Reopen)?;
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::Reopen)?;
            change.expect(expected)?;
            let over = change.referral.state.clone();
            change.apply(ReferralAction::Reopen(reason.clone()))?;
            change.referral.outcome_comment = None;
            let past = episodes::of_referral(conn, id)?.len();
            let past = i32::try_from(past)
                .map_err(|error| CaseworkError::because("counting episodes", error))?;
            let ended = match over {
                ReferralState::Closed { at, outcome } if reason.code().begins_an_episode() => {
                    Some(EpisodeRecord {
                        referral_id: id,
                        number: past + 1,
                        closed_at: at,
                        outcome,
                        reopened_at: change.at,
                    })
                }
                _ => None,
            };
            let episode = ended.map_or(past, |ended| ended.number) + 1;
            let data = json!({ "reason": reason.code().code(), "episode": episode });
            change.remember(EventKind::ReferralReopened, None, data);
            change.leave_to_a_person()?;
            change.commit(conn)?;
            follow_ups::drop_open(conn, id, change.at)?;
            if let Some(ended) = &ended {
                episodes::insert(conn, ended)?;
            }
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }
}

/// Whoever closes the case has done its own part of the work: it is not asked to stop.
fn complete_own(
    change: &mut Change<'_>,
    organisation: PartnerId,
    outcome: Outcome,
) -> Result<(), CaseworkError> {
    let own: Vec<AssignmentId> = change
        .assignments()
        .filter(|held| held.partner == organisation && held.state.is_taken_up())
        .map(|held| held.id)
        .collect();
    for id in own {
        let action = AssignmentAction::Complete(outcome.completion());
        change.apply_to(id, action.clone())?;
        let (kind, data) = event_of(&action);
        change.remember(kind, Some(id), data);
    }
    Ok(())
}
