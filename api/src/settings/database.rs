//! How the database is used: how much of it, for how long, and how often it is looked at.

use std::time::Duration;

use passerelle_store::StoreOptions;

use super::{Secret, read::Reader};

/// The settings beside the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// On PostgreSQL, the most connections of this process; on SQLite, the most that read.
    pub connections: u32,
    /// On PostgreSQL, how long one statement may take.
    pub statement_timeout: Duration,
    /// On PostgreSQL, how long a statement may wait for what another transaction holds.
    pub lock_timeout: Duration,
    /// On PostgreSQL, how long a transaction may stand still.
    pub idle_timeout: Duration,
    /// A server that follows the database, from which figures are read.
    pub replica: Option<Secret>,
    /// How often the outbox is looked at while nothing is told of it.
    pub look: Duration,
}

impl DatabaseSettings {
    pub(super) fn read(read: &mut Reader, primary: &str) -> Self {
        let usual = StoreOptions::new("");
        let mut seconds = |key: &str, default: Duration, most: u64| {
            let expected = format!("a whole number of seconds from 1 to {most}");
            let parse = |text: &str| text.parse().ok().filter(|value| (1..=most).contains(value));
            read.optional(key, &expected, parse)
                .map_or(default, Duration::from_secs)
        };
        let statement_timeout = seconds("statement_timeout", usual.statement_timeout, 3600);
        let lock_timeout = seconds("lock_timeout", usual.lock_timeout, 3600);
        let idle_timeout = seconds("idle_transaction_timeout", usual.idle_timeout, 3600);
        let number = |most: u64| {
            move |text: &str| text.parse().ok().filter(|value| (1..=most).contains(value))
        };
        let connections = read.optional(
            "database_connections",
            "a whole number from 1 to 500",
            number(500),
        );
        let look = read.optional(
            "outbox_look_ms",
            "a whole number of milliseconds from 1 to 3600000",
            number(3_600_000),
        );
        let replica = read.secret("statistics_database_url");
        if let Some(url) = &replica {
            let both = [url.as_str(), primary]
                .iter()
                .all(|url| url.starts_with("postgres://") || url.starts_with("postgresql://"));
            read.check(
                "statistics_database_url",
                both,
                "the postgres:// URL of a server that follows the one at database_url",
            );
        }
        Self {
            connections: connections
                .and_then(|number| u32::try_from(number).ok())
                .unwrap_or(usual.readers),
            statement_timeout,
            lock_timeout,
            idle_timeout,
            replica: replica.map(Secret),
            look: Duration::from_millis(look.unwrap_or(500)),
        }
    }

    /// How the database at `url` is opened.
    #[must_use]
    pub fn options(&self, url: &str) -> StoreOptions {
        StoreOptions {
            readers: self.connections,
            statement_timeout: self.statement_timeout,
            lock_timeout: self.lock_timeout,
            idle_timeout: self.idle_timeout,
            replica: self.replica.as_ref().map(|url| url.expose().to_owned()),
            ..StoreOptions::new(url)
        }
    }
}
