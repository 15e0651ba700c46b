//! The use cases on a real SQLite file, with the shipped rules and the fictional network. Rights
//! and views have their tests beside them.

mod acceptance;
mod answers;
mod consent;
mod directory;
mod endings;
mod expiry;
mod hands;
mod links;
mod moves;
mod network;
mod outbox;
mod person;
mod questions;
mod reading;
mod refusals;
mod rule_sets;
