//! The columns that one case lies in.

use super::{
    Column, Numbers,
    bitmap::{Bitmap, Block, COLUMNS, WORDS},
    numbers::DECIDED_BY,
};

/// What a case selects of a bitmap.
#[derive(Clone, Copy)]
pub(super) struct Selection<'i> {
    bitmap: &'i Bitmap,
    /// The facts of the case, and the number of the rule that decided it.
    numbers: &'i Numbers,
    decider: u32,
    /// The zones that the case lies in.
    around: &'i [u32],
}

impl<'i> Selection<'i> {
    #[inline]
    pub(super) fn new(
        bitmap: &'i Bitmap,
        numbers: &'i Numbers,
        decider: u32,
        around: &'i [u32],
    ) -> Self {
        Self {
            bitmap,
            numbers,
            decider,
            around,
        }
    }

    /// For each fact the first block of the row that the case selects. They are found anew for each block: a list of
    /// them, written and read back at once, takes longer.
    #[inline]
    fn rows(&self) -> impl Iterator<Item = usize> {
        self.bitmap.facts.iter().map(|(slot, first)| {
            let value = match *slot {
                DECIDED_BY => self.decider,
                slot => self.numbers.get(slot),
            };
            (first + value * self.bitmap.stride) as usize
        })
    }

    /// The first column that the case lies in.
    #[inline]
    pub(super) fn first(&self) -> Option<Column> {
        let of_lists = self.listed(0);
        let of_rows = if self.in_rows() {
            (0..self.bitmap.blocks).find_map(|block| first_of(&self.load(block), block))
        } else {
            None
        };
        let column = match (of_rows, of_lists) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        self.bitmap.columns.get(column).copied()
    }

    /// Whether some column that matches may be no listed one.
    #[inline]
    fn in_rows(&self) -> bool {
        let bitmap = self.bitmap;
        let busy = |zone: &u32| bitmap.busy(*zone).is_some();
        bitmap.anywhere.is_some() || !bitmap.busy.is_empty() && self.around.iter().any(busy)
    }

    /// The columns of one block that all selected rows have in common.
    #[inline]
    fn load(&self, block: usize) -> Block {
        let bitmap = self.bitmap;
        let at = |first: u32| bitmap.rows.get(first as usize + block);
        let mut common = bitmap.anywhere.and_then(at).copied().unwrap_or_default();
        if !bitmap.busy.is_empty() {
            let busy = self.around.iter().filter_map(|zone| bitmap.busy(*zone));
            for here in busy.filter_map(at) {
                for (word, here) in common.iter_mut().zip(here) {
                    *word |= here;
                }
            }
        }
        for first in self.rows() {
            let Some(row) = bitmap.rows.get(first + block) else {
                return [0; WORDS];
            };
            for (word, other) in common.iter_mut().zip(row) {
                *word &= other;
            }
        }
        common
    }

    /// The first listed column from `least` on that every selected row has.
    #[inline]
    fn listed(&self, least: usize) -> Option<usize> {
        let mut next = None;
        for zone in self.around {
            for column in self.bitmap.listed(*zone) {
                let column = *column as usize;
                if next.is_some_and(|next| next <= column) {
                    break;
                }
                if column >= least && self.suits(column) {
                    next = Some(column);
                    break;
                }
            }
        }
        next
    }

    #[inline]
    fn suits(&self, column: usize) -> bool {
        let bitmap = self.bitmap;
        let (block, word, bit) = (column / COLUMNS, column / 64 % WORDS, column % 64);
        self.rows().all(|first| {
            let row = bitmap.rows.get(first + block);
            row.and_then(|row| row.get(word))
                .is_some_and(|word| word >> bit & 1 == 1)
        })
    }
}

/// The first column of a block that has one left.
#[inline]
fn first_of(left: &Block, block: usize) -> Option<usize> {
    let mut words = left.iter().enumerate();
    let (number, word) = words.find(|(_, word)| **word != 0)?;
    Some(block * COLUMNS + number * 64 + word.trailing_zeros() as usize)
}

/// A walk over the columns, in their order.
pub(super) struct Hits<'i> {
    selection: Option<Selection<'i>>,
    /// The blocks that are left to load.
    blocks: std::ops::Range<usize>,
    /// The last block loaded, without the columns that were given.
    block: usize,
    left: Block,
    /// The next column of the rows, and of the lists, once `given` is past.
    of_rows: Option<usize>,
    of_lists: Option<usize>,
    given: Option<usize>,
}

impl<'i> Hits<'i> {
    pub(super) fn of(selection: Option<Selection<'i>>) -> Self {
        let in_rows = selection.filter(Selection::in_rows);
        let mut hits = Self {
            selection,
            blocks: 0..in_rows.map_or(0, |selection| selection.bitmap.blocks),
            block: 0,
            left: [0; WORDS],
            of_rows: None,
            of_lists: selection.and_then(|selection| selection.listed(0)),
            given: None,
        };
        hits.of_rows = hits.next_of_rows();
        hits
    }

    fn next_of_rows(&mut self) -> Option<usize> {
        let selection = self.selection.as_ref()?;
        loop {
            if let Some(column) = first_of(&self.left, self.block) {
                if let Some(word) = self.left.get_mut(column / 64 % WORDS) {
                    *word &= *word - 1;
                }
                return Some(column);
            }
            self.block = self.blocks.next()?;
            self.left = selection.load(self.block);
        }
    }
}

impl Iterator for Hits<'_> {
    type Item = Column;

    fn next(&mut self) -> Option<Column> {
        let selection = self.selection?;
        if let Some(given) = self.given {
            // A column that names two zones around the case may stand in a row and in a list.
            if self.of_rows == Some(given) {
                self.of_rows = self.next_of_rows();
            }
            if self.of_lists == Some(given) {
                self.of_lists = selection.listed(given + 1);
            }
        }
        let column = match (self.of_rows, self.of_lists) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        self.given = Some(column);
        selection.bitmap.columns.get(column).copied()
    }
}
