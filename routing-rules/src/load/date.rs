//! Dates: TOML has a type for them, JSON writes them as strings (RFC 3339).

use jiff::civil::Date;
use toml::value::Datetime;

/// The day of a date without a time.
pub(super) fn day(date: &Datetime) -> Option<Date> {
    let date = date.date.filter(|_| date.time.is_none())?;
    let year = date.year.try_into().ok()?;
    Date::new(year, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
}

/// The day that a text writes, in the one form that TOML has too.
pub(super) fn day_of_text(text: &str) -> Option<Date> {
    day(&text.parse().ok()?)
}
