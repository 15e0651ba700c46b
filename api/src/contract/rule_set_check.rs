//! What the analyser says of a version, what changed, and who did what.

use jiff::Timestamp;
use passerelle_casework::{CheckedRuleSet, HistoryEntry};
use passerelle_domain::RuleSetEventKind;
use passerelle_routing_rules::{Changes, Report};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::schemas::NameText;

use super::decision::TextResponse;
use super::rule_set::{RuleSetVersionResponse, version_example};

/// What the analyser found, as `passerelle rules check --json` prints it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"file": "saint-avenin@1", "report": {"ruleset": "default", "findings": [], "proofs": [{"code": "coverage", "subject": "", "message": {"fr": "chaque cas possible est pris par une règle", "en": "every possible case is taken by a rule"}}]},
    "ruleset": version_example(), "changes": {"rules": {"added": ["SA50"], "changed": ["R50"], "removed": []}, "invariants": {"added": [], "changed": [], "removed": []}, "examples": {"added": [], "changed": [], "removed": []}, "situations": {"added": [], "changed": [], "removed": []}, "notices": {"added": [], "changed": [], "removed": []}, "facts": {"added": [], "changed": [], "removed": []}, "head": false}}))]
pub struct CheckedRuleSetResponse {
    /// The document: name and version.
    #[schema(max_length = 200)]
    file: String,
    /// What holds for every possible case, and what does not.
    #[schema(value_type = ReportResponse)]
    report: Report,
    /// The version, as it stands after the check.
    ruleset: RuleSetVersionResponse,
    /// What would decide otherwise than now.
    #[schema(value_type = ChangesResponse)]
    changes: Changes,
}

impl From<CheckedRuleSet> for CheckedRuleSetResponse {
    fn from(checked: CheckedRuleSet) -> Self {
        Self {
            file: format!("{}@{}", checked.version.name, checked.version.version),
            report: checked.report,
            changes: checked.changes,
            ruleset: checked.version.into(),
        }
    }
}

/// Everything that was found out about the rules that would decide together.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the analyser writes it; this is its documentation"
)]
pub struct ReportResponse {
    /// The name of the rule set below all others.
    #[schema(max_length = 100)]
    ruleset: String,
    /// What should be looked at.
    #[schema(max_items = 100_000)]
    findings: Vec<FindingResponse>,
    /// What holds for every possible case.
    #[schema(max_items = 100_000)]
    proofs: Vec<ProofResponse>,
}

/// Something that should be looked at.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the analyser writes it; this is its documentation"
)]
pub struct FindingResponse {
    /// Stable code.
    #[schema(max_length = 50)]
    code: String,
    /// `error`, `warning`, `note` or `undecided`.
    #[schema(max_length = 20)]
    severity: String,
    /// The id of the rule, invariant or example; empty for the rule set as a whole.
    #[schema(max_length = 200)]
    subject: String,
    /// The line in the document, from 1, where the subject has one.
    #[schema(minimum = 1)]
    line: Option<usize>,
    /// The column in characters, from 1.
    #[schema(minimum = 1)]
    column: Option<usize>,
    /// One or two sentences.
    message: TextResponse,
    /// A concrete case that shows it.
    case: Option<WitnessResponse>,
}

/// A concrete case.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the analyser writes it; this is its documentation"
)]
pub struct WitnessResponse {
    /// The case in words.
    text: TextResponse,
    /// The case as the `case` of an example, ready to be saved.
    #[schema(max_length = 10000)]
    toml: String,
}

/// Something that holds for every possible case.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the analyser writes it; this is its documentation"
)]
pub struct ProofResponse {
    /// Stable code.
    #[schema(max_length = 50)]
    code: String,
    /// The id of the invariant or example; empty for the rule set as a whole.
    #[schema(max_length = 200)]
    subject: String,
    /// One sentence.
    message: TextResponse,
}

/// What differs between two rule sets, section by section.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the rule language writes it; this is its documentation"
)]
pub struct ChangesResponse {
    /// Rules. One that an overlay switches off or replaces in some places has changed.
    rules: ChangedResponse,
    /// What must hold of every decision.
    invariants: ChangedResponse,
    /// Example cases.
    examples: ChangedResponse,
    /// What is said of each situation.
    situations: ChangedResponse,
    /// Notices.
    notices: ChangedResponse,
    /// Declared facts.
    facts: ChangedResponse,
    /// Whether anything else differs: title, languages, territory, dates, time limits, stages.
    head: bool,
}

/// The ids of one section.
#[derive(Debug, Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "the rule language writes it; this is its documentation"
)]
pub struct ChangedResponse {
    /// In the later version only.
    #[schema(value_type = Vec<NameText>, max_items = 100_000)]
    added: Vec<String>,
    /// In both, and not the same.
    #[schema(value_type = Vec<NameText>, max_items = 100_000)]
    changed: Vec<String>,
    /// In the earlier version only.
    #[schema(value_type = Vec<NameText>, max_items = 100_000)]
    removed: Vec<String>,
}

/// Something that happened to a version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"kind": "approved", "at": "2026-10-05T07:18:00Z", "client": "demo-mediation", "revision": 3, "changes": null, "data": {}}))]
pub struct HistoryEntryResponse {
    /// `created`, `edited`, `checked`, `approved`, `scheduled`, `activated`, `activation_failed`,
    /// `superseded`, `rolled_back`, `restored` or `withdrawn`.
    #[schema(value_type = String, max_length = 20)]
    kind: RuleSetEventKind,
    /// When.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
    /// The client that did it; null where the service did.
    #[schema(max_length = 200)]
    client: Option<String>,
    /// The revision after it.
    #[schema(minimum = 1)]
    revision: i64,
    /// Which rules changed: of an edit against the text before it, of a check or a start against
    /// what decided. Null where one of the two could not be read.
    #[schema(value_type = Option<ChangesResponse>)]
    changes: Option<Changes>,
    /// More codes, such as the edition that began.
    #[schema(value_type = Object)]
    data: Value,
}

impl From<HistoryEntry> for HistoryEntryResponse {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            kind: entry.kind,
            at: entry.at,
            client: entry.client,
            revision: entry.revision,
            changes: entry.changes,
            data: entry.data,
        }
    }
}
