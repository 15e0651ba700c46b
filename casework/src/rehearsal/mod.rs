//! A change of rules rehearsed: the stored cases, decided once more by what decides now and by what
//! would decide.
//!
//! - [`sides`]: what decides, and what would.
//! - [`compare`]: the same for a coordinator who asks over the API.
//! - [`stored`]: the cases of the database, page by page, so that memory does not grow with them.
//! - [`told`]: cases that somebody hands in, checked as a submission is.

mod compare;
mod sides;
mod stored;
mod told;

use passerelle_routing_rules::Comparison;

pub use sides::RuleSource;
pub(crate) use sides::composed;
pub use told::ToldCase;

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// What was found.
    pub comparison: Comparison,
    /// Whether every case was compared. Where the caller stopped before, the latest ones were.
    pub complete: bool,
}
