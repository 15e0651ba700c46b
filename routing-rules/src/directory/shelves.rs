//! Partners by place and kind.
//!
//! All cards stand in one row: those of one place together, and there by kind. A place knows which
//! kinds it has, as bits, and so where each of them begins.

use std::collections::HashMap;

use passerelle_domain::PartnerKind;
use rustc_hash::FxBuildHasher;

use super::{card::Card, key::Key};

const _: () = assert!(PartnerKind::ALL.len() <= 64, "a bit for each kind");

/// All places that partners work for.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelves {
    /// The number of each in the row of shelves.
    places: HashMap<Key, u32, FxBuildHasher>,
    shelves: Vec<Shelf>,
    /// For each kind of each place, where its cards begin; after the last one, where they end.
    starts: Vec<u32>,
    cards: Vec<Card>,
}

/// The partners of one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    /// One bit for each kind that somebody here is of.
    kinds: u64,
    /// Where the kinds of this place are in the row of starts.
    first: u32,
}

impl Shelves {
    /// One entry for each area of each partner, in any order.
    pub(super) fn of(mut entries: Vec<(Key, Card)>) -> Self {
        entries.sort_unstable_by_key(|(key, card)| (*key, card.kind as u8, card.index));
        entries.dedup_by_key(|(key, card)| (*key, card.index));
        let mut shelves = Self::default();
        for of_place in entries.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((key, _)) = of_place.first() else {
                continue;
            };
            let mut shelf = Shelf {
                kinds: 0,
                first: position(&shelves.starts),
            };
            for of_kind in of_place.chunk_by(|(_, one), (_, other)| one.kind == other.kind) {
                shelves.starts.push(position(&shelves.cards));
                for (_, card) in of_kind {
                    shelf.kinds |= bit(card.kind);
                    shelves.cards.push(*card);
                }
            }
            shelves.starts.push(position(&shelves.cards));
            shelves.places.insert(*key, position(&shelves.shelves));
            shelves.shelves.push(shelf);
        }
        shelves
    }

    pub(super) fn place(&self, key: Key) -> Option<Shelf> {
        self.shelf(self.number(key)?)
    }

    /// The number of the shelf of a place, where anybody works for it.
    pub(super) fn number(&self, key: Key) -> Option<u32> {
        self.places.get(&key).copied()
    }

    pub(super) fn shelf(&self, number: u32) -> Option<Shelf> {
        self.shelves.get(number as usize).copied()
    }

    /// Those of one kind, in the order of codes.
    pub(super) fn of_kind(&self, shelf: Shelf, kind: PartnerKind) -> &[Card] {
        if shelf.kinds & bit(kind) == 0 {
            return &[];
        }
        let before = (shelf.kinds & (bit(kind) - 1)).count_ones();
        let start = (shelf.first + before) as usize;
        let (Some(from), Some(to)) = (self.starts.get(start), self.starts.get(start + 1)) else {
            return &[];
        };
        self.cards
            .get(*from as usize..*to as usize)
            .unwrap_or_default()
    }
}

fn bit(kind: PartnerKind) -> u64 {
    1 << (kind as u8)
}

/// Where the next one will stand. Directories are counted in tens of thousands.
fn position<T>(row: &[T]) -> u32 {
    u32::try_from(row.len()).unwrap_or(u32::MAX)
}
