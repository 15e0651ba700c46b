//! Time limits as rules state them, and the moments that they lead to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{self, CalendarError, WorkingDays};
use crate::identifiers::DepartementCode;

/// How long somebody has. Written `{ hours = 24 }`, `{ calendar_days = 30 }` or
/// `{ working_days = 3 }` in a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeLimit {
    /// Elapsed hours, by night and on holidays too.
    Hours(u32),
    /// Days of the calendar, at the same time of the day in Paris.
    CalendarDays(u32),
    /// Working days, at the same time of the day in Paris.
    WorkingDays(u32),
}

impl TimeLimit {
    /// The moment when the limit is reached. The département adds its own public holidays.
    ///
    /// # Errors
    /// When the date is beyond the calendar.
    pub fn due(
        self,
        from: Timestamp,
        departement: Option<&DepartementCode>,
    ) -> Result<Timestamp, CalendarError> {
        self.due_counting(from, WorkingDays::of(departement))
    }

    /// The moment when the limit is reached for somebody on whose working days these are.
    ///
    /// # Errors
    /// When the date is beyond the calendar.
    pub fn due_counting(
        self,
        from: Timestamp,
        counted: WorkingDays<'_>,
    ) -> Result<Timestamp, CalendarError> {
        match self {
            Self::Hours(hours) => from
                .checked_add(SignedDuration::from_hours(i64::from(hours)))
                .map_err(CalendarError::OutOfRange),
            Self::CalendarDays(days) => calendar::add_calendar_days(from, days),
            Self::WorkingDays(days) => calendar::add_working_days(from, days, counted),
        }
    }
}

/// The moment when half of the time is over for somebody who was asked `at` and must answer by `due`;
/// nothing where there is no moment in between.
#[must_use]
pub fn half_time(at: Timestamp, due: Timestamp) -> Option<Timestamp> {
    let moment = at.checked_add(due.duration_since(at) / 2).ok()?;
    // As fine as the databases keep it.
    let moment = Timestamp::from_microsecond(moment.as_microsecond()).ok()?;
    (at < moment && moment < due).then_some(moment)
}

/// What a priority promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// The partner accepts or declines within this time.
    pub answer: TimeLimit,
    /// The person has met or spoken with somebody within this time.
    pub first_contact: TimeLimit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(limit: TimeLimit, from: &str, due: &str) {
        let found = limit.due(from.parse().unwrap(), None).unwrap();
        assert_eq!(found, due.parse::<Timestamp>().unwrap());
    }

    #[test]
    fn limits_of_the_acceptance_cases() {
        check(
            TimeLimit::WorkingDays(3),
            "2026-10-05T09:10:00+02:00",
            "2026-10-08T09:10:00+02:00",
        );
        check(
            TimeLimit::WorkingDays(3),
            "2026-10-06T14:00:00+02:00",
            "2026-10-09T14:00:00+02:00",
        );
        check(
            TimeLimit::Hours(24),
            "2026-10-08T18:05:00+02:00",
            "2026-10-09T18:05:00+02:00",
        );
        check(
            TimeLimit::Hours(24),
            "2026-10-12T17:30:00+02:00",
            "2026-10-13T17:30:00+02:00",
        );
        check(
            TimeLimit::WorkingDays(5),
            "2026-10-13T10:00:00+02:00",
            "2026-10-20T10:00:00+02:00",
        );
    }

    #[test]
    fn hours_elapse_and_days_follow_the_clock() {
        let eve = "2026-10-24T12:00:00+02:00";
        check(TimeLimit::Hours(24), eve, "2026-10-25T11:00:00+01:00");
        check(TimeLimit::CalendarDays(1), eve, "2026-10-25T12:00:00+01:00");
        check(TimeLimit::WorkingDays(1), eve, "2026-10-26T12:00:00+01:00");
    }

    #[test]
    fn the_departement_counts() {
        let from: Timestamp = "2026-04-02T09:00:00+02:00".parse().unwrap();
        let moselle = DepartementCode::parse("57").unwrap();
        let limit = TimeLimit::WorkingDays(1);
        assert_eq!(
            limit.due(from, None).unwrap(),
            "2026-04-03T07:00:00Z".parse().unwrap()
        );
        assert_eq!(
            limit.due(from, Some(&moselle)).unwrap(),
            "2026-04-07T07:00:00Z".parse().unwrap()
        );
    }

    #[test]
    fn beyond_the_calendar_is_an_error() {
        let from: Timestamp = "9999-12-01T00:00:00Z".parse().unwrap();
        for limit in [
            TimeLimit::Hours(u32::MAX),
            TimeLimit::CalendarDays(u32::MAX),
            TimeLimit::WorkingDays(u32::MAX),
        ] {
            assert!(limit.due(from, None).is_err());
        }
    }

    #[test]
    fn is_written_as_rules_write_it() {
        let json = r#"{"answer":{"working_days":3},"first_contact":{"calendar_days":30}}"#;
        let level: ServiceLevel = serde_json::from_str(json).unwrap();
        assert_eq!(level.answer, TimeLimit::WorkingDays(3));
        assert_eq!(level.first_contact, TimeLimit::CalendarDays(30));
        assert_eq!(serde_json::to_string(&level).unwrap(), json);
        assert_eq!(
            serde_json::to_string(&TimeLimit::Hours(24)).unwrap(),
            r#"{"hours":24}"#
        );
    }
}
