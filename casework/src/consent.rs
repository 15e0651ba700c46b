//! A person answers whether their name may be passed on, or changes their mind.

use passerelle_domain::{
    Consent, ConsentState, EventKind, PartyRole, Reason, ReferralId, ReferralState, ReferralStatus,
    TransitionError, WithdrawReason,
};
use passerelle_store::Conn;
use serde_json::json;

use crate::{
    Actor, Casework, CaseworkError, ConsentChange, ConsentGiver, ReferralView,
    change::{By, Change},
    check::{consent_faults, refuse},
    decide::decide,
    rights::{Deed, need_scope},
    views::build::Case,
    withdraw::stop,
};

impl Casework {
    /// Enters an answer on consent. What partners see changes with it at once; a case that waited
    /// for it goes on; a person concerned who withdraws it stops the case, unless the law has it
    /// go on without consent.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when the case has ended, and [`CaseworkError::Stale`].
    pub fn consent(
        &self,
        actor: &Actor,
        id: ReferralId,
        answer: &ConsentChange,
        expected: Option<i64>,
    ) -> Result<ReferralView, CaseworkError> {
        need_scope(actor, Deed::RecordConsent)?;
        self.write_for(actor, |conn| {
            let mut change = Change::open(self, conn, By::client(actor), id)?;
            change.need(actor, Deed::RecordConsent)?;
            change.expect(expected)?;
            refuse(consent_faults(&change.network, &answer.consent))?;
            let concerned = record(&mut change, answer)?;
            if concerned {
                follow(conn, &mut change, answer.consent.state)?;
            }
            change.commit(conn)?;
            Ok(Case::load(conn, id)?.view(&change.network, actor)?)
        })
    }
}

/// Enters the answer, and says whether it is the person concerned's.
fn record(change: &mut Change<'_>, answer: &ConsentChange) -> Result<bool, CaseworkError> {
    let state = &change.referral.state;
    if !state.is_open() {
        let state = state.status().code();
        return Err(TransitionError::WrongState {
            state,
            action: "consent",
        }
        .into());
    }
    let party = change
        .referral
        .need
        .parties
        .get_mut(answer.party)
        .ok_or_else(|| {
            CaseworkError::invalid("/party", "unknown_party", "the referral has no such party")
        })?;
    let given: Consent = answer.consent.clone();
    match answer.giver {
        ConsentGiver::Person => party.consent = given,
        ConsentGiver::Guardian => party.guardian_consent = Some(given),
    }
    let concerned = party.role == PartyRole::Concerned;
    let giver = match answer.giver {
        ConsentGiver::Person => "person",
        ConsentGiver::Guardian => "guardian",
    };
    change.remember(
        EventKind::ConsentRecorded,
        None,
        json!({ "party": answer.party, "giver": giver, "state": answer.consent.state.code() }),
    );
    Ok(concerned)
}

/// What the answer of the person concerned leads to.
pub(crate) fn follow(
    conn: &mut Conn,
    change: &mut Change<'_>,
    state: ConsentState,
) -> Result<(), CaseworkError> {
    let waiting = change.referral.state == ReferralState::AwaitingConsent;
    match state {
        ConsentState::Withdrawn if !rests_on_law(change) => {
            let reason = Reason::new(WithdrawReason::ConsentWithdrawn, None)
                .map_err(|error| CaseworkError::because("withdrawing", error))?;
            stop(change, &reason)
        }
        ConsentState::Given if waiting => decide(conn, change).map(drop),
        // The case cannot go where the rules would send it: a person looks for another way.
        ConsentState::Refused if waiting => change.leave_to_a_person(),
        _ => Ok(()),
    }
}

fn rests_on_law(change: &Change<'_>) -> bool {
    change.referral.state.status() != ReferralStatus::AwaitingConsent
        && change
            .decision
            .as_ref()
            .is_some_and(|stored| stored.decision.legal_exception.is_some())
}
