//! What the use cases of rule sets answer: plain data.

use jiff::Timestamp;
use passerelle_domain::{RuleSetEventKind, RuleSetId, RuleSetKind, RuleSetStatus, Text};
use passerelle_routing_rules::{Changes, Report};
use passerelle_store::rulesets::RuleSetRecord;

pub use passerelle_store::rulesets::{CheckCounts, RuleSetFilter};

use super::head::Shown;

/// A version of a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetView {
    /// Identifier.
    pub id: RuleSetId,
    /// Its name.
    pub name: String,
    /// Its version, counted from 1.
    pub version: i32,
    /// Complete, or laid over another one.
    pub kind: RuleSetKind,
    /// Where it stands in its life.
    pub status: RuleSetStatus,
    /// Counts its changes.
    pub revision: i64,
    /// What people call it, where the document says so.
    pub title: Option<Text>,
    /// Where it is meant for, as the document writes it; empty for the whole country.
    pub territory: Vec<String>,
    /// The client that began it; `None` where the product shipped it.
    pub author: Option<String>,
    /// The client that agreed to it.
    pub approved_by: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What the last check found; `None` where the document has changed since.
    pub check: Option<CheckCounts>,
    /// From when on it decides, or decided.
    pub active_from: Option<Timestamp>,
    /// Until when it decided.
    pub active_until: Option<Timestamp>,
    /// The version whose place it took.
    pub supersedes: Option<RuleSetId>,
    /// Why it did not begin although its time had come.
    pub fault: Option<String>,
}

impl From<RuleSetRecord> for RuleSetView {
    fn from(record: RuleSetRecord) -> Self {
        // The head is ours, and only for show: one that cannot be read shows nothing.
        let head = record
            .head
            .and_then(|head| serde_json::from_value(head).ok());
        let Shown { title, territory } = head.unwrap_or_default();
        Self {
            id: record.id,
            name: record.name,
            version: record.version,
            kind: record.kind,
            status: record.status,
            revision: record.revision,
            title,
            territory,
            author: record.author,
            approved_by: record.approved_by,
            created_at: record.created_at,
            updated_at: record.updated_at,
            check: record.check,
            active_from: record.active_from,
            active_until: record.active_until,
            supersedes: record.supersedes,
            fault: record.fault,
        }
    }
}

/// A version with its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetDocument {
    /// The version.
    pub version: RuleSetView,
    /// Its document (TOML), as it was written.
    pub toml: String,
}

/// A version that the analyser has looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRuleSet {
    /// The version, as it stands after the check.
    pub version: RuleSetView,
    /// What was found.
    pub report: Report,
    /// What would decide otherwise than now.
    pub changes: Changes,
}

/// Something that happened to a version.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// Its place in the history.
    pub position: i64,
    /// What happened.
    pub kind: RuleSetEventKind,
    /// When.
    pub at: Timestamp,
    /// The client that did it; `None` where the service did.
    pub client: Option<String>,
    /// The revision after it.
    pub revision: i64,
    /// Which rules changed, where that could be told: of an edit, against the text before it; of a
    /// check or a start, against what decided.
    pub changes: Option<Changes>,
    /// More codes: an object.
    pub data: serde_json::Value,
}

/// After which version a page begins.
pub type RuleSetCursor = (Timestamp, RuleSetId);

/// After which entry a page begins.
pub type HistoryCursor = i64;
