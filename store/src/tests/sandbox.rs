//! A fresh database for one test.

use std::{ops::Deref, time::Duration};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use tempfile::TempDir;

use super::postgres;
use crate::{Conn, Store, StoreError, StoreOptions};

/// A store on a database of its own, gone with it.
pub(super) struct Sandbox {
    pub(super) store: Store,
    pub(super) options: StoreOptions,
    _directory: Option<TempDir>,
}

impl Sandbox {
    /// A migrated SQLite file.
    pub(super) fn sqlite() -> Self {
        Self::empty_sqlite().migrated()
    }

    /// A migrated SQLite file, whose writers share commits as long as anybody waits.
    pub(super) fn sqlite_in_long_rounds() -> Self {
        let mut sandbox = Self::sqlite();
        sandbox.options.round = Duration::from_secs(60);
        sandbox.store = sandbox.again();
        sandbox
    }

    /// A migrated PostgreSQL database.
    pub(super) fn postgres() -> Self {
        Self::empty_postgres().migrated()
    }

    /// A SQLite file without tables.
    pub(super) fn empty_sqlite() -> Self {
        let directory = TempDir::new().unwrap();
        let url = format!("sqlite://{}", directory.path().join("p.sqlite3").display());
        Self::open(url, Some(directory))
    }

    /// A PostgreSQL database without tables.
    pub(super) fn empty_postgres() -> Self {
        Self::open(postgres::shared().new_database(), None)
    }

    fn open(url: String, directory: Option<TempDir>) -> Self {
        let options = StoreOptions {
            wait: Duration::from_secs(20),
            ..StoreOptions::new(url)
        };
        Self {
            store: Store::open(&options).unwrap(),
            options,
            _directory: directory,
        }
    }

    fn migrated(self) -> Self {
        self.store.migrate().unwrap();
        self
    }

    /// The same database, opened once more.
    pub(super) fn again(&self) -> Store {
        Store::open(&self.options).unwrap()
    }

    /// A body that cannot fail but by the store.
    pub(super) fn writing<T>(&self, body: impl FnOnce(&mut Conn) -> Result<T, StoreError>) -> T {
        self.store.write(body).unwrap()
    }

    /// A body that cannot fail but by the store.
    pub(super) fn reading<T>(&self, body: impl FnOnce(&mut Conn) -> Result<T, StoreError>) -> T {
        self.store.read(body).unwrap()
    }

    /// Runs a statement of the test's own, before any wall.
    pub(super) fn execute(&self, sql: &str) -> Result<usize, StoreError> {
        self.store
            .manage(|conn| Ok(sql_query(sql).execute(conn.db())?))
    }

    /// One column of text, called `value`, before any wall.
    pub(super) fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self
            .store
            .looking(|conn| Ok::<_, StoreError>(sql_query(sql).load::<Row>(conn.db())?));
        rows.unwrap().into_iter().map(|row| row.value).collect()
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Deref for Sandbox {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}
