//! Why a text is not the identifier that it was given for.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fault {
    /// Too short or too long.
    Length,
    /// The right length, but not the right characters in the right places.
    Format,
    /// Well formed, but the check digit, letter or symbol does not agree: a typing error.
    Check,
    /// A phone number in its national form.
    NotInternational,
}

/// A refused identifier. It says what was expected and never repeats the value, which may be
/// somebody's phone number and would end up in a log or in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{expected}")]
pub struct IdentifierError {
    fault: Fault,
    expected: &'static str,
}

impl IdentifierError {
    pub(super) const fn length(expected: &'static str) -> Self {
        Self::new(Fault::Length, expected)
    }

    pub(super) const fn format(expected: &'static str) -> Self {
        Self::new(Fault::Format, expected)
    }

    pub(super) const fn check(expected: &'static str) -> Self {
        Self::new(Fault::Check, expected)
    }

    pub(super) const fn new(fault: Fault, expected: &'static str) -> Self {
        Self { fault, expected }
    }

    /// The stable code of the fault, as it stands in an API error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.fault {
            Fault::Length => "bad_length",
            Fault::Format => "bad_format",
            Fault::Check => "bad_check",
            Fault::NotInternational => "not_international",
        }
    }
}
