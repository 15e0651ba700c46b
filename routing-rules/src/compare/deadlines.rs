//! Due dates that move, and by how much.

use jiff::{SignedDuration, Timestamp};

use super::{
    aspect,
    comparison::{DeadlineChange, Group, Shift},
    group::Pair,
};

/// The due dates of one kind that moved.
#[derive(Debug, Clone, Default)]
pub(super) struct Deadlines {
    earlier: Shifts,
    later: Shifts,
    added: u64,
    removed: u64,
    all: Group,
}

impl Deadlines {
    pub(super) fn count(
        &mut self,
        (old, new): (Option<Timestamp>, Option<Timestamp>),
        pair: &Pair<'_>,
    ) {
        match aspect::shift(old, new) {
            Some(by) if by.is_negative() => self.earlier.count(by),
            Some(by) => self.later.count(by),
            None if new.is_some() => self.added += 1,
            None => self.removed += 1,
        }
        self.all.count(pair);
    }

    pub(super) fn join(&mut self, later: Self) {
        self.earlier.join(later.earlier);
        self.later.join(later.later);
        self.added += later.added;
        self.removed += later.removed;
        self.all.join(later.all);
    }

    pub(super) fn finish(self) -> DeadlineChange {
        DeadlineChange {
            earlier: self.earlier.finish(),
            later: self.later.finish(),
            added: self.added,
            removed: self.removed,
            examples: self.all.examples,
        }
    }
}

/// How far due dates move in one direction.
#[derive(Debug, Clone, Copy, Default)]
struct Shifts {
    cases: u64,
    least: u64,
    most: u64,
    total: u64,
}

impl Shifts {
    /// Counts one more date, moved by this much in either direction.
    fn count(&mut self, by: SignedDuration) {
        let seconds = by.as_secs().unsigned_abs();
        self.join(Self {
            cases: 1,
            least: seconds,
            most: seconds,
            total: seconds,
        });
    }

    fn join(&mut self, later: Self) {
        if self.cases == 0 {
            *self = later;
        } else if later.cases > 0 {
            self.cases += later.cases;
            self.least = self.least.min(later.least);
            self.most = self.most.max(later.most);
            self.total = self.total.saturating_add(later.total);
        }
    }

    /// The result, where any date moved.
    fn finish(self) -> Option<Shift> {
        let mean = self.total.checked_div(self.cases)?;
        let span =
            |seconds: u64| SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        Some(Shift {
            cases: self.cases,
            least: span(self.least),
            mean: span(mean),
            most: span(self.most),
        })
    }
}
