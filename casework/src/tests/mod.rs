//! The use cases on a real SQLite file, with the shipped rules and the fictional network. Rights
//! and views have their tests beside them.

mod acceptance;
mod answers;
mod bounces;
mod candidates;
mod comments;
mod consent;
mod directory;
mod endings;
mod episodes;
mod expiry;
mod hands;
mod links;
mod meetings;
mod moves;
mod network;
mod outbox;
mod person;
mod questions;
mod reading;
mod refusals;
mod related;
mod rule_sets;
