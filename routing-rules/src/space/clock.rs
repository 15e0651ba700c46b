//! Moments in classes: days between the dates that rules name, kinds of day, hours.
//!
//! These depend on each other and on the place: a week without a public holiday has none, Good Friday
//! is one in Alsace-Moselle only, on the last Sunday of March there is no hour from two to three, and
//! school holidays are known of some years and zones only.

use jiff::{Timestamp, ToSpan, civil::Date};
use passerelle_domain::{DepartementCode, SchoolCalendar, calendar::paris};

use super::steps::Steps;
use crate::rules::{Answer, DateRange, DayKind, school_holiday};

/// The classes of moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The first days of all classes but the one that begins with time.
    dates: Vec<Date>,
    pub(crate) hours: Steps,
    /// Whether some rule asks what kind of day it is.
    pub(super) by_kind: bool,
    /// Whether some rule asks whether pupils have holidays.
    pub(super) by_school: bool,
}

/// So many days in a row have every kind of day and every hour in them, many times over.
const LONG_ENOUGH: usize = 1_000;

/// A day like any other, where no rule names one.
const SOME_DAY: (i16, i8, i8) = (2026, 1, 5);

/// What a moment has to be like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) date: usize,
    pub(super) day: DayLike,
    pub(super) hour: usize,
}

/// What a day has to be like; what no rule asks for is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayLike {
    pub(super) kind: Option<DayKind>,
    pub(super) school: Option<Answer>,
}

impl DayLike {
    fn suits(self, day: Date, departement: &DepartementCode) -> bool {
        self.school
            .is_none_or(|school| school_holiday(day, departement) == school)
            && self
                .kind
                .is_none_or(|kind| DayKind::of(day, departement) == kind)
    }
}

impl Clock {
    pub(super) fn whole() -> Self {
        Self {
            dates: Vec::new(),
            hours: Steps::whole(),
            by_kind: false,
            by_school: false,
        }
    }

    pub(super) fn cut(&mut self, range: DateRange) {
        let after = range.to.and_then(|to| to.tomorrow().ok());
        for start in [range.from, after].into_iter().flatten() {
            if let Err(place) = self.dates.binary_search(&start) {
                self.dates.insert(place, start);
            }
        }
    }

    /// How many classes of days there are.
    pub(super) fn dates(&self) -> usize {
        self.dates.len() + 1
    }

    /// The class of a day.
    pub(super) fn date(&self, day: Date) -> usize {
        self.dates.partition_point(|start| *start <= day)
    }

    /// The days of a class.
    pub(crate) fn range(&self, class: usize) -> DateRange {
        let start = class.checked_sub(1).and_then(|one| self.dates.get(one));
        let next = self.dates.get(class);
        DateRange {
            from: start.copied(),
            to: next.and_then(|next| next.yesterday().ok()),
        }
    }

    /// The classes within an interval that cuts them.
    pub(super) fn within(&self, range: DateRange) -> Vec<usize> {
        let inside = |class: &usize| {
            let own = self.range(*class);
            let begins = range
                .from
                .is_none_or(|from| own.from.is_some_and(|own| from <= own));
            let ends = range
                .to
                .is_none_or(|to| own.to.is_some_and(|own| own <= to));
            begins && ends
        };
        (0..self.dates()).filter(inside).collect()
    }

    /// The days of a class, nearest to what rules name first, until there were enough of them. Where
    /// rules ask for school holidays, also those of which the calendar tells, and enough of those
    /// around them.
    pub(super) fn days(&self, class: usize) -> impl Iterator<Item = Date> + use<> {
        let range = self.range(class);
        let told = self.by_school.then(days_around_the_calendar);
        let told = told.into_iter().flatten();
        self.nearest(class)
            .chain(told.filter(move |day| range.contains(*day)))
    }

    fn nearest(&self, class: usize) -> impl Iterator<Item = Date> + use<> {
        let range = self.range(class);
        let (year, month, day) = SOME_DAY;
        let backwards = range.from.is_none() && range.to.is_some();
        let first = match (range.from, range.to) {
            (Some(from), _) => Some(from),
            (None, Some(to)) => Some(to),
            (None, None) => Date::new(year, month, day).ok(),
        };
        let next = move |day: &Date| {
            if backwards {
                day.yesterday().ok()
            } else {
                day.tomorrow().ok()
            }
        };
        std::iter::successors(first, next)
            .take(LONG_ENOUGH)
            .take_while(move |day| range.contains(*day))
    }

    /// A moment of this kind, in this département; nothing where there is none.
    pub(super) fn moment(
        &self,
        wanted: Wanted,
        departement: &DepartementCode,
    ) -> Option<Timestamp> {
        let mut days = self
            .days(wanted.date)
            .filter(|day| wanted.day.suits(*day, departement));
        days.find_map(|day| self.at(day, wanted.hour))
    }

    /// For each of some likenesses, the classes of hours that no day of this class has with it, in this
    /// département.
    pub(super) fn hours_that_never_come(
        &self,
        date: usize,
        likes: &[DayLike],
        departement: &DepartementCode,
    ) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..self.hours.len()).collect();
        let mut missing = vec![all; likes.len()];
        let mut open = likes.len();
        for day in self.days(date) {
            let like = self.like(day, departement);
            let place = likes.iter().position(|one| *one == like);
            let hours = place.and_then(|place| missing.get_mut(place));
            let Some(hours) = hours.filter(|hours| !hours.is_empty()) else {
                continue;
            };
            hours.retain(|hour| self.at(day, *hour).is_none());
            open -= usize::from(hours.is_empty());
            if open == 0 {
                break;
            }
        }
        missing
    }

    /// What a day is like there, as far as some rule asks.
    fn like(&self, day: Date, departement: &DepartementCode) -> DayLike {
        DayLike {
            kind: self.by_kind.then(|| DayKind::of(day, departement)),
            school: self.by_school.then(|| school_holiday(day, departement)),
        }
    }

    /// The first moment of a day in an hour of a class. In March one hour is missing.
    pub(super) fn at(&self, day: Date, hour: usize) -> Option<Timestamp> {
        let hours = self.hours.range(hour)?;
        let zone = paris().ok()?;
        (hours.from..=hours.to.min(23)).find_map(|hour| {
            let hour = i8::try_from(hour).ok()?;
            let local = day.at(hour, 0, 0, 0);
            let zoned = local.to_zoned(zone.clone()).ok()?;
            (zoned.datetime() == local).then(|| zoned.timestamp())
        })
    }
}

/// From a year before the first day of which the school calendar tells to a year after the last one:
/// whatever day it does not tell of is like some day among these.
fn days_around_the_calendar() -> impl Iterator<Item = Date> {
    let reach = SchoolCalendar::in_use()
        .ok()
        .and_then(SchoolCalendar::reach);
    let year = 366.days();
    let first = reach.map(|reach| reach.from.saturating_sub(year));
    let last = reach.map(|reach| reach.to.saturating_add(year));
    std::iter::successors(first, |day| day.tomorrow().ok())
        .take_while(move |day| last.is_some_and(|last| *day <= last))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::Range;

    fn clock() -> Clock {
        let mut clock = Clock::whole();
        let (from, to) = (Some(date(2026, 4, 3)), Some(date(2026, 4, 3)));
        clock.cut(DateRange { from, to });
        clock.cut(DateRange {
            from: Some(date(2027, 3, 28)),
            to: Some(date(2027, 3, 28)),
        });
        clock.hours.cut(Range { from: 2, to: 2 });
        clock.by_kind = true;
        clock
    }

    #[test]
    fn an_interval_is_a_number_of_whole_classes() {
        let clock = clock();
        let good_friday = DateRange {
            from: Some(date(2026, 4, 3)),
            to: Some(date(2026, 4, 3)),
        };
        assert_eq!(clock.within(good_friday), [1]);
        assert_eq!(clock.within(DateRange::ALWAYS), [0, 1, 2, 3, 4]);
        for class in 0..clock.dates() {
            let day = clock.days(class).next().unwrap();
            assert_eq!(clock.date(day), class);
        }
    }

    #[test]
    fn a_moment_is_found_where_there_is_one() {
        let clock = clock();
        let moment = |date, kind, hour, departement: &str| {
            let wanted = Wanted {
                date,
                day: DayLike {
                    kind: Some(kind),
                    school: None,
                },
                hour,
            };
            clock.moment(wanted, &DepartementCode::parse(departement).unwrap())
        };
        assert!(moment(1, DayKind::Holiday, 0, "67").is_some());
        assert!(moment(1, DayKind::Holiday, 0, "35").is_none());
        // The clocks jump from two to three that night.
        assert!(moment(3, DayKind::Weekend, 0, "35").is_some());
        assert!(moment(3, DayKind::Weekend, 1, "35").is_none());
        let at = moment(2, DayKind::Holiday, 1, "35").unwrap();
        assert_eq!(at.to_string(), "2026-04-06T00:00:00Z");
    }
}
