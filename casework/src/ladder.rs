//! The ladder: when a partner does not take a case, or gives it back, the next one is asked by
//! itself, until nobody is left and a person must choose.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentState, EventKind, MessageKind, PartnerId, ReferralId,
};
use passerelle_routing_rules::Proposal;
use passerelle_store::{Conn, assignments};
use serde_json::json;

use crate::{
    Casework, CaseworkError,
    change::{By, Change},
    decide::{ask, consult, decide, record},
    rights::Deed,
    service::Interrupted,
};

/// Goes on to the next partner.
pub(crate) fn move_on(conn: &mut Conn, change: &mut Change<'_>) -> Result<(), CaseworkError> {
    if chosen_by_hand(change) {
        // The rules do not overrule a person's choice: that person chooses again.
        return change.leave_to_a_person();
    }
    decide(conn, change).map(drop)
}

/// Goes on to the partner that the former one named. A partner off the route is a person's choice:
/// neither consent nor coverage have been looked at for it.
pub(crate) fn move_on_to(
    conn: &mut Conn,
    change: &mut Change<'_>,
    better: PartnerId,
) -> Result<(), CaseworkError> {
    if chosen_by_hand(change) {
        return change.leave_to_a_person();
    }
    let mut decision = consult(conn, change)?;
    let route = decision.lead.iter().chain(&decision.fallbacks);
    let Some(named) = route
        .into_iter()
        .find(|next| next.partner == better)
        .cloned()
    else {
        record(change, decision, None);
        return change.leave_to_a_person();
    };
    if named.needs_consent {
        record(change, decision, None);
        return change.leave_to_a_person();
    }
    let lead = Proposal {
        answer_due_at: decision.answer_due_at,
        first_contact_due_at: decision.first_contact_due_at,
        ..named
    };
    decision.fallbacks.retain(|next| next.partner != better);
    if let Some(passed_over) = decision.lead.replace(lead.clone())
        && passed_over.partner != better
    {
        decision.fallbacks.insert(0, passed_over);
    }
    let exception = decision.legal_exception;
    record(change, decision, None);
    ask(change, &lead, exception)
}

fn chosen_by_hand(change: &Change<'_>) -> bool {
    change
        .decision
        .as_ref()
        .is_some_and(|stored| stored.by_hand.is_some())
}

impl Casework {
    /// Takes note of the answers that did not come in time, at most `limit` of them, and asks the
    /// next partners. Each is a transaction of its own, so that several processes may do this at
    /// once and each silence is noticed once. Tells how many it noticed.
    ///
    /// # Errors
    /// When the database does not answer. A case that cannot be moved on is logged and left.
    pub fn expire_due(&self, limit: i64) -> Result<usize, CaseworkError> {
        let now = self.now();
        let due = self.read(|conn| Ok(assignments::due_before(conn, now, limit)?))?;
        let mut noticed = 0;
        for assignment in due {
            match self.expire(assignment.referral_id, assignment.id, now) {
                Ok(true) => noticed += 1,
                Ok(false) => {}
                Err(error @ CaseworkError::Unavailable(_)) => return Err(error),
                Err(error) => tracing::error!(
                    assignment = %assignment.id,
                    error = &error as &dyn std::error::Error,
                    "a silent partner could not be passed over",
                ),
            }
        }
        Ok(noticed)
    }

    /// Whether it was this call that noticed.
    pub(crate) fn expire(
        &self,
        referral: ReferralId,
        id: AssignmentId,
        now: Timestamp,
    ) -> Result<bool, CaseworkError> {
        self.write(|conn| {
            let mut change = Change::open(self, conn, By::CLOCK, referral)?;
            change.under(Deed::Expire);
            let assignment = change.assignment(id)?;
            let partner = assignment.partner;
            let silent = matches!(
                assignment.state,
                AssignmentState::Proposed { answer_due_at: Some(due) } if due <= now
            );
            if !silent {
                return Ok::<_, Interrupted>(false);
            }
            change.apply_to(id, AssignmentAction::Expire)?;
            change.remember(EventKind::AssignmentExpired, Some(id), json!({}));
            change.tell(MessageKind::Released, partner, Some(id));
            move_on(conn, &mut change)?;
            change.commit(conn)?;
            Ok(true)
        })
    }
}
