//! The door to all use cases, and what they share: the store, the clock, randomness, and the
//! snapshot of rules and directory.

use std::sync::{Arc, Mutex, RwLock};

use jiff::Timestamp;
use passerelle_store::{
    Conn, Store, StoreError, Topic, Viewer,
    referrals::{EXTERNAL_REFERENCE_TAKEN, REFERENCE_TAKEN},
    rulesets::VERSION_TAKEN,
};

use crate::{
    Actor, CaseworkError, Clock, Entropy, Role,
    once::{Once, Running},
    ports::random,
    snapshot::Snapshot,
    tally::Tally,
};

/// How often a change starts anew because another process was faster. On SQLite one writer at a
/// time rules that out; on PostgreSQL each turn means that somebody else got through.
const TURNS: u32 = 8;

/// All use cases. Cheap to clone; every clone is the same, but for the one request that
/// a clone of [`Casework::once`] carries out once.
#[derive(Clone)]
pub struct Casework {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) snapshot: Arc<RwLock<Option<Snapshot>>>,
    /// Held while a new picture is taken, so that of many that need it one takes it.
    pub(crate) taking: Arc<Mutex<()>>,
    /// Whether rules need the agreement of somebody who did not write them.
    pub(crate) four_eyes: bool,
    /// The requests with a key that are being carried out.
    pub(crate) running: Running,
    /// What this process has done.
    pub(crate) tally: Arc<Tally>,
    /// The request that this clone carries out, where it has a key.
    pub(crate) once: Option<Arc<Once>>,
}

impl Casework {
    /// The use cases over `store`.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            clock,
            entropy,
            snapshot: Arc::new(RwLock::new(None)),
            taking: Arc::new(Mutex::new(())),
            four_eyes: false,
            running: Running::default(),
            tally: Arc::default(),
            once: None,
        }
    }

    /// The same, with or without the demand that somebody who did not write a rule set agrees to it
    /// before it decides.
    #[must_use]
    pub fn demanding_four_eyes(self, four_eyes: bool) -> Self {
        Self { four_eyes, ..self }
    }

    /// Whether a referral could be decided now: the database answers and the rules are usable.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn ready(&self) -> Result<(), CaseworkError> {
        self.read(|conn| self.network(conn).map(drop))
    }

    /// Has `hearer` told of changes that somebody may wait for, as
    /// [`Store::on_news`](passerelle_store::Store::on_news) does.
    pub fn on_news(&self, hearer: impl Fn(Topic) + Send + Sync + 'static) {
        self.store.on_news(hearer);
    }

    /// The present instant, as fine as the databases keep it: what is answered now and what is
    /// read later are the same.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// A new identifier of any of our types: `self.id(now, ReferralId::new)`.
    pub(crate) fn id<T>(&self, at: Timestamp, make: impl Fn(Timestamp, [u8; 10]) -> T) -> T {
        make(at, random(self.entropy.as_ref()))
    }

    /// One state of the database, for the service itself.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, CaseworkError>,
    ) -> Result<T, CaseworkError> {
        self.store.read(work)
    }

    /// The same for an actor: the database itself shows it nothing but its own cases, where it can.
    pub(crate) fn read_for<T>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Conn) -> Result<T, CaseworkError>,
    ) -> Result<T, CaseworkError> {
        self.store.read_for(viewer(actor), work)
    }

    /// The same from the replica, where there is one: for figures over many cases, which may lag
    /// behind and are not to hold up the work on any case.
    pub(crate) fn read_behind_for<T>(
        &self,
        actor: &Actor,
        work: impl Fn(&mut Conn) -> Result<T, CaseworkError>,
    ) -> Result<T, CaseworkError> {
        match self.store.read_behind_for(viewer(actor), &work) {
            // The replica went away meanwhile, or could not hold its snapshot any longer.
            Err(CaseworkError::Unavailable(_)) => self.read_for(actor, work),
            told => told,
        }
    }

    /// One transaction of the service itself, kept or given up as a whole. It starts anew while it
    /// meets [`Interrupted::Raced`].
    pub(crate) fn write<T: 'static>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, Interrupted>,
    ) -> Result<T, CaseworkError> {
        self.write_as(Viewer::Service, work)
    }

    /// The same for an actor: the database itself lets it change nothing but its own cases, where it
    /// can.
    pub(crate) fn write_for<T: 'static>(
        &self,
        actor: &Actor,
        work: impl FnMut(&mut Conn) -> Result<T, Interrupted>,
    ) -> Result<T, CaseworkError> {
        self.write_as(viewer(actor), work)
    }

    fn write_as<T: 'static>(
        &self,
        viewer: Viewer,
        mut work: impl FnMut(&mut Conn) -> Result<T, Interrupted>,
    ) -> Result<T, CaseworkError> {
        let once = self.once.as_deref().filter(|once| once.tells::<T>());
        let mut turn = |conn: &mut Conn| {
            // On SQLite, one that was given up may have left some in the transaction that both shared.
            conn.take_remarks();
            let told = match once {
                None => work(conn)?,
                Some(once) => {
                    once.begin(conn, self.now())?;
                    let told = work(conn)?;
                    once.keep(conn, &told, self.now())?;
                    told
                }
            };
            Ok((told, conn.take_remarks()))
        };
        for _ in 0..TURNS {
            match self.store.write_for(viewer, &mut turn) {
                Ok((done, remarks)) => {
                    self.tally.count(&remarks);
                    return Ok(done);
                }
                Err(Interrupted::Raced) => {}
                Err(Interrupted::Refused(error)) => return Err(error),
            }
        }
        Err(CaseworkError::internal(
            "a change was overtaken again and again",
        ))
    }
}

/// For whom the database is asked. Whether the organisation of a mediator or coordinator operates the
/// service, the database looks up itself.
fn viewer(actor: &Actor) -> Viewer {
    if actor.is(Role::Mediator) || actor.is(Role::Coordinator) {
        Viewer::Operator(actor.organisation)
    } else {
        Viewer::Organisation(actor.organisation)
    }
}

/// Why a write transaction was given up.
#[derive(Debug)]
pub(crate) enum Interrupted {
    /// Another process changed the same thing, or took the same random reference: start anew.
    Raced,
    /// The use case refused.
    Refused(CaseworkError),
}

impl From<StoreError> for Interrupted {
    fn from(error: StoreError) -> Self {
        // A unique value was taken in between: the next turn draws another reference, finds the
        // referral that took the sender's own, or takes the next version.
        let taken = [REFERENCE_TAKEN, EXTERNAL_REFERENCE_TAKEN, VERSION_TAKEN];
        if taken.iter().any(|rule| error.is_duplicate_of(rule)) {
            return Self::Raced;
        }
        Self::Refused(error.into())
    }
}

impl From<CaseworkError> for Interrupted {
    fn from(error: CaseworkError) -> Self {
        Self::Refused(error)
    }
}

impl std::fmt::Debug for Casework {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Casework").finish_non_exhaustive()
    }
}
