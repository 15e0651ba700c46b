//! The rule language: which partner a case goes to, why, and by when.
//!
//! A [`RuleSet`] is a TOML document, read and checked whole by [`RuleSet::from_toml`], or the same
//! document as JSON ([`RuleSet::from_json`], [`json_from_toml`], [`toml_from_json`]). Joined with
//! the partner directory it is a [`Network`], an immutable snapshot whose [`Network::decide`] turns
//! [`Facts`] into a [`Decision`]. Everything here is plain data and plain functions: no I/O, no
//! clock, no randomness, so a decision can be replayed years later.
//!
//! - [`facts`] with their [`Details`] and the [`standing`] of partners, and [`decision`]: what goes in
//!   and what comes out.
//! - [`rules`]: rules, stages, situations and notices, as the document states them. Reading one
//!   finds every fault at once, each with its line: [`RuleFault`].
//! - [`network`]: rules and directory together, which decide. Both are compiled when they are
//!   joined, so that a decision takes as long with ten thousand rules as with a hundred: rules into
//!   bitmaps over the [`space`] of all cases, partners by kind and territory.
//! - [`explain`]: why, in French and English.
//! - [`analyse`]: what holds of a rule set for every possible case, proved or refuted.
//! - [`gaps`]: which situations have nobody to ask, and where.
//! - [`compare`](mod@compare): the same cases decided by two networks, and every difference told.
//! - [`changes`]: what differs between two versions of a rule set, by ids.

pub mod analyse;
mod areas;
pub mod changes;
pub mod compare;
mod decide;
pub mod decision;
mod directory;
pub mod explain;
pub mod facts;
pub mod gaps;
mod index;
mod load;
pub mod network;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod reference;
pub mod rules;
mod schema;
mod space;
pub mod standing;

pub use analyse::{Budget, Report, analyse, examples};
pub use changes::{Changed, Changes};
pub use compare::{Comparison, Rehearsal, Replay, compare};
pub use decision::{
    Course, DecideError, Decision, Destiny, Notice, Proposal, RuleSetRef, TurnedDown,
};
pub use explain::{Account, account, explain_every_rule, explain_text};
pub use facts::Facts;
pub use gaps::{Circumstances, Gaps, gaps};
pub use load::{MAX_BYTES, OverlaySource, RuleFault, json_from_toml, text_of, toml_from_json};
pub use network::Network;
pub use passerelle_domain::{Detail, Details};
pub use rules::RuleSet;
pub use schema::schema;
pub use standing::{Standing, Standings};

/// The rule set that the product ships: defaults, to be reviewed with each operator before they are
/// called recommended.
pub const DEFAULT_RULE_SET: &str = include_str!("../rulesets/default.toml");

/// The schema of rule sets and overlays, as it is published: what [`schema`] makes.
pub const RULE_SET_SCHEMA: &str = include_str!("../rulesets/rule-set.schema.json");

#[cfg(test)]
mod tests;
