//! Connections that are opened when they are needed and used again afterwards.
//!
//! There is no background thread and no ping. A connection that was lost is noticed when the next
//! transaction begins on it, before anything was asked of it; it is dropped, and the transaction
//! begins on another one. A server that is back serves the next call, and one that is away is
//! reported at once.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    Conn, StoreError, Viewer,
    conn::Purpose,
    error::{connection_lost, unavailable},
};

/// Opens one connection.
pub(crate) type Open = dyn Fn() -> Result<Conn, StoreError> + Send + Sync;

/// At most `size` connections, each used by one caller at a time.
pub(crate) struct Pool {
    open: Box<Open>,
    size: u32,
    wait: Duration,
    slots: Arc<Slots>,
}

#[derive(Default)]
struct Slots {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Conn>,
    /// The idle ones and those in use.
    open: u32,
}

impl Pool {
    pub(crate) fn new(size: u32, wait: Duration, open: Box<Open>) -> Self {
        Self {
            open,
            size: size.max(1),
            wait,
            slots: Arc::default(),
        }
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
        let place = Place {
            slots: Arc::clone(&self.slots),
            kept: false,
        };
        match idle {
            Some(conn) => Ok((Lease { conn, place }, true)),
            None => Ok((
                Lease {
                    conn: (self.open)()?,
                    place,
                },
                false,
            )),
        }
    }

    /// An idle connection, or `None` with the right to open one.
    fn reserve(&self) -> Result<Option<Conn>, StoreError> {
        let until = deadline(self.wait);
        let mut state = self.slots.lock();
        loop {
            if let Some(conn) = state.idle.pop() {
                return Ok(Some(conn));
            }
            if state.open < self.size {
                state.open += 1;
                return Ok(None);
            }
            let left = until.saturating_duration_since(now());
            if left.is_zero() {
                return Err(unavailable("no connection came free in time"));
            }
            state = self
                .slots
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// The monotonic clock: how long a caller waits has nothing to do with the time of day.
fn now() -> Instant {
    Instant::now()
}

fn deadline(wait: Duration) -> Instant {
    let start = now();
    start.checked_add(wait).unwrap_or(start)
}

impl Slots {
    /// The state is only ever changed in one step, so a panic elsewhere leaves it sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        place.slots.lock().idle.push(conn);
        place.kept = true;
    }
}

/// The right to have one of the connections; ends with it.
struct Place {
    slots: Arc<Slots>,
    /// Whether the connection stays open, among the idle ones.
    kept: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.kept {
            let mut state = self.slots.lock();
            state.open = state.open.saturating_sub(1);
        }
        self.slots.freed.notify_one();
    }
}
