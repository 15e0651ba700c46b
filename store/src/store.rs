//! The way in: open a database, then read it or write it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use diesel::{
    QueryableByName, RunQueryDsl as _, sql_query,
    sql_types::{Nullable, Text},
};

use crate::{
    Backend, Conn, StoreError, StoreOptions, Viewer,
    conn::Purpose,
    error::unavailable,
    group::Writer,
    migrate,
    news::{self, Bell, Topic},
    open,
    options::Location,
    pool::{Lease, Pool},
    walls,
};

/// A database, shared by all its clones.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    access: Access,
    /// Connections to a server that follows.
    replica: Option<Pool>,
    bell: Arc<Bell>,
    /// Whether transactions run behind the walls.
    walls: AtomicBool,
    options: StoreOptions,
}

enum Access {
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
        let bell = Arc::<Bell>::default();
        let access = match Location::parse(&options.url)? {
            Location::Sqlite(path) => {
                if options.create {
                    open::create_file(&path)?;
                } else if !path.is_file() {
                    return Err(unavailable("there is no database file"));
                }
                let file = path.clone();
                let write = move || open::sqlite(&file, Purpose::Write, wait);
                let read = move || open::sqlite(&path, Purpose::Read, wait);
                let writer = Writer::new(wait, options.round, Arc::clone(&bell), Box::new(write));
                // It turns the write-ahead log on before anybody reads.
                writer.reach()?;
                Access::Sqlite {
                    writer: Box::new(writer),
                    readers: Pool::new(options.readers, wait, Box::new(read)),
                }
            }
            Location::Postgres(url) => {
                let settings = options.clone();
                let connect = move || open::postgres(&url, &settings);
                Access::Postgres {
                    pool: Pool::new(options.readers, wait, Box::new(connect)),
                }
            }
        };
        let replica = match &options.replica {
            None => None,
            Some(url) => Some(follower(url, options)?),
        };
        let store = Self {
            inner: Arc::new(Inner {
                access,
                replica,
                bell,
                walls: AtomicBool::new(false),
                options: options.clone(),
            }),
        };
        store.pending_migrations()?;
        store.look_for_walls()?;
        Ok(store)
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> Backend {
        match self.inner.access {
            Access::Sqlite { .. } => Backend::Sqlite,
            Access::Postgres { .. } => Backend::Postgres,
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

    /// Reads one state of the database for the service itself: whatever `body` asks for fits
    /// together. It cannot write.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available.
    pub fn read<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read_for(Viewer::Service, body)
    }

    /// The same for somebody: on PostgreSQL, the database shows it nothing but its own cases.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available.
    pub fn read_for<T, E: From<StoreError>>(
        &self,
        viewer: Viewer,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Purpose::Read, self.behind_wall(viewer), body)
    }

    /// The same from the replica, as long as it can be reached; what it shows may lag behind. From the
    /// database itself otherwise.
    ///
    /// # Errors
    /// What `body` returns, and [`StoreError`] when the database is not available either.
    pub fn read_behind_for<T, E: From<StoreError>>(
        &self,
        viewer: Viewer,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let wall = self.behind_wall(viewer);
        if let Some(replica) = &self.inner.replica {
            match replica.begin(Purpose::Read, wall) {
                Ok(lease) => return self.through(lease, body),
                Err(error) => tracing::warn!(error = %error, "the replica is not read at present"),
            }
        }
        self.run(Purpose::Read, wall, body)
    }

    /// Changes the database for the service itself in one transaction, kept when `body` returns `Ok`
    /// and given up otherwise. It must not begin another one inside: on SQLite there is one writer.
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
        self.write_for(Viewer::Service, body)
    }

    /// The same for somebody: on PostgreSQL, the database lets it change nothing but its own cases.
    ///
    /// # Errors
    /// As for [`Store::write`].
    pub fn write_for<T, E: From<StoreError>>(
        &self,
        viewer: Viewer,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Purpose::Write, self.behind_wall(viewer), body)
    }

    /// Whether row-level security stands behind the code's own checks. On PostgreSQL it does unless
    /// the role `passerelle_app` could not be made, or not be used.
    #[must_use]
    pub fn has_walls(&self) -> bool {
        self.inner.walls.load(Ordering::Acquire)
    }

    /// The URL that it was opened with; it may hold a password.
    pub(crate) fn url(&self) -> &str {
        &self.inner.options.url
    }

    /// The version of TLS by which the database is spoken to; `None` when nothing is encrypted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not answer.
    pub fn encryption(&self) -> Result<Option<String>, StoreError> {
        if self.kind() == Backend::Sqlite {
            return Ok(None);
        }
        self.run(Purpose::Read, None, |conn| {
            let question = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
            let found: Encryption = sql_query(question).get_result(conn.db())?;
            Ok(found.version)
        })
    }

    fn behind_wall(&self, viewer: Viewer) -> Option<Viewer> {
        self.has_walls().then_some(viewer)
    }

    /// A transaction of whoever owns the tables, before any wall.
    pub(crate) fn manage<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Purpose::Write, None, body)
    }

    /// The same, only to look.
    #[cfg(test)]
    pub(crate) fn looking<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Purpose::Read, None, body)
    }

    fn run<T, E: From<StoreError>>(
        &self,
        purpose: Purpose,
        viewer: Option<Viewer>,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let pool = match (&self.inner.access, purpose) {
            (Access::Sqlite { writer, .. }, Purpose::Write) => return writer.write(body),
            (Access::Sqlite { readers, .. }, Purpose::Read) => readers,
            (Access::Postgres { pool }, _) => pool,
        };
        self.through(pool.begin(purpose, viewer)?, body)
    }

    fn through<T, E: From<StoreError>>(
        &self,
        mut lease: Lease,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match body(lease.conn()) {
            Ok(value) => {
                let news = lease.conn().take_news();
                lease.finish()?;
                self.inner.bell.ring(news);
                Ok(value)
            }
            Err(error) => {
                lease.undo();
                Err(error)
            }
        }
    }

    /// The migrations that the database lacks, in order.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] when it has one that this version does not know.
    pub fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        self.run(Purpose::Read, None, migrate::pending)
    }

    /// Applies the migrations that the database lacks, all or none, and names them. Several
    /// processes may do so at once: one works, the others wait and find nothing left.
    ///
    /// # Errors
    /// [`StoreError::SchemaNewer`] when the database has one that this version does not know.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        let applied = self.manage(migrate::apply)?;
        self.look_for_walls()?;
        Ok(applied)
    }

    fn look_for_walls(&self) -> Result<(), StoreError> {
        let stand = self.run(Purpose::Read, None, walls::stand)?;
        self.inner.walls.store(stand, Ordering::Release);
        Ok(())
    }

    /// Has `hearer` told whenever something is committed that others may wait for: by this process
    /// at once, by other processes on the same PostgreSQL within some milliseconds. It may be told
    /// too often; and not at all, when a connection or a process was lost: whoever waits also looks
    /// from time to time. It must not block.
    pub fn on_news(&self, hearer: impl Fn(Topic) + Send + Sync + 'static) {
        let first = self.inner.bell.add(Box::new(hearer));
        let Ok(Location::Postgres(url)) = Location::parse(&self.inner.options.url) else {
            return;
        };
        if first {
            let options = self.inner.options.clone();
            let connect = move || open::connect(&url, &options);
            news::exchange(Arc::downgrade(&self.inner.bell), connect);
        }
    }

    /// How often a commit that several changes shared has failed. What somebody keeps of what it read
    /// in [`Store::write`] may be the work of another one that was lost: it holds as long as this
    /// number stands still.
    #[must_use]
    pub fn lost_commits(&self) -> u64 {
        match &self.inner.access {
            Access::Sqlite { writer, .. } => writer.lost(),
            // Nobody sees there what others have not committed.
            Access::Postgres { .. } => 0,
        }
    }

    /// The connections of this process, one entry for each kind.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolUse> {
        let primary = match &self.inner.access {
            Access::Sqlite { readers, .. } => PoolUse::of("readers", readers),
            Access::Postgres { pool } => PoolUse::of("primary", pool),
        };
        let replica = self.inner.replica.as_ref();
        let replica = replica.map(|pool| PoolUse::of("replica", pool));
        [primary].into_iter().chain(replica).collect()
    }

    /// How many callers wait to write.
    #[cfg(test)]
    pub(crate) fn waiting_writers(&self) -> usize {
        match &self.inner.access {
            Access::Sqlite { writer, .. } => writer.waiting(),
            Access::Postgres { .. } => 0,
        }
    }
}

/// How the connections of one kind are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// `primary`, `readers` (of SQLite) or `replica`.
    pub name: &'static str,
    /// The most that may be open.
    pub most: u32,
    /// Those that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
}

impl PoolUse {
    fn of(name: &'static str, pool: &Pool) -> Self {
        let (most, open, idle) = pool.usage();
        Self {
            name,
            most,
            open,
            idle: u32::try_from(idle).unwrap_or(u32::MAX),
        }
    }
}

#[derive(QueryableByName)]
struct Encryption {
    #[diesel(sql_type = Nullable<Text>)]
    version: Option<String>,
}

/// Connections to a replica, opened when they are needed: it may be away when the service starts.
fn follower(url: &str, options: &StoreOptions) -> Result<Pool, StoreError> {
    let Location::Postgres(url) = Location::parse(url)? else {
        return Err(StoreError::InvalidUrl {
            reason: "a replica is a PostgreSQL server",
        });
    };
    let settings = options.clone();
    let connect = move || open::postgres(&url, &settings);
    Ok(Pool::new(options.readers, options.wait, Box::new(connect)))
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.kind())
            .finish_non_exhaustive()
    }
}
