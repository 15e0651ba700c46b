//! How a database is named and opened.

use std::{path::PathBuf, time::Duration};

use crate::StoreError;

/// The connections that read, unless told otherwise.
const READERS: u32 = 8;
/// How long a caller waits for the database, unless told otherwise.
const WAIT: Duration = Duration::from_secs(5);
/// How long callers share one commit of a SQLite file, unless told otherwise.
const ROUND: Duration = Duration::from_millis(20);

/// How long one statement may take on PostgreSQL, unless told otherwise.
const STATEMENT: Duration = Duration::from_secs(30);
/// How long one may wait there for rows that another transaction holds, unless told otherwise.
const LOCK: Duration = Duration::from_secs(10);
/// How long a transaction may stand still there, unless told otherwise.
const IDLE: Duration = Duration::from_secs(60);

/// How to open a database.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite://PATH`, `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// On PostgreSQL, the most connections that this process opens. On SQLite, the most connections
    /// that read, beside the one that writes.
    pub readers: u32,
    /// How long a call waits for a free connection, and on SQLite for another process's write.
    pub wait: Duration,
    /// On SQLite, how long writers go on sharing one commit while others wait to join; the first of
    /// them waits that long for its answer.
    pub round: Duration,
    /// On PostgreSQL, how long one statement may take; zero for as long as it wants.
    pub statement_timeout: Duration,
    /// On PostgreSQL, how long a statement may wait for what another transaction holds.
    pub lock_timeout: Duration,
    /// On PostgreSQL, how long a transaction may stand still before the server ends it.
    pub idle_timeout: Duration,
    /// A PostgreSQL server that follows the one at `url`, for reading that may lag behind.
    pub replica: Option<String>,
    /// Whether to make a SQLite file that is not there yet.
    pub create: bool,
}

impl StoreOptions {
    /// The usual way to open the database at `url`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            readers: READERS,
            wait: WAIT,
            round: ROUND,
            statement_timeout: STATEMENT,
            lock_timeout: LOCK,
            idle_timeout: IDLE,
            replica: None,
            create: true,
        }
    }

    /// The same, but only for a database that is there already.
    #[must_use]
    pub fn existing(self) -> Self {
        Self {
            create: false,
            ..self
        }
    }
}

/// The URL may hold a password, so it does not print itself.
impl std::fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreOptions")
            .field("readers", &self.readers)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file on this machine.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where the database is.
#[derive(Clone)]
pub(crate) enum Location {
    /// The file.
    Sqlite(PathBuf),
    /// The URL, as libpq reads it.
    Postgres(String),
}

impl Location {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .ok_or(StoreError::InvalidUrl {
                reason: "it starts neither with `sqlite:` nor with `postgres://`",
            })?;
        if path.is_empty() || path.starts_with(":memory:") || path.starts_with("file:") {
            return Err(StoreError::InvalidUrl {
                reason: "`sqlite:` is followed by the path of a file",
            });
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    #[cfg(test)]
    fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_a_database() {
        for (url, backend) in [
            ("sqlite://data/p.sqlite3", Backend::Sqlite),
            ("sqlite:/var/lib/p.sqlite3", Backend::Sqlite),
            ("postgres://localhost/p", Backend::Postgres),
            ("postgresql:///p?host=/tmp", Backend::Postgres),
        ] {
            assert_eq!(Location::parse(url).unwrap().backend(), backend, "{url}");
        }
        for url in [
            "",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "mysql://h/p",
            "data/p.sqlite3",
        ] {
            assert!(Location::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn options_do_not_print_the_password() {
        let options = StoreOptions::new("postgres://u:secret@localhost/p");
        assert!(!format!("{options:?}").contains("secret"));
    }
}
