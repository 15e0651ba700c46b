//! The need: `received → routed → in_progress → closed(outcome)`, with the ways beside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::TransitionError;
use crate::{Outcome, Reason, ReferralStatus, ReopenReason, WithdrawReason};

/// Where a referral stands, with what that stage knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ReferralState {
    /// Stored, not decided yet.
    Received,
    /// A partner is chosen, and waits for the person's agreement.
    AwaitingConsent,
    /// A person must choose: no rule, no partner, or the ladder came to its end.
    Triage,
    /// A partner is asked.
    Routed,
    /// A partner has taken it up.
    InProgress,
    /// Ended, with what came of it.
    Closed {
        /// When.
        at: Timestamp,
        /// What changed for the situation.
        outcome: Outcome,
    },
    /// Stopped by the person concerned or by the referrer.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason<WithdrawReason>,
    },
    /// Told to call the emergency number; nothing personal is kept.
    EmergencyDiverted,
    /// It should never have been.
    EnteredInError {
        /// When that was noticed.
        at: Timestamp,
    },
}

/// What can be done to a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferralAction {
    /// A partner is asked, by rule or by hand.
    Route,
    /// The chosen partner needs the person's agreement first.
    AwaitConsent,
    /// Nobody is left to ask: a person must choose.
    Triage,
    /// The safety gate diverted it.
    Divert,
    /// The partner asked has taken it up.
    TakeUp,
    /// Whoever holds the need closes it.
    Close(Outcome),
    /// The trouble came back.
    Reopen(Reason<ReopenReason>),
    /// The person or the referrer stops it.
    Withdraw(Reason<WithdrawReason>),
    /// It should never have been.
    MarkError,
}

impl ReferralAction {
    /// The name used over the API and in messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::AwaitConsent => "await-consent",
            Self::Triage => "triage",
            Self::Divert => "divert",
            Self::TakeUp => "take-up",
            Self::Close(_) => "close",
            Self::Reopen(_) => "reopen",
            Self::Withdraw(_) => "withdraw",
            Self::MarkError => "mark-error",
        }
    }
}

impl ReferralState {
    /// The bare status.
    #[must_use]
    pub fn status(&self) -> ReferralStatus {
        match self {
            Self::Received => ReferralStatus::Received,
            Self::AwaitingConsent => ReferralStatus::AwaitingConsent,
            Self::Triage => ReferralStatus::Triage,
            Self::Routed => ReferralStatus::Routed,
            Self::InProgress => ReferralStatus::InProgress,
            Self::Closed { .. } => ReferralStatus::Closed,
            Self::Withdrawn { .. } => ReferralStatus::Withdrawn,
            Self::EmergencyDiverted => ReferralStatus::EmergencyDiverted,
            Self::EnteredInError { .. } => ReferralStatus::EnteredInError,
        }
    }

    /// Whether somebody still has to do something about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(
            self,
            Self::Received | Self::AwaitingConsent | Self::Triage | Self::Routed | Self::InProgress
        )
    }

    /// The state after `action` at the instant `at`.
    ///
    /// # Errors
    /// [`TransitionError`] when the present state does not allow it; nothing is changed then.
    pub fn apply(self, action: ReferralAction, at: Timestamp) -> Result<Self, TransitionError> {
        use ReferralAction as Act;
        let refused = TransitionError::WrongState {
            state: self.status().code(),
            action: action.name(),
        };
        match (self, action) {
            (state, Act::Route) if state.is_open() => Ok(Self::Routed),
            (state, Act::AwaitConsent) if state.is_open() => Ok(Self::AwaitingConsent),
            (state, Act::Triage) if state.is_open() => Ok(Self::Triage),
            (Self::Received, Act::Divert) => Ok(Self::EmergencyDiverted),
            (Self::Routed, Act::TakeUp) => Ok(Self::InProgress),
            (state, Act::Close(outcome)) if state.is_open() => Ok(Self::Closed { at, outcome }),
            (Self::Closed { .. }, Act::Reopen(_)) => Ok(Self::Triage),
            (state, Act::Withdraw(reason)) if state.is_open() => Ok(Self::Withdrawn { at, reason }),
            (state, Act::MarkError)
                if !matches!(state, Self::EnteredInError { .. } | Self::EmergencyDiverted) =>
            {
                Ok(Self::EnteredInError { at })
            }
            _ => Err(refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReferralAction as Act;

    #[test]
    fn the_machine_is_exactly_this_table() {
        let at = Timestamp::UNIX_EPOCH;
        let withdrawal = Reason::new(WithdrawReason::NoLongerNeeded, None).unwrap();
        let states = [
            ReferralState::Received,
            ReferralState::AwaitingConsent,
            ReferralState::Triage,
            ReferralState::Routed,
            ReferralState::InProgress,
            ReferralState::Closed {
                at,
                outcome: Outcome::Eased,
            },
            ReferralState::Withdrawn {
                at,
                reason: withdrawal.clone(),
            },
            ReferralState::EmergencyDiverted,
            ReferralState::EnteredInError { at },
        ];
        let actions = [
            Act::Route,
            Act::AwaitConsent,
            Act::Triage,
            Act::Divert,
            Act::TakeUp,
            Act::Close(Outcome::Eased),
            Act::Reopen(Reason::new(ReopenReason::TroubleBack, None).unwrap()),
            Act::Withdraw(withdrawal),
            Act::MarkError,
        ];
        let expected = "\
received: route>routed await-consent>awaiting_consent triage>triage divert>emergency_diverted close>closed withdraw>withdrawn mark-error>entered_in_error
awaiting_consent: route>routed await-consent>awaiting_consent triage>triage close>closed withdraw>withdrawn mark-error>entered_in_error
triage: route>routed await-consent>awaiting_consent triage>triage close>closed withdraw>withdrawn mark-error>entered_in_error
routed: route>routed await-consent>awaiting_consent triage>triage take-up>in_progress close>closed withdraw>withdrawn mark-error>entered_in_error
in_progress: route>routed await-consent>awaiting_consent triage>triage close>closed withdraw>withdrawn mark-error>entered_in_error
closed: reopen>triage mark-error>entered_in_error
withdrawn: mark-error>entered_in_error
emergency_diverted:
entered_in_error:
";
        let mut table = String::new();
        for state in states {
            table.push_str(state.status().code());
            table.push(':');
            for action in &actions {
                if let Ok(next) = state.clone().apply(action.clone(), at) {
                    table.push_str(&format!(" {}>{}", action.name(), next.status().code()));
                }
            }
            table.push('\n');
        }
        assert_eq!(table, expected);
    }
}
