//! Figures that tell of the network and of nobody in it.
//!
//! A count below [`MINIMUM_COUNT`] could point at a person: it is shown as "fewer than". Where it
//! could still be worked out from the total and the other counts, the next smallest count is left
//! out as well.

/// The smallest count that is shown. Source: indicator hygiene of the domain notes (n < 5 is
/// suppressed, with its complement).
pub const MINIMUM_COUNT: u64 = 5;

/// One count, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count itself.
    Count(u64),
    /// Fewer than [`MINIMUM_COUNT`].
    Few,
    /// Left out, since it would give a small count away.
    Withheld,
}

impl Cell {
    /// The count, where it may be known.
    #[must_use]
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(count),
            Self::Few | Self::Withheld => None,
        }
    }

    /// What a person reads, in any language.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Few => format!("< {MINIMUM_COUNT}"),
            Self::Withheld => "–".to_owned(),
        }
    }

    fn of(count: u64) -> Self {
        if count < MINIMUM_COUNT {
            Self::Few
        } else {
            Self::Count(count)
        }
    }
}

/// A total and its parts, cut so that no small part can be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The sum of the parts.
    pub total: Cell,
    /// The parts, in the order of the counts.
    pub parts: Vec<Cell>,
}

impl Breakdown {
    /// Cuts `counts`, none of which is zero.
    #[must_use]
    pub fn of(counts: &[u64]) -> Self {
        let mut parts: Vec<Cell> = counts.iter().copied().map(Cell::of).collect();
        while given_away(counts, &parts) {
            let smallest = parts.iter_mut().filter(|cell| cell.count().is_some());
            match smallest.min_by_key(|cell| cell.count()) {
                Some(cell) => *cell = Cell::Withheld,
                None => break,
            }
        }
        Self {
            total: Cell::of(counts.iter().sum()),
            parts,
        }
    }
}

/// Whether what is hidden can be worked out: it is one part alone, or so little that its parts can
/// be told.
fn given_away(counts: &[u64], parts: &[Cell]) -> bool {
    let hidden: Vec<u64> = counts
        .iter()
        .zip(parts)
        .filter(|(_, cell)| cell.count().is_none())
        .map(|(count, _)| *count)
        .collect();
    let sum: u64 = hidden.iter().sum();
    !hidden.is_empty() && (hidden.len() == 1 || sum < MINIMUM_COUNT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Cell::{Count, Few, Withheld};

    fn parts(counts: &[u64]) -> Vec<Cell> {
        Breakdown::of(counts).parts
    }

    #[test]
    fn a_cell_of_three_is_shown_as_fewer_than_five() {
        assert_eq!(parts(&[3, 4, 12]), [Few, Few, Count(12)]);
        assert_eq!(Few.shown(), "< 5");
        assert_eq!(Breakdown::of(&[3]).total, Few);
        assert_eq!(Breakdown::of(&[]).total, Few);
    }

    #[test]
    fn its_complement_goes_with_it() {
        assert_eq!(parts(&[3, 20, 12]), [Few, Count(20), Withheld]);
        assert_eq!(parts(&[1, 1, 20, 12]), [Few, Few, Count(20), Withheld]);
        assert_eq!(parts(&[5, 20]), [Count(5), Count(20)]);
    }

    proptest! {
        #[test]
        fn no_small_count_is_shown_nor_alone_in_hiding(
            counts in prop::collection::vec(1_u64..12, 0..8)
        ) {
            let cut = Breakdown::of(&counts);
            let hidden = cut.parts.iter().filter(|cell| cell.count().is_none()).count();
            for (count, cell) in counts.iter().zip(&cut.parts) {
                prop_assert!(*count >= MINIMUM_COUNT || *cell == Few);
                if let Some(shown) = cell.count() {
                    prop_assert_eq!(shown, *count);
                }
            }
            prop_assert!(hidden != 1 || counts.len() == 1);
        }
    }
}
