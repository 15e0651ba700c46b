//! Why a file is no territory tree.

use crate::IdentifierError;

/// A file that cannot be used, and the line to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the territory data cannot be used")]
pub struct TerritoryError {
    /// The line, from 1; the last one where something is missing from the file.
    pub line: u64,
    /// What is wrong with it.
    #[source]
    pub fault: TerritoryFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TerritoryFault {
    /// The first line does not say of which day the data are and where they come from.
    #[error("the file must begin with its edition: EDITION, date, source")]
    Edition,
    /// The date of the edition.
    #[error("the date of the edition must be written like 2026-01-01")]
    Date,
    /// A row that we do not know.
    #[error("a line begins with REG, DEP, EPCI, COM, ARM or ANC")]
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
    Code(#[source] IdentifierError),
    /// No name where there must be one, or no end to it.
    #[error("the name is missing, or its quotes do not close on the line")]
    Name,
    /// A line refers to something that no line above it has introduced.
    #[error("{code} is not introduced above this line")]
    Unknown {
        /// The code referred to.
        code: String,
    },
    /// A code that an earlier line has introduced already.
    #[error("{code} is there twice")]
    Duplicate {
        /// The code.
        code: String,
    },
    /// A file that ends before its first commune: cut short, or not ours.
    #[error("the file holds no commune")]
    NoCommune,
}

impl From<IdentifierError> for TerritoryFault {
    fn from(error: IdentifierError) -> Self {
        Self::Code(error)
    }
}
