//! How partners stand when a case comes: what they carry, and when they were last asked.

use jiff::Timestamp;
use passerelle_domain::PartnerId;
use serde::{Deserialize, Serialize};

/// How one partner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The partner.
    pub partner: PartnerId,
    /// How many cases it carries as their lead, those that it has not answered included.
    pub open: u32,
    /// When it was last asked to lead a case.
    pub last_asked: Option<Timestamp>,
}

/// How some partners stand, each told once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standings(Vec<Standing>);

static NONE: Standings = Standings(Vec::new());

impl Standings {
    /// Nothing is told: nobody carries a case, and nobody was ever asked.
    pub const NONE: &'static Self = &NONE;

    /// Those that are told; of several about one partner the first.
    #[must_use]
    pub fn new(mut told: Vec<Standing>) -> Self {
        told.sort_by_key(|one| one.partner);
        told.dedup_by_key(|one| one.partner);
        Self(told)
    }

    /// How this partner stands.
    #[must_use]
    pub fn of(&self, partner: PartnerId) -> Standing {
        self.told(partner).copied().unwrap_or(Standing {
            partner,
            open: 0,
            last_asked: None,
        })
    }

    /// How this partner stands, where it is told.
    #[must_use]
    pub fn told(&self, partner: PartnerId) -> Option<&Standing> {
        let place = self.0.binary_search_by_key(&partner, |one| one.partner);
        place.ok().and_then(|place| self.0.get(place))
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(number: u8, open: u32) -> Standing {
        Standing {
            partner: PartnerId::new(Timestamp::UNIX_EPOCH, [number; 10]),
            open,
            last_asked: None,
        }
    }

    #[test]
    fn who_is_not_told_carries_nothing() {
        let told = Standings::new(vec![standing(3, 5), standing(1, 2), standing(3, 9)]);
        assert_eq!(told.of(standing(3, 0).partner).open, 5);
        assert_eq!(told.of(standing(1, 0).partner).open, 2);
        assert_eq!(told.of(standing(2, 0).partner).open, 0);
        assert!(told.told(standing(2, 0).partner).is_none());
    }
}
