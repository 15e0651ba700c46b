//! A version of a rule set, as it is told.

use jiff::Timestamp;
use passerelle_casework::{CheckCounts, RuleSetDocument, RuleSetView};
use passerelle_domain::{RuleSetId, RuleSetKind, RuleSetStatus};
use passerelle_routing_rules::json_from_toml;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::decision::TextResponse;
use super::schemas::{RuleSetKindCode, RuleSetStatusCode, TerritoryText};

/// A version of a rule set.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = version_example)]
pub struct RuleSetVersionResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: RuleSetId,
    /// Its name.
    #[schema(max_length = 100)]
    name: String,
    /// Its version under this name.
    #[schema(minimum = 1)]
    version: i32,
    /// Complete, or laid over another one.
    #[schema(value_type = RuleSetKindCode)]
    kind: RuleSetKind,
    /// Where it stands in its life.
    #[schema(value_type = RuleSetStatusCode)]
    status: RuleSetStatus,
    /// Counts its changes; the `ETag` is made of it.
    #[schema(minimum = 1)]
    revision: i64,
    /// What people call it, where the document says so.
    title: Option<TextResponse>,
    /// Where it is meant for, as the document writes it; empty for the whole country.
    #[schema(value_type = Vec<TerritoryText>, max_items = 200)]
    territory: Vec<String>,
    /// The client that began it; null where the product shipped it.
    #[schema(max_length = 200)]
    author: Option<String>,
    /// The client that agreed to it.
    #[schema(max_length = 200)]
    approved_by: Option<String>,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    updated_at: Timestamp,
    /// What the last check found; null where the document has changed since.
    check: Option<CheckCountsResponse>,
    /// From when on it decides, or decided.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    active_from: Option<Timestamp>,
    /// Until when it decided.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    active_until: Option<Timestamp>,
    /// The version whose place it took: the one that a roll-back brings back.
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    supersedes: Option<RuleSetId>,
    /// Why it did not begin although its time had come.
    #[schema(max_length = 1000000)]
    fault: Option<String>,
}

impl From<RuleSetView> for RuleSetVersionResponse {
    fn from(view: RuleSetView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            version: view.version,
            kind: view.kind,
            status: view.status,
            revision: view.revision,
            title: view.title.map(Into::into),
            territory: view.territory,
            author: view.author,
            approved_by: view.approved_by,
            created_at: view.created_at,
            updated_at: view.updated_at,
            check: view.check.map(Into::into),
            active_from: view.active_from,
            active_until: view.active_until,
            supersedes: view.supersedes,
            fault: view.fault,
        }
    }
}

/// What a check found, in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckCountsResponse {
    /// When.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    at: Timestamp,
    /// What the rule set claims and does not hold.
    #[schema(minimum = 0)]
    errors: i32,
    /// What is not as it reads.
    #[schema(minimum = 0)]
    warnings: i32,
    /// Questions that were left open.
    #[schema(minimum = 0)]
    undecided: i32,
}

impl From<CheckCounts> for CheckCountsResponse {
    fn from(counts: CheckCounts) -> Self {
        Self {
            at: counts.at,
            errors: counts.errors,
            warnings: counts.warnings,
            undecided: counts.undecided,
        }
    }
}

/// A version with its document, in both forms.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = document_example)]
pub struct RuleSetDocumentResponse {
    /// The version.
    #[serde(flatten)]
    version: RuleSetVersionResponse,
    /// The document as TOML, with its comments.
    #[schema(max_length = 33554432)]
    toml: String,
    /// The same as JSON.
    #[schema(value_type = Object)]
    model: Option<Value>,
}

impl From<RuleSetDocument> for RuleSetDocumentResponse {
    fn from(document: RuleSetDocument) -> Self {
        Self {
            // A stored document was read before, so it has this form.
            model: json_from_toml("toml", &document.toml).ok(),
            version: document.version.into(),
            toml: document.toml,
        }
    }
}

/// The overlay of the documentation.
#[must_use]
pub fn version_example() -> Value {
    json!({
        "id": "019a1b2c-3d4e-7000-8000-0000000000a1",
        "name": "saint-avenin",
        "version": 1,
        "kind": "overlay",
        "status": "active",
        "revision": 4,
        "title": {"fr": "Convention de Saint-Avenin", "en": "Agreement of Saint-Avenin"},
        "territory": ["commune:00001"],
        "author": "demo-mediation",
        "approved_by": null,
        "created_at": "2026-10-05T07:10:00Z",
        "updated_at": "2026-10-05T07:20:00Z",
        "check": {"at": "2026-10-05T07:15:00Z", "errors": 0, "warnings": 1, "undecided": 0},
        "active_from": "2026-10-05T07:20:00Z",
        "active_until": null,
        "supersedes": null,
        "fault": null
    })
}

fn document_example() -> Value {
    let mut example = version_example();
    if let Value::Object(members) = &mut example {
        let toml = "name = \"saint-avenin\"\noverlay_of = \"default\"\nterritory = [\"commune:00001\"]\nswitch_off = [\"R40\"]\n";
        members.insert("toml".to_owned(), toml.into());
        let model = json!({
            "name": "saint-avenin", "overlay_of": "default",
            "territory": ["commune:00001"], "switch_off": ["R40"]
        });
        members.insert("model".to_owned(), model);
    }
    example
}
