//! Rules sorted beforehand by one fact: each of its values has a bitmap of its own, with the rules
//! that it suits.

use super::{
    Draft, Numbers, Selection, Zones,
    bitmap::Bitmap,
    numbers::{DECIDED_BY, slot},
};
use crate::space::{Dimension, Space};

/// Fewer columns than this are not worth sorting: they are combined in one go.
const FEW: usize = 256;

/// How many times as many columns as before sorting may leave, for those that suit several values.
const COPIES: usize = 4;

#[derive(Debug, Clone)]
pub(super) struct Forest {
    /// The slot of the fact that rules are sorted by.
    slot: Option<u8>,
    /// One for each value of that fact; else a single one.
    bitmaps: Vec<Bitmap>,
}

impl Forest {
    pub(super) fn of(space: &Space, zones: &Zones, drafts: &[Draft]) -> Self {
        let Some(dimension) = best(space, drafts) else {
            let all: Vec<&Draft> = drafts.iter().collect();
            return Self {
                slot: None,
                bitmaps: vec![Bitmap::of(space, None, zones, &all)],
            };
        };
        let mut sorted: Vec<Vec<&Draft>> = vec![Vec::new(); dimension.values];
        for draft in drafts {
            for value in draft.region.values(dimension) {
                if let Some(some) = sorted.get_mut(value) {
                    some.push(draft);
                }
            }
        }
        let bitmap = |some: &Vec<&Draft>| Bitmap::of(space, Some(dimension), zones, some);
        Self {
            slot: slot(dimension.fact, dimension.values),
            bitmaps: sorted.iter().map(bitmap).collect(),
        }
    }

    /// What a case selects, by the numbers of its facts and of its zones.
    #[inline]
    pub(super) fn select<'i>(
        &'i self,
        numbers: &'i Numbers,
        decider: u32,
        around: &'i [u32],
    ) -> Option<Selection<'i>> {
        let value = match self.slot {
            None => 0,
            Some(DECIDED_BY) => decider,
            Some(slot) => numbers.get(slot),
        };
        let bitmap = self.bitmaps.get(value as usize)?;
        Some(Selection::new(bitmap, numbers, decider, around))
    }
}

/// The fact that leaves the fewest columns to each of its values.
fn best<'s>(space: &'s Space, drafts: &[Draft]) -> Option<&'s Dimension> {
    if drafts.len() <= FEW {
        return None;
    }
    let copies = |dimension: &Dimension| -> usize {
        let suited = drafts.iter().map(|draft| {
            let words = draft.region.mask(dimension).iter();
            words.map(|word| word.count_ones() as usize).sum::<usize>()
        });
        suited.sum()
    };
    let sized = space.dimensions().iter().filter_map(|dimension| {
        slot(dimension.fact, dimension.values)?;
        let copies = copies(dimension);
        let each = copies / dimension.values.max(1);
        let worth = copies <= COPIES * drafts.len() && each <= drafts.len() / 2;
        worth.then_some((each, dimension))
    });
    sized.min_by_key(|(each, _)| *each).map(|(_, one)| one)
}
