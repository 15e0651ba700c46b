//! Meetings between a partner and the parties: what was planned and what took place, never what was
//! said.
//!
//! A meeting that was planned is `scheduled` and becomes `held`, `party_absent`, `postponed` or
//! `cancelled`; one that is postponed may be scheduled anew. What took place stays as it is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::TransitionError;
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
    /// Nobody had planned it.
    #[error("a meeting that was not planned cannot be cancelled")]
    NeverPlanned,
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

    /// A meeting that is entered for the first time.
    ///
    /// # Errors
    /// As [`Meeting::new`], and when it would be cancelled before anybody planned it.
    pub fn entered(
        state: MeetingState,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, MeetingError> {
        if state == MeetingState::Cancelled {
            return Err(MeetingError::NeverPlanned);
        }
        Self::new(state, at, now)
    }

    /// Whether a meeting in the state `from` may become `to`.
    #[must_use]
    pub fn leads_to(from: MeetingState, to: MeetingState) -> bool {
        match from {
            MeetingState::Scheduled => to != MeetingState::Scheduled,
            MeetingState::Postponed => to != MeetingState::Postponed,
            MeetingState::Held | MeetingState::PartyAbsent | MeetingState::Cancelled => false,
        }
    }

    /// Refuses what may not become of a meeting in this state.
    ///
    /// # Errors
    /// [`TransitionError`] with the state that stands.
    pub fn may_become(&self, to: MeetingState) -> Result<(), TransitionError> {
        if Self::leads_to(self.state, to) {
            return Ok(());
        }
        Err(TransitionError::WrongState {
            state: self.state.code(),
            action: "meeting",
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_place_stays_as_it_is() {
        let mut table = String::new();
        for from in MeetingState::ALL {
            let to: Vec<&str> = MeetingState::ALL
                .iter()
                .filter(|to| Meeting::leads_to(*from, **to))
                .map(|to| to.code())
                .collect();
            table.push_str(&format!("{}: {}\n", from.code(), to.join(" ")));
        }
        let expected = "\
scheduled: held party_absent postponed cancelled
held: \nparty_absent: \npostponed: scheduled held party_absent cancelled
cancelled: \n";
        assert_eq!(table, expected);
    }

    #[test]
    fn nobody_cancels_what_was_never_planned() {
        let now = Timestamp::UNIX_EPOCH;
        let entered = Meeting::entered(MeetingState::Cancelled, now, now);
        assert_eq!(entered, Err(MeetingError::NeverPlanned));
        assert!(Meeting::entered(MeetingState::Scheduled, now, now).is_ok());
    }
}
