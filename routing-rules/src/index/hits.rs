//! The columns that one case lies in.

use super::{
    Column, Numbers,
    bitmap::{Bitmap, Block, COLUMNS, WORDS},
    numbers::FACTS,
};

/// A walk over them, in their order.
pub(super) struct Hits<'i> {
    bitmap: Option<&'i Bitmap>,
    /// The first blocks of the rows that the facts of the case select.
    rows: [u32; FACTS],
    /// The zones that the case lies in.
    around: &'i [u32],
    /// Whether some column that matches may be no listed one.
    in_rows: bool,
    /// The block after the one that `left` is of.
    block: usize,
    left: Block,
    /// The next column of the rows, and of the lists, once `given` is past.
    of_rows: Option<usize>,
    of_lists: Option<usize>,
    given: Option<usize>,
}

impl<'i> Hits<'i> {
    #[inline]
    pub(super) fn new(bitmap: Option<&'i Bitmap>, numbers: &Numbers, around: &'i [u32]) -> Self {
        let mut rows = [0; FACTS];
        let mut in_rows = false;
        if let Some(bitmap) = bitmap {
            for (row, (slot, first)) in rows.iter_mut().zip(&bitmap.facts) {
                *row = first + numbers.get(*slot) * bitmap.stride;
            }
            in_rows =
                bitmap.anywhere.is_some() || around.iter().any(|zone| bitmap.busy(*zone).is_some());
        }
        let mut hits = Self {
            bitmap,
            rows,
            around,
            in_rows,
            block: 0,
            left: [0; WORDS],
            of_rows: None,
            of_lists: None,
            given: None,
        };
        hits.of_rows = hits.next_of_rows();
        hits.of_lists = hits.next_of_lists(0);
        hits
    }

    /// The columns of one block that all selected rows have in common.
    #[inline]
    fn load(&self, bitmap: &Bitmap, block: usize) -> Block {
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
        for (first, _) in self.rows.iter().zip(&bitmap.facts) {
            let Some(row) = at(*first) else {
                return [0; WORDS];
            };
            for (word, other) in common.iter_mut().zip(row) {
                *word &= other;
            }
        }
        common
    }

    #[inline]
    fn next_of_rows(&mut self) -> Option<usize> {
        let bitmap = self.bitmap.filter(|_| self.in_rows)?;
        while self.left == [0; WORDS] {
            if self.block >= bitmap.blocks {
                return None;
            }
            self.left = self.load(bitmap, self.block);
            self.block += 1;
        }
        let first = (self.block - 1) * COLUMNS;
        let mut words = self.left.iter_mut().enumerate();
        let (number, word) = words.find(|(_, word)| **word != 0)?;
        let column = first + number * 64 + word.trailing_zeros() as usize;
        *word &= *word - 1;
        Some(column)
    }

    /// The first listed column from `least` on that every selected row has.
    #[inline]
    fn next_of_lists(&self, least: usize) -> Option<usize> {
        let bitmap = self.bitmap?;
        let mut next = None;
        for zone in self.around {
            for column in bitmap.listed(*zone) {
                let column = *column as usize;
                if next.is_some_and(|next| next <= column) {
                    break;
                }
                if column >= least && self.suits(bitmap, column) {
                    next = Some(column);
                    break;
                }
            }
        }
        next
    }

    #[inline]
    fn suits(&self, bitmap: &Bitmap, column: usize) -> bool {
        let (block, word, bit) = (column / COLUMNS, column / 64 % WORDS, column % 64);
        self.rows.iter().zip(&bitmap.facts).all(|(first, _)| {
            let row = bitmap.rows.get(*first as usize + block);
            row.and_then(|row| row.get(word))
                .is_some_and(|word| word >> bit & 1 == 1)
        })
    }
}

impl Iterator for Hits<'_> {
    type Item = Column;

    #[inline]
    fn next(&mut self) -> Option<Column> {
        if let Some(given) = self.given {
            // A column that names two zones around the case may stand in a row and in a list.
            if self.of_rows == Some(given) {
                self.of_rows = self.next_of_rows();
            }
            if self.of_lists == Some(given) {
                self.of_lists = self.next_of_lists(given + 1);
            }
        }
        let column = match (self.of_rows, self.of_lists) {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        self.given = Some(column);
        self.bitmap?.columns.get(column).copied()
    }
}
