//! The database: one suite of queries for SQLite and PostgreSQL.
//!
//! [`Store`] opens the database that a URL names and hands out two kinds of access: [`Store::read`],
//! a read-only snapshot, and [`Store::write`], one transaction that is kept or given up as a whole.
//! Both block; whoever is async calls them from a blocking thread. Inside, the functions of the
//! query modules take the [`Conn`] and plain records made of domain types:
//!
//! - [`partners`], [`colleagues`], [`clients`] and [`communes`]: what the network is; [`assertions`]: by which its
//!   clients signed in already;
//! - [`rulesets`], [`editions`] and [`ruleset_events`]: by which rules it decides, and who wrote them;
//! - [`referrals`], [`decisions`], [`assignments`], [`meetings`], [`comments`]: the cases and the work on
//!   them; [`episodes`]: how often the trouble came back;
//! - [`related`]: which of them have to do with each other;
//! - [`replays`]: the cases once more, as the rules saw them; [`quality`]: how the rules fared;
//! - [`events`]: what happened, which nobody can change afterwards;
//! - [`follow_ups`]: what is asked after a case was closed;
//! - [`timers`]: what falls due; [`outbox`] and [`links`]: what has to leave the house, and which
//!   answers were given;
//! - [`kept_answers`]: what clients were told, for when they ask again;
//! - [`person_links`] and [`feedback`]: the pages of the persons concerned, and how it went for them.
//!
//! Each query is written once. The few places where the two databases need different SQL are in
//! `conn/`, `open.rs`, `migrate.rs`, `error.rs` and `migrations/`; `docs/decisions/0001-two-databases.md`
//! counts them.
//! Instants are kept in whole microseconds, which is what PostgreSQL keeps.

mod backup;
mod conn;
mod error;
mod group;
mod insert;
mod migrate;
mod news;
mod open;
mod options;
mod parse;
mod pool;
mod schema;
mod store;
mod walls;

pub mod assertions;
pub mod assignments;
pub mod clients;
pub mod clock;
pub mod colleagues;
pub mod comments;
pub mod communes;
pub mod decisions;
pub mod editions;
pub mod episodes;
pub mod events;
pub mod feed;
pub mod feedback;
pub mod follow_ups;
pub mod kept_answers;
pub mod links;
pub mod meetings;
pub mod outbox;
pub mod partners;
pub mod person_links;
pub mod quality;
pub mod referrals;
pub mod related;
pub mod replays;
pub mod ruleset_events;
pub mod rulesets;
pub mod timers;

#[cfg(test)]
mod tests;

pub use backup::BackupError;
pub use conn::Conn;
pub use error::StoreError;
pub use news::Topic;
pub use options::{Backend, StoreOptions};
pub use store::{PoolUse, Store};
pub use walls::Viewer;

// Links the C libraries that the workspace bundles, so that nothing has to be installed.
use libsqlite3_sys as _;
use pq_sys as _;
