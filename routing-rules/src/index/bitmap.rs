//! Rows of bits, one for each value of each fact.

use crate::{
    rules::{Case, Rule, RuleSet},
    space::{Cover, Dimension, Fact, Region, Space},
};

/// Words that are combined in one go.
type Block = [u64; WORDS];
const WORDS: usize = 4;
const COLUMNS: usize = WORDS * 64;

/// The most facts that a case is matched by; a rule set that reads more has its matches checked.
const FACTS: usize = 64;

/// Which of some rules suit which values.
#[derive(Debug, Clone)]
pub(super) struct Bitmap {
    /// Blocks in one row.
    blocks: usize,
    rows: Vec<Block>,
    /// The facts that some rule reads, each with its first row. The others suit every rule.
    facts: Vec<(Fact, usize)>,
    columns: Vec<Column>,
}

/// One region of one rule.
#[derive(Debug, Clone, Copy)]
struct Column {
    /// The place of the rule in its rule set.
    rule: usize,
    /// Whether the rule matches every case of the region.
    exact: bool,
}

impl Bitmap {
    pub(super) fn of<'r>(space: &Space, rules: impl Iterator<Item = (usize, &'r Rule)>) -> Self {
        let mut columns = Vec::new();
        let mut regions = Vec::new();
        for (rule, stated) in rules {
            let Cover {
                regions: own,
                exact,
            } = space.cover(&stated.when);
            columns.extend(own.iter().map(|_| Column { rule, exact }));
            regions.extend(own);
        }
        let everything = space.everything();
        let read = |dimension: &&Dimension| {
            let any = |region: &Region| !everything.within_by(region, dimension);
            regions.iter().any(any)
        };
        let read: Vec<&Dimension> = space.dimensions().iter().filter(read).collect();
        if read.len() > FACTS {
            columns.iter_mut().for_each(|column| column.exact = false);
        }
        let mut bitmap = Self {
            blocks: columns.len().div_ceil(COLUMNS),
            rows: Vec::new(),
            facts: Vec::new(),
            columns,
        };
        for dimension in read.into_iter().take(FACTS) {
            bitmap.add(dimension, &regions);
        }
        bitmap
    }

    fn add(&mut self, dimension: &Dimension, regions: &[Region]) {
        self.facts.push((dimension.fact, self.rows.len()));
        for value in 0..dimension.values {
            for some in regions.chunks(COLUMNS) {
                let mut block: Block = [0; WORDS];
                for (word, some) in block.iter_mut().zip(some.chunks(64)) {
                    for (bit, region) in some.iter().enumerate() {
                        *word |= u64::from(region.has(dimension, value)) << bit;
                    }
                }
                self.rows.push(block);
            }
        }
    }

    /// The rules that match a case, in their order.
    pub(super) fn matches<'i, 'r: 'i>(
        &'i self,
        space: &Space,
        rules: &'r RuleSet,
        case: &'i Case<'_>,
    ) -> impl Iterator<Item = &'r Rule> {
        let mut rows: [&[Block]; FACTS] = [&[]; FACTS];
        for (row, (fact, first)) in rows.iter_mut().zip(&self.facts) {
            let start = first + space.value(*fact, case) * self.blocks;
            *row = self
                .rows
                .get(start..start + self.blocks)
                .unwrap_or_default();
        }
        let hits = Hits {
            bitmap: self,
            rows,
            block: 0,
            left: [0; WORDS],
        };
        // Several regions of one rule stand next to each other and are one match.
        let mut last = None;
        hits.filter_map(move |column| {
            let rule = rules.rules().get(column.rule)?;
            let matches = last != Some(column.rule) && (column.exact || rule.when.holds(case));
            if matches {
                last = Some(column.rule);
            }
            matches.then_some(rule)
        })
    }
}

/// A walk over the columns that all selected rows have in common.
struct Hits<'i> {
    bitmap: &'i Bitmap,
    rows: [&'i [Block]; FACTS],
    /// The block after the one that `left` is of.
    block: usize,
    left: Block,
}

impl Hits<'_> {
    fn load(&self, block: usize) -> Block {
        let mut common: Block = [u64::MAX; WORDS];
        for row in self.rows.iter().take(self.bitmap.facts.len()) {
            let Some(other) = row.get(block) else {
                return [0; WORDS];
            };
            for (word, other) in common.iter_mut().zip(other) {
                *word &= other;
            }
        }
        common
    }
}

impl Iterator for Hits<'_> {
    type Item = Column;

    fn next(&mut self) -> Option<Column> {
        loop {
            while self.left == [0; WORDS] {
                if self.block >= self.bitmap.blocks {
                    return None;
                }
                self.left = self.load(self.block);
                self.block += 1;
            }
            let first = (self.block - 1) * COLUMNS;
            let (number, word) = self
                .left
                .iter_mut()
                .enumerate()
                .find(|(_, word)| **word != 0)?;
            let column = first + number * 64 + word.trailing_zeros() as usize;
            *word &= *word - 1;
            // Where no rule reads any fact, the last block is full to its end.
            if let Some(column) = self.bitmap.columns.get(column) {
                return Some(*column);
            }
        }
    }
}
