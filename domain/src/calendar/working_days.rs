//! Which days count for somebody, and time that passes on them.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    civil::{Date, DateTime},
};

use super::{CalendarError, is_working_day, paris};
use crate::{DepartementCode, Partner};

/// After so many days on which a partner is away, its own days are not waited for any longer.
const LOOKS_AHEAD_DAYS: u32 = 92;

/// The working days of a département, and among them those on which a partner is there.
#[derive(Debug, Clone, Copy)]
pub struct WorkingDays<'a> {
    departement: Option<&'a DepartementCode>,
    partner: Option<&'a Partner>,
}

impl<'a> WorkingDays<'a> {
    /// Those of this département, or of France at large.
    #[must_use]
    pub fn of(departement: Option<&'a DepartementCode>) -> Self {
        Self {
            departement,
            partner: None,
        }
    }

    /// Those of them on which this partner is there.
    #[must_use]
    pub fn when_there(self, partner: Option<&'a Partner>) -> Self {
        let partner = partner.filter(|one| !one.pauses.is_empty() || one.opening_hours.is_some());
        Self { partner, ..self }
    }

    /// Whether this day counts.
    #[must_use]
    pub fn counts(&self, date: Date) -> bool {
        is_working_day(date, self.departement)
            && self.partner.is_none_or(|partner| !partner.is_away_on(date))
    }

    /// How much of the time between two moments passes on days that count.
    ///
    /// # Errors
    /// When the zone is missing or a date is beyond the calendar.
    pub fn time_between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<SignedDuration, CalendarError> {
        let zone = paris()?;
        let (from, until) = (zone.to_datetime(from), zone.to_datetime(until));
        let mut passed = SignedDuration::ZERO;
        let mut date = from.date();
        while date <= until.date() {
            let next = tomorrow(date)?;
            if self.counts(date) {
                let begin = midnight(date).max(from);
                let end = midnight(next).min(until);
                passed += end.duration_since(begin).max(SignedDuration::ZERO);
            }
            date = next;
        }
        Ok(passed)
    }

    /// The moment that comes so much time later, where time passes only on days that count.
    ///
    /// # Errors
    /// When the zone is missing or a date is beyond the calendar.
    pub fn later(&self, from: Timestamp, by: SignedDuration) -> Result<Timestamp, CalendarError> {
        if by <= SignedDuration::ZERO {
            return Ok(from);
        }
        let zone = paris()?;
        let start = zone.to_datetime(from);
        let end = self.time_after(start, by)?;
        let moment: Zoned = end.to_zoned(zone).map_err(CalendarError::OutOfRange)?;
        Ok(moment.timestamp())
    }

    /// The date `days` days that count after `date`.
    pub(crate) fn days_after(mut self, date: Date, days: u32) -> Result<Date, CalendarError> {
        let mut date = date;
        for _ in 0..days {
            date = self.next(tomorrow(date)?)?;
        }
        Ok(date)
    }

    fn time_after(
        mut self,
        start: DateTime,
        by: SignedDuration,
    ) -> Result<DateTime, CalendarError> {
        let mut left = by;
        let mut now = start;
        loop {
            let date = self.next(now.date())?;
            now = midnight(date).max(now);
            let end = midnight(tomorrow(date)?);
            let room = end.duration_since(now);
            if left <= room {
                return now.checked_add(left).map_err(CalendarError::OutOfRange);
            }
            left -= room;
            now = end;
        }
    }

    /// The first day that counts from `date` on. Where the partner is away for too long, the days of
    /// the département count from then on: no due date waits for somebody who does not come back.
    fn next(&mut self, date: Date) -> Result<Date, CalendarError> {
        if self.partner.is_some() {
            let mut day = date;
            for _ in 0..LOOKS_AHEAD_DAYS {
                if self.counts(day) {
                    return Ok(day);
                }
                day = tomorrow(day)?;
            }
            self.partner = None;
        }
        let mut day = date;
        while !self.counts(day) {
            day = tomorrow(day)?;
        }
        Ok(day)
    }
}

fn tomorrow(date: Date) -> Result<Date, CalendarError> {
    date.tomorrow().map_err(CalendarError::OutOfRange)
}

fn midnight(date: Date) -> DateTime {
    date.to_datetime(jiff::civil::Time::MIN)
}
