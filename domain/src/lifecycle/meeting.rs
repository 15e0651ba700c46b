//! Meetings between a partner and the parties: what was planned and what took place, never what was
//! said.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::MeetingState;

/// One entry in the log of meetings of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    state: MeetingState,
    at: Timestamp,
}

/// Why a meeting cannot be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MeetingError {
    /// Something that took place lies in the past.
    #[error("a meeting that took place cannot lie in the future")]
    InTheFuture,
}

impl Meeting {
    /// A meeting in `state` at the instant `at`, entered at `now`.
    ///
    /// # Errors
    /// When it is said to have taken place and still lies ahead (five minutes of clock difference
    /// are let pass).
    pub fn new(state: MeetingState, at: Timestamp, now: Timestamp) -> Result<Self, MeetingError> {
        let happened = matches!(state, MeetingState::Held | MeetingState::PartyAbsent);
        if happened && at.duration_since(now) > SignedDuration::from_mins(5) {
            return Err(MeetingError::InTheFuture);
        }
        Ok(Self { state, at })
    }

    /// What happened, or is planned.
    #[must_use]
    pub fn state(&self) -> MeetingState {
        self.state
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }
}
