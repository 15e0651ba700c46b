//! Working days in France: Monday to Friday without the public holidays, which differ in
//! Alsace-Moselle and overseas. Days are those of Paris, whatever the clock of the server.

use std::sync::OnceLock;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::identifiers::DepartementCode;

/// Why a date could not be computed.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The zone database, which is compiled into the program, does not hold Paris.
    #[error("the time zone Europe/Paris is not available")]
    Zone(#[source] jiff::Error),
    /// The date lies beyond what a calendar can hold.
    #[error("the date is out of range")]
    OutOfRange(#[source] jiff::Error),
}

/// The time zone of working days and of every time that we show to people.
///
/// # Errors
/// When the zone database does not hold it.
pub fn paris() -> Result<TimeZone, CalendarError> {
    static PARIS: OnceLock<TimeZone> = OnceLock::new();
    if let Some(zone) = PARIS.get() {
        return Ok(zone.clone());
    }
    let zone = TimeZone::get("Europe/Paris").map_err(CalendarError::Zone)?;
    Ok(PARIS.get_or_init(|| zone).clone())
}

/// The moment `days` working days after `from`, at the same time of the day by the clocks of
/// Paris. The first day that counts is the day after `from`; no days at all is `from` itself.
///
/// # Errors
/// When the zone is missing or the date is beyond the calendar.
pub fn add_working_days(
    from: Timestamp,
    days: u32,
    counted: WorkingDays<'_>,
) -> Result<Timestamp, CalendarError> {
    if days == 0 {
        // Going through the local time would move a moment of the repeated hour of October.
        return Ok(from);
    }
    let zone = paris()?;
    let start = zone.to_datetime(from);
    let date = counted.days_after(start.date(), days)?;
    zone.to_ambiguous_timestamp(date.to_datetime(start.time()))
        .compatible()
        .map_err(CalendarError::OutOfRange)
}

/// The moment `days` days after `from`, holidays included, at the same time of the day in Paris.
///
/// # Errors
/// When the zone is missing or the date is beyond the calendar.
pub fn add_calendar_days(from: Timestamp, days: u32) -> Result<Timestamp, CalendarError> {
    let span = jiff::Span::new()
        .try_days(days)
        .map_err(CalendarError::OutOfRange)?;
    from.to_zoned(paris()?)
        .checked_add(span)
        .map(|later| later.timestamp())
        .map_err(CalendarError::OutOfRange)
}

/// The moment at which this day begins in Paris.
///
/// # Errors
/// When the zone is missing or the date is beyond the calendar.
pub fn beginning_of(day: Date) -> Result<Timestamp, CalendarError> {
    let begins = day.to_zoned(paris()?).map_err(CalendarError::OutOfRange)?;
    Ok(begins.timestamp())
}

/// The day that it is in Paris.
///
/// # Errors
/// When the zone is missing.
pub fn day_of(at: Timestamp) -> Result<Date, CalendarError> {
    Ok(paris()?.to_datetime(at).date())
}

/// Whether offices are open on this day: Monday to Friday, no public holiday.
#[must_use]
pub fn is_working_day(date: Date, departement: Option<&DepartementCode>) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !years::is_holiday(date, departement)
}

/// The public holidays of a year, in order, in this département or in France at large.
#[must_use]
pub fn public_holidays(year: i16, departement: Option<&DepartementCode>) -> Vec<Date> {
    let mut dates: Vec<Date> = holidays(year, departement).collect();
    dates.sort_unstable();
    // Ascension falls on 1 or 8 May in some years.
    dates.dedup();
    dates
}

/// A holiday found by working out its whole year.
fn is_holiday_of_its_year(date: Date, departement: Option<&DepartementCode>) -> bool {
    holidays(date.year(), departement).any(|holiday| holiday == date)
}

/// Month and day of the holidays that never move (Code du travail, L3133-1).
const FIXED: [(i8, i8); 8] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
];

/// Easter Monday, Ascension, Whit Monday, in days after Easter.
const AFTER_EASTER: [i32; 3] = [1, 39, 50];

const GOOD_FRIDAY: i32 = -2;

/// The holidays that only some départements have: those of the local law of Alsace-Moselle
/// (L3134-13), and the days of the abolition of slavery (L3422-2).
fn local_fixed(departement: Option<&DepartementCode>) -> Option<(i8, i8)> {
    match departement?.as_str() {
        "57" | "67" | "68" => Some((12, 26)),
        "971" => Some((5, 27)),
        "972" => Some((5, 22)),
        "973" => Some((6, 10)),
        "974" => Some((12, 20)),
        "976" => Some((4, 27)),
        _ => None,
    }
}

fn local_after_easter(departement: Option<&DepartementCode>) -> Option<i32> {
    match departement?.as_str() {
        "57" | "67" | "68" => Some(GOOD_FRIDAY),
        _ => None,
    }
}

/// Years without a Gregorian Easter (before 1583) have the fixed holidays only.
fn holidays(
    year: i16,
    departement: Option<&DepartementCode>,
) -> impl Iterator<Item = Date> + use<> {
    let fixed = FIXED
        .into_iter()
        .chain(local_fixed(departement))
        .filter_map(move |(month, day)| Date::new(year, month, day).ok());
    let local = local_after_easter(departement);
    let movable = computus::gregorian_jiff_date(i32::from(year))
        .into_iter()
        .flat_map(move |easter| {
            AFTER_EASTER
                .into_iter()
                .chain(local)
                .filter_map(move |days| easter.checked_add(days.days()).ok())
        });
    fixed.chain(movable)
}

mod working_days;
mod years;

pub use working_days::WorkingDays;

#[cfg(test)]
mod tests;
