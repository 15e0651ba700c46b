//! The ladder: when a partner does not take a case, or gives it back, the next one is asked by
//! itself, until nobody is left and a person must choose.

use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentState, EventKind, MessageKind, PartnerId,
    ReferralStatus,
};
use passerelle_routing_rules::Proposal;
use passerelle_store::Conn;
use serde_json::json;

use crate::{
    CaseworkError,
    change::Change,
    decide::{ask, consult, decide, record},
    due::due_for,
    service::Interrupted,
    tally::Step,
};

/// Goes on to the next partner.
pub(crate) fn move_on(conn: &mut Conn, change: &mut Change<'_>) -> Result<(), CaseworkError> {
    take_a_step(conn, change)?;
    conn.remark(where_to(change).code());
    Ok(())
}

fn take_a_step(conn: &mut Conn, change: &mut Change<'_>) -> Result<(), CaseworkError> {
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
    take_a_step_to(conn, change, better)?;
    conn.remark(where_to(change).code());
    Ok(())
}

fn take_a_step_to(
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
    let (answer_due_at, first_contact_due_at) = due_for(change, &decision, better)?;
    decision.answer_due_at = answer_due_at;
    decision.first_contact_due_at = first_contact_due_at;
    // They were worked out for the partner that would have been asked.
    decision.course.reminders.clear();
    let lead = Proposal {
        answer_due_at,
        first_contact_due_at,
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

fn where_to(change: &Change<'_>) -> Step {
    match change.referral.state.status() {
        ReferralStatus::Triage => Step::ToPerson,
        ReferralStatus::AwaitingConsent => Step::ToConsent,
        _ => Step::ToPartner,
    }
}

/// Whether a person chose the partner that stands.
pub(crate) fn chosen_by_hand(change: &Change<'_>) -> bool {
    change
        .decision
        .as_ref()
        .is_some_and(|stored| stored.by_hand.is_some())
}

/// Passes over the partner that had to answer by now, and goes on to the next one.
pub(crate) fn pass_over(conn: &mut Conn, change: &mut Change<'_>) -> Result<(), Interrupted> {
    let late: Vec<(AssignmentId, PartnerId)> = change
        .assignments()
        .filter(|held| {
            matches!(
                held.state,
                AssignmentState::Proposed { answer_due_at: Some(due) } if due <= change.at
            )
        })
        .map(|held| (held.id, held.partner))
        .collect();
    for (id, partner) in late {
        change.apply_to(id, AssignmentAction::Expire)?;
        change.remember(EventKind::AssignmentExpired, Some(id), json!({}));
        change.tell(MessageKind::Released, partner, Some(id));
    }
    move_on(conn, change)?;
    change.commit(conn)
}
