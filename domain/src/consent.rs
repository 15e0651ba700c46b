//! Consent: the agreement of a person, or of whoever holds parental authority, to be named to a
//! partner. It is dated by the event that records it, can be limited to some partners, and can be
//! withdrawn at any time.

use serde::{Deserialize, Serialize};

use crate::{ConsentState, PartnerId};

/// One person's answer to "may we give your name to a partner?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The answer, or why there is none yet.
    pub state: ConsentState,
    /// The partners that the answer is about; `None` means any partner of the decision.
    pub scope: Option<Vec<PartnerId>>,
}

impl Consent {
    /// An answer that holds for every partner of the decision.
    #[must_use]
    pub fn of(state: ConsentState) -> Self {
        Self { state, scope: None }
    }

    /// Whether it lets `partner` know who the person is.
    #[must_use]
    pub fn covers(&self, partner: PartnerId) -> bool {
        self.state == ConsentState::Given
            && self
                .scope
                .as_ref()
                .is_none_or(|named| named.contains(&partner))
    }

    /// Whether the person said no, now or later.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self.state, ConsentState::Refused | ConsentState::Withdrawn)
    }
}

impl Default for Consent {
    fn default() -> Self {
        Self::of(ConsentState::NotAsked)
    }
}
