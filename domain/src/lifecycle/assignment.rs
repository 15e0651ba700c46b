//! One partner's work on a referral:
//! `proposed → accepted → in_progress ⇄ on_hold → completed`, with its ways out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::TransitionError;
use crate::{
    AssignmentStatus, CompletionResult, FailReason, HoldReason, PartnerId, Reason, RefusalReason,
};

/// Where an assignment stands, with what that stage knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum AssignmentState {
    /// Asked; no answer yet. `None` where no answer is expected (an informed partner).
    Proposed {
        /// By when the partner has to answer.
        answer_due_at: Option<Timestamp>,
    },
    /// The partner takes the case.
    Accepted {
        /// When it answered.
        at: Timestamp,
    },
    /// Work has begun.
    InProgress {
        /// When it began.
        since: Timestamp,
    },
    /// Work waits for something outside the partner's hands.
    OnHold {
        /// Since when.
        since: Timestamp,
        /// For what.
        reason: Reason<HoldReason>,
    },
    /// The work is done.
    Completed {
        /// When.
        at: Timestamp,
        /// With what result.
        result: CompletionResult,
    },
    /// The partner does not take the case, or gives it back.
    Declined {
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason<RefusalReason>,
    },
    /// No answer came in time.
    Expired {
        /// When the time ran out.
        at: Timestamp,
    },
    /// The partner knows a better one.
    Redirected {
        /// When.
        at: Timestamp,
        /// To whom.
        to: PartnerId,
        /// Why.
        reason: Reason<RefusalReason>,
    },
    /// The partner is asked to stop and to say what was already done.
    CancelRequested {
        /// Since when.
        since: Timestamp,
    },
    /// Stopped.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// The work could not be done.
    Failed {
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason<FailReason>,
    },
    /// It should never have been.
    EnteredInError {
        /// When that was noticed.
        at: Timestamp,
    },
}

/// What can be done to an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignmentAction {
    /// The partner takes the case.
    Accept,
    /// The partner does not take it, or gives it back after accepting.
    Decline(Reason<RefusalReason>),
    /// Work begins.
    Start,
    /// Work pauses.
    Hold(Reason<HoldReason>),
    /// Work goes on.
    Resume,
    /// The partner names a better one.
    Redirect {
        /// The better one.
        to: PartnerId,
        /// Why.
        reason: Reason<RefusalReason>,
    },
    /// The work is done.
    Complete(CompletionResult),
    /// The work could not be done.
    Fail(Reason<FailReason>),
    /// The need is gone or consent was withdrawn: stop. A partner that has not answered yet is
    /// simply released; one at work is asked to confirm.
    Cancel,
    /// The partner confirms that it stopped.
    ConfirmCancellation,
    /// The clock: no answer came in time.
    Expire,
    /// It should never have been.
    MarkError,
}

impl AssignmentAction {
    /// The name used over the API and in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline(_) => "decline",
            Self::Start => "start",
            Self::Hold(_) => "hold",
            Self::Resume => "resume",
            Self::Redirect { .. } => "redirect",
            Self::Complete(_) => "complete",
            Self::Fail(_) => "fail",
            Self::Cancel => "cancel",
            Self::ConfirmCancellation => "confirm-cancellation",
            Self::Expire => "expire",
            Self::MarkError => "mark-error",
        }
    }
}

impl AssignmentState {
    /// The bare status.
    #[must_use]
    pub fn status(&self) -> AssignmentStatus {
        match self {
            Self::Proposed { .. } => AssignmentStatus::Proposed,
            Self::Accepted { .. } => AssignmentStatus::Accepted,
            Self::InProgress { .. } => AssignmentStatus::InProgress,
            Self::OnHold { .. } => AssignmentStatus::OnHold,
            Self::Completed { .. } => AssignmentStatus::Completed,
            Self::Declined { .. } => AssignmentStatus::Declined,
            Self::Expired { .. } => AssignmentStatus::Expired,
            Self::Redirected { .. } => AssignmentStatus::Redirected,
            Self::CancelRequested { .. } => AssignmentStatus::CancelRequested,
            Self::Cancelled { .. } => AssignmentStatus::Cancelled,
            Self::Failed { .. } => AssignmentStatus::Failed,
            Self::EnteredInError { .. } => AssignmentStatus::EnteredInError,
        }
    }

    /// Whether the partner still has, or may still take, a part in the case; it loses its view of
    /// the case otherwise.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(
            self,
            Self::Proposed { .. }
                | Self::Accepted { .. }
                | Self::InProgress { .. }
                | Self::OnHold { .. }
                | Self::CancelRequested { .. }
        )
    }

    /// Whether the partner has taken the case up and holds it now.
    #[must_use]
    pub fn is_taken_up(&self) -> bool {
        matches!(
            self,
            Self::Accepted { .. } | Self::InProgress { .. } | Self::OnHold { .. }
        )
    }

    /// Whether the case rests with the partner: it is asked, or at work and not asked to stop.
    #[must_use]
    pub fn holds_the_case(&self) -> bool {
        self.is_live() && !matches!(self, Self::CancelRequested { .. })
    }

    /// The state after `action` at the instant `at`.
    ///
    /// # Errors
    /// [`TransitionError`] when the present state does not allow it; nothing is changed then.
    pub fn apply(self, action: AssignmentAction, at: Timestamp) -> Result<Self, TransitionError> {
        use AssignmentAction as Act;
        let refused = TransitionError::WrongState {
            state: self.status().code(),
            action: action.name(),
        };
        match (self, action) {
            (Self::Proposed { .. }, Act::Accept) => Ok(Self::Accepted { at }),
            (
                Self::Proposed { .. }
                | Self::Accepted { .. }
                | Self::InProgress { .. }
                | Self::OnHold { .. },
                Act::Decline(reason),
            ) => Ok(Self::Declined { at, reason }),
            (Self::Accepted { .. }, Act::Start) => Ok(Self::InProgress { since: at }),
            (Self::InProgress { .. }, Act::Hold(reason)) => Ok(Self::OnHold { since: at, reason }),
            (Self::OnHold { .. }, Act::Resume) => Ok(Self::InProgress { since: at }),
            (
                Self::Proposed { .. }
                | Self::Accepted { .. }
                | Self::InProgress { .. }
                | Self::OnHold { .. },
                Act::Redirect { to, reason },
            ) => Ok(Self::Redirected { at, to, reason }),
            (
                Self::Accepted { .. } | Self::InProgress { .. } | Self::OnHold { .. },
                Act::Complete(result),
            ) => Ok(Self::Completed { at, result }),
            // A partner asked to stop may answer with what was already done.
            (Self::CancelRequested { .. }, Act::Complete(result)) => {
                Ok(Self::Completed { at, result })
            }
            (
                Self::Accepted { .. } | Self::InProgress { .. } | Self::OnHold { .. },
                Act::Fail(reason),
            ) => Ok(Self::Failed { at, reason }),
            (Self::Proposed { .. }, Act::Cancel) => Ok(Self::Cancelled { at }),
            (
                Self::Accepted { .. } | Self::InProgress { .. } | Self::OnHold { .. },
                Act::Cancel,
            ) => Ok(Self::CancelRequested { since: at }),
            (Self::CancelRequested { .. }, Act::ConfirmCancellation) => Ok(Self::Cancelled { at }),
            (
                Self::Proposed {
                    answer_due_at: Some(due),
                },
                Act::Expire,
            ) if due <= at => Ok(Self::Expired { at }),
            (
                Self::Proposed {
                    answer_due_at: Some(_),
                },
                Act::Expire,
            ) => Err(TransitionError::TooEarly { action: "expire" }),
            (state, Act::MarkError) if !matches!(state, Self::EnteredInError { .. }) => {
                Ok(Self::EnteredInError { at })
            }
            _ => Err(refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AssignmentAction as Act;

    fn instant(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn refusal() -> Reason<RefusalReason> {
        Reason::new(RefusalReason::Capacity, None).unwrap()
    }

    fn every_state() -> Vec<AssignmentState> {
        let at = instant(100);
        vec![
            AssignmentState::Proposed {
                answer_due_at: Some(at),
            },
            AssignmentState::Accepted { at },
            AssignmentState::InProgress { since: at },
            AssignmentState::OnHold {
                since: at,
                reason: Reason::new(HoldReason::Absence, None).unwrap(),
            },
            AssignmentState::Completed {
                at,
                result: CompletionResult::Done,
            },
            AssignmentState::Declined {
                at,
                reason: refusal(),
            },
            AssignmentState::Expired { at },
            AssignmentState::Redirected {
                at,
                to: PartnerId::new(at, [1; 10]),
                reason: refusal(),
            },
            AssignmentState::CancelRequested { since: at },
            AssignmentState::Cancelled { at },
            AssignmentState::Failed {
                at,
                reason: Reason::new(FailReason::NoShow, None).unwrap(),
            },
            AssignmentState::EnteredInError { at },
        ]
    }

    fn every_action() -> Vec<Act> {
        vec![
            Act::Accept,
            Act::Decline(refusal()),
            Act::Start,
            Act::Hold(Reason::new(HoldReason::Absence, None).unwrap()),
            Act::Resume,
            Act::Redirect {
                to: PartnerId::new(instant(1), [2; 10]),
                reason: refusal(),
            },
            Act::Complete(CompletionResult::Done),
            Act::Fail(Reason::new(FailReason::NoShow, None).unwrap()),
            Act::Cancel,
            Act::ConfirmCancellation,
            Act::Expire,
            Act::MarkError,
        ]
    }

    /// The whole machine as a table: one row a state, the states that its actions lead to.
    #[test]
    fn the_machine_is_exactly_this_table() {
        let expected = "\
proposed: accept>accepted decline>declined redirect>redirected cancel>cancelled expire>expired mark-error>entered_in_error
accepted: decline>declined start>in_progress redirect>redirected complete>completed fail>failed cancel>cancel_requested mark-error>entered_in_error
in_progress: decline>declined hold>on_hold redirect>redirected complete>completed fail>failed cancel>cancel_requested mark-error>entered_in_error
on_hold: decline>declined resume>in_progress redirect>redirected complete>completed fail>failed cancel>cancel_requested mark-error>entered_in_error
completed: mark-error>entered_in_error
declined: mark-error>entered_in_error
expired: mark-error>entered_in_error
redirected: mark-error>entered_in_error
cancel_requested: complete>completed confirm-cancellation>cancelled mark-error>entered_in_error
cancelled: mark-error>entered_in_error
failed: mark-error>entered_in_error
entered_in_error:
";
        let mut table = String::new();
        for state in every_state() {
            table.push_str(state.status().code());
            table.push(':');
            for action in every_action() {
                let name = action.name();
                if let Ok(next) = state.clone().apply(action, instant(200)) {
                    table.push_str(&format!(" {name}>{}", next.status().code()));
                }
            }
            table.push('\n');
        }
        assert_eq!(table, expected);
    }

    #[test]
    fn nothing_expires_before_its_time_nor_without_one() {
        let proposed = AssignmentState::Proposed {
            answer_due_at: Some(instant(100)),
        };
        assert_eq!(
            proposed.clone().apply(Act::Expire, instant(99)),
            Err(TransitionError::TooEarly { action: "expire" })
        );
        assert!(proposed.apply(Act::Expire, instant(100)).is_ok());
        let informed = AssignmentState::Proposed {
            answer_due_at: None,
        };
        assert!(informed.apply(Act::Expire, instant(100)).is_err());
    }
}
