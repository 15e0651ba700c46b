//! School holidays in France, by zone: what the calendar says of a day in a département, and whether
//! it says anything.
//!
//! Académies lie in zones, and every zone has holidays of its own. The ministry publishes them two or
//! three years ahead, and the overseas académies one by one, so a calendar ends: of a day that it
//! does not reach it says [`SchoolDay::Unknown`], and never guesses.
//!
//! The product ships an edition ([`SchoolCalendar::shipped`]; its source and licence are in
//! `domain/school-calendar/SOURCE.md`). [`SchoolCalendar::parse`] reads another one,
//! [`SchoolCalendar::from_official`] writes it from a newer file of the ministry, and
//! [`SchoolCalendar::in_use`] is the one that a process works with.
//!
//! - `sheet`: the format of our file; `official`: from the ministry's file into it.

mod error;
mod official;
mod sheet;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

pub use crate::territory::Edition;
pub use error::{OfficialCalendarError, SchoolCalendarError, SchoolCalendarFault};
pub use official::Official;

use crate::DepartementCode;

static SHIPPED: OnceLock<Result<SchoolCalendar, SchoolCalendarError>> = OnceLock::new();
static CHOSEN: OnceLock<SchoolCalendar> = OnceLock::new();

/// The calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolCalendar {
    edition: Edition,
    /// The académie of each département, and the number of its zone.
    departements: BTreeMap<DepartementCode, (Box<str>, usize)>,
    zones: Vec<SchoolZone>,
}

/// Académies that have the same holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolZone {
    name: Box<str>,
    /// The spans of which everything is told, in order, no two of them touching.
    told: Vec<Span>,
    /// In order, no two of them overlapping.
    holidays: Vec<SchoolHoliday>,
}

/// Days in a row; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// One time of holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolHoliday {
    /// From the first day without class to the last one.
    pub days: Span,
    /// What the ministry calls it, in French.
    pub name: Box<str>,
}

/// What the calendar says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolDay<'c> {
    /// It lies in these holidays.
    Holiday(&'c SchoolHoliday),
    /// It lies in none, weekends and public holidays included.
    Term,
    /// The calendar does not reach this day, or knows no zone of the département.
    Unknown,
}

impl SchoolCalendar {
    /// The edition that the product ships with, read once, when first asked for.
    ///
    /// # Errors
    /// When the shipped file is damaged.
    pub fn shipped() -> Result<&'static Self, SchoolCalendarError> {
        SHIPPED
            .get_or_init(|| Self::parse(include_str!("../../school-calendar/france.csv")))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The edition that this process works with: the one that was chosen at its start, else the
    /// shipped one.
    ///
    /// # Errors
    /// Those of [`SchoolCalendar::shipped`].
    pub fn in_use() -> Result<&'static Self, SchoolCalendarError> {
        CHOSEN.get().map_or_else(Self::shipped, Ok)
    }

    /// Has this process work with another edition: for its very start, before anything is compiled.
    /// `false`, and nothing changed, where one was chosen before.
    pub fn use_instead(self) -> bool {
        CHOSEN.set(self).is_ok()
    }

    /// Of which day it is, and where it comes from.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What it says of a day in a département.
    #[must_use]
    pub fn day(&self, date: Date, departement: &DepartementCode) -> SchoolDay<'_> {
        match self.zone(departement) {
            Some(zone) => zone.day(date),
            None => SchoolDay::Unknown,
        }
    }

    /// The zone of a département.
    #[must_use]
    pub fn zone(&self, departement: &DepartementCode) -> Option<&SchoolZone> {
        let (_, zone) = self.departements.get(departement)?;
        self.zones.get(*zone)
    }

    /// The académie of a département.
    #[must_use]
    pub fn academie(&self, departement: &DepartementCode) -> Option<&str> {
        let (academie, _) = self.departements.get(departement)?;
        Some(academie)
    }

    /// The zones, in the order of the file.
    #[must_use]
    pub fn zones(&self) -> &[SchoolZone] {
        &self.zones
    }

    /// The départements that lie in some zone, by code.
    pub fn departements(&self) -> impl ExactSizeIterator<Item = &DepartementCode> {
        self.departements.keys()
    }

    /// All days between the first and the last one of which it says something.
    #[must_use]
    pub fn reach(&self) -> Option<Span> {
        let told = || self.zones.iter().flat_map(SchoolZone::told);
        let from = told().map(|span| span.from).min()?;
        let to = told().map(|span| span.to).max()?;
        Some(Span { from, to })
    }
}

impl SchoolZone {
    /// What the ministry calls it: `Zone A`, `Corse`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The spans of which everything is told, in order.
    #[must_use]
    pub fn told(&self) -> &[Span] {
        &self.told
    }

    /// Its holidays, in order.
    #[must_use]
    pub fn holidays(&self) -> &[SchoolHoliday] {
        &self.holidays
    }

    /// What is told of a day.
    #[must_use]
    pub fn day(&self, date: Date) -> SchoolDay<'_> {
        if !self.told.iter().any(|span| span.contains(date)) {
            return SchoolDay::Unknown;
        }
        let place = self.holidays.partition_point(|one| one.days.to < date);
        match self.holidays.get(place) {
            Some(holiday) if holiday.days.contains(date) => SchoolDay::Holiday(holiday),
            _ => SchoolDay::Term,
        }
    }
}

impl Span {
    /// Whether it holds this day.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

#[cfg(test)]
mod tests;
