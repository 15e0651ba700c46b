//! Intervals of numbers and of dates, both ends included.

use jiff::civil::Date;

/// Whole numbers from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Range {
    /// The least.
    pub from: u32,
    /// The most; [`Range::OPEN`] where there is none.
    pub to: u32,
}

/// Days from one to another; an end that is missing is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Range {
    /// The upper end of an interval without one.
    pub const OPEN: u32 = u32::MAX;

    /// Whether the number lies in it.
    #[must_use]
    pub fn contains(self, number: u32) -> bool {
        (self.from..=self.to).contains(&number)
    }
}

impl DateRange {
    /// Every day.
    pub const ALWAYS: Self = Self {
        from: None,
        to: None,
    };

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether some day lies in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let apart = |first: Self, second: Self| match (first.to, second.from) {
            (Some(to), Some(from)) => to < from,
            _ => false,
        };
        !apart(self, other) && !apart(other, self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn both_ends_belong_to_it() {
        let range = Range { from: 3, to: 5 };
        let inside: Vec<u32> = (0..10).filter(|number| range.contains(*number)).collect();
        assert_eq!(inside, [3, 4, 5]);
        let open = Range {
            from: 3,
            to: Range::OPEN,
        };
        assert!(open.contains(u32::MAX) && !open.contains(2));
    }

    #[test]
    fn dates_meet_where_one_day_is_in_both() {
        let of = |from, to| DateRange { from, to };
        let july = of(Some(date(2026, 7, 1)), Some(date(2026, 7, 31)));
        let from_august = of(Some(date(2026, 8, 1)), None);
        let until_july_15 = of(None, Some(date(2026, 7, 15)));
        assert!(!july.meets(from_august) && !from_august.meets(july));
        assert!(july.meets(until_july_15) && until_july_15.meets(july));
        assert!(DateRange::ALWAYS.meets(july) && july.contains(date(2026, 7, 31)));
        assert!(!july.contains(date(2026, 8, 1)));
    }
}
