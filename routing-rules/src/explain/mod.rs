//! Why a case goes where it goes, in sentences that a person at a counter understands.
//!
//! The short form is stored with the decision: two to four sentences. The long one is made on demand:
//! each rule that came near with what it lacked, each candidate with its reason. [`account`] gives it
//! as data, [`explain_every_rule`] in sentences; [`explain_text`] tells the nearest rules only, and
//! counts the others.

pub mod account;
mod course;
mod facts;
mod long;
mod near;
mod opening;
mod short;
pub(crate) mod spans;
mod words;

pub use account::{Account, account};
pub use long::{explain_every_rule, explain_text};
pub(crate) use short::short;

use passerelle_domain::{Lang, PartnerKind};

/// A kind of partner inside a sentence, without the examples that its label has in brackets.
pub(crate) fn kind_name(kind: PartnerKind, lang: Lang) -> &'static str {
    let label = kind.label().get(lang);
    label.split(" (").next().unwrap_or(label)
}

/// A sentence in one of the two languages.
pub(crate) fn say(lang: Lang, fr: impl Into<String>, en: impl Into<String>) -> String {
    match lang {
        Lang::Fr => fr.into(),
        Lang::En => en.into(),
    }
}
