//! Why a file is no school calendar.

use crate::IdentifierError;

/// A file that cannot be used, and the line to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the school calendar cannot be used")]
pub struct SchoolCalendarError {
    /// The line, from 1; the last one where something is missing from the file.
    pub line: u64,
    /// What is wrong with it.
    #[source]
    pub fault: SchoolCalendarFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchoolCalendarFault {
    /// The first line does not say of which day the data are and where they come from.
    #[error("the file must begin with its edition: EDITION, date, source")]
    Edition,
    /// A row that we do not know.
    #[error("a line begins with DEP, TOLD or HOL")]
    Kind,
    /// Too few or too many columns.
    #[error("{expected} columns expected, {found} found")]
    Columns {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A code that cannot be one.
    #[error("a code is not well formed")]
    Code(#[from] IdentifierError),
    /// A date that cannot be one.
    #[error("a date is written like 2026-10-17")]
    Date,
    /// No name where there must be one, or no end to it.
    #[error("a name is missing, or its quotes do not close on the line")]
    Name,
    /// A span that ends before it begins.
    #[error("a span ends before it begins")]
    Exchanged,
    /// Two spans of one kind that overlap, or do not stand in order.
    #[error("the spans of a zone stand in order and do not overlap")]
    Overlap,
    /// A zone that no département above lies in.
    #[error("no DEP line above puts a département into {zone}")]
    Zone {
        /// The zone.
        zone: String,
    },
    /// A département that an earlier line has introduced already.
    #[error("{code} is there twice")]
    Duplicate {
        /// The code.
        code: String,
    },
    /// A file that tells of no day: cut short, or not ours.
    #[error("the file tells of no day")]
    Nothing,
}

/// Why the ministry's file makes no school calendar.
#[derive(Debug, thiserror::Error)]
pub enum OfficialCalendarError {
    /// A column that is not there.
    #[error("the file has no column `{0}`")]
    Column(&'static str),
    /// A row that cannot be read.
    #[error("line {line}: {what} is no moment or day")]
    Moment {
        /// The line, from 1.
        line: u64,
        /// What stands there.
        what: String,
    },
    /// The rows cannot be taken apart, or put together.
    #[error("the rows cannot be read or written")]
    Rows(#[from] csv::Error),
    /// What came out is no school calendar.
    #[error("the file makes no school calendar")]
    Calendar(#[from] SchoolCalendarError),
}
