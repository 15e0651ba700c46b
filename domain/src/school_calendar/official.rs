//! From the ministry's data set `fr-en-calendrier-scolaire` into our file.
//!
//! A row there is one time of holidays of one académie: when lessons end, and the morning on which
//! they begin again, as moments. The académies of one zone repeat each other, teachers have rows of
//! their own, and the summer that is still far away has a beginning only.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use super::{Edition, OfficialCalendarError, SchoolCalendar, Span};
use crate::calendar::{paris, public_holidays};

/// The zones in which pupils are never back before September.
const SUMMER_TO_AUGUST: [&str; 4] = ["Zone A", "Zone B", "Zone C", "Corse"];

/// What the ministry's file made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// The text of a calendar for [`SchoolCalendar::parse`]. It has been read back.
    pub text: String,
    /// How many rows were left out, because they are about teachers or about some pupils only.
    pub left_out: usize,
    /// Académies of the file that no département is known of.
    pub unknown: BTreeSet<String>,
}

/// The holidays of one zone as they are collected.
#[derive(Default)]
struct Gathered {
    /// By first day: the last one, and the name.
    holidays: BTreeMap<Date, (Date, String)>,
    /// By school year: its first and last day of which something is told.
    years: BTreeMap<String, Span>,
}

struct Row {
    description: String,
    location: String,
    zone: String,
    year: String,
    start: Date,
    end: Date,
}

impl SchoolCalendar {
    /// The calendar of the ministry's file: the CSV export of `fr-en-calendrier-scolaire`, whatever
    /// its separator. Which département lies in which académie is taken from this calendar; the
    /// zones of the académies are those of the file.
    ///
    /// Lessons end after class: the first day of holidays is the day after, except where the day
    /// itself is a Saturday, a Sunday or a public holiday. A summer without an end lasts until 31
    /// August in metropolitan France; elsewhere nothing is told from its second day on.
    ///
    /// # Errors
    /// When a column is missing or a date cannot be read.
    pub fn from_official(
        &self,
        csv: &str,
        edition: &Edition,
    ) -> Result<Official, OfficialCalendarError> {
        let (rows, left_out) = read(csv)?;
        let mut zone_of: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let mut zones: BTreeMap<&str, Gathered> = BTreeMap::new();
        for row in &rows {
            let newest = zone_of.entry(&row.location).or_default();
            if newest.0 <= row.year.as_str() {
                *newest = (&row.year, &row.zone);
            }
            zones.entry(&row.zone).or_default().add(row);
        }
        let mut sheet = csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(Vec::new());
        sheet.write_record(["EDITION", &edition.date.to_string(), &edition.source])?;
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for (code, (academie, zone)) in &self.departements {
            let own = self.zones.get(*zone).map_or("", |zone| &zone.name);
            let zone = zone_of.get(&**academie).map_or(own, |(_, zone)| zone);
            sheet.write_record(["DEP", code.as_str(), academie, zone])?;
            known.insert(academie);
            named.insert(zone);
        }
        for (zone, gathered) in zones.iter().filter(|(zone, _)| named.contains(*zone)) {
            gathered.write(zone, &mut sheet)?;
        }
        let unknown = zone_of.keys().filter(|academie| !known.contains(*academie));
        let unknown = unknown.map(|academie| (*academie).to_owned()).collect();
        let bytes = sheet
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self::parse(&text)?;
        Ok(Official {
            text,
            left_out,
            unknown,
        })
    }
}

impl Gathered {
    fn add(&mut self, row: &Row) {
        let open = row.description.to_lowercase().starts_with("début");
        let first = first_day(row.start, row.end);
        let last = if !open {
            row.end.yesterday().unwrap_or(row.end).max(first)
        } else if SUMMER_TO_AUGUST.contains(&row.zone.as_str()) {
            Date::new(row.start.year(), 8, 31).map_or(first, |last| last.max(first))
        } else {
            first
        };
        let name = match row.description.split_once(" des ") {
            Some((_, rest)) if open => rest,
            _ => &row.description,
        };
        let slot = self.holidays.entry(first);
        let slot = slot.or_insert_with(|| (last, name.to_owned()));
        // A beginning without an end says less than the row that has both.
        if !open || slot.0 < last {
            slot.0 = slot.0.max(last);
        }
        let span = Span {
            from: first,
            to: last,
        };
        let year = self.years.entry(row.year.clone()).or_insert(span);
        year.from = year.from.min(first);
        year.to = year.to.max(last);
    }

    fn write(
        &self,
        zone: &str,
        sheet: &mut csv::Writer<Vec<u8>>,
    ) -> Result<(), OfficialCalendarError> {
        for span in self.told() {
            let (from, to) = (span.from.to_string(), span.to.to_string());
            sheet.write_record(["TOLD", zone, &from, &to])?;
        }
        let mut free_from = Date::MIN;
        for (first, (last, name)) in &self.holidays {
            // Rows of two kinds of pupils may overlap by a day or two.
            let first = (*first).max(free_from);
            if first > *last {
                continue;
            }
            let (from, to) = (first.to_string(), last.to_string());
            sheet.write_record(["HOL", zone, &from, &to, name])?;
            free_from = last.tomorrow().unwrap_or(Date::MAX);
        }
        Ok(())
    }

    /// A school year is told from the end of the last summer on, where that is told as well, else
    /// from its first holidays on.
    fn told(&self) -> Vec<Span> {
        let mut told: Vec<Span> = Vec::new();
        for span in self.years.values() {
            match told.last_mut() {
                Some(last) if follows(*last, *span) => last.to = last.to.max(span.to),
                _ => told.push(*span),
            }
        }
        told
    }
}

/// Whether the holidays of a school year are the next ones after those of another: half a year
/// without any is a gap of the file.
fn follows(last: Span, next: Span) -> bool {
    last.to
        .checked_add(6.months())
        .is_ok_and(|until| next.from <= until)
}

fn first_day(end_of_lessons: Date, back: Date) -> Date {
    let weekend = matches!(
        end_of_lessons.weekday(),
        Weekday::Saturday | Weekday::Sunday
    );
    let free = || public_holidays(end_of_lessons.year(), None).contains(&end_of_lessons);
    if weekend || back <= end_of_lessons || free() {
        return end_of_lessons;
    }
    let next = end_of_lessons.tomorrow().unwrap_or(end_of_lessons);
    if next < back { next } else { end_of_lessons }
}

fn read(csv: &str) -> Result<(Vec<Row>, usize), OfficialCalendarError> {
    let csv = csv.trim_start_matches('\u{feff}');
    let head = csv.lines().next().unwrap_or_default();
    let separator = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(csv.as_bytes());
    let head = reader.headers()?.clone();
    let column = |name: &'static str| {
        let mut names = head.iter();
        let place = names.position(|one| one == name);
        place.ok_or(OfficialCalendarError::Column(name))
    };
    let columns = [
        column("description")?,
        column("population")?,
        column("start_date")?,
        column("end_date")?,
        column("location")?,
        column("zones")?,
        column("annee_scolaire")?,
    ];
    let (mut rows, mut left_out) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record?;
        let cells = columns.map(|place| record.get(place).unwrap_or_default().trim());
        let [description, population, start, end, location, zone, year] = cells;
        if !is_of_all_pupils(population) {
            left_out += 1;
            continue;
        }
        rows.push(Row {
            description: description.to_owned(),
            location: location.to_owned(),
            zone: zone.to_owned(),
            year: year.to_owned(),
            start: moment(start, &record)?,
            end: moment(if end.is_empty() { start } else { end }, &record)?,
        });
    }
    Ok((rows, left_out))
}

/// Whether a row is about every pupil of the académie. Where the two levels of school differ, each
/// has a row of its own, and a day without class for either counts.
fn is_of_all_pupils(population: &str) -> bool {
    population.is_empty()
        || population == "-"
        || population.starts_with("Élèves")
        || population.contains("Guadeloupe")
}

/// The day in Paris of a moment with its offset, or a day as such.
fn moment(text: &str, record: &StringRecord) -> Result<Date, OfficialCalendarError> {
    let day = match (text.parse::<Timestamp>(), paris()) {
        (Ok(moment), Ok(zone)) => Some(moment.to_zoned(zone).date()),
        _ => text.parse().ok(),
    };
    day.ok_or_else(|| OfficialCalendarError::Moment {
        line: record.position().map_or(0, csv::Position::line),
        what: format!("`{text}`"),
    })
}
