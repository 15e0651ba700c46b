//! What most decisions need to know of a partner, small enough to stand side by side in memory.

use passerelle_domain::{Availability, Coverage, Disclosure, Partner, PartnerId, PartnerKind};

/// A partner in short. Whatever is rare is a [trait](Traits) here, and read from the partner itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Card {
    /// Its place in the directory, which is in the order of codes.
    pub(crate) index: u32,
    pub(crate) id: PartnerId,
    pub(crate) kind: PartnerKind,
    pub(crate) entitlement: Disclosure,
    pub(super) traits: Traits,
}

/// What may be so of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits(u8);

impl Traits {
    /// It takes cases at present.
    const OPEN: u8 = 1;
    /// It lists situations, pauses, opening hours or a capacity.
    const PARTICULAR: u8 = 2;
    /// It works for the dwellings that it lets.
    const STOCK: u8 = 4;
    /// Several of its areas may lie around one place.
    const SEVERAL_AREAS: u8 = 8;

    fn has(self, one: u8) -> bool {
        self.0 & one != 0
    }
}

impl Card {
    pub(super) fn of(index: u32, partner: &Partner) -> Self {
        let particular = !partner.situations.is_empty()
            || !partner.pauses.is_empty()
            || partner.opening_hours.is_some()
            || partner.capacity.is_some();
        let traits = [
            (partner.availability == Availability::Open, Traits::OPEN),
            (particular, Traits::PARTICULAR),
            (
                partner.coverage.contains(&Coverage::OwnStock),
                Traits::STOCK,
            ),
            (partner.coverage.len() > 1, Traits::SEVERAL_AREAS),
        ];
        let traits = traits
            .into_iter()
            .filter(|(is_so, _)| *is_so)
            .fold(0, |all, (_, one)| all | one);
        Self {
            index,
            id: partner.id,
            kind: partner.kind,
            entitlement: partner.entitlement,
            traits: Traits(traits),
        }
    }

    /// Whether it takes cases at present, its pauses aside.
    pub(crate) fn is_open(&self) -> bool {
        self.traits.has(Traits::OPEN)
    }

    /// Whether anything else could stand between the partner and a case in its area.
    pub(crate) fn is_particular(&self) -> bool {
        self.traits.has(Traits::PARTICULAR)
    }

    pub(super) fn works_for_its_stock(&self) -> bool {
        self.traits.has(Traits::STOCK)
    }

    pub(super) fn has_several_areas(&self) -> bool {
        self.traits.has(Traits::SEVERAL_AREAS)
    }
}
