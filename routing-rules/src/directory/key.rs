//! Places as numbers: the codes of areas, schools, districts and legal units, ready to be looked up.

use passerelle_domain::{CommuneCode, DepartementCode, EpciCode, QpvCode, RegionCode, Siren, Uai};

/// A place of one sort. Two places have the same key only if they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u64);

/// How many letters and digits there are, and nothing.
const LETTERS: u64 = 37;

/// Above any code of up to ten letters and digits (37^10 < 2^53).
const SORT: u32 = 56;

impl Key {
    pub(super) const FRANCE: Self = Self(0);

    pub(super) fn region(code: &RegionCode) -> Self {
        Self::of(1, code.as_str())
    }

    pub(super) fn departement(code: &DepartementCode) -> Self {
        Self::of(2, code.as_str())
    }

    pub(super) fn epci(code: &EpciCode) -> Self {
        Self::of(3, code.as_str())
    }

    pub(super) fn commune(code: &CommuneCode) -> Self {
        Self::of(4, code.as_str())
    }

    pub(super) fn prison(code: &CommuneCode) -> Self {
        Self::of(5, code.as_str())
    }

    pub(super) fn qpv(code: &QpvCode) -> Self {
        Self::of(6, code.as_str())
    }

    pub(super) fn school(code: &Uai) -> Self {
        Self::of(7, code.as_str())
    }

    pub(super) fn siren(code: &Siren) -> Self {
        Self::of(8, code.as_str())
    }

    fn of(sort: u64, code: &str) -> Self {
        let number = code.bytes().fold(0, |number, symbol| {
            let digit = match symbol {
                b'0'..=b'9' => symbol - b'0' + 1,
                b'A'..=b'Z' => symbol - b'A' + 11,
                // No code that was checked has any other symbol.
                _ => 0,
            };
            number * LETTERS + u64::from(digit)
        });
        Self((sort << SORT) | number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_places_share_a_key() {
        let communes =
            (1..96).flat_map(|head| (0..1000).map(move |tail| format!("{head:02}{tail:03}")));
        let communes: Vec<CommuneCode> = communes.map(|text| text.parse().unwrap()).collect();
        let mut keys: HashSet<Key> = communes.iter().map(Key::commune).collect();
        keys.extend(communes.iter().map(Key::prison));
        keys.insert(Key::FRANCE);
        assert_eq!(keys.len(), 2 * communes.len() + 1);
        let region = Key::region(&"53".parse().unwrap());
        assert_ne!(region, Key::departement(&"53".parse().unwrap()));
        let longest = Key::of(7, "ZZZZZZZZZZ");
        assert!(longest < Key::of(8, "0"));
    }
}
