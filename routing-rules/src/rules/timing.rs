//! What a rule says of time: how long people have, when the clock stands still, when somebody is
//! reminded and when somebody asks what became of it.

use jiff::{SignedDuration, Timestamp, ToSpan};
use passerelle_domain::{
    CalendarError, DepartementCode, TimeLimit,
    calendar::{is_working_day, paris},
};
use serde::{Deserialize, Serialize};

use super::Condition;

/// What a rule says of time. What it leaves out is as the priority promises.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timing {
    /// How long a partner has to answer, instead of what the priority promises.
    pub answer_within: Option<TimeLimit>,
    /// How long until the person has met or spoken with somebody, likewise.
    pub first_contact_within: Option<TimeLimit>,
    /// When the clock stands still.
    pub pauses_while: Vec<PausesWhile>,
    /// When whoever has not answered is reminded.
    pub reminders: Vec<Reminder>,
    /// When to ask what became of it.
    pub follow_up: Vec<FollowUp>,
}

/// Something during which the clock of the due dates stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PausesWhile {
    /// The partner put its work on hold: the first contact is due later by as long as that took.
    OnHold,
    /// The person has not agreed yet: nothing is due before, and the clock starts with the answer.
    AwaitingConsent,
}

/// When whoever was asked and has not answered is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reminder {
    /// When half of the time is over.
    HalfTime,
    /// So long before the answer is due.
    Before(TimeLimit),
}

/// Asking what became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// After how many days.
    pub days: u32,
    /// The cases in which it is asked.
    pub when: Condition,
}

impl PausesWhile {
    /// Every one, with its name in a rule set.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("on_hold", Self::OnHold),
        ("awaiting_consent", Self::AwaitingConsent),
    ];
}

impl Reminder {
    /// The moment of the reminder, for somebody who was asked `at` and must answer by `due`; nothing
    /// when that is not between the two.
    ///
    /// # Errors
    /// When the moment is beyond the calendar.
    pub(crate) fn moment(
        self,
        at: Timestamp,
        due: Timestamp,
        departement: &DepartementCode,
    ) -> Result<Option<Timestamp>, CalendarError> {
        let moment = match self {
            Self::HalfTime => at.checked_add(due.duration_since(at) / 2),
            Self::Before(TimeLimit::Hours(hours)) => {
                due.checked_sub(SignedDuration::from_hours(i64::from(hours)))
            }
            Self::Before(TimeLimit::CalendarDays(days)) => {
                return days_before(due, days, |_| true).map(|moment| within(moment, at, due));
            }
            Self::Before(TimeLimit::WorkingDays(days)) => {
                let counts = |date| is_working_day(date, Some(departement));
                return days_before(due, days, counts).map(|moment| within(moment, at, due));
            }
        };
        let moment = moment.map_err(CalendarError::OutOfRange)?;
        Ok(within(moment, at, due))
    }
}

fn within(moment: Timestamp, at: Timestamp, due: Timestamp) -> Option<Timestamp> {
    (at < moment && moment < due).then_some(moment)
}

/// The same time of the day in Paris, so many of the days that count before.
fn days_before(
    due: Timestamp,
    days: u32,
    counts: impl Fn(jiff::civil::Date) -> bool,
) -> Result<Timestamp, CalendarError> {
    let mut local = due.to_zoned(paris()?);
    let mut left = days;
    while left > 0 {
        local = local
            .checked_sub(1.day())
            .map_err(CalendarError::OutOfRange)?;
        left -= u32::from(counts(local.date()));
    }
    Ok(local.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reminder: Reminder, moment: Option<&str>) {
        // A Friday, and the Thursday after.
        let (at, due) = ("2026-10-02T08:00:00Z", "2026-10-08T08:00:00Z");
        let departement = DepartementCode::parse("35").unwrap();
        let found = reminder.moment(at.parse().unwrap(), due.parse().unwrap(), &departement);
        assert_eq!(found.unwrap(), moment.map(|text| text.parse().unwrap()));
    }

    #[test]
    fn reminders_come_between_the_question_and_the_answer() {
        check(Reminder::HalfTime, Some("2026-10-05T08:00:00Z"));
        check(
            Reminder::Before(TimeLimit::Hours(4)),
            Some("2026-10-08T04:00:00Z"),
        );
        check(
            Reminder::Before(TimeLimit::CalendarDays(4)),
            Some("2026-10-04T08:00:00Z"),
        );
        check(
            Reminder::Before(TimeLimit::WorkingDays(3)),
            Some("2026-10-05T08:00:00Z"),
        );
        check(Reminder::Before(TimeLimit::WorkingDays(4)), None);
        check(Reminder::Before(TimeLimit::Hours(200)), None);
    }
}
