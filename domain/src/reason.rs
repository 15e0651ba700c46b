//! Coded reasons. A code says why, so that the service can learn from it; `other` alone takes a
//! text, and must have one.

use serde::{Deserialize, Serialize};

use crate::{FailReason, HoldReason, RefusalReason, ReopenReason, WithdrawReason};

/// A code of which one value means "something else, in words".
pub trait ReasonCode: Copy {
    /// Whether this is the value that needs a text.
    fn is_other(self) -> bool;
}

/// The longest text of a reason, in characters.
pub const MAX_REASON_TEXT: usize = 1000;

/// A reason: its code and, for `other` only, a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason<C> {
    code: C,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// Why a code and a text do not make a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// `other` without a text.
    #[error("the reason `other` needs a text")]
    TextRequired,
    /// A text beside any other code.
    #[error("only the reason `other` takes a text")]
    TextNotAllowed,
    /// A text that is too long.
    #[error("the text is longer than {MAX_REASON_TEXT} characters")]
    TextTooLong,
}

impl ReasonError {
    /// Stable code for machines.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TextRequired => "text_required",
            Self::TextNotAllowed => "text_not_allowed",
            Self::TextTooLong => "too_long",
        }
    }
}

impl<C: ReasonCode> Reason<C> {
    /// A reason from its parts; a blank text counts as none.
    ///
    /// # Errors
    /// When `other` has no text, another code has one, or the text is too long.
    pub fn new(code: C, text: Option<String>) -> Result<Self, ReasonError> {
        let text = text
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty());
        match (&text, code.is_other()) {
            (None, true) => Err(ReasonError::TextRequired),
            (Some(_), false) => Err(ReasonError::TextNotAllowed),
            (Some(text), true) if text.chars().count() > MAX_REASON_TEXT => {
                Err(ReasonError::TextTooLong)
            }
            _ => Ok(Self { code, text }),
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> C {
        self.code
    }

    /// The text, for `other`.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

macro_rules! reason_codes {
    ($($code:ty),+) => {
        $(impl ReasonCode for $code {
            fn is_other(self) -> bool {
                matches!(self, Self::Other)
            }
        })+
    };
}

reason_codes!(
    RefusalReason,
    HoldReason,
    FailReason,
    WithdrawReason,
    ReopenReason
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_takes_a_text_and_it_must() {
        assert!(Reason::new(RefusalReason::Capacity, None).is_ok());
        assert!(Reason::new(RefusalReason::Capacity, Some("  ".into())).is_ok());
        assert_eq!(
            Reason::new(RefusalReason::Capacity, Some("why".into())),
            Err(ReasonError::TextNotAllowed)
        );
        assert_eq!(
            Reason::new(RefusalReason::Other, None),
            Err(ReasonError::TextRequired)
        );
        let other = Reason::new(RefusalReason::Other, Some(" moved ".into()));
        assert_eq!(other.unwrap().text(), Some("moved"));
        assert_eq!(
            Reason::new(RefusalReason::Other, Some("x".repeat(MAX_REASON_TEXT + 1))),
            Err(ReasonError::TextTooLong)
        );
    }
}
