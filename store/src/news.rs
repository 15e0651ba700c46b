//! News: something was committed that somebody waits for.
//!
//! Workers look into the database from time to time; news tell them to look now. In this process
//! they are told by whoever committed. Other processes on the same PostgreSQL are told by `NOTIFY`,
//! through one connection that also listens for theirs; on SQLite they find out by looking.
//!
//! `NOTIFY` follows the commit and is not part of it: PostgreSQL lets one transaction with a `NOTIFY`
//! commit at a time, wherever it writes, and would make all changes wait for each other's disk. A
//! process that dies in between leaves others to find out by looking, too.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::Duration,
};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl as _, connection::SimpleConnection as _, sql_query,
    sql_types::Integer,
};

use crate::StoreError;

/// What somebody may wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A message can be sent.
    Outbox,
    /// The partners or the rules in force have changed.
    Directory,
}

impl Topic {
    const ALL: [Self; 2] = [Self::Outbox, Self::Directory];

    /// What `NOTIFY` carries.
    const fn code(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Directory => "directory",
        }
    }
}

/// A set of topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct News {
    outbox: bool,
    directory: bool,
}

impl News {
    const EVERYTHING: Self = Self {
        outbox: true,
        directory: true,
    };

    pub(crate) fn add(&mut self, topic: Topic) {
        match topic {
            Topic::Outbox => self.outbox = true,
            Topic::Directory => self.directory = true,
        }
    }

    pub(crate) fn merge(&mut self, more: Self) {
        more.topics().for_each(|topic| self.add(topic));
    }

    fn holds(self, topic: Topic) -> bool {
        match topic {
            Topic::Outbox => self.outbox,
            Topic::Directory => self.directory,
        }
    }

    fn topics(self) -> impl Iterator<Item = Topic> {
        Topic::ALL
            .into_iter()
            .filter(move |topic| self.holds(*topic))
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }
}

type Hearer = Box<dyn Fn(Topic) + Send + Sync>;

/// Who is told in this process, and what other processes are still to be told.
#[derive(Default)]
pub(crate) struct Bell {
    hearers: Mutex<Vec<Hearer>>,
    abroad: Mutex<News>,
    more: Condvar,
}

impl Bell {
    /// From now on `hearer` is told; `true` when it is the first.
    pub(crate) fn add(&self, hearer: Hearer) -> bool {
        let mut hearers = lock(&self.hearers);
        hearers.push(hearer);
        hearers.len() == 1
    }

    /// Tells this process, and leaves a note for the others.
    pub(crate) fn ring(&self, news: News) {
        if news.is_empty() {
            return;
        }
        if !self.ring_here(news) {
            return;
        }
        let mut abroad = lock(&self.abroad);
        abroad.merge(news);
        self.more.notify_one();
    }

    /// `false` when nobody hears it: nothing is exchanged with other processes then.
    fn ring_here(&self, news: News) -> bool {
        let hearers = lock(&self.hearers);
        for topic in news.topics() {
            hearers.iter().for_each(|hearer| hearer(topic));
        }
        !hearers.is_empty()
    }

    /// What others are to be told, as soon as there is anything, or nothing after `wait`.
    fn take(&self, wait: Duration) -> News {
        let abroad = lock(&self.abroad);
        let (mut abroad, _) = self
            .more
            .wait_timeout_while(abroad, wait, |news| news.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut abroad)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How often the connection is looked at for notifications that have arrived, which asks nothing of
/// the server.
const GLANCE: Duration = Duration::from_millis(10);
/// The least time between two notifications: they say that there is something, not how much.
const SPACING: Duration = Duration::from_millis(5);
/// How long a server that does not answer is left alone.
const RECOVERY: Duration = Duration::from_secs(1);

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// Tells other processes and hears from them, on a thread of its own, as long as the bell exists.
pub(crate) fn exchange(
    bell: Weak<Bell>,
    connect: impl Fn() -> Result<PgConnection, StoreError> + Send + 'static,
) {
    let work = move || {
        while bell.strong_count() > 0 {
            if let Err(error) = session(&bell, &connect) {
                tracing::warn!(error = %error, "changes are looked for, and not told, at present");
            }
            thread::sleep(RECOVERY);
        }
    };
    let started = thread::Builder::new().name("news".to_owned()).spawn(work);
    if let Err(error) = started {
        tracing::warn!(error = %error, "changes are looked for, and not told");
    }
}

fn session(
    bell: &Weak<Bell>,
    connect: &impl Fn() -> Result<PgConnection, StoreError>,
) -> Result<(), StoreError> {
    let mut conn = connect()?;
    let own: Backend = sql_query("SELECT pg_backend_pid() AS pid").get_result(&mut conn)?;
    conn.batch_execute("LISTEN passerelle")?;
    // Whatever was told before is lost to this process.
    let mut heard = News::EVERYTHING;
    while let Some(bell) = bell.upgrade() {
        for notification in conn.notifications_iter() {
            let notification = notification?;
            let topic = Topic::ALL
                .into_iter()
                .find(|topic| topic.code() == notification.payload);
            match topic {
                Some(topic) if notification.process_id != own.pid => heard.add(topic),
                _ => {}
            }
        }
        bell.ring_here(std::mem::take(&mut heard));
        let abroad = bell.take(GLANCE);
        drop(bell);
        if !abroad.is_empty() {
            for topic in abroad.topics() {
                conn.batch_execute(&format!("NOTIFY passerelle, '{}'", topic.code()))?;
            }
            thread::sleep(SPACING);
        }
    }
    Ok(())
}
