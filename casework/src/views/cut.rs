//! Who sees what of decisions, assignments, meetings and outcome. How much of the need itself is
//! seen stands in [`super::need`].
//!
//! | | decision | assignments | meetings | outcome |
//! |---|---|---|---|---|
//! | operator | whole | all, reasons in full | yes | yes, with the comment |
//! | sender, referrer | whole | all: who, where it stands, a reason's code | no | no |
//! | lead partner | lead only | its own | its own | yes |
//! | informed partner | lead only | its own | no | no |
//! | former partner | no | its own | no | no |

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentState, DecisionId, Disclosure, PartnerId, Reason, ReasonCode, ReferralState,
};
use passerelle_routing_rules::{Decision, Network, Proposal};
use passerelle_store::{assignments::AssignmentRecord, meetings::MeetingRecord};

use super::shapes::{
    AssignmentView, Audience, DecisionView, MeetingView, PartnerRef, ProposalView, ReasonView,
    TurnedDownView,
};
use crate::rights::Standing;

/// For whom a view is cut, by the reader's parts in the case: the part that shows most.
pub(crate) fn audience(held: &[Standing]) -> Option<Audience> {
    let seen_as = |standing: &Standing| match standing {
        Standing::Coordinator | Standing::Mediator => Some(Audience::Operator),
        Standing::Sender => Some(Audience::Sender),
        Standing::Referrer => Some(Audience::Referrer),
        Standing::Lead => Some(Audience::LeadPartner),
        Standing::Informed => Some(Audience::Informed),
        Standing::Former => Some(Audience::Former),
        Standing::Member | Standing::LinkHolder | Standing::PersonByLink | Standing::Clock => None,
    };
    // Standings are sorted, the strongest first.
    held.iter().find_map(seen_as)
}

/// Whether the audience sees the work of every partner, or only its own.
pub(crate) fn sees_all_assignments(audience: Audience) -> bool {
    matches!(
        audience,
        Audience::Operator | Audience::Sender | Audience::Referrer
    )
}

/// Whether the audience sees meetings.
pub(crate) fn sees_meetings(audience: Audience) -> bool {
    matches!(audience, Audience::Operator | Audience::LeadPartner)
}

/// Whether the audience sees how the case ended.
pub(crate) fn sees_outcome(audience: Audience) -> bool {
    matches!(audience, Audience::Operator | Audience::LeadPartner)
}

/// How the case ended, where it did.
pub(crate) fn outcome(state: &ReferralState) -> Option<passerelle_domain::Outcome> {
    match state {
        ReferralState::Closed { outcome, .. } => Some(*outcome),
        ReferralState::Received
        | ReferralState::AwaitingConsent
        | ReferralState::Triage
        | ReferralState::Routed
        | ReferralState::InProgress
        | ReferralState::Withdrawn { .. }
        | ReferralState::EmergencyDiverted
        | ReferralState::EnteredInError { .. } => None,
    }
}

/// A partner, named; one that is not in the directory any more keeps its identifier alone.
pub(crate) fn partner(network: &Network, id: PartnerId) -> Option<PartnerRef> {
    network.partner(id).map(|partner| PartnerRef {
        id,
        code: partner.code.clone(),
        kind: partner.kind,
        name: partner.name.clone(),
    })
}

/// A decision for an audience that sees one; `own` are the levels of a partner that reads.
pub(crate) fn decision(
    network: &Network,
    id: Option<DecisionId>,
    decision: &Decision,
    decided_at: Timestamp,
    audience: Audience,
    own: &[Disclosure],
) -> DecisionView {
    let whole = matches!(
        audience,
        Audience::Operator | Audience::Sender | Audience::Referrer
    );
    let proposals = |list: &[Proposal]| -> Vec<ProposalView> {
        list.iter()
            .filter(|_| whole)
            .filter_map(|next| proposal(network, next))
            .collect()
    };
    DecisionView {
        id,
        ruleset: decision.ruleset.clone(),
        rule: decision.rule.clone(),
        matched_rule: decision.matched_rule.clone(),
        overlay: decision.overlay.clone(),
        mediation_mode: decision.mediation_mode,
        lead: decision
            .lead
            .as_ref()
            .and_then(|lead| proposal(network, lead)),
        fallbacks: proposals(&decision.fallbacks),
        informed: proposals(&decision.informed),
        turned_down: decision
            .turned_down
            .iter()
            .filter(|_| whole)
            .filter_map(|other| {
                let reason = other.reason;
                Some(TurnedDownView {
                    partner: partner(network, other.partner)?,
                    reason,
                })
            })
            .collect(),
        vacant: decision.vacant.iter().copied().filter(|_| whole).collect(),
        disclosure_by_party: if whole {
            decision.disclosure_by_party.clone()
        } else {
            own.to_vec()
        },
        notices: decision.notices.iter().map(|one| (**one).clone()).collect(),
        legal_exception: decision
            .legal_exception
            .filter(|_| audience != Audience::Informed),
        follow_up_days: decision.follow_up_days,
        course: decision.course.clone(),
        answer_due_at: decision.answer_due_at,
        first_contact_due_at: decision.first_contact_due_at,
        explanation: Some(decision.explanation.clone()).filter(|_| whole),
        chosen_by_hand: None,
        decided_at,
    }
}

fn proposal(network: &Network, proposal: &Proposal) -> Option<ProposalView> {
    Some(ProposalView {
        partner: partner(network, proposal.partner)?,
        disclosure: proposal.disclosure,
        answer_due_at: proposal.answer_due_at,
        first_contact_due_at: proposal.first_contact_due_at,
        needs_consent: proposal.needs_consent,
    })
}

/// An assignment for the audience; `own` where it is the reader's.
pub(crate) fn assignment(
    network: &Network,
    record: &AssignmentRecord,
    audience: Audience,
    own: bool,
) -> Option<AssignmentView> {
    let inside = own || audience == Audience::Operator;
    let (redirected_to, result) = match &record.state {
        AssignmentState::Redirected { to, .. } => (partner(network, *to), None),
        AssignmentState::Completed { result, .. } => (None, Some(*result)),
        _ => (None, None),
    };
    Some(AssignmentView {
        id: record.id,
        referral_id: record.referral_id,
        partner: partner(network, record.partner)?,
        role: record.role,
        rank: record.rank,
        status: record.state.status(),
        delivery: record.delivery,
        answer_due_at: record.answer_due_at,
        first_contact_due_at: record.first_contact_due_at,
        reason: reason(&record.state, inside),
        redirected_to: redirected_to.filter(|_| inside),
        result: result.filter(|_| inside),
        created_at: record.created_at,
        updated_at: record.updated_at,
    })
}

fn reason(state: &AssignmentState, inside: bool) -> Option<ReasonView> {
    match state {
        AssignmentState::Declined { reason, .. } | AssignmentState::Redirected { reason, .. } => {
            Some(reason_view(reason.code().code(), reason, inside))
        }
        AssignmentState::OnHold { reason, .. } => {
            Some(reason_view(reason.code().code(), reason, inside))
        }
        AssignmentState::Failed { reason, .. } => {
            Some(reason_view(reason.code().code(), reason, inside))
        }
        AssignmentState::Proposed { .. }
        | AssignmentState::Accepted { .. }
        | AssignmentState::InProgress { .. }
        | AssignmentState::Completed { .. }
        | AssignmentState::Expired { .. }
        | AssignmentState::CancelRequested { .. }
        | AssignmentState::Cancelled { .. }
        | AssignmentState::EnteredInError { .. } => None,
    }
}

fn reason_view<C: ReasonCode>(code: &'static str, reason: &Reason<C>, inside: bool) -> ReasonView {
    ReasonView {
        code,
        text: reason.text().filter(|_| inside).map(str::to_owned),
    }
}

/// A meeting for an audience that sees it.
pub(crate) fn meeting(record: &MeetingRecord) -> MeetingView {
    MeetingView {
        id: record.id,
        assignment: record.assignment_id,
        state: record.meeting.state(),
        at: record.meeting.at(),
        recorded_at: record.recorded_at,
    }
}
