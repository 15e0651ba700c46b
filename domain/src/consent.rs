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

    /// The same answer without `partner`. An agreement without limits becomes one for those of
    /// `decided`, the partners of the decision as it stands; an agreement that covers nobody any more
    /// is withdrawn.
    #[must_use]
    pub fn without(&self, partner: PartnerId, decided: &[PartnerId]) -> Self {
        if self.state != ConsentState::Given {
            return self.clone();
        }
        let mut left = self.scope.clone().unwrap_or_else(|| decided.to_vec());
        left.retain(|named| *named != partner);
        if left.is_empty() {
            return Self::of(ConsentState::Withdrawn);
        }
        Self {
            state: ConsentState::Given,
            scope: Some(left),
        }
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn partner(n: u8) -> PartnerId {
        PartnerId::new(Timestamp::UNIX_EPOCH, [n; 10])
    }

    fn given(scope: Option<&[u8]>) -> Consent {
        Consent {
            state: ConsentState::Given,
            scope: scope.map(|named| named.iter().copied().map(partner).collect()),
        }
    }

    #[test]
    fn an_agreement_is_taken_back_partner_by_partner() {
        let decided = [partner(1), partner(2)];
        let without = |consent: Consent, n| consent.without(partner(n), &decided);
        assert_eq!(without(given(None), 1), given(Some(&[2])));
        assert_eq!(without(given(None), 3), given(Some(&[1, 2])));
        assert_eq!(without(given(Some(&[1, 3])), 1), given(Some(&[3])));
        let withdrawn = Consent::of(ConsentState::Withdrawn);
        assert_eq!(without(given(Some(&[1])), 1), withdrawn);
        let hesitant = Consent::of(ConsentState::Hesitant);
        assert_eq!(without(hesitant.clone(), 1), hesitant);
    }

    proptest! {
        #[test]
        fn what_is_taken_back_is_never_covered_and_nothing_is_added(
            scope in prop::option::of(prop::collection::vec(0_u8..5, 0..5)),
            decided in prop::collection::vec(0_u8..5, 0..5),
            taken in 0_u8..5,
        ) {
            let before = given(scope.as_deref());
            let decided: Vec<PartnerId> = decided.into_iter().map(partner).collect();
            let after = before.without(partner(taken), &decided);
            prop_assert!(!after.covers(partner(taken)));
            for n in (0..5).filter(|n| *n != taken) {
                let known = before.scope.is_some() || decided.contains(&partner(n));
                prop_assert_eq!(after.covers(partner(n)), before.covers(partner(n)) && known);
            }
        }
    }
}
