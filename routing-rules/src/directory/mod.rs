//! The partner directory, compiled for deciding: by place, then by kind.
//!
//! A country has tens of thousands of partners, and a case concerns a few: those who work in its
//! commune, its département, its school, and so on. They are found [around](Around) it without
//! looking at the rest.

mod around;
mod card;
mod key;
mod shelves;
mod surroundings;

use std::collections::HashMap;

use passerelle_domain::{Area, Availability, Coverage, Partner, PartnerId, PartnerKind, Territory};
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::{Facts, areas::current};
use key::Key;
use shelves::Shelves;
use surroundings::Surroundings;

pub(crate) use around::Around;
pub(crate) use card::Card;

/// All partners, by code.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    partners: Vec<Partner>,
    cards: Vec<Card>,
    by_id: HashMap<PartnerId, u32, FxBuildHasher>,
    by_siren: HashMap<Key, SmallVec<[u32; 2]>, FxBuildHasher>,
    /// For each kind, those that have not left the network.
    kinds: Vec<Vec<u32>>,
    shelves: Shelves,
    surroundings: Surroundings,
    territory: Option<&'static Territory>,
}

impl Directory {
    pub(crate) fn new(mut partners: Vec<Partner>) -> Self {
        partners.sort_by(|one, other| one.code.cmp(&other.code));
        let territory = Territory::in_use().ok();
        let mut directory = Self {
            cards: Vec::with_capacity(partners.len()),
            by_id: HashMap::with_capacity_and_hasher(partners.len(), FxBuildHasher),
            by_siren: HashMap::default(),
            kinds: vec![Vec::new(); PartnerKind::ALL.len()],
            shelves: Shelves::default(),
            surroundings: Surroundings::default(),
            territory,
            partners: Vec::new(),
        };
        let mut entries = Vec::with_capacity(partners.len());
        for (index, partner) in (0..).zip(&partners) {
            let card = Card::of(index, partner);
            directory.cards.push(card);
            directory.by_id.insert(partner.id, index);
            if let Some(siren) = partner.siren() {
                let same = directory.by_siren.entry(Key::siren(&siren));
                same.or_default().push(index);
            }
            if partner.availability == Availability::Archived {
                continue;
            }
            if let Some(kind) = directory.kinds.get_mut(partner.kind as usize) {
                kind.push(index);
            }
            let keys = partner
                .coverage
                .iter()
                .filter_map(|area| key_of(area, territory));
            entries.extend(keys.map(|key| (key, card)));
        }
        directory.shelves = Shelves::of(entries);
        directory.surroundings = Surroundings::of(territory, &directory.shelves);
        directory.partners = partners;
        directory
    }

    pub(crate) fn partners(&self) -> &[Partner] {
        &self.partners
    }

    pub(crate) fn territory(&self) -> Option<&'static Territory> {
        self.territory
    }

    pub(crate) fn partner(&self, id: PartnerId) -> Option<&Partner> {
        self.partners.get(self.index(id)? as usize)
    }

    /// The whole of a partner.
    pub(crate) fn whole(&self, card: &Card) -> Option<&Partner> {
        self.partners.get(card.index as usize)
    }

    /// Those of a kind that have not left the network, by code.
    pub(crate) fn cards(&self, kind: PartnerKind) -> impl Iterator<Item = &Card> {
        self.indices(kind)
            .iter()
            .filter_map(|index| self.card(*index))
    }

    /// How many there are of a kind that have not left the network.
    pub(crate) fn number_of(&self, kind: PartnerKind) -> usize {
        self.indices(kind).len()
    }

    /// Whether nobody is of this kind.
    pub(crate) fn is_vacant(&self, kind: PartnerKind) -> bool {
        self.indices(kind).is_empty()
    }

    /// The partners around a case.
    pub(crate) fn around<'n>(&'n self, facts: &Facts<'_>) -> Around<'n> {
        Around::of(self, facts)
    }

    fn indices(&self, kind: PartnerKind) -> &[u32] {
        self.kinds.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    fn index(&self, id: PartnerId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    fn card(&self, index: u32) -> Option<&Card> {
        self.cards.get(index as usize)
    }

    fn has_left(&self, card: &Card) -> bool {
        self.whole(card)
            .is_none_or(|partner| partner.availability == Availability::Archived)
    }
}

/// Where an area is looked up; communes that merged are looked up as their successor. What
/// somebody's own stock is, only the case tells.
fn key_of(area: &Coverage, territory: Option<&Territory>) -> Option<Key> {
    match area {
        Coverage::OwnStock => None,
        Coverage::Qpv(code) => Some(Key::qpv(code)),
        Coverage::School(uai) => Some(Key::school(uai)),
        Coverage::Prison(code) => Some(Key::prison(current(code, territory))),
        located => Some(match located.area()? {
            Area::France => Key::FRANCE,
            Area::Region(code) => Key::region(&code),
            Area::Departement(code) => Key::departement(&code),
            Area::Epci(code) => Key::epci(&code),
            Area::Commune(code) => Key::commune(current(&code, territory)),
        }),
    }
}
