//! The way in: open a database, then read it or write it.

use std::sync::Arc;

use diesel::{RunQueryDsl as _, sql_query};

use crate::{
    Backend, Conn, StoreError, StoreOptions, conn::Purpose, error::unavailable, migrate, open,
    options::Location, pool::Pool,
};

/// A database, shared by all its clones.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    /// On SQLite a single connection: the database has one writer at a time anyway, and several
    /// would fight for it in the dark.
    writers: Pool,
    /// On PostgreSQL the writers read as well.
    readers: Option<Pool>,
}

impl Store {
    /// Opens the database and reaches it once.
    ///
    /// # Errors
    /// When the URL cannot be used, the database cannot be reached, or a later version of the
    /// service has migrated it.
    pub fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let location = Location::parse(&options.url)?;
        let wait = options.wait;
        let backend = location.backend();
        let (writers, readers) = match location {
            Location::Sqlite(path) => {
                if options.create {
                    open::create_file(&path)?;
                } else if !path.is_file() {
                    return Err(unavailable("there is no database file"));
                }
                let file = path.clone();
                let write = move || open::sqlite(&file, Purpose::Write, wait);
                let read = move || open::sqlite(&path, Purpose::Read, wait);
                (
                    Pool::new(1, wait, Box::new(write)),
                    Some(Pool::new(options.readers, wait, Box::new(read))),
                )
            }
            Location::Postgres(url) => {
                let connect = move || open::postgres(&url, wait);
                (Pool::new(options.readers, wait, Box::new(connect)), None)
            }
        };
        let store = Self {
            inner: Arc::new(Inner {
                backend,
                writers,
                readers,
            }),
        };
        // On SQLite this opens the writer, which turns the write-ahead log on before anybody reads.
        store.inner.writers.begin(Purpose::Read)?.finish()?;
        store.pending_migrations()?;
        Ok(store)
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> Backend {
        self.inner.backend
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
        self.run(Purpose::Read, body)
    }

    /// Changes the database in one transaction, kept when `body` returns `Ok` and given up
    /// otherwise. It must not begin another one inside: on SQLite there is one writer.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available or refuses.
    pub fn write<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Purpose::Write, body)
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

    fn run<T, E: From<StoreError>>(
        &self,
        purpose: Purpose,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = &self.inner;
        let pool = match (&inner.readers, purpose) {
            (Some(readers), Purpose::Read) => readers,
            _ => &inner.writers,
        };
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
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.inner.backend)
            .finish_non_exhaustive()
    }
}
