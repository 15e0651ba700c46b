//! The life of a version of a rule set: `draft → checked → approved → scheduled → active →
//! superseded`, with `withdrawn` for what never decided. Whether somebody has to approve is the
//! operator's choice.

use super::TransitionError;
use crate::RuleSetStatus;

/// What can be done to a version of a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleSetAction {
    /// Change the document: whatever was found or agreed before is void.
    Edit,
    /// The analyser found no error.
    Pass,
    /// The analyser found one.
    Fail,
    /// Somebody who did not write it agrees.
    Approve,
    /// Let it decide from a date on.
    Schedule {
        /// Whether somebody else must have agreed.
        four_eyes: bool,
    },
    /// Let it decide now.
    Activate {
        /// Whether somebody else must have agreed.
        four_eyes: bool,
    },
    /// Another version takes its place, or it is taken out of use.
    Supersede,
    /// It decides again.
    Restore,
    /// Give it up.
    Withdraw,
}

impl RuleSetAction {
    /// The name used over the API and in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Pass | Self::Fail => "check",
            Self::Approve => "approve",
            Self::Schedule { .. } | Self::Activate { .. } => "publish",
            Self::Supersede => "roll-back",
            Self::Restore => "restore",
            Self::Withdraw => "withdraw",
        }
    }
}

impl RuleSetStatus {
    /// Where it stands after `action`.
    ///
    /// # Errors
    /// [`TransitionError::WrongState`] when the action is not for this state.
    pub fn after(self, action: RuleSetAction) -> Result<Self, TransitionError> {
        use RuleSetAction as Do;
        let next = match (action, self) {
            (Do::Edit, Self::Draft | Self::Checked | Self::Approved | Self::Scheduled) => {
                Self::Draft
            }
            (Do::Pass, Self::Draft) => Self::Checked,
            (Do::Fail, Self::Checked | Self::Approved) => Self::Draft,
            // Looking at it changes nothing else; what was given up is not looked at.
            (Do::Pass | Do::Fail, same) if same != Self::Withdrawn => same,
            (Do::Approve, Self::Checked) => Self::Approved,
            (Do::Schedule { .. }, Self::Approved | Self::Scheduled)
            | (Do::Schedule { four_eyes: false }, Self::Checked) => Self::Scheduled,
            (Do::Activate { .. }, Self::Approved | Self::Scheduled)
            | (Do::Activate { four_eyes: false }, Self::Checked) => Self::Active,
            (Do::Supersede, Self::Active) => Self::Superseded,
            (Do::Restore, Self::Superseded) => Self::Active,
            (Do::Withdraw, Self::Draft | Self::Checked | Self::Approved | Self::Scheduled) => {
                Self::Withdrawn
            }
            _ => {
                return Err(TransitionError::WrongState {
                    state: self.code(),
                    action: action.name(),
                });
            }
        };
        Ok(next)
    }

    /// Whether it never decided and still may: it can be edited, and given up.
    #[must_use]
    pub fn is_pending(self) -> bool {
        self.after(RuleSetAction::Edit).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RuleSetStatus as S;

    /// What each action makes of each state, in the order of the vocabulary; `-` where it cannot.
    const TABLE: [(RuleSetAction, &str); 11] = [
        (RuleSetAction::Edit, "draft draft draft draft - - -"),
        (
            RuleSetAction::Pass,
            "checked checked approved scheduled active superseded -",
        ),
        (
            RuleSetAction::Fail,
            "draft draft draft scheduled active superseded -",
        ),
        (RuleSetAction::Approve, "- approved - - - - -"),
        (
            RuleSetAction::Schedule { four_eyes: false },
            "- scheduled scheduled scheduled - - -",
        ),
        (
            RuleSetAction::Schedule { four_eyes: true },
            "- - scheduled scheduled - - -",
        ),
        (
            RuleSetAction::Activate { four_eyes: false },
            "- active active active - - -",
        ),
        (
            RuleSetAction::Activate { four_eyes: true },
            "- - active active - - -",
        ),
        (RuleSetAction::Supersede, "- - - - superseded - -"),
        (RuleSetAction::Restore, "- - - - - active -"),
        (
            RuleSetAction::Withdraw,
            "withdrawn withdrawn withdrawn withdrawn - - -",
        ),
    ];

    #[test]
    fn every_action_in_every_state_is_as_written() {
        for (action, expected) in TABLE {
            let found: Vec<&str> = S::ALL
                .iter()
                .map(|status| status.after(action).map_or("-", S::code))
                .collect();
            assert_eq!(found.join(" "), expected, "{action:?}");
        }
    }

    #[test]
    fn what_is_refused_names_state_and_action() {
        let refused = S::Active.after(RuleSetAction::Edit);
        let expected = TransitionError::WrongState {
            state: "active",
            action: "edit",
        };
        assert_eq!(refused, Err(expected));
        assert!(S::Scheduled.is_pending() && !S::Active.is_pending());
    }
}
