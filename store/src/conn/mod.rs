//! One connection type over both databases.
//!
//! Diesel derives it from an enum: queries are built once, against a backend that can do what both
//! can do. `types.rs` adds the three column types that it lacks, `clauses.rs` the two clauses.

mod clauses;
mod types;

pub(crate) use any::{AnyConn, MultiBackend};
pub(crate) use clauses::{Both, Held, SkipLocked};
pub(crate) use types::{DbJson, DbTs, DbUuid, Id, Js, Ts};

use diesel::{
    QueryResult,
    connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager},
    r2d2::R2D2Connection as _,
    result::Error as DieselError,
};

use crate::{
    Backend, StoreError, Viewer,
    news::{News, Topic},
    walls,
};

/// A connection inside a transaction, handed out by [`Store::read`](crate::Store::read) and
/// [`Store::write`](crate::Store::write).
pub struct Conn {
    db: AnyConn,
    /// What this transaction has done that somebody waits for.
    news: News,
    /// What it has done that is worth counting.
    remarks: Vec<&'static str>,
    /// For whom it works, where a wall stands.
    viewer: Option<Viewer>,
}

/// The enum stands in a module of its own because the derive fills that module with its names.
mod any {
    #[derive(diesel::MultiConnection)]
    pub(crate) enum AnyConn {
        Postgres(diesel::PgConnection),
        Sqlite(diesel::SqliteConnection),
    }
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Reading one state of the whole database.
    Read,
    /// Changing it.
    Write,
}

impl Conn {
    pub(crate) fn new(conn: AnyConn) -> Self {
        Self {
            db: conn,
            news: News::default(),
            remarks: Vec::new(),
            viewer: None,
        }
    }

    /// Does `body` as the service's own work, whoever the transaction works for: for questions about
    /// the whole network whose answer tells nothing of a case.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database does not answer.
    pub fn as_service<T, E: From<StoreError>>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let Some(viewer) = self.viewer.filter(|viewer| *viewer != Viewer::Service) else {
            return body(self);
        };
        self.work_for(Viewer::Service)?;
        // After an error the transaction is given up, and its settings with it.
        let answer = body(self)?;
        self.work_for(viewer)?;
        Ok(answer)
    }

    fn work_for(&mut self, viewer: Viewer) -> Result<(), StoreError> {
        self.db.batch_execute(&viewer.settings())?;
        self.viewer = Some(viewer);
        Ok(())
    }

    /// Has those told who wait for `topic`, once the transaction is kept.
    pub(crate) fn tell(&mut self, topic: Topic) {
        self.news.add(topic);
    }

    /// What is to be told, which is forgotten by that.
    pub(crate) fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// Remembers what is to be counted if the transaction is kept.
    pub fn remark(&mut self, what: &'static str) {
        self.remarks.push(what);
    }

    /// What was remarked since, which is forgotten by that. Changes that share a transaction each take their own.
    pub fn take_remarks(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.remarks)
    }

    /// What diesel runs a query on.
    pub(crate) fn db(&mut self) -> &mut AnyConn {
        &mut self.db
    }

    pub(crate) fn backend(&self) -> Backend {
        match self.db {
            AnyConn::Postgres(_) => Backend::Postgres,
            AnyConn::Sqlite(_) => Backend::Sqlite,
        }
    }

    /// Begins a transaction. On SQLite a writer takes the write lock at once: one that began by
    /// reading could not be let through later without breaking its snapshot.
    ///
    /// On PostgreSQL, where the transaction works for a `viewer`, it is told so in the same round
    /// trip, and runs in the role that the policies bind.
    pub(crate) fn begin(&mut self, purpose: Purpose, viewer: Option<Viewer>) -> QueryResult<()> {
        self.news = News::default();
        self.viewer = viewer;
        match (&mut self.db, purpose) {
            (AnyConn::Postgres(conn), purpose) => {
                let begin = match purpose {
                    Purpose::Write => "BEGIN",
                    Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                };
                let sql = match viewer {
                    Some(viewer) => format!(
                        "{begin}; SET LOCAL ROLE {}; {}",
                        walls::ROLE,
                        viewer.settings()
                    ),
                    None => begin.to_owned(),
                };
                AnsiTransactionManager::begin_transaction_sql(conn, &sql)
            }
            (AnyConn::Sqlite(conn), Purpose::Write) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
            }
            (AnyConn::Sqlite(conn), Purpose::Read) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")
            }
        }
    }

    /// Commits. PostgreSQL answers `COMMIT` of a transaction in which a statement failed by rolling
    /// it back, and calls that a success; the statement in front of it fails then, in the same round
    /// trip.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        match &mut self.db {
            AnyConn::Postgres(conn) => conn.batch_execute("SELECT 1; COMMIT"),
            AnyConn::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
        }
    }

    /// Marks the point to which [`Conn::undo_savepoint`] goes back.
    pub(crate) fn set_savepoint(&mut self) -> QueryResult<()> {
        AnyConn::begin_transaction(&mut self.db)
    }

    /// Keeps what was done since the savepoint, as far as its transaction is kept.
    pub(crate) fn release_savepoint(&mut self) -> QueryResult<()> {
        AnyConn::commit_transaction(&mut self.db)
    }

    /// Takes back what was done since the savepoint, whatever was begun in it and never ended.
    pub(crate) fn undo_savepoint(&mut self) -> QueryResult<()> {
        while self.depth()? > 1 {
            AnyConn::rollback_transaction(&mut self.db)?;
        }
        Ok(())
    }

    /// How many transactions are open, each inside the one before.
    fn depth(&mut self) -> QueryResult<u32> {
        let status = AnyConn::transaction_manager_status_mut(&mut self.db);
        Ok(status.transaction_depth()?.map_or(0, u32::from))
    }

    /// Rolls back whatever was begun.
    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        match AnyConn::rollback_transaction(&mut self.db) {
            Err(DieselError::NotInTransaction) => Ok(()),
            result => result,
        }
    }

    /// Whether the database answers. libpq may report the end of a connection as a failed statement
    /// and know of the end only at the next one, so this asks.
    pub(crate) fn answers(&mut self) -> bool {
        self.db.ping().is_ok()
    }
}
