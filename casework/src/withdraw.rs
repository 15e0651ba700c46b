//! Stopping a referral: the person or the referrer does not want it any more.

use passerelle_domain::{EventKind, Reason, ReferralAction, ReferralId, WithdrawReason};
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ReferralView,
    change::{By, Change},
    decide::{Released, release},
    rights::{Deed, need_scope},
    views::build::Case,
};

impl Casework {
    /// Withdraws the referral: partners that have not answered are released, those at work are
    /// asked to stop.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when it has ended already, and [`CaseworkError::Stale`].
    pub fn withdraw(
        &self,
        actor: &Actor,
        id: ReferralId,
        reason: &Reason<WithdrawReason>,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::Withdraw)?;
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::Withdraw)?;
            change.expect(expected)?;
            stop(&mut change, reason)?;
            change.commit(conn)?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }
}

/// Withdraws, whoever asked for it.
pub(crate) fn stop(
    change: &mut Change<'_>,
    reason: &Reason<WithdrawReason>,
) -> Result<(), CaseworkError> {
    change.apply(ReferralAction::Withdraw(reason.clone()))?;
    let data = json!({ "reason": reason.code().code() });
    change.remember(EventKind::ReferralWithdrawn, None, data);
    release(change, Released::Everybody)
}
