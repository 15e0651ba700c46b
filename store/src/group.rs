//! The one writer of a SQLite file, shared by all who want to write.
//!
//! A durable commit waits for the disk, and a file has one writer at a time: with a commit for each
//! caller, everybody would wait for everybody's disk. So callers share commits. The connection goes
//! from caller to caller inside one open transaction; each does its work in a savepoint of its own,
//! so that one who fails takes back its own work and nobody else's. The last one, when nobody waits
//! for the connection or the round has lasted long enough, commits for all of them, and only then
//! does anybody learn what came of its call. Who comes during a commit is in the next round, so
//! rounds grow with the load and nobody is ever kept waiting for company.
//!
//! Whoever fails waits for the commit too: what it saw, and refused because of it, may be the work of
//! others in the round that is not kept in the end.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Sender},
    },
    time::{Duration, Instant},
};

use crate::{
    Conn, StoreError,
    conn::Purpose,
    error::{connection_lost, unavailable},
    news::{Bell, News},
    pool::Open,
};

/// The most callers that share a commit.
const MEMBERS: u32 = 128;

/// The writer of one file.
pub(crate) struct Writer {
    open: Box<Open>,
    bell: Arc<Bell>,
    wait: Duration,
    /// How long a round may last before it is committed, whoever waits to join.
    length: Duration,
    desk: Mutex<Desk>,
    lost: AtomicU64,
}

/// Where the connection lies when nobody uses it, and who waits for it, in the order of coming.
#[derive(Default)]
struct Desk {
    free: Option<Baton>,
    queue: VecDeque<Waiting>,
    tickets: u64,
}

struct Waiting {
    ticket: u64,
    turn: Sender<Baton>,
}

/// The right to write. There is one, and it always lies on the desk, is in the hands of one caller,
/// or on its way to one.
#[derive(Default)]
struct Baton {
    /// Opened by whoever needs it first, and again after it was lost.
    conn: Option<Conn>,
    /// The transaction that has begun on it.
    round: Option<Running>,
}

struct Running {
    round: Arc<Round>,
    members: u32,
    since: Instant,
    /// What the members have done that somebody waits for.
    news: News,
}

/// One transaction, shared by its members.
#[derive(Default)]
struct Round {
    end: Mutex<Option<End>>,
    ended: Condvar,
}

/// What came of a round.
#[derive(Clone)]
enum End {
    Kept,
    /// Nothing of anybody's work is kept, for this reason.
    Lost(String),
}

impl Writer {
    pub(crate) fn new(wait: Duration, length: Duration, bell: Arc<Bell>, open: Box<Open>) -> Self {
        let desk = Desk {
            free: Some(Baton::default()),
            ..Desk::default()
        };
        Self {
            open,
            bell,
            wait,
            length,
            desk: Mutex::new(desk),
            lost: AtomicU64::new(0),
        }
    }

    /// Opens the connection, if it is not open.
    pub(crate) fn reach(&self) -> Result<(), StoreError> {
        let mut baton = self.take()?;
        let reached = baton.conn(&self.open).map(drop);
        self.end_turn(baton);
        reached
    }

    /// How many rounds were lost after members had done their work. Whoever keeps something that it
    /// read inside a transaction looks at this before it trusts it again.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Acquire)
    }

    /// Does `body` in a savepoint, and returns when the round that it was in has ended.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut baton = self.take()?;
        let round = match baton.join(&self.open) {
            Ok(round) => round,
            Err(error) => {
                self.end_turn(baton);
                return Err(error.into());
            }
        };
        // A panic is this caller's alone: the others in the round know nothing of it.
        let done = catch_unwind(AssertUnwindSafe(|| baton.run(body)));
        let kept = matches!(&done, Ok(Ok(_)));
        if let Err(reason) = baton.leave_savepoint(kept) {
            self.end_round(&mut baton, End::Lost(reason));
        }
        self.end_turn(baton);
        let end = round.wait();
        match (done, end) {
            (Err(panic), _) => resume_unwind(panic),
            (Ok(_), End::Lost(reason)) => Err(unavailable(reason).into()),
            (Ok(result), End::Kept) => result,
        }
    }

    /// Waits for the connection, in the order of coming.
    fn take(&self) -> Result<Baton, StoreError> {
        let (ticket, turn) = {
            let mut desk = self.lock();
            if let Some(baton) = desk.free.take() {
                return Ok(baton);
            }
            let (sender, turn) = mpsc::channel();
            let ticket = desk.tickets;
            desk.tickets = ticket.wrapping_add(1);
            desk.queue.push_back(Waiting {
                ticket,
                turn: sender,
            });
            (ticket, turn)
        };
        if let Ok(baton) = turn.recv_timeout(self.wait) {
            return Ok(baton);
        }
        let mut desk = self.lock();
        if let Some(place) = desk.queue.iter().position(|one| one.ticket == ticket) {
            desk.queue.remove(place);
            return Err(unavailable("the writer did not come free in time"));
        }
        drop(desk);
        // It was handed over in this very moment, and nobody else has it.
        turn.recv().map_err(|_| connection_lost())
    }

    /// Hands the connection on inside the open round, or ends the round and hands it on then.
    fn end_turn(&self, mut baton: Baton) {
        if baton
            .round
            .as_ref()
            .is_some_and(|round| round.has_room(self.length))
        {
            match self.hand_on(baton) {
                None => return,
                Some(back) => baton = back,
            }
        }
        let end = baton.commit();
        self.end_round(&mut baton, end);
        let mut desk = self.lock();
        while let Some(next) = desk.queue.pop_front() {
            match next.turn.send(baton) {
                Ok(()) => return,
                Err(mpsc::SendError(back)) => baton = back,
            }
        }
        desk.free = Some(baton);
    }

    /// Gives the baton to whoever waits longest; `Some` when nobody does.
    fn hand_on(&self, mut baton: Baton) -> Option<Baton> {
        let mut desk = self.lock();
        while let Some(next) = desk.queue.pop_front() {
            match next.turn.send(baton) {
                Ok(()) => return None,
                Err(mpsc::SendError(back)) => baton = back,
            }
        }
        Some(baton)
    }

    /// Tells the members of the round, if there is one.
    fn end_round(&self, baton: &mut Baton, end: End) {
        let Some(running) = baton.round.take() else {
            return;
        };
        match end {
            End::Kept => self.bell.ring(running.news),
            End::Lost(_) => {
                self.lost.fetch_add(1, Ordering::Release);
            }
        }
        running.round.end(end);
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait for the connection.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.lock().queue.len()
    }
}

impl Baton {
    fn conn(&mut self, open: &Open) -> Result<&mut Conn, StoreError> {
        match &mut self.conn {
            Some(conn) => Ok(conn),
            empty @ None => Ok(empty.insert(open()?)),
        }
    }

    /// Joins the round that runs, or begins one, and sets the savepoint of the new member.
    fn join(&mut self, open: &Open) -> Result<Arc<Round>, StoreError> {
        if self.round.is_none() {
            let conn = self.conn(open)?;
            if let Err(error) = conn.begin(Purpose::Write, None) {
                if !conn.answers() {
                    self.conn = None;
                }
                return Err(error.into());
            }
            self.round = Some(Running {
                round: Arc::default(),
                members: 0,
                since: Instant::now(),
                news: News::default(),
            });
        }
        let (Some(conn), Some(running)) = (&mut self.conn, &mut self.round) else {
            return Err(connection_lost());
        };
        conn.set_savepoint()?;
        running.members = running.members.saturating_add(1);
        Ok(Arc::clone(&running.round))
    }

    fn run<T, E: From<StoreError>>(
        &mut self,
        body: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &mut self.conn {
            Some(conn) => body(conn),
            None => Err(connection_lost().into()),
        }
    }

    /// Keeps or takes back the work of one member. When even that fails (SQLite gives a whole
    /// transaction up when the disk is full, or lost), there is no round any more; why is told.
    fn leave_savepoint(&mut self, kept: bool) -> Result<(), String> {
        let Some(conn) = &mut self.conn else {
            return Err(connection_lost().to_string());
        };
        let news = conn.take_news();
        let left = if kept {
            if let Some(running) = &mut self.round {
                running.news.merge(news);
            }
            conn.release_savepoint()
        } else {
            conn.undo_savepoint()
        };
        left.map_err(|error| {
            // Closing it gives up whatever is left of the transaction.
            self.conn = None;
            shared(&error.into())
        })
    }

    fn commit(&mut self) -> End {
        let (Some(conn), Some(_)) = (&mut self.conn, &self.round) else {
            return End::Kept;
        };
        match conn.commit() {
            Ok(()) => End::Kept,
            Err(error) => {
                if conn.roll_back().is_err() {
                    self.conn = None;
                }
                End::Lost(shared(&error.into()))
            }
        }
    }
}

impl Running {
    fn has_room(&self, length: Duration) -> bool {
        self.members < MEMBERS && self.since.elapsed() < length
    }
}

impl Round {
    fn end(&self, end: End) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
        self.ended.notify_all();
    }

    fn wait(&self) -> End {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(end) = &*end {
                return end.clone();
            }
            end = self.ended.wait(end).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// For whoever shared the commit: it may not have been its work that was refused.
fn shared(error: &StoreError) -> String {
    match error {
        StoreError::Unavailable { reason } => reason.clone(),
        error => format!("a commit that several changes shared was not possible: {error}"),
    }
}
