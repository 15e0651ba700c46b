//! Connections that are opened when they are needed and used again afterwards.
//!
//! There is no ping. A connection that was lost is noticed when the next
//! transaction begins on it, before anything was asked of it; it is dropped, and the transaction
//! begins on another one. A server that is back serves the next call.
//!
//! A server that is away is reported at once, even where the network swallows what is sent to it and
//! opening a connection takes its whole time: after one has failed, the next is opened on a thread
//! beside, for whoever comes first, and nobody waits long for that. Where connections are in use and none comes free, as with a server
//! that stands still, the first callers wait as long as they may, and those after them not at all.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Conn, StoreError, Viewer,
    conn::Purpose,
    error::{connection_lost, unavailable},
};

/// Opens one connection.
pub(crate) type Open = dyn Fn() -> Result<Conn, StoreError> + Send + Sync;

/// How long a caller waits for the trial whether the server is back. One that refuses does so sooner.
const TRIAL: Duration = Duration::from_millis(500);

/// At most `size` connections, each used by one caller at a time.
pub(crate) struct Pool {
    open: Arc<Open>,
    size: u32,
    wait: Duration,
    slots: Arc<Slots>,
}

#[derive(Default)]
struct Slots {
    state: Mutex<State>,
    /// A connection came free, or a trial ended.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Conn>,
    /// The idle ones and those in use.
    open: u32,
    /// Why the last one could not be opened.
    away: Option<String>,
    /// Whether it is being tried if the server is back.
    trying: bool,
    /// When that was last known.
    tried: Option<Instant>,
    /// Somebody has waited for one in vain, and none has come free since.
    stuck: bool,
}

impl Pool {
    pub(crate) fn new(size: u32, wait: Duration, open: Box<Open>) -> Self {
        Self {
            open: open.into(),
            size: size.max(1),
            wait,
            slots: Arc::default(),
        }
    }

    /// How many connections there may be, how many are open, and how many of those are idle.
    pub(crate) fn usage(&self) -> (u32, u32, usize) {
        let state = self.slots.lock();
        (self.size, state.open, state.idle.len())
    }

    /// A connection in a transaction that has begun.
    pub(crate) fn begin(
        &self,
        purpose: Purpose,
        viewer: Option<Viewer>,
    ) -> Result<Lease, StoreError> {
        loop {
            let (mut lease, reused) = self.take()?;
            let Err(error) = lease.conn().begin(purpose, viewer) else {
                return Ok(lease);
            };
            if lease.conn().answers() {
                // Nothing began, so the connection is as good as before.
                lease.give_back();
                return Err(error.into());
            }
            if !reused {
                return Err(connection_lost());
            }
            // The rest of the idle ones are likely to be lost too: each round drops one.
        }
    }

    /// A connection outside any transaction, and whether it was used before.
    fn take(&self) -> Result<(Lease, bool), StoreError> {
        let idle = self.reserve()?;
        let place = Place::new(&self.slots);
        if let Some(conn) = idle {
            return Ok((Lease { conn, place }, true));
        }
        let conn = (self.open)().inspect_err(|error| self.slots.failed(error))?;
        Ok((Lease { conn, place }, false))
    }

    /// An idle connection, or `None` with the right to open one.
    fn reserve(&self) -> Result<Option<Conn>, StoreError> {
        let start = now();
        let mut state = self.slots.lock();
        loop {
            if let Some(conn) = state.idle.pop() {
                return Ok(Some(conn));
            }
            let waited = start.elapsed();
            let left = if state.open >= self.size {
                let left = self.wait.saturating_sub(waited);
                if left.is_zero() || state.stuck {
                    state.stuck = true;
                    return Err(unavailable("no connection came free in time"));
                }
                left
            } else if let Some(reason) = &state.away {
                let left = TRIAL.saturating_sub(waited);
                if left.is_zero() || (state.tried_since(start) && !state.trying) {
                    return Err(unavailable(reason.clone()));
                }
                if !state.trying {
                    state.trying = true;
                    state.open += 1;
                    drop(state);
                    self.try_again();
                    state = self.slots.lock();
                    continue;
                }
                left
            } else {
                state.open += 1;
                return Ok(None);
            };
            state = self
                .slots
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Opens a connection beside, for whoever comes first.
    fn try_again(&self) {
        let mut place = Place::new(&self.slots);
        place.trial = true;
        let (open, slots) = (Arc::clone(&self.open), Arc::clone(&self.slots));
        let trial = move || match open() {
            Ok(conn) => Lease { conn, place }.give_back(),
            Err(error) => slots.failed(&error),
        };
        let started = thread::Builder::new().name("trial".to_owned()).spawn(trial);
        if let Err(error) = started {
            tracing::warn!(error = %error, "it cannot be tried whether the database is back");
        }
    }
}

/// The monotonic clock: how long a caller waits has nothing to do with the time of day.
fn now() -> Instant {
    Instant::now()
}

impl Slots {
    /// The state is only ever changed in one step, so a panic elsewhere leaves it sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection could not be opened.
    fn failed(&self, error: &StoreError) {
        if let StoreError::Unavailable { reason } = error {
            self.lock().away = Some(reason.clone());
        }
    }
}

impl State {
    /// Whether a trial has ended since.
    fn tried_since(&self, start: Instant) -> bool {
        self.tried.is_some_and(|tried| tried >= start)
    }
}

/// The use of one connection. Unless it is given back, it is closed: a panic or a forgotten path
/// can never hand a half-finished transaction to the next caller.
pub(crate) struct Lease {
    conn: Conn,
    place: Place,
}

impl Lease {
    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Commits.
    pub(crate) fn finish(mut self) -> Result<(), StoreError> {
        match self.conn.commit() {
            Ok(()) => {
                self.give_back();
                Ok(())
            }
            Err(error) if self.undo() => Err(error.into()),
            Err(_) => Err(connection_lost()),
        }
    }

    /// Rolls back; `false` when the connection cannot even do that, and is of no use to anybody.
    pub(crate) fn undo(mut self) -> bool {
        let undone = self.conn.roll_back().is_ok();
        if undone {
            self.give_back();
        }
        undone
    }

    /// Keeps the connection for the next caller.
    fn give_back(self) {
        let Self { conn, mut place } = self;
        let mut state = place.slots.lock();
        state.idle.push(conn);
        // It has just answered.
        state.away = None;
        drop(state);
        place.kept = true;
    }
}

/// The right to have one of the connections; ends with it.
struct Place {
    slots: Arc<Slots>,
    /// Whether the connection stays open, among the idle ones.
    kept: bool,
    /// Whether it is for the trial if the server is back.
    trial: bool,
}

impl Place {
    fn new(slots: &Arc<Slots>) -> Self {
        Self {
            slots: Arc::clone(slots),
            kept: false,
            trial: false,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.slots.lock();
        state.stuck = false;
        if !self.kept {
            state.open = state.open.saturating_sub(1);
        }
        if self.trial {
            state.trying = false;
            state.tried = Some(now());
        }
        drop(state);
        if self.trial {
            self.slots.changed.notify_all();
        } else {
            self.slots.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use diesel::{Connection as _, SqliteConnection};

    use super::*;
    use crate::conn::AnyConn;

    fn connection() -> Conn {
        Conn::new(AnyConn::Sqlite(
            SqliteConnection::establish(":memory:").unwrap(),
        ))
    }

    fn begin(pool: &Pool) -> Result<Lease, StoreError> {
        pool.begin(Purpose::Read, None)
    }

    #[test]
    fn nobody_waits_for_a_server_that_is_away_and_the_next_call_finds_it_when_it_is_back() {
        let away = Arc::new(AtomicBool::new(true));
        let opening = Arc::new(AtomicUsize::new(0));
        let (gone, at_it) = (Arc::clone(&away), Arc::clone(&opening));
        let slow = TRIAL * 5;
        let open = move || {
            if gone.load(Ordering::Relaxed) {
                let before = at_it.fetch_add(1, Ordering::Relaxed);
                thread::sleep(slow);
                at_it.fetch_sub(1, Ordering::Relaxed);
                assert_eq!(before, 0, "two tried at once");
                return Err(unavailable("it is away"));
            }
            Ok(connection())
        };
        let pool = Pool::new(4, slow * 5, Box::new(open));
        // The first one cannot know.
        assert!(begin(&pool).is_err());
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        let start = now();
                        let told = begin(&pool).err().map(|error| error.to_string());
                        assert!(told.is_some_and(|told| told.contains("it is away")));
                        assert!(start.elapsed() < TRIAL * 2, "{:?}", start.elapsed());
                    }
                });
            }
        });
        away.store(false, Ordering::Relaxed);
        // A trial that began while it was away may still say so.
        while opening.load(Ordering::Relaxed) > 0 || pool.slots.lock().trying {
            thread::yield_now();
        }
        let all: Vec<Lease> = (0..4).map(|_| begin(&pool).unwrap()).collect();
        drop(all);
        assert_eq!(pool.slots.lock().open, 0);
    }

    #[test]
    fn where_nothing_comes_free_only_the_first_wait() {
        let wait = Duration::from_millis(300);
        let pool = Pool::new(1, wait, Box::new(|| Ok(connection())));
        let lease = begin(&pool).unwrap();
        let start = now();
        assert!(begin(&pool).is_err());
        assert!(start.elapsed() >= wait);
        let start = now();
        for _ in 0..8 {
            assert!(begin(&pool).is_err());
        }
        assert!(start.elapsed() < wait, "{:?}", start.elapsed());
        lease.finish().unwrap();
        // It has come free: the next ones wait again.
        let lease = begin(&pool).unwrap();
        let start = now();
        assert!(begin(&pool).is_err());
        assert!(start.elapsed() >= wait);
        drop(lease);
        drop(begin(&pool).unwrap());
    }
}
