//! Reads a rule set and checks it whole.
//!
//! A document is TOML, or the same as [`json`]. Both become one [`tree`] with the place of each value,
//! which is walked rather than read through serde, because serde stops at the first fault and a
//! coordinator wants them all, each with its line and its [`path`]. [`node`] walks,
//! [`reader`] collects the faults, [`sections`], [`rule`], [`effect`], [`condition`], [`test`],
//! [`interval`], [`timing`], [`scope`], [`declared`], [`invariant`], [`example`] and [`around`] read their parts of the
//! document, and [`order`] checks what only all rules together can tell. [`overlay`] reads an overlay, and
//! [`layers`] lays several over a rule set. [`convert`] turns one form into the other.

mod around;
mod condition;
mod convert;
mod date;
pub(crate) mod declared;
mod depth;
pub(crate) mod effect;
mod example;
mod fault;
mod interval;
mod invariant;
mod json;
mod layers;
mod near;
mod node;
mod order;
mod overlay;
mod path;
mod places;
mod reader;
pub(crate) mod rule;
mod scope;
mod sections;
mod test;
pub(crate) mod timing;
mod tree;

pub use convert::{json_from_toml, toml_from_json};
pub use fault::RuleFault;
pub(crate) use invariant::CLAIMS;
pub use layers::OverlaySource;
pub(crate) use test::FIELDS;

use crate::rules::RuleSet;
use node::Table;
use path::Path;
use reader::{Names, Reader};
use tree::{Entries, Form};

/// Larger documents are refused unread; ten thousand rules are a third of this.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// How deep tables and lists may stand inside each other.
const MAX_DEPTH: usize = 64;

/// No list of faults is longer: whoever reads the two-hundredth mends the first ones before.
const MAX_FAULTS: usize = 200;

impl RuleSet {
    /// Reads and checks a document, written as TOML. `file` is its name in the faults.
    ///
    /// # Errors
    /// With every fault that could be found at once, in the order of the document.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, Vec<RuleFault>> {
        read(file, text, Form::Toml)
    }

    /// Reads and checks a document, written as JSON.
    ///
    /// # Errors
    /// As [`RuleSet::from_toml`].
    pub fn from_json(file: &str, text: &str) -> Result<Self, Vec<RuleFault>> {
        read(file, text, Form::Json)
    }

    /// Reads and checks a document, written as JSON when it begins with a brace, and else as TOML.
    ///
    /// # Errors
    /// As [`RuleSet::from_toml`].
    pub fn from_text(file: &str, text: &str) -> Result<Self, Vec<RuleFault>> {
        read(file, text, Form::of(text))
    }
}

fn read(file: &str, text: &str, form: Form) -> Result<RuleSet, Vec<RuleFault>> {
    let mut reader = Reader::new(file, text, form);
    let Some(document) = open(text, form, &mut reader) else {
        return Err(reader.into_faults());
    };
    reader.names = Names::of(&document);
    match sections::rule_set(Table::root(&document), &mut reader) {
        Some(rules) if reader.is_clean() => Ok(RuleSet {
            places: places::places(text, &document),
            ..rules
        }),
        _ => Err(reader.into_faults()),
    }
}

/// The text of a file, for [`RuleSet::from_text`]. Of a file that is too large nobody has to hand in
/// more than [`MAX_BYTES`] and one more.
///
/// # Errors
/// When it is too large, or no text in UTF-8: with the line of the first byte that is none.
pub fn text_of<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Vec<RuleFault>> {
    let error = match std::str::from_utf8(bytes) {
        _ if bytes.len() > MAX_BYTES => return open_error(file, "", 0, "too_large", TOO_LARGE),
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let sound = error.valid_up_to();
    let text = bytes.get(..sound).map(String::from_utf8_lossy);
    let message = "this byte is no text in UTF-8; save the file with that encoding";
    open_error(file, &text.unwrap_or_default(), sound, "not_utf8", message)
}

fn open_error<T>(
    file: &str,
    text: &str,
    at: usize,
    code: &'static str,
    message: &str,
) -> Result<T, Vec<RuleFault>> {
    let mut reader = Reader::new(file, text, Form::Toml);
    reader.add(at..at, Path::root(), code, message);
    Err(reader.into_faults())
}

/// The tree of a text that is not too large. `None` where there is none, or where a parser could
/// only guess: reading that would add faults that are none.
fn open<'d>(text: &'d str, form: Form, reader: &mut Reader<'_>) -> Option<Entries<'d>> {
    if text.len() > MAX_BYTES {
        reader.add(0..0, Path::root(), "too_large", TOO_LARGE);
        return None;
    }
    tree::parse(text, form, reader)
}

const TOO_LARGE: &str = "a rule set is at most 32 MiB";
