//! Requests that are carried out once, however often they are sent.
//!
//! A client that got no answer cannot know whether its request was carried out. Where it gave the
//! request a key, it may repeat it: the answer is written in the same transaction as the deed, so that
//! there is no deed without it, and whoever asks again under the same key is told the same. What was
//! refused has changed nothing, and is not kept: a request that was corrected may bear the same key.

use std::{
    any::Any,
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::ReferralId;
use passerelle_store::{
    Conn,
    kept_answers::{self, KeptAnswer},
};

use crate::{
    Actor, Casework, CaseworkError,
    error::later,
    views::{build::Case, shapes::Audience},
};

/// How long an answer is kept: published in the documentation of the API.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// By which a repeated request is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceKey {
    /// The client that asks.
    pub client: String,
    /// A digest of the key that it chose.
    pub key: String,
    /// A digest of everything that it asks.
    pub request: String,
}

/// An answer as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedAnswer {
    /// The answer, unreadable for whoever reads the database.
    pub bytes: Vec<u8>,
    /// The case that it tells of, where it tells of one.
    pub case: Option<ReferralId>,
}

/// The requests with a key that this process is at.
pub(crate) type Running = Arc<Mutex<HashSet<(String, String)>>>;

/// One of them.
pub(crate) struct Once {
    key: OnceKey,
    /// A [`Seal`] of the type that the use case tells.
    seal: Box<dyn Any + Send + Sync>,
    running: Running,
}

type Seal<T> = Box<dyn Fn(&T) -> Result<SealedAnswer, CaseworkError> + Send + Sync>;

impl Casework {
    /// The same use cases for one request: the one that tells a `T` is carried out once. `seal` makes
    /// of that what a repeated request is answered with.
    ///
    /// # Errors
    /// [`CaseworkError::StillRunning`] when this process is at the same request.
    pub fn once<T: 'static>(
        &self,
        key: OnceKey,
        seal: impl Fn(&T) -> Result<SealedAnswer, CaseworkError> + Send + Sync + 'static,
    ) -> Result<Self, CaseworkError> {
        let name = (key.client.clone(), key.key.clone());
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert(name) {
            return Err(CaseworkError::StillRunning);
        }
        let seal: Seal<T> = Box::new(seal);
        let once = Once {
            key,
            seal: Box::new(seal),
            running: Arc::clone(&self.running),
        };
        Ok(Self {
            once: Some(Arc::new(once)),
            ..self.clone()
        })
    }

    /// Who the actor is to a case by now: before an answer about it is repeated.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when it is none of the actor's any more.
    pub fn audience(&self, actor: &Actor, case: ReferralId) -> Result<Audience, CaseworkError> {
        self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let view = Case::load(conn, case)?.view(&network, actor)?;
            Ok(view.audience)
        })
    }

    /// Forgets the answers that were kept long enough, and tells how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn forget_answers(&self) -> Result<usize, CaseworkError> {
        let now = self.now();
        if !self.read(|conn| Ok(kept_answers::any_expired(conn, now)?))? {
            return Ok(0);
        }
        self.write(|conn| Ok(kept_answers::forget(conn, now)?))
    }
}

impl Once {
    /// Whether it is about a use case that tells a `T`.
    pub(crate) fn tells<T: 'static>(&self) -> bool {
        self.seal.is::<Seal<T>>()
    }

    /// Goes on only if nobody has answered, or is answering, the same request.
    pub(crate) fn begin(&self, conn: &mut Conn, now: Timestamp) -> Result<(), CaseworkError> {
        let OnceKey {
            client,
            key,
            request,
        } = &self.key;
        if !kept_answers::take(conn, client, key)? {
            return Err(CaseworkError::StillRunning);
        }
        match kept_answers::find(conn, client, key, now)? {
            None => Ok(()),
            Some(kept) if kept.request != *request => Err(CaseworkError::KeyUsed),
            Some(kept) => Err(CaseworkError::AlreadyDone {
                answer: kept.answer,
                case: kept.case,
            }),
        }
    }

    /// Keeps the answer.
    pub(crate) fn keep<T: 'static>(
        &self,
        conn: &mut Conn,
        told: &T,
        now: Timestamp,
    ) -> Result<(), CaseworkError> {
        let Some(seal) = self.seal.downcast_ref::<Seal<T>>() else {
            return Ok(());
        };
        let sealed = seal(told)?;
        let kept = KeptAnswer {
            client: self.key.client.clone(),
            key: self.key.key.clone(),
            request: self.key.request.clone(),
            case: sealed.case,
            answer: Some(sealed.bytes),
            until: later(now, KEPT)?,
        };
        Ok(kept_answers::insert(conn, &kept)?)
    }
}

impl Drop for Once {
    fn drop(&mut self) {
        let name = (
            std::mem::take(&mut self.key.client),
            std::mem::take(&mut self.key.key),
        );
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&name);
    }
}
