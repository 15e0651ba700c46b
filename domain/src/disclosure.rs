//! How much of a case a partner may see: the least of what the rule allows, what consent allows
//! and what the partner is entitled to.
//!
//! `L0` no person at all · `L1` pseudonymous (age band, situation, place) · `L2` identity and
//! contact · `L3` with one sensitive item strictly needed.

use serde::{Deserialize, Serialize};

use crate::{Disclosure, PartnerId, Party, PartyRole};

/// A provision of law that lets identity be sent without consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LegalException {
    /// Article 226-14 1° of the penal code: telling the judicial, medical or administrative
    /// authorities of deprivation or abuse of a minor, or of a person unable to protect themself.
    #[serde(rename = "226-14-1")]
    Art226_14_1,
}

impl LegalException {
    /// The code used in rule sets and over the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Art226_14_1 => "226-14-1",
        }
    }
}

/// What bounds the disclosure of one assignment, whoever the party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The most that the rule sends to this partner.
    pub rule: Disclosure,
    /// The most that this partner is entitled to.
    pub entitlement: Disclosure,
    /// The provision that stands in for the consent of the person concerned.
    pub exception: Option<LegalException>,
}

impl Bounds {
    /// The most that the partner may see of anybody.
    #[must_use]
    pub fn ceiling(self) -> Disclosure {
        self.rule.min(self.entitlement)
    }

    /// What the partner may see of `party`.
    ///
    /// A legal exception speaks for the person concerned alone: identity of another party still
    /// needs that party's own consent.
    #[must_use]
    pub fn for_party(self, party: &Party, partner: PartnerId) -> Disclosure {
        let excepted = self.exception.is_some() && party.role == PartyRole::Concerned;
        let allowed = if excepted || party.lets_identity_reach(partner) {
            Disclosure::L3
        } else {
            Disclosure::L1
        };
        self.ceiling().min(allowed)
    }

    /// What the partner may see of each of `parties`, in their order.
    #[must_use]
    pub fn by_party(self, parties: &[Party], partner: PartnerId) -> Vec<Disclosure> {
        parties
            .iter()
            .map(|party| self.for_party(party, partner))
            .collect()
    }

    /// The level of the whole: the highest over the parties, and never above `L1` where nobody is
    /// named.
    #[must_use]
    pub fn overall(self, parties: &[Party], partner: PartnerId) -> Disclosure {
        parties
            .iter()
            .map(|party| self.for_party(party, partner))
            .max()
            .unwrap_or_else(|| self.ceiling().min(Disclosure::L1))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::{AgeBand, Consent, ConsentState, Identity};

    fn partner(n: u8) -> PartnerId {
        PartnerId::new(Timestamp::UNIX_EPOCH, [n; 10])
    }

    fn adult(role: PartyRole, consent: Consent) -> Party {
        Party {
            role,
            age_band: AgeBand::Unknown,
            minor: Some(false),
            enrolled: None,
            language: None,
            identity: Identity::default(),
            consent,
            guardian_consent: None,
        }
    }

    fn minor(own: ConsentState, guardian: Option<ConsentState>) -> Party {
        Party {
            minor: Some(true),
            consent: Consent::of(own),
            guardian_consent: guardian.map(Consent::of),
            ..adult(PartyRole::Concerned, Consent::default())
        }
    }

    const OPEN: Bounds = Bounds {
        rule: Disclosure::L3,
        entitlement: Disclosure::L3,
        exception: None,
    };

    #[test]
    fn an_adult_decides_alone_and_partner_by_partner() {
        let given = adult(PartyRole::Concerned, Consent::of(ConsentState::Given));
        assert_eq!(OPEN.for_party(&given, partner(1)), Disclosure::L3);
        let scoped = Consent {
            state: ConsentState::Given,
            scope: Some(vec![partner(1)]),
        };
        let scoped = adult(PartyRole::Concerned, scoped);
        assert_eq!(OPEN.for_party(&scoped, partner(1)), Disclosure::L3);
        assert_eq!(OPEN.for_party(&scoped, partner(2)), Disclosure::L1);
        for state in ConsentState::ALL
            .iter()
            .filter(|state| **state != ConsentState::Given)
        {
            let party = adult(PartyRole::OtherParty, Consent::of(*state));
            assert_eq!(OPEN.for_party(&party, partner(1)), Disclosure::L1);
        }
    }

    #[test]
    fn for_a_minor_the_guardian_decides_and_the_minor_is_heard() {
        use ConsentState::{Given, Hesitant, NotAsked, Refused};
        let level = |own, guardian| OPEN.for_party(&minor(own, guardian), partner(1));
        assert_eq!(level(Given, Some(Given)), Disclosure::L3);
        assert_eq!(level(NotAsked, Some(Given)), Disclosure::L3);
        assert_eq!(level(Given, None), Disclosure::L1);
        assert_eq!(level(Given, Some(Refused)), Disclosure::L1);
        assert_eq!(level(Refused, Some(Given)), Disclosure::L1);
        assert_eq!(level(Hesitant, Some(Given)), Disclosure::L1);
    }

    #[test]
    fn a_legal_exception_speaks_for_the_person_concerned_alone() {
        let bounds = Bounds {
            exception: Some(LegalException::Art226_14_1),
            ..OPEN
        };
        let parties = [
            minor(ConsentState::Hesitant, None),
            adult(PartyRole::OtherParty, Consent::default()),
        ];
        assert_eq!(
            bounds.by_party(&parties, partner(1)),
            [Disclosure::L3, Disclosure::L1]
        );
        assert_eq!(bounds.overall(&parties, partner(1)), Disclosure::L3);
    }

    #[test]
    fn nobody_named_means_at_most_pseudonymous() {
        assert_eq!(OPEN.overall(&[], partner(1)), Disclosure::L1);
        let nobody = Bounds {
            rule: Disclosure::L0,
            ..OPEN
        };
        assert_eq!(nobody.overall(&[], partner(1)), Disclosure::L0);
    }

    proptest! {
        #[test]
        fn never_above_the_rule_nor_the_entitlement(
            rule in prop::sample::select(Disclosure::ALL),
            entitlement in prop::sample::select(Disclosure::ALL),
            own in prop::sample::select(ConsentState::ALL),
            guardian in prop::option::of(prop::sample::select(ConsentState::ALL)),
            excepted in any::<bool>(),
        ) {
            let exception = excepted.then_some(LegalException::Art226_14_1);
            let bounds = Bounds { rule, entitlement, exception };
            let level = bounds.for_party(&minor(own, guardian), partner(1));
            prop_assert!(level <= rule && level <= entitlement);
        }
    }
}
