//! What a document says of itself: its name, whether it is an overlay, its title and territory.

use passerelle_domain::{Fault, RuleSetKind, Text};
use passerelle_routing_rules::{RuleFault, json_from_toml};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::CaseworkError;

/// The longest name of a rule set.
const LONGEST_NAME: usize = 60;

/// The most parts of a territory that a list shows.
const SHOWN: usize = 200;

/// The head of a document. What cannot be read of it is left out: the whole is checked later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Its name.
    pub(crate) name: Option<String>,
    /// Whether it is laid over another one.
    pub(crate) kind: RuleSetKind,
    /// What a list shows.
    pub(crate) shown: Shown,
}

/// What is kept beside the document, for lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// The title.
    pub(crate) title: Option<Text>,
    /// Where it is meant for, as it is written.
    pub(crate) territory: Vec<String>,
}

impl Head {
    /// The head of a document that may have faults further down, or not be finished.
    pub(crate) fn of(file: &str, text: &str) -> Result<Self, Vec<RuleFault>> {
        let document = json_from_toml(file, text)?;
        let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
        let kind = if document.get("overlay_of").is_some() {
            RuleSetKind::Overlay
        } else {
            RuleSetKind::Base
        };
        let territory = document.get("territory").and_then(Value::as_array);
        let parts = territory.into_iter().flatten().filter_map(Value::as_str);
        Ok(Self {
            name: text("name"),
            kind,
            shown: Shown {
                title: document.get("title").and_then(title),
                territory: parts.take(SHOWN).map(str::to_owned).collect(),
            },
        })
    }
}

impl Shown {
    /// As it is stored.
    pub(crate) fn to_json(&self) -> Result<Value, CaseworkError> {
        serde_json::to_value(self)
            .map_err(|error| CaseworkError::because("writing the head of a rule set", error))
    }
}

fn title(value: &Value) -> Option<Text> {
    let text = |lang: &str| value.get(lang).and_then(Value::as_str).map(str::to_owned);
    Some(Text {
        fr: text("fr")?,
        en: text("en")?,
    })
}

/// What is wrong with a name that stands in the request at `pointer`.
pub(crate) fn name_fault(pointer: &str, name: &str) -> Option<Fault> {
    let written = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(written);
    let detail = "1 to 60 small letters, digits and hyphens";
    (!fits).then(|| Fault::at(pointer, "bad_format", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_not_finished_has_a_head() {
        let text = "name = \"local\"\noverlay_of = \"default\"\n\
                    title = { fr = \"Ici\", en = \"Here\" }\nterritory = [\"commune:00001\", 3]\n\
                    [[rules]]\nid = 4\n";
        let head = Head::of("local@1", text).unwrap();
        assert_eq!(head.name.as_deref(), Some("local"));
        assert_eq!(head.kind, RuleSetKind::Overlay);
        assert_eq!(head.shown.territory, ["commune:00001"]);
        assert_eq!(head.shown.title.unwrap().en, "Here");
        let empty = Head::of("x@1", "").unwrap();
        assert_eq!((empty.name, empty.kind), (None, RuleSetKind::Base));
    }

    #[test]
    fn what_is_no_toml_has_none_and_every_fault_is_told() {
        let faults = Head::of("x@1", "name = \na = [1,\n").unwrap_err();
        assert!(faults.iter().all(|fault| fault.code == "not_toml"));
        assert!(!faults.is_empty() && faults[0].line == 1);
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(name_fault("/name", "saint-avenin-2"), None);
        for bad in ["", "Saint", "a b", "é", "a/b", &"a".repeat(61)] {
            assert!(name_fault("/name", bad).is_some(), "{bad}");
        }
    }
}
