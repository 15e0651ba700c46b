//! The clock of a decision, as conditions read it: hour, date and kind of day, in Paris.

use jiff::{Timestamp, civil::Date};
use passerelle_domain::{
    CalendarError, DepartementCode, Label, SchoolCalendar, SchoolDay,
    calendar::{is_working_day, paris, public_holidays},
};

use super::Answer;

/// A moment in Paris.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The moment itself.
    pub at: Timestamp,
    /// The day.
    pub date: Date,
    /// The hour that has begun, from 0 to 23.
    pub hour: u32,
    /// What kind of day it is in the département of the case.
    pub day: DayKind,
    /// Whether pupils have holidays there; unknown where the school calendar does not reach.
    pub school_holiday: Answer,
}

/// What kind of day it is. A public holiday is one whatever the day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Monday to Friday, no public holiday.
    WorkingDay,
    /// Saturday or Sunday, no public holiday.
    Weekend,
    /// A public holiday; Alsace-Moselle and overseas have more of them.
    Holiday,
}

impl Moment {
    /// What the clocks of Paris say at `at`.
    ///
    /// # Errors
    /// When the time zone is missing.
    pub fn of(at: Timestamp, departement: &DepartementCode) -> Result<Self, CalendarError> {
        let local = at.to_zoned(paris()?).datetime();
        Ok(Self {
            at,
            date: local.date(),
            hour: u32::from(local.hour().unsigned_abs()),
            day: DayKind::of(local.date(), departement),
            school_holiday: school_holiday(local.date(), departement),
        })
    }

    /// How many days a date is away: 0 for today, nothing for a date that has passed.
    #[must_use]
    pub fn days_until(&self, date: Date) -> Option<u32> {
        let days = self.date.duration_until(date).as_hours() / 24;
        u32::try_from(days).ok()
    }
}

impl DayKind {
    /// Every kind, with its name in a rule set.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("working_day", Self::WorkingDay),
        ("weekend", Self::Weekend),
        ("holiday", Self::Holiday),
    ];

    /// What kind of day `date` is there.
    #[must_use]
    pub fn of(date: Date, departement: &DepartementCode) -> Self {
        if is_working_day(date, Some(departement)) {
            Self::WorkingDay
        } else if public_holidays(date.year(), Some(departement)).contains(&date) {
            Self::Holiday
        } else {
            Self::Weekend
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> Label {
        let (fr, en) = match self {
            Self::WorkingDay => ("jour ouvré", "working day"),
            Self::Weekend => ("week-end", "weekend"),
            Self::Holiday => ("jour férié", "public holiday"),
        };
        Label { fr, en }
    }
}

/// Whether the school calendar in use has holidays on this day, in the zone of the département. It
/// ends, and knows no zone of a fictional place: then the answer is unknown, and never a guess.
#[must_use]
pub fn school_holiday(date: Date, departement: &DepartementCode) -> Answer {
    let Ok(calendar) = SchoolCalendar::in_use() else {
        return Answer::Unknown;
    };
    match calendar.day(date, departement) {
        SchoolDay::Holiday(_) => Answer::Yes,
        SchoolDay::Term => Answer::No,
        SchoolDay::Unknown => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn departement(code: &str) -> DepartementCode {
        DepartementCode::parse(code).unwrap()
    }

    #[test]
    fn the_clock_is_that_of_paris() {
        let of = |text: &str| Moment::of(text.parse().unwrap(), &departement("35")).unwrap();
        let winter = of("2026-12-31T23:30:00Z");
        assert_eq!((winter.date, winter.hour), (date(2027, 1, 1), 0));
        assert_eq!(winter.day, DayKind::Holiday);
        let summer = of("2026-07-10T21:59:00Z");
        assert_eq!((summer.date, summer.hour), (date(2026, 7, 10), 23));
    }

    #[test]
    fn days_are_counted_by_dates() {
        let moment = Moment::of("2026-10-24T21:00:00Z".parse().unwrap(), &departement("35"));
        let moment = moment.unwrap();
        // Summer time ends in between: the day of 25 hours counts as one.
        assert_eq!(moment.days_until(date(2026, 10, 26)), Some(2));
        assert_eq!(moment.days_until(moment.date), Some(0));
        assert_eq!(moment.days_until(date(2026, 10, 23)), None);
    }

    #[test]
    fn school_holidays_are_those_of_the_zone() {
        let of = |text: &str, code| {
            let moment = Moment::of(text.parse().unwrap(), &departement(code));
            moment.unwrap().school_holiday
        };
        // In Paris the winter holidays of 2027 begin a fortnight before those of Rennes.
        let february = "2027-02-08T11:00:00Z";
        assert_eq!(of(february, "75"), Answer::Yes);
        assert_eq!(of(february, "35"), Answer::No);
        assert_eq!(of(february, "974"), Answer::Unknown);
        assert_eq!(of(february, "00"), Answer::Unknown);
        assert_eq!(of("2028-08-31T21:59:00Z", "75"), Answer::Yes);
        assert_eq!(of("2028-08-31T22:00:00Z", "75"), Answer::Unknown);
    }

    #[test]
    fn a_holiday_is_one_on_any_day_of_the_week() {
        let kind = |day, code| DayKind::of(day, &departement(code));
        assert_eq!(kind(date(2026, 8, 15), "35"), DayKind::Holiday); // a Saturday
        assert_eq!(kind(date(2026, 8, 16), "35"), DayKind::Weekend);
        assert_eq!(kind(date(2026, 4, 3), "67"), DayKind::Holiday); // Good Friday in Alsace
        assert_eq!(kind(date(2026, 4, 3), "35"), DayKind::WorkingDay);
    }
}
