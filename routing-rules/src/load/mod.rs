//! Reads a rule set and checks it whole.
//!
//! The document is walked over its positioned syntax tree rather than through serde, because serde
//! stops at the first fault and a coordinator wants them all, each with its line. [`node`] walks,
//! [`reader`] collects the faults, [`sections`], [`rule`], [`effect`], [`condition`], [`test`],
//! [`interval`], [`scope`], [`declared`], [`invariant`] and [`example`] read their parts of the document, and
//! [`order`] checks what only all rules together can tell. [`overlay`] reads an overlay, and
//! [`layers`] lays several over a rule set.

mod condition;
mod declared;
mod effect;
mod example;
mod fault;
mod interval;
mod invariant;
mod layers;
mod node;
mod order;
mod overlay;
mod places;
mod reader;
mod rule;
mod scope;
mod sections;
mod test;

use toml::de::DeTable;

pub use fault::RuleFault;
pub use layers::OverlaySource;

use crate::rules::RuleSet;
use node::Table;
use reader::{Names, Reader};

/// Larger documents are refused unread; ten thousand rules are a tenth of this.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// No list of faults is longer: whoever reads the two-hundredth mends the first ones before.
const MAX_FAULTS: usize = 200;

impl RuleSet {
    /// Reads and checks a document. `file` is its name in the faults.
    ///
    /// # Errors
    /// With every fault that could be found at once, in the order of the document.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, Vec<RuleFault>> {
        let mut reader = Reader::new(file, text);
        if text.len() > MAX_BYTES {
            reader.add(0..0, "", "too_large", "a rule set is at most 32 MiB");
            return Err(reader.into_faults(MAX_FAULTS));
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            reader.add(
                error.span().unwrap_or(0..0),
                "",
                "not_toml",
                error.message(),
            );
        }
        if !reader.is_clean() {
            // Reading what the parser could only guess would add faults that are none.
            return Err(reader.into_faults(MAX_FAULTS));
        }
        reader.names = Names::of(document.get_ref());
        match sections::rule_set(Table::root(&document), &mut reader) {
            Some(rules) if reader.is_clean() => Ok(Self {
                places: places::places(text, document.get_ref()),
                ..rules
            }),
            _ => Err(reader.into_faults(MAX_FAULTS)),
        }
    }
}
