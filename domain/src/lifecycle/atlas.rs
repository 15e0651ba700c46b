//! Both machines as a list of steps, found by trying every action in every state: what the pages
//! draw and the tests walk is the very code that decides.

use jiff::Timestamp;

use crate::{
    AssignmentAction, AssignmentState, AssignmentStatus, CompletionResult, FailReason, HoldReason,
    Outcome, PartnerId, Reason, ReasonCode, ReferralAction, ReferralState, ReferralStatus,
    RefusalReason, ReopenReason, WithdrawReason,
};

/// One step of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step<S> {
    /// The state before.
    pub from: S,
    /// The name of the action.
    pub action: &'static str,
    /// The state after.
    pub to: S,
}

/// Every step of a referral, state by state.
#[must_use]
pub fn of_referrals() -> Vec<Step<ReferralStatus>> {
    let mut steps = Vec::new();
    for from in ReferralStatus::ALL {
        for action in referral_actions() {
            let name = action.name();
            let next = referral_in(*from).and_then(|state| state.apply(action, MOMENT).ok());
            steps.extend(next.map(|to| Step {
                from: *from,
                action: name,
                to: to.status(),
            }));
        }
    }
    steps
}

/// Every step of an assignment, state by state.
#[must_use]
pub fn of_assignments() -> Vec<Step<AssignmentStatus>> {
    let mut steps = Vec::new();
    for from in AssignmentStatus::ALL {
        for action in assignment_actions() {
            let name = action.name();
            let next = assignment_in(*from).and_then(|state| state.apply(action, MOMENT).ok());
            steps.extend(next.map(|to| Step {
                from: *from,
                action: name,
                to: to.status(),
            }));
        }
    }
    steps
}

/// When everything happens here.
const MOMENT: Timestamp = Timestamp::UNIX_EPOCH;

fn reason<C: ReasonCode>(code: C) -> Option<Reason<C>> {
    Reason::new(code, None).ok()
}

/// A partner, whichever.
fn somebody() -> PartnerId {
    PartnerId::new(MOMENT, [1; 10])
}

/// A referral of that status.
#[must_use]
pub fn referral_in(status: ReferralStatus) -> Option<ReferralState> {
    Some(match status {
        ReferralStatus::Received => ReferralState::Received,
        ReferralStatus::AwaitingConsent => ReferralState::AwaitingConsent,
        ReferralStatus::Triage => ReferralState::Triage,
        ReferralStatus::Routed => ReferralState::Routed,
        ReferralStatus::InProgress => ReferralState::InProgress,
        ReferralStatus::Closed => ReferralState::Closed {
            at: MOMENT,
            outcome: Outcome::Eased,
        },
        ReferralStatus::Withdrawn => ReferralState::Withdrawn {
            at: MOMENT,
            reason: reason(WithdrawReason::NoLongerNeeded)?,
        },
        ReferralStatus::EmergencyDiverted => ReferralState::EmergencyDiverted,
        ReferralStatus::EnteredInError => ReferralState::EnteredInError { at: MOMENT },
    })
}

/// A lead partner's assignment of that status, whose answer was due at the epoch.
#[must_use]
pub fn assignment_in(status: AssignmentStatus) -> Option<AssignmentState> {
    let at = MOMENT;
    Some(match status {
        AssignmentStatus::Proposed => AssignmentState::Proposed {
            answer_due_at: Some(at),
        },
        AssignmentStatus::Accepted => AssignmentState::Accepted { at },
        AssignmentStatus::InProgress => AssignmentState::InProgress { since: at },
        AssignmentStatus::OnHold => AssignmentState::OnHold {
            since: at,
            reason: reason(HoldReason::Absence)?,
        },
        AssignmentStatus::Completed => AssignmentState::Completed {
            at,
            result: CompletionResult::Done,
        },
        AssignmentStatus::Declined => AssignmentState::Declined {
            at,
            reason: reason(RefusalReason::Capacity)?,
        },
        AssignmentStatus::Expired => AssignmentState::Expired { at },
        AssignmentStatus::Redirected => AssignmentState::Redirected {
            at,
            to: somebody(),
            reason: reason(RefusalReason::Capacity)?,
        },
        AssignmentStatus::CancelRequested => AssignmentState::CancelRequested { since: at },
        AssignmentStatus::Cancelled => AssignmentState::Cancelled { at },
        AssignmentStatus::Failed => AssignmentState::Failed {
            at,
            reason: reason(FailReason::NoShow)?,
        },
        AssignmentStatus::EnteredInError => AssignmentState::EnteredInError { at },
    })
}

/// Each action on a referral once.
#[must_use]
pub fn referral_actions() -> Vec<ReferralAction> {
    let with_reasons = [
        reason(ReopenReason::TroubleBack).map(ReferralAction::Reopen),
        reason(WithdrawReason::NoLongerNeeded).map(ReferralAction::Withdraw),
    ];
    let mut actions = vec![
        ReferralAction::Route,
        ReferralAction::AwaitConsent,
        ReferralAction::Triage,
        ReferralAction::Divert,
        ReferralAction::TakeUp,
        ReferralAction::Close(Outcome::Eased),
    ];
    actions.extend(with_reasons.into_iter().flatten());
    actions.push(ReferralAction::MarkError);
    actions
}

/// Each action on an assignment once.
#[must_use]
pub fn assignment_actions() -> Vec<AssignmentAction> {
    [
        Some(AssignmentAction::Accept),
        reason(RefusalReason::Capacity).map(AssignmentAction::Decline),
        Some(AssignmentAction::Start),
        reason(HoldReason::Absence).map(AssignmentAction::Hold),
        Some(AssignmentAction::Resume),
        reason(RefusalReason::Capacity).map(|reason| AssignmentAction::Redirect {
            to: somebody(),
            reason,
        }),
        Some(AssignmentAction::Complete(CompletionResult::Done)),
        reason(FailReason::NoShow).map(AssignmentAction::Fail),
        Some(AssignmentAction::Cancel),
        Some(AssignmentAction::ConfirmCancellation),
        Some(AssignmentAction::Expire),
        Some(AssignmentAction::MarkError),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does not compile until somebody thinks of a new action, and fails until it is listed.
    #[test]
    fn every_action_and_every_state_is_there_once() {
        let referrals = referral_actions();
        let positions: Vec<usize> = referrals
            .iter()
            .map(|action| match action {
                ReferralAction::Route => 0,
                ReferralAction::AwaitConsent => 1,
                ReferralAction::Triage => 2,
                ReferralAction::Divert => 3,
                ReferralAction::TakeUp => 4,
                ReferralAction::Close(_) => 5,
                ReferralAction::Reopen(_) => 6,
                ReferralAction::Withdraw(_) => 7,
                ReferralAction::MarkError => 8,
            })
            .collect();
        assert_eq!(positions, (0..9).collect::<Vec<_>>());
        let assignments = assignment_actions();
        let positions: Vec<usize> = assignments
            .iter()
            .map(|action| match action {
                AssignmentAction::Accept => 0,
                AssignmentAction::Decline(_) => 1,
                AssignmentAction::Start => 2,
                AssignmentAction::Hold(_) => 3,
                AssignmentAction::Resume => 4,
                AssignmentAction::Redirect { .. } => 5,
                AssignmentAction::Complete(_) => 6,
                AssignmentAction::Fail(_) => 7,
                AssignmentAction::Cancel => 8,
                AssignmentAction::ConfirmCancellation => 9,
                AssignmentAction::Expire => 10,
                AssignmentAction::MarkError => 11,
            })
            .collect();
        assert_eq!(positions, (0..12).collect::<Vec<_>>());
        for status in ReferralStatus::ALL {
            assert_eq!(referral_in(*status).unwrap().status(), *status);
        }
        for status in AssignmentStatus::ALL {
            assert_eq!(assignment_in(*status).unwrap().status(), *status);
        }
    }

    #[test]
    fn the_steps_are_those_of_the_machines() {
        assert_eq!(of_referrals().len(), 35);
        assert_eq!(of_assignments().len(), 36);
        let accept = Step {
            from: AssignmentStatus::Proposed,
            action: "accept",
            to: AssignmentStatus::Accepted,
        };
        assert!(of_assignments().contains(&accept));
    }
}
