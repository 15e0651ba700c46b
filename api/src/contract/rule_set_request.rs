//! A rule set, as it is sent: as TOML, or the same document as JSON.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::{CaseworkError, NewRuleSet};
use passerelle_domain::Fault;
use passerelle_routing_rules::toml_from_json;
use serde_json::Value;
use utoipa::ToSchema;

use super::faults::Faults;
use crate::problems::Problem;

/// A version that somebody begins. Without a document it holds its name alone.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"toml": "name = \"saint-avenin\"\noverlay_of = \"default\"\nterritory = [\"commune:00001\"]\nswitch_off = [\"R40\"]\n"}))]
pub struct NewRuleSetRequest {
    /// Its name; left out, the one that the document gives.
    #[deserr(default)]
    #[schema(max_length = 60, pattern = "^[a-z0-9-]+$")]
    pub name: Option<String>,
    /// The document as TOML.
    #[deserr(default)]
    #[schema(max_length = 33554432)]
    pub toml: Option<String>,
    /// The document as JSON, instead.
    #[deserr(default)]
    #[schema(value_type = Option<Object>)]
    pub model: Option<Value>,
}

impl NewRuleSetRequest {
    /// What casework takes.
    ///
    /// # Errors
    /// When both forms are given, or the JSON cannot be written as TOML.
    pub fn into_new(self) -> Result<NewRuleSet, Problem> {
        Ok(NewRuleSet {
            name: self.name,
            toml: document(self.toml, self.model)?,
        })
    }
}

/// The document of a version, in one of its two forms.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"model": {"name": "saint-avenin", "overlay_of": "default", "territory": ["commune:00001"], "switch_off": ["R40"]}}))]
pub struct RuleSetRequest {
    /// The document as TOML.
    #[deserr(default)]
    #[schema(max_length = 33554432)]
    pub toml: Option<String>,
    /// The document as JSON, instead.
    #[deserr(default)]
    #[schema(value_type = Option<Object>)]
    pub model: Option<Value>,
}

impl RuleSetRequest {
    /// The document as TOML.
    ///
    /// # Errors
    /// When both forms are given or none, or the JSON cannot be written as TOML.
    pub fn into_toml(self) -> Result<String, Problem> {
        let detail = "a document is needed: `toml`, or `model`";
        document(self.toml, self.model)?
            .ok_or_else(|| Problem::invalid(vec![Fault::at("/toml", "required", detail)]))
    }
}

fn document(toml: Option<String>, model: Option<Value>) -> Result<Option<String>, Problem> {
    match (toml, model) {
        (Some(_), Some(_)) => {
            let detail = "leave one of `toml` and `model` out";
            Err(Problem::invalid(vec![Fault::at(
                "/model",
                "one_form_only",
                detail,
            )]))
        }
        (Some(toml), None) => Ok(Some(toml)),
        (None, Some(model)) => toml_from_json("model", &model.to_string())
            .map(Some)
            .map_err(|faults| CaseworkError::FaultyRules(faults).into()),
        (None, None) => Ok(None),
    }
}

/// From when on a version decides.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"from": "2027-01-01T00:00:00+01:00"}))]
pub struct PublishRequest {
    /// From this instant on; left out or past, at once.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub from: Option<Timestamp>,
}
