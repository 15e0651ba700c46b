//! The format of the school calendar's file: comma-separated UTF-8, one thing a row, named by the
//! row's first column. What a row refers to stands above it.
//!
//! ```text
//! EDITION,date,source and licence
//! DEP,code,académie,zone       a département; its zone begins to exist
//! TOLD,zone,first day,last day  of these days everything is told
//! HOL,zone,first day,last day,name
//! ```

use std::array;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use csv::StringRecord;
use jiff::civil::Date;

use super::{
    Edition, SchoolCalendar, SchoolCalendarError, SchoolCalendarFault, SchoolHoliday, SchoolZone,
    Span,
};

type Checked<T> = Result<T, SchoolCalendarFault>;

impl SchoolCalendar {
    /// Reads a school calendar.
    ///
    /// # Errors
    /// At the first line that cannot be used; also when the file tells of no day at all.
    pub fn parse(text: &str) -> Result<Self, SchoolCalendarError> {
        let mut calendar: Option<Self> = None;
        let mut last = 0;
        for (number, line) in (1..).zip(text.lines()) {
            last = number;
            let here = |fault| SchoolCalendarError {
                line: number,
                fault,
            };
            let row = record(line).map_err(here)?;
            match &mut calendar {
                None => calendar = Some(Self::empty(edition(&row).map_err(here)?)),
                Some(calendar) => calendar.add(&row).map_err(here)?,
            }
        }
        let missing = |fault| SchoolCalendarError {
            line: last.max(1),
            fault,
        };
        let calendar = calendar.ok_or_else(|| missing(SchoolCalendarFault::Edition))?;
        if calendar.zones.iter().all(|zone| zone.told.is_empty()) {
            return Err(missing(SchoolCalendarFault::Nothing));
        }
        Ok(calendar)
    }

    fn empty(edition: Edition) -> Self {
        Self {
            edition,
            departements: BTreeMap::new(),
            zones: Vec::new(),
        }
    }

    fn add(&mut self, row: &StringRecord) -> Checked<()> {
        match row.get(0) {
            Some("DEP") => self.add_departement(columns(row)?),
            Some("TOLD") => self.add_told(columns(row)?),
            Some("HOL") => self.add_holiday(columns(row)?),
            _ => Err(SchoolCalendarFault::Kind),
        }
    }

    fn add_departement(&mut self, [_, code, academie, zone]: [&str; 4]) -> Checked<()> {
        let (academie, zone) = (required(academie)?, required(zone)?);
        let known = self.zones.iter().position(|one| one.name == zone);
        let number = known.unwrap_or_else(|| {
            self.zones.push(SchoolZone {
                name: zone,
                told: Vec::new(),
                holidays: Vec::new(),
            });
            self.zones.len() - 1
        });
        match self.departements.entry(code.parse()?) {
            Entry::Occupied(_) => Err(SchoolCalendarFault::Duplicate {
                code: code.to_owned(),
            }),
            Entry::Vacant(place) => {
                place.insert((academie, number));
                Ok(())
            }
        }
    }

    fn add_told(&mut self, [_, zone, from, to]: [&str; 4]) -> Checked<()> {
        let told = &mut self.zone_mut(zone)?.told;
        let span = span(from, to)?;
        after(told.last().copied(), span)?;
        told.push(span);
        Ok(())
    }

    fn add_holiday(&mut self, [_, zone, from, to, name]: [&str; 5]) -> Checked<()> {
        let holidays = &mut self.zone_mut(zone)?.holidays;
        let days = span(from, to)?;
        after(holidays.last().map(|last| last.days), days)?;
        let name = required(name)?;
        holidays.push(SchoolHoliday { days, name });
        Ok(())
    }

    fn zone_mut(&mut self, name: &str) -> Checked<&mut SchoolZone> {
        let mut zones = self.zones.iter_mut();
        let found = zones.find(|zone| &*zone.name == name);
        found.ok_or_else(|| SchoolCalendarFault::Zone {
            zone: name.to_owned(),
        })
    }
}

/// One line is one row: a quote that is not closed ends with it.
fn record(line: &str) -> Checked<StringRecord> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes());
    let mut row = StringRecord::new();
    // The reader itself fails only on bytes that are no UTF-8, which a text never holds.
    match rows.read_record(&mut row) {
        Ok(true) => Ok(row),
        _ => Err(SchoolCalendarFault::Kind),
    }
}

fn edition(row: &StringRecord) -> Checked<Edition> {
    if row.get(0) != Some("EDITION") {
        return Err(SchoolCalendarFault::Edition);
    }
    let [_, date, source] = columns(row)?;
    Ok(Edition {
        date: day(date)?,
        source: required(source)?.into(),
    })
}

fn columns<const N: usize>(row: &StringRecord) -> Checked<[&str; N]> {
    if row.len() == N {
        Ok(array::from_fn(|column| row.get(column).unwrap_or_default()))
    } else {
        Err(SchoolCalendarFault::Columns {
            expected: N,
            found: row.len(),
        })
    }
}

fn required(name: &str) -> Checked<Box<str>> {
    if name.trim().is_empty() || name.contains(char::is_control) {
        Err(SchoolCalendarFault::Name)
    } else {
        Ok(name.into())
    }
}

fn day(text: &str) -> Checked<Date> {
    text.parse().map_err(|_| SchoolCalendarFault::Date)
}

fn span(from: &str, to: &str) -> Checked<Span> {
    let span = Span {
        from: day(from)?,
        to: day(to)?,
    };
    if span.from > span.to {
        return Err(SchoolCalendarFault::Exchanged);
    }
    Ok(span)
}

fn after(last: Option<Span>, span: Span) -> Checked<()> {
    match last {
        Some(last) if last.to >= span.from => Err(SchoolCalendarFault::Overlap),
        _ => Ok(()),
    }
}
