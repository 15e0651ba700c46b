//! Times in which a partner takes no case.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::PauseReason;

/// A time in which a partner takes no case. Days are those of Paris, both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Pause {
    from: Date,
    until: Option<Date>,
    reason: PauseReason,
}

/// Why two dates make no pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pause does not end before it begins")]
pub struct PauseError;

#[derive(Deserialize)]
struct Written {
    from: Date,
    #[serde(default)]
    until: Option<Date>,
    reason: PauseReason,
}

impl TryFrom<Written> for Pause {
    type Error = PauseError;

    fn try_from(written: Written) -> Result<Self, PauseError> {
        Self::new(written.from, written.until, written.reason)
    }
}

impl Pause {
    /// A pause from the day `from` to the day `until`, or until somebody ends it.
    ///
    /// # Errors
    /// When it would end before it begins.
    pub fn new(from: Date, until: Option<Date>, reason: PauseReason) -> Result<Self, PauseError> {
        if until.is_some_and(|until| until < from) {
            return Err(PauseError);
        }
        Ok(Self {
            from,
            until,
            reason,
        })
    }

    /// The first day of it.
    #[must_use]
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day of it, where it is known.
    #[must_use]
    pub fn until(&self) -> Option<Date> {
        self.until
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> PauseReason {
        self.reason
    }

    /// Whether this day belongs to it.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}
