//! The two lifecycles, kept apart: the referral is the need, the assignment is one partner's work
//! on it. A transition consumes the old state and gives the new one, or says why it cannot. A third
//! one, [`rule_set`], is that of the rules themselves. [`atlas`] lists the steps of the first two.

pub mod assignment;
pub mod atlas;
pub mod meeting;
pub mod referral;
pub mod rule_set;

use crate::Label;

/// A transition that the present state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The action is not for this state.
    #[error("the action `{action}` is not possible in the state `{state}`")]
    WrongState {
        /// The state that stands.
        state: &'static str,
        /// The action that was tried.
        action: &'static str,
    },
    /// The time for it has not come.
    #[error("the action `{action}` is not possible before its due time")]
    TooEarly {
        /// The action that was tried.
        action: &'static str,
    },
}

impl TransitionError {
    /// What to tell a person whose click came too late.
    #[must_use]
    pub fn label(self) -> Label {
        Label {
            fr: "Cette action n'est plus possible : la situation a changé entre-temps.",
            en: "This action is no longer possible: the situation has changed in the meantime.",
        }
    }
}
