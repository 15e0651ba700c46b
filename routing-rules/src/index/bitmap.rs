//! Rows of bits, one for each value of each fact.

use super::{Column, Draft, Zones, numbers::slot};
use crate::space::{Dimension, Region, Space};

/// Words that are combined in one go.
pub(super) type Block = [u64; WORDS];
pub(super) const WORDS: usize = 4;
pub(super) const COLUMNS: usize = WORDS * 64;

/// Which of some rules suit which values.
#[derive(Debug, Clone, Default)]
pub(super) struct Bitmap {
    /// Blocks in one row.
    pub(super) blocks: usize,
    pub(super) stride: u32,
    pub(super) rows: Vec<Block>,
    /// The facts that some column reads, each with its first block. The others suit every column.
    pub(super) facts: Vec<(u8, u32)>,
    pub(super) columns: Vec<Column>,
    /// The first block of the row of columns that name no zone; nothing where all name one.
    pub(super) anywhere: Option<u32>,
    /// Zones that many columns name, each with the first block of its row, by the zones' numbers.
    pub(super) busy: Vec<(u32, u32)>,
    /// For each other zone where its columns end in `listed`; they begin where the last ones end.
    ends: Vec<u32>,
    listed: Vec<u32>,
}

impl Bitmap {
    /// `sorted` is the fact that all the drafts have one value of.
    pub(super) fn of(
        space: &Space,
        sorted: Option<&Dimension>,
        zones: &Zones,
        drafts: &[&Draft],
    ) -> Self {
        let mut bitmap = Self {
            blocks: drafts.len().div_ceil(COLUMNS),
            stride: number(drafts.len().div_ceil(COLUMNS)),
            columns: drafts.iter().map(|draft| draft.column).collect(),
            ..Self::default()
        };
        let everything = space.everything();
        let full = |region: &Region, dimension| everything.within_by(region, dimension);
        for dimension in space.dimensions() {
            let read = drafts.iter().any(|draft| !full(&draft.region, dimension));
            if !read || sorted == Some(dimension) {
                continue;
            }
            match slot(dimension.fact, dimension.values) {
                Some(slot) => bitmap.add_fact(slot, dimension, drafts, &everything),
                None => bitmap
                    .columns
                    .iter_mut()
                    .for_each(|column| column.exact = false),
            }
        }
        bitmap.add_zones(zones.len(), drafts);
        bitmap
    }

    fn add_fact(
        &mut self,
        slot: u8,
        dimension: &Dimension,
        drafts: &[&Draft],
        everything: &Region,
    ) {
        let (any, some): (Vec<_>, Vec<_>) = drafts
            .iter()
            .enumerate()
            .partition(|(_, draft)| everything.within_by(&draft.region, dimension));
        let free = self.row(any.iter().map(|(column, _)| *column));
        let first = self.rows.len();
        self.facts.push((slot, number(first)));
        for _ in 0..dimension.values {
            self.rows.extend_from_slice(&free);
        }
        for (column, draft) in some {
            for value in draft.region.values(dimension) {
                let row = first + value * self.blocks;
                if let Some(row) = self.rows.get_mut(row..row + self.blocks) {
                    set(row, column);
                }
            }
        }
    }

    fn add_zones(&mut self, zones: usize, drafts: &[&Draft]) {
        let anywhere = |(column, draft): (usize, &&Draft)| draft.zones.is_none().then_some(column);
        let anywhere: Vec<usize> = drafts.iter().enumerate().filter_map(anywhere).collect();
        if !anywhere.is_empty() {
            self.anywhere = Some(number(self.rows.len()));
            let row = self.row(anywhere.iter().copied());
            self.rows.extend(row);
        }
        if anywhere.len() == drafts.len() {
            return;
        }
        let mut named: Vec<Vec<u32>> = vec![Vec::new(); zones];
        for (column, draft) in drafts.iter().enumerate() {
            for zone in draft.zones.iter().flatten() {
                if let Some(columns) = named.get_mut(*zone as usize) {
                    columns.push(number(column));
                }
            }
        }
        // A row takes as long as a few columns one by one, in any number of them.
        let few = (drafts.len() / 64).max(8);
        for (zone, columns) in named.iter().enumerate() {
            if columns.len() > few {
                self.busy.push((number(zone), number(self.rows.len())));
                let row = self.row(columns.iter().map(|column| *column as usize));
                self.rows.extend(row);
            } else {
                self.listed.extend(columns);
            }
            self.ends.push(number(self.listed.len()));
        }
    }

    /// The row that begins with this block.
    pub(super) fn row_at(&self, first: u32) -> &[Block] {
        let first = first as usize;
        self.rows
            .get(first..first + self.blocks)
            .unwrap_or_default()
    }

    /// The columns that name one of these zones, or none at all.
    pub(super) fn named(&self, around: &[u32]) -> Vec<Block> {
        let busy = around.iter().filter_map(|zone| self.busy(*zone));
        let mut named = vec![[0; WORDS]; self.blocks];
        for row in self.anywhere.into_iter().chain(busy) {
            for (block, other) in named.iter_mut().zip(self.row_at(row)) {
                for (word, other) in block.iter_mut().zip(other) {
                    *word |= other;
                }
            }
        }
        let listed = around.iter().flat_map(|zone| self.listed(*zone));
        listed.for_each(|column| set(&mut named, *column as usize));
        named
    }

    pub(super) fn row(&self, columns: impl Iterator<Item = usize>) -> Vec<Block> {
        let mut row = vec![[0; WORDS]; self.blocks];
        columns.for_each(|column| set(&mut row, column));
        row
    }

    /// The first block of the row of a zone, where many columns name it.
    #[inline]
    pub(super) fn busy(&self, zone: u32) -> Option<u32> {
        let place = self.busy.binary_search_by_key(&zone, |(zone, _)| *zone);
        let (_, first) = place.ok().and_then(|place| self.busy.get(place))?;
        Some(*first)
    }

    /// The columns that name a zone, where these are few.
    #[inline]
    pub(super) fn listed(&self, zone: u32) -> &[u32] {
        let zone = zone as usize;
        let Some(end) = self.ends.get(zone) else {
            return &[];
        };
        let before = zone.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or_default();
        self.listed
            .get(start as usize..*end as usize)
            .unwrap_or_default()
    }
}

fn set(row: &mut [Block], column: usize) {
    let word = row
        .get_mut(column / COLUMNS)
        .and_then(|block| block.get_mut(column / 64 % WORDS));
    if let Some(word) = word {
        *word |= 1 << (column % 64);
    }
}

fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
