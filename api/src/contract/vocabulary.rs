//! The vocabulary, as it is told.

use passerelle_domain::{Entry, Setting, Success, Vocabulary};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::SettingCode;

/// Every vocabulary of the product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"items": [{"name": "case_kind", "entries": [{"code": "individual", "label": {"fr": "une personne", "en": "one person"}}]}], "next": null}))]
pub struct VocabularyResponse {
    /// The vocabularies.
    #[schema(max_items = 100)]
    pub items: Vec<ListResponse>,
    /// Always null: the whole fits on one page.
    #[schema(max_length = 100)]
    pub next: Option<String>,
}

/// One vocabulary and its codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListResponse {
    /// Its name.
    #[schema(max_length = 50)]
    name: &'static str,
    /// The codes, in the order in which a form shows them.
    #[schema(max_items = 200)]
    entries: Vec<EntryResponse>,
}

/// One code of a vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryResponse {
    /// The stable code.
    #[schema(max_length = 50)]
    code: &'static str,
    /// What people read.
    label: LabelResponse,
    /// Of a situation, its setting, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SettingCode>)]
    setting: Option<Setting>,
    /// Of an outcome, how it counts: `yes`, `linking_only`, `half`, `no`, `neutral` or `excluded`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 20)]
    counts: Option<Success>,
}

/// A label in French and English.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelResponse {
    /// French.
    #[schema(max_length = 300)]
    fr: &'static str,
    /// English.
    #[schema(max_length = 300)]
    en: &'static str,
}

impl From<Vocabulary> for ListResponse {
    fn from(vocabulary: Vocabulary) -> Self {
        let entries = vocabulary.entries.into_iter().map(Into::into).collect();
        Self {
            name: vocabulary.name,
            entries,
        }
    }
}

impl From<Entry> for EntryResponse {
    fn from(entry: Entry) -> Self {
        Self {
            code: entry.code,
            label: LabelResponse {
                fr: entry.label.fr,
                en: entry.label.en,
            },
            setting: entry.setting,
            counts: entry.counts,
        }
    }
}
