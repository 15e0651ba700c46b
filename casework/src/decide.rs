//! Asks the rules where a case goes, and writes what follows from it: who is asked, who is told, or
//! that a person must choose.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    AssignmentAction, AssignmentId, AssignmentRole, AssignmentState, DecisionId, DeliveryState,
    EventKind, LegalException, MessageKind, PartnerId, ReferralAction,
};
use passerelle_routing_rules::{Decision, Destiny, Proposal};
use passerelle_store::{Conn, assignments::AssignmentRecord};
use serde_json::json;

use crate::{
    CaseworkError,
    answer::event_of,
    change::Change,
    circumstances::{Asked, Circumstances, Purpose},
    decision_record::StoredDecision,
};

/// Decides the case as it stands, asks whom the rules name, and says what happens to it.
pub(crate) fn decide(conn: &mut Conn, change: &mut Change<'_>) -> Result<Destiny, CaseworkError> {
    let decision = consult(conn, change)?;
    change.referral.priority = decision.priority;
    record(change, decision.clone(), None);
    let because = json!({ "rule": decision.rule });
    match decision.destiny {
        Destiny::Routed => {
            let lead = decision
                .lead
                .ok_or_else(|| CaseworkError::internal("routed to nobody"))?;
            ask(change, &lead, decision.legal_exception)?;
            inform(change, &decision.informed);
        }
        Destiny::AwaitingConsent => {
            change.apply(ReferralAction::AwaitConsent)?;
            change.remember(EventKind::ReferralAwaitingConsent, None, because);
        }
        Destiny::Triage => change.leave_to_a_person()?,
        Destiny::EmergencyDiverted => {
            change.apply(ReferralAction::Divert)?;
            change.remember(EventKind::ReferralEmergencyDiverted, None, because);
        }
    }
    Ok(decision.destiny)
}

/// What the rules say of the case as it stands; nothing is changed.
pub(crate) fn consult(conn: &mut Conn, change: &Change<'_>) -> Result<Decision, CaseworkError> {
    let already_asked = already_asked(change);
    let referral = &change.referral;
    let asked = Asked::of(referral, &already_asked);
    let circumstances =
        Circumstances::read(conn, &change.network, &asked, change.at, Purpose::Follow)?;
    let facts = circumstances.facts(&asked);
    Ok(change.network.decide(&facts, change.at)?)
}

/// The partners that are held while the case is decided: those that others are weighed against.
pub(crate) fn weighed_for(
    conn: &mut Conn,
    change: &Change<'_>,
) -> Result<Vec<PartnerId>, CaseworkError> {
    let already_asked = already_asked(change);
    let asked = Asked::of(&change.referral, &already_asked);
    Circumstances::weighed(conn, &change.network, &asked, change.at)
}

/// Every partner that was ever asked to lead, whatever it answered: nobody is asked twice, so the
/// ladder ends.
fn already_asked(change: &Change<'_>) -> Vec<PartnerId> {
    asked_to_lead(change.assignments())
}

/// Likewise, of these assignments.
pub(crate) fn asked_to_lead<'a>(
    assignments: impl IntoIterator<Item = &'a AssignmentRecord>,
) -> Vec<PartnerId> {
    assignments
        .into_iter()
        .filter(|assignment| assignment.role == AssignmentRole::Lead)
        .map(|assignment| assignment.partner)
        .collect()
}

/// Keeps a decision with the case.
pub(crate) fn record(change: &mut Change<'_>, decision: Decision, by_hand: Option<String>) {
    // The decision that stands is the latest, also where two are made at one instant and where the
    // clock was put back in between.
    let former = change.decision.as_ref().map(|stored| stored.at);
    let at = former.map_or(change.at, |former| change.at.max(just_after(former)));
    let id = change.casework.id(at, DecisionId::new);
    change.decided(StoredDecision {
        id,
        at,
        decision,
        by_hand,
    });
}

/// The next instant that the database can tell from `at`.
fn just_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_micros(1))
        .unwrap_or(at)
}

/// Asks a partner to lead.
pub(crate) fn ask(
    change: &mut Change<'_>,
    lead: &Proposal,
    exception: Option<LegalException>,
) -> Result<(), CaseworkError> {
    change.apply(ReferralAction::Route)?;
    let rule = change
        .decision
        .as_ref()
        .map(|stored| stored.decision.rule.clone());
    change.remember(EventKind::ReferralRouted, None, json!({ "rule": rule }));
    propose(change, AssignmentRole::Lead, lead, exception);
    Ok(())
}

/// Tells partners that have no part in the case yet.
fn inform(change: &mut Change<'_>, partners: &[Proposal]) {
    for proposal in partners {
        let has_a_part = change
            .assignments()
            .any(|held| held.partner == proposal.partner);
        if !has_a_part {
            // A legal exception is for the authority that leads, never for those who are told.
            propose(change, AssignmentRole::Informed, proposal, None);
        }
    }
}

fn propose(
    change: &mut Change<'_>,
    role: AssignmentRole,
    proposal: &Proposal,
    exception: Option<LegalException>,
) {
    let id = change.casework.id(change.at, AssignmentId::new);
    let (kind, rank, answer_due_at) = match role {
        AssignmentRole::Lead => (
            MessageKind::AnswerRequested,
            next_rank(change),
            proposal.answer_due_at,
        ),
        // Nothing is asked of it, so nothing is due.
        AssignmentRole::Informed => (MessageKind::Informed, 0, None),
    };
    let reached = change.tell(kind, proposal.partner, Some(id));
    change.add(AssignmentRecord {
        id,
        referral_id: change.referral.id,
        partner: proposal.partner,
        role,
        rank,
        bounds: proposal.bounds,
        exception,
        state: AssignmentState::Proposed { answer_due_at },
        answer_due_at,
        first_contact_due_at: answer_due_at.and(proposal.first_contact_due_at),
        delivery: if reached {
            DeliveryState::Queued
        } else {
            DeliveryState::ByHand
        },
        created_at: change.at,
        updated_at: change.at,
    });
    change.remember(
        EventKind::AssignmentProposed,
        Some(id),
        json!({ "role": role.code(), "partner": proposal.partner }),
    );
}

fn next_rank(change: &Change<'_>) -> i32 {
    change
        .assignments()
        .map(|assignment| assignment.rank)
        .max()
        .unwrap_or(0)
        + 1
}

/// Takes the case back from every partner that still has a part in it, or from some of them, and tells
/// them.
pub(crate) fn release(change: &mut Change<'_>, whom: Released) -> Result<(), CaseworkError> {
    let concerned: Vec<AssignmentId> = change
        .assignments()
        .filter(|held| held.state.holds_the_case())
        .filter(|held| match whom {
            Released::Everybody => true,
            Released::Lead => held.role == AssignmentRole::Lead,
            Released::Partner(partner) => held.partner == partner,
        })
        .map(|held| held.id)
        .collect();
    for id in concerned {
        take_back(change, id, &AssignmentAction::Cancel)?;
    }
    Ok(())
}

/// Takes one assignment back, and tells its partner where it still had a part.
pub(crate) fn take_back(
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

/// From whom a case is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Released {
    /// Whoever has a part in it.
    Everybody,
    /// The partner that leads.
    Lead,
    /// This one.
    Partner(PartnerId),
}
