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
}

impl Near {
    pub(super) fn of(space: &Space, zones: &Zones, rules: &[Rule]) -> Self {
        let drafts: Vec<Draft> = (0..)
            .zip(rules)
            .map(|(number, rule)| draft(number, rule, space, zones))
            .collect();
        let bitmap = Bitmap::of(space, None, zones, &drafts.iter().collect::<Vec<_>>());
        let several = (0..)
            .zip(rules)
            .filter(|(_, rule)| rule.when.tests().len() > 1);
        Self {
            several: bitmap.row(several.map(|(column, _)| column)),
            bitmap,
        }
    }

    /// The places of the rules that may be near, in their order.
    pub(super) fn places(&self, numbers: &Numbers, around: &[u32]) -> Vec<usize> {
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
                    let column = block * COLUMNS + word * 64 + near.trailing_zeros() as usize;
                    near &= near - 1;
                    places.push(column);
                }
            }
        }
        // The last block has bits that stand for no rule.
        places.truncate(places.partition_point(|place| *place < bitmap.columns.len()));
        places
    }
}

/// A rule with what single facts say of its tests.
fn draft(number: u32, rule: &Rule, space: &Space, zones: &Zones) -> Draft {
    let tests = rule.when.tests();
    let mut region = space.everything();
    for test in tests {
        // The rules that decided are as many as there are rules, and few rules ask for them.
        let told = space
            .told_by_one(test)
            .filter(|(dimension, _)| dimension.fact != Fact::DecidedBy);
        if let Some((dimension, mask)) = told {
            region.restrict(dimension, &mask);
        }
    }
    Draft {
        column: Column {
            rule: number,
            exact: false,
            alone: false,
        },
        region,
        zones: zones.narrowest(tests).map(|(_, zones)| zones),
    }
}
