//! Rule sets: every version that ever decided a case. At most one is active.

use jiff::Timestamp;

/// One version of a rule set as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetRecord {
    /// Its name.
    pub name: String,
    /// Its version, counted from 1.
    pub version: i32,
    /// The document (TOML).
    pub document: String,
    /// Whether it decides new cases.
    pub active: bool,
    /// When it was stored.
    pub created_at: Timestamp,
}
