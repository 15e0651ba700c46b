//! The rule language: which partner a case goes to, why, and by when.
//!
//! A [`RuleSet`] is a TOML document, read and checked whole by [`RuleSet::from_toml`]. Joined with
//! the partner directory it is a [`Network`], an immutable snapshot whose [`Network::decide`] turns
//! [`Facts`] into a [`Decision`]. Everything here is plain data and plain functions: no I/O, no
//! clock, no randomness, so a decision can be replayed years later.
//!
//! - [`facts`] and [`decision`]: what goes in and what comes out.
//! - [`rules`]: rules, stages, situations and notices, as the document states them; [`load`] reads
//!   them and finds every fault at once, with its line.
//! - [`network`]: rules and directory together; [`decide`] chooses.
//! - [`explain`]: why, in French and English.

pub mod decision;
pub mod facts;
pub mod load;
pub mod rules;

pub use decision::{
    DecideError, Decision, Destiny, Notice, Proposal, RuleSetRef, TurnedDown,
};
pub use facts::Facts;
pub use load::RuleFault;
pub use rules::RuleSet;
