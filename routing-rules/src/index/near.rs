//! The rules that a case meets or comes near: those of which it misses one test at most.
//!
//! One column per rule here, whatever stage it speaks in. Misses are counted for 256 rules in one go,
//! up to the second. Tests that no row of bits tells count as met, so some rules are found that miss
//! more: whoever asks looks at each of those that are found.

use super::{
    Column, Draft, Numbers, Zones,
    bitmap::{Bitmap, Block, COLUMNS, WORDS},
};
use crate::{
    rules::Rule,
    space::{Fact, Space},
};

/// Rows of bits over whole rules.
#[derive(Debug, Clone)]
pub(super) struct Near {
    bitmap: Bitmap,
    /// The rules of more than one test: where the only one is missed, nothing is near.
    several: Vec<Block>,
    /// How many tests each rule has, where rows of bits tell all of them, each by a fact of its own;
    /// else nothing.
    tests: Vec<u8>,
}

/// What rows of bits tell of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closeness {
    /// It misses one test, and meets so many others.
    MissesOne(usize),
    /// It must be looked at.
    Untold,
}

impl Near {
    pub(super) fn of(space: &Space, zones: &Zones, rules: &[Rule]) -> Self {
        let drafts: Vec<Draft> = (0..)
            .zip(rules)
            .map(|(number, rule)| draft(number, rule, space, zones))
            .collect();
        let bitmap = Bitmap::of(space, None, zones, &drafts.iter().collect::<Vec<_>>());
        let told = |(column, rule): (&Column, &Rule)| {
            let tests = u8::try_from(rule.when.tests().len()).unwrap_or_default();
            if column.exact { tests } else { 0 }
        };
        let several = (0..)
            .zip(rules)
            .filter(|(_, rule)| rule.when.tests().len() > 1);
        Self {
            several: bitmap.row(several.map(|(column, _)| column)),
            tests: bitmap.columns.iter().zip(rules).map(told).collect(),
            bitmap,
        }
    }

    /// The places of the rules that may be near, in their order, with what is told of each.
    pub(super) fn places(&self, numbers: &Numbers, around: &[u32]) -> Vec<(usize, Closeness)> {
        let bitmap = &self.bitmap;
        let here = bitmap.named(around);
        let rows: Vec<&[Block]> = bitmap
            .facts
            .iter()
            .map(|(slot, first)| bitmap.row_at(first + numbers.get(*slot) * bitmap.stride))
            .chain([here.as_slice()])
            .collect();
        let mut places = Vec::new();
        for (block, several) in self.several.iter().enumerate() {
            let (mut once, mut twice) = ([0; WORDS], [0; WORDS]);
            for row in rows.iter().filter_map(|row| row.get(block)) {
                for ((once, twice), met) in once.iter_mut().zip(&mut twice).zip(row) {
                    *twice |= *once & !met;
                    *once |= !met;
                }
            }
            let words = once.iter().zip(twice).zip(several).enumerate();
            for (word, ((once, twice), several)) in words {
                let mut near = !once | (several & !twice);
                while near != 0 {
                    let bit = near.trailing_zeros();
                    let column = block * COLUMNS + word * 64 + bit as usize;
                    near &= near - 1;
                    let tests = self.tests.get(column).copied().map_or(0, usize::from);
                    let missed = once >> bit & 1 == 1;
                    places.push(match tests.checked_sub(1) {
                        Some(held) if missed => (column, Closeness::MissesOne(held)),
                        _ => (column, Closeness::Untold),
                    });
                }
            }
        }
        // The last block has bits that stand for no rule.
        places.truncate(places.partition_point(|(place, _)| *place < bitmap.columns.len()));
        places
    }
}

/// A rule with what single facts say of its tests.
fn draft(number: u32, rule: &Rule, space: &Space, zones: &Zones) -> Draft {
    let tests = rule.when.tests();
    let mut region = space.everything();
    let mut facts = Vec::new();
    for test in tests {
        // The rules that decided are as many as there are rules, and few rules ask for them.
        let told = space
            .told_by_one(test)
            .filter(|(dimension, _)| dimension.fact != Fact::DecidedBy);
        if let Some((dimension, mask)) = told {
            region.restrict(dimension, &mask);
            if !facts.contains(&dimension.fact) {
                facts.push(dimension.fact);
            }
        }
    }
    let zones = zones.narrowest(tests).map(|(_, zones)| zones);
    // Two tests of one fact may be missed by one value, and count as one.
    let told = facts.len() + usize::from(zones.is_some());
    Draft {
        column: Column {
            rule: number,
            exact: told == tests.len(),
            alone: false,
        },
        region,
        zones,
    }
}
