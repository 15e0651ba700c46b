//! When a partner is open, as OpenStreetMap writes it: `Mo-Fr 09:00-12:00,14:00-17:00; PH off`.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use compact_calendar::CompactCalendar;
use jiff::civil::{Date, DateTime, Time};
use opening_hours::{Context, ContextHolidays, RuleKind, schedule::TimeRange};
use opening_hours_syntax::{
    Error as SyntaxError, ExtendedTime,
    rules::{
        OpeningHoursExpression,
        day::{HolidayKind, WeekDayRange},
        time,
    },
};
use pest::error::InputLocation;
use serde::{Deserialize, Serialize};

use crate::{DepartementCode, calendar};

/// The longest text, in characters: what OpenStreetMap allows.
const LONGEST: usize = 255;

/// After so many closed days somebody is not open in time, whatever the time limit.
const LOOKS_AHEAD_DAYS: usize = 366;

/// Opening hours. Public holidays (`PH`) are those of our own [calendar].
///
/// Times of the sun (`sunrise`) and school holidays (`SH`) are refused, because a partner has no
/// coordinates and no zone here; its [pauses](super::Partner::pauses) tell its holidays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpeningHours(Arc<Hours>);

#[derive(Debug, PartialEq, Eq)]
struct Hours {
    text: Box<str>,
    read: opening_hours::OpeningHours,
}

/// Why a text tells no opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpeningHoursError {
    /// It is longer than OpenStreetMap allows.
    #[error("opening hours are at most {LONGEST} characters")]
    TooLong,
    /// It is not written as OpenStreetMap writes opening hours.
    #[error(
        "not understood from character {position} on; opening hours are written as in OpenStreetMap, \
         for instance `Mo-Fr 09:00-12:00,14:00-17:00; PH off`"
    )]
    Syntax {
        /// The first character that was not understood, counted from 1.
        position: usize,
    },
    /// A year, a week or a time beyond its bounds, or a span whose ends are exchanged.
    #[error("a year, a week or a time is out of its bounds, or the ends of a span are exchanged")]
    OutOfRange,
    /// Times of the sun or school holidays.
    #[error(
        "times of the sun and school holidays are not known here; state times, and the holidays as \
         pauses"
    )]
    Unsupported,
}

impl OpeningHoursError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Syntax { .. } => "bad_format",
            Self::OutOfRange => "out_of_range",
            Self::Unsupported => "unsupported",
        }
    }
}

impl OpeningHours {
    /// Reads opening hours.
    ///
    /// # Errors
    /// When the text is too long, not understood, or speaks of what is not known here.
    pub fn parse(text: &str) -> Result<Self, OpeningHoursError> {
        if text.chars().count() > LONGEST {
            return Err(OpeningHoursError::TooLong);
        }
        let hours: opening_hours::OpeningHours =
            text.parse().map_err(|error| fault(text, &error))?;
        if needs_sun_or_school(&hours.get_expression()) {
            return Err(OpeningHoursError::Unsupported);
        }
        Ok(Self(Arc::new(Hours {
            text: text.into(),
            read: hours,
        })))
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Whether there is an open moment from `from` to `until`, both in local time, on a day with the
    /// public holidays of the département. Hours that are `unknown` count as open: somebody may be
    /// there.
    #[must_use]
    pub fn open_between(
        &self,
        from: DateTime,
        until: DateTime,
        departement: Option<&DepartementCode>,
    ) -> bool {
        let hours =
            self.0
                .read
                .clone()
                .with_context(holidays(from.date(), until.date(), departement));
        let mut day = from.date();
        for _ in 0..LOOKS_AHEAD_DAYS {
            if day > until.date() {
                return false;
            }
            let first = minutes(if day == from.date() {
                from.time()
            } else {
                Time::MIN
            });
            let last = if day == until.date() {
                minutes(until.time())
            } else {
                24 * 60
            };
            let open = |span: TimeRange| {
                let opens = minutes_of(span.range.start);
                let closes = minutes_of(span.range.end);
                span.kind != RuleKind::Closed && opens <= last && first < closes
            };
            if naive(day).is_some_and(|day| hours.schedule_at(day).into_iter().any(open)) {
                return true;
            }
            let Ok(tomorrow) = day.tomorrow() else {
                return false;
            };
            day = tomorrow;
        }
        false
    }
}

impl OpeningHours {
    /// Whether there is an open moment on this day. Public holidays are left aside: whoever counts
    /// days knows them.
    #[must_use]
    pub fn open_on(&self, day: Date) -> bool {
        let Some(day) = naive(day) else {
            return false;
        };
        let mut spans = self.0.read.schedule_at(day).into_iter();
        spans.any(|span| span.kind != RuleKind::Closed)
    }
}

impl TryFrom<String> for OpeningHours {
    type Error = OpeningHoursError;

    fn try_from(text: String) -> Result<Self, OpeningHoursError> {
        Self::parse(&text)
    }
}

impl From<OpeningHours> for String {
    fn from(hours: OpeningHours) -> Self {
        hours.as_str().to_owned()
    }
}

fn fault(text: &str, error: &SyntaxError) -> OpeningHoursError {
    match error {
        SyntaxError::Syntax(error) => {
            let (InputLocation::Pos(byte) | InputLocation::Span((byte, _))) = error.location;
            let before = text.char_indices().take_while(|(at, _)| *at < byte);
            OpeningHoursError::Syntax {
                position: before.count() + 1,
            }
        }
        SyntaxError::Unsupported(_) => OpeningHoursError::Unsupported,
        SyntaxError::Overflow { .. }
        | SyntaxError::InvalidExtendedTime { .. }
        | SyntaxError::InvertedYearRange { .. }
        | SyntaxError::InvertedWeekRange { .. } => OpeningHoursError::OutOfRange,
        SyntaxError::GrammarUnexpectedToken { .. } | SyntaxError::GrammarLogic { .. } => {
            OpeningHoursError::Syntax { position: 1 }
        }
    }
}

fn needs_sun_or_school(expression: &OpeningHoursExpression) -> bool {
    let sunny = |time: &time::Time| matches!(time, time::Time::Variable(_));
    let school = |day: &WeekDayRange| {
        matches!(
            day,
            WeekDayRange::Holiday {
                kind: HolidayKind::School,
                ..
            }
        )
    };
    expression.rules.iter().any(|rule| {
        let mut spans = rule.time_selector.spans.iter();
        spans.any(|span| sunny(&span.range.start) || sunny(&span.range.end))
            || rule.day_selector.weekday.iter().any(school)
    })
}

/// The public holidays of all years that matter between two days, a day of the year before
/// included: an evening may reach into the next day.
fn holidays(from: Date, until: Date, departement: Option<&DepartementCode>) -> Context {
    let mut public = CompactCalendar::default();
    let last = until.year().min(from.year().saturating_add(2));
    for year in from.year().saturating_sub(1)..=last {
        for day in calendar::public_holidays(year, departement) {
            if let Some(day) = naive(day) {
                public.insert(day);
            }
        }
    }
    Context::default().with_holidays(ContextHolidays::new(Arc::new(public), Arc::default()))
}

fn naive(day: Date) -> Option<NaiveDate> {
    let (month, day_of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    NaiveDate::from_ymd_opt(day.year().into(), month.into(), day_of_month.into())
        .filter(|naive| naive.day() == u32::from(day_of_month))
}

fn minutes(time: Time) -> u32 {
    let (hour, minute) = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
    u32::from(hour) * 60 + u32::from(minute)
}

fn minutes_of(time: ExtendedTime) -> u32 {
    u32::from(time.hour()) * 60 + u32::from(time.minute())
}
