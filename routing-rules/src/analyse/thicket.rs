//! All regions that may stand in the way of a search, found by what they overlap.
//!
//! Each region is a column, each value of a fact a row of bits. The regions near a target are those
//! that share a value with it in every fact: a few words per value, however many rules there are.

use crate::space::{Dimension, Fact, Region};

/// Regions in the order of the rules that they belong to.
pub(super) struct Thicket {
    regions: Vec<Region>,
    /// The rule of each region by its place; none for what cannot be.
    owners: Vec<Option<usize>>,
    /// For each dimension the rows of its values.
    rows: Vec<Vec<Bits>>,
    /// The classes of places, those that fewest regions name first.
    quiet: Vec<usize>,
}

/// A set of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn none(columns: usize) -> Self {
        Self(vec![0; columns.div_ceil(64)])
    }

    pub(super) fn add(&mut self, column: usize) {
        if let Some(word) = self.0.get_mut(column / 64) {
            *word |= 1 << (column % 64);
        }
    }

    fn keep(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= other;
        }
    }

    fn join(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    fn columns(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(number, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(number * 64 + bit)
            })
        })
    }
}

impl Thicket {
    pub(super) fn of(dimensions: &[Dimension], all: Vec<(Option<usize>, Region)>) -> Self {
        let (owners, regions): (Vec<_>, Vec<Region>) = all.into_iter().unzip();
        let row = |dimension: &Dimension, value: usize| {
            let mut bits = Bits::none(regions.len());
            for (column, region) in regions.iter().enumerate() {
                if region.has(dimension, value) {
                    bits.add(column);
                }
            }
            bits
        };
        let rows = |dimension: &Dimension| -> Vec<Bits> {
            (0..dimension.values)
                .map(|value| row(dimension, value))
                .collect()
        };
        let rows: Vec<Vec<Bits>> = dimensions.iter().map(rows).collect();
        let places = dimensions.iter().zip(&rows);
        let places = places.filter(|(dimension, _)| dimension.fact == Fact::Place);
        let mut quiet: Vec<(usize, usize)> = places
            .flat_map(|(_, rows)| rows.iter().enumerate())
            .map(|(class, row)| (row.columns().count(), class))
            .collect();
        quiet.sort_unstable();
        Self {
            regions,
            owners,
            rows,
            quiet: quiet.into_iter().map(|(_, class)| class).collect(),
        }
    }

    /// No region, to be added to.
    pub(super) fn nothing(&self) -> Bits {
        Bits::none(self.regions.len())
    }

    /// What cannot be, and the regions of the rules of which something holds.
    pub(super) fn of_owners(&self, holds: impl Fn(usize) -> bool) -> Bits {
        let mut bits = self.nothing();
        for (column, owner) in self.owners.iter().enumerate() {
            if owner.is_none_or(&holds) {
                bits.add(column);
            }
        }
        bits
    }

    /// The regions among `allowed` that overlap `target`, each with its rule.
    pub(super) fn near(
        &self,
        dimensions: &[Dimension],
        target: &Region,
        allowed: &Bits,
    ) -> Vec<(Option<usize>, &Region)> {
        let mut near = allowed.clone();
        let mut any = self.nothing();
        for (dimension, rows) in dimensions.iter().zip(&self.rows) {
            if dimension.is_full(target.mask(dimension)) {
                continue;
            }
            any.0.fill(0);
            for value in target.values(dimension) {
                if let Some(row) = rows.get(value) {
                    any.join(row);
                }
            }
            near.keep(&any);
        }
        let found = near.columns().filter_map(|column| {
            let owner = *self.owners.get(column)?;
            Some((owner, self.regions.get(column)?))
        });
        found.collect()
    }

    /// The class of places, of those in `region`, that fewest rules name.
    pub(super) fn quietest(&self, dimension: &Dimension, region: &Region) -> Option<usize> {
        let mut classes = self.quiet.iter();
        classes
            .find(|class| region.has(dimension, **class))
            .copied()
    }
}
