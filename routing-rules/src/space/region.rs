//! Boxes of the space.

use super::Dimension;

/// For each fact the set of values that it may have. A region with an empty set has no case in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Region {
    words: Vec<u64>,
}

impl Region {
    pub(super) fn full(dimensions: &[Dimension]) -> Self {
        let mut words = Vec::new();
        for dimension in dimensions {
            let mut left = dimension.values;
            for _ in 0..dimension.words() {
                words.push(ones(left.min(64)));
                left = left.saturating_sub(64);
            }
        }
        Self { words }
    }

    /// The values that one fact may have.
    pub(crate) fn mask(&self, dimension: &Dimension) -> &[u64] {
        let end = dimension.first_word + dimension.words();
        self.words
            .get(dimension.first_word..end)
            .unwrap_or_default()
    }

    fn mask_mut(&mut self, dimension: &Dimension) -> &mut [u64] {
        let end = dimension.first_word + dimension.words();
        self.words
            .get_mut(dimension.first_word..end)
            .unwrap_or_default()
    }

    /// Keeps only the values of one fact that are in `mask`.
    pub(crate) fn restrict(&mut self, dimension: &Dimension, mask: &[u64]) {
        for (word, other) in self.mask_mut(dimension).iter_mut().zip(mask) {
            *word &= other;
        }
    }

    /// Drops the values of one fact that are in `mask`.
    pub(crate) fn remove(&mut self, dimension: &Dimension, mask: &[u64]) {
        for (word, other) in self.mask_mut(dimension).iter_mut().zip(mask) {
            *word &= !other;
        }
    }

    /// Lets one fact have the values of `mask` and no other.
    pub(crate) fn replace(&mut self, dimension: &Dimension, mask: &[u64]) {
        for (word, other) in self.mask_mut(dimension).iter_mut().zip(mask) {
            *word = *other;
        }
    }

    /// What both have in common; nothing when that is empty.
    pub(crate) fn meet(&self, other: &Self, dimensions: &[Dimension]) -> Option<Self> {
        if !self.overlaps(other, dimensions) {
            return None;
        }
        let words = self.words.iter().zip(&other.words);
        Some(Self {
            words: words.map(|(one, other)| one & other).collect(),
        })
    }

    /// Whether some case lies in both.
    pub(crate) fn overlaps(&self, other: &Self, dimensions: &[Dimension]) -> bool {
        dimensions.iter().all(|dimension| {
            let (one, other) = (self.mask(dimension), other.mask(dimension));
            one.iter().zip(other).any(|(one, other)| one & other != 0)
        })
    }

    /// Whether `self` has no case outside `other`, as far as one fact is concerned.
    pub(crate) fn within_by(&self, other: &Self, dimension: &Dimension) -> bool {
        let (one, other) = (self.mask(dimension), other.mask(dimension));
        one.iter().zip(other).all(|(one, other)| one & !other == 0)
    }

    /// Whether `self` has no case outside `other`.
    pub(crate) fn within(&self, other: &Self) -> bool {
        self.words
            .iter()
            .zip(&other.words)
            .all(|(one, other)| one & !other == 0)
    }

    /// Whether the case at `point` lies in it.
    pub(crate) fn contains(&self, point: &[usize], dimensions: &[Dimension]) -> bool {
        dimensions
            .iter()
            .zip(point)
            .all(|(dimension, value)| self.has(dimension, *value))
    }

    /// Whether one fact may have this value.
    pub(crate) fn has(&self, dimension: &Dimension, value: usize) -> bool {
        self.mask(dimension)
            .get(value / 64)
            .is_some_and(|word| word >> (value % 64) & 1 == 1)
    }

    /// The values that one fact may have, by number.
    pub(crate) fn values<'r>(
        &'r self,
        dimension: &'r Dimension,
    ) -> impl Iterator<Item = usize> + 'r {
        (0..dimension.values).filter(|value| self.has(dimension, *value))
    }

    /// The parts of it that lie outside `other`, none of which overlap.
    pub(crate) fn minus(&self, other: &Self, dimensions: &[Dimension]) -> Vec<Self> {
        if !self.overlaps(other, dimensions) {
            return vec![self.clone()];
        }
        let mut rest = self.clone();
        let mut parts = Vec::new();
        for dimension in dimensions {
            if rest.within_by(other, dimension) {
                continue;
            }
            let outside: Vec<u64> = other.mask(dimension).iter().map(|word| !word).collect();
            let mut part = rest.clone();
            part.restrict(dimension, &outside);
            parts.push(part);
            rest.restrict(dimension, other.mask(dimension));
        }
        parts
    }

    /// Whether there is no case in it.
    pub(crate) fn is_empty(&self, dimensions: &[Dimension]) -> bool {
        dimensions
            .iter()
            .any(|dimension| self.mask(dimension).iter().all(|word| *word == 0))
    }
}

fn ones(count: usize) -> u64 {
    if count >= 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}
