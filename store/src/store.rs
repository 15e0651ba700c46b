//! The way in: open a database, then read it or write it.

use std::sync::Arc;

use diesel::{RunQueryDsl as _, sql_query};

use crate::{
    Backend, Conn, StoreError, StoreOptions, conn::Purpose, error::unavailable, group::Writer,
    migrate, open, options::Location, pool::Pool,
};

/// A database, shared by all its clones.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

enum Inner {
    /// One connection that writes, and several that read: the file has one writer at a time anyway,
    /// and several would fight for it in the dark.
    Sqlite { writer: Box<Writer>, readers: Pool },
    /// Connections that do both.
    Postgres { pool: Pool },
}

impl Store {
    /// Opens the database and reaches it once.
    ///
    /// # Errors
    /// When the URL cannot be used, the database cannot be reached, or a later version of the
    /// service has migrated it.
    pub fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let wait = options.wait;
        let inner = match Location::parse(&options.url)? {
            Location::Sqlite(path) => {
                if options.create {
                    open::create_file(&path)?;
                } else if !path.is_file() {
                    return Err(unavailable("there is no database file"));
                }
                let file = path.clone();
                let write = move || open::sqlite(&file, Purpose::Write, wait);
                let read = move || open::sqlite(&path, Purpose::Read, wait);
                let writer = Writer::new(wait, options.round, Box::new(write));
                // It turns the write-ahead log on before anybody reads.
                writer.reach()?;
                Inner::Sqlite {
                    writer: Box::new(writer),
                    readers: Pool::new(options.readers, wait, Box::new(read)),
                }
            }
            Location::Postgres(url) => {
                let connect = move || open::postgres(&url, wait);
                Inner::Postgres {
                    pool: Pool::new(options.readers, wait, Box::new(connect)),
                }
            }
        };
        let store = Self {
            inner: Arc::new(inner),
        };
        store.pending_migrations()?;
        Ok(store)
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> Backend {
        match *self.inner {
            Inner::Sqlite { .. } => Backend::Sqlite,
            Inner::Postgres { .. } => Backend::Postgres,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.read(|conn| {
            sql_query("SELECT 1").execute(conn.db())?;
            Ok(())
        })
    }

    /// Reads one state of the database: whatever `body` asks for fits together. It cannot write.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available.
    pub fn read<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.inner {
            Inner::Sqlite { readers, .. } => run(readers, Purpose::Read, body),
            Inner::Postgres { pool } => run(pool, Purpose::Read, body),
        }
    }

    /// Changes the database in one transaction, kept when `body` returns `Ok` and given up
    /// otherwise. It must not begin another one inside: on SQLite there is one writer.
    ///
    /// On SQLite, callers at the same time share one durable commit, each in a savepoint of its own;
    /// nobody returns before it.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available or refuses. When a
    /// shared commit fails, it fails for all who shared it.
    pub fn write<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.write(body),
            Inner::Postgres { pool } => run(pool, Purpose::Write, body),
        }
    }

    /// The migrations that the database lacks, in order.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] when it has one that this version does not know.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        self.read(migrate::pending)
    }

    /// Applies the migrations that the database lacks, all or none, and names them. Several
    /// processes may do so at once: one works, the others wait and find nothing left.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] when the database has one that this version does not know.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.write(migrate::apply)
    }

    /// How often a commit that several changes shared has failed. What somebody keeps of what it read
    /// in [`Store::write`] may be the work of another one that was lost: it holds as long as this
    /// number stands still.
    #[must_use]
    pub fn lost_commits(&self) -> u64 {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.lost(),
            // Nobody sees there what others have not committed.
            Inner::Postgres { .. } => 0,
        }
    }

    /// How many callers wait to write.
    #[cfg(test)]
    pub(crate) fn waiting_writers(&self) -> usize {
        match &*self.inner {
            Inner::Sqlite { writer, .. } => writer.waiting(),
            Inner::Postgres { .. } => 0,
        }
    }
}

fn run<T, E: From<StoreError>>(
    pool: &Pool,
    purpose: Purpose,
    body: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let mut lease = pool.begin(purpose)?;
    match body(lease.conn()) {
        Ok(value) => {
            lease.finish()?;
            Ok(value)
        }
        Err(error) => {
            lease.undo();
            Err(error)
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.kind())
            .finish_non_exhaustive()
    }
}
