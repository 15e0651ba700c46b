//! The way from an asynchronous handler to the blocking use cases: a bounded desk. When too many
//! wait before it, callers are told to come back rather than kept waiting in an endless queue.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use passerelle_casework::{Audience, Casework, CaseworkError};
use passerelle_domain::ReferralId;
use tokio::sync::Semaphore;

use crate::once::{Answer, Kept, Key};
use crate::problems::Problem;

/// How many requests may wait for, or be in, a use case at the same time.
const PLACES: usize = 128;

/// Runs use cases on the blocking pool.
#[derive(Clone)]
pub struct Desk {
    casework: Casework,
    places: Arc<Semaphore>,
}

/// What a use case told, now or when the same request came before.
enum Told<T> {
    Now(T),
    /// The answer, who the caller is to the case by now, and the case.
    Before(Vec<u8>, Option<Audience>, Option<ReferralId>),
}

impl Desk {
    /// A desk before `casework`.
    #[must_use]
    pub fn new(casework: Casework) -> Self {
        Self {
            casework,
            places: Arc::new(Semaphore::new(PLACES)),
        }
    }

    /// Runs one use case that acts, and makes the answer of what it tells. Where the request has a key
    /// it is carried out once, and whoever sends it again gets the same answer.
    ///
    /// # Errors
    /// As for [`Desk::run`], and what a key that was used before refuses.
    pub async fn once<T, F, R>(
        &self,
        key: Key,
        case: F,
        respond: R,
    ) -> Result<HttpResponse, Problem>
    where
        T: Clone + Send + 'static,
        F: FnOnce(&Casework) -> Result<T, CaseworkError> + Send + 'static,
        R: Fn(T) -> HttpResponse + Clone + Send + Sync + 'static,
    {
        let answer = move |told| Answer::of(respond(told));
        let (before, answer) = self.once_told(key, case, answer).await?;
        Ok(answer.respond(before))
    }

    /// The same for any kind of answer; says beside it whether the request came before.
    ///
    /// # Errors
    /// As for [`Desk::once`].
    pub async fn once_told<T, F, A, R>(
        &self,
        key: Key,
        case: F,
        respond: R,
    ) -> Result<(bool, A), Problem>
    where
        T: Clone + Send + 'static,
        F: FnOnce(&Casework) -> Result<T, CaseworkError> + Send + 'static,
        A: Kept,
        R: Fn(T) -> A + Clone + Send + Sync + 'static,
    {
        let Some(ticket) = key.ticket() else {
            return Ok((false, respond(self.run(case).await?)));
        };
        let ticket = Arc::new(ticket);
        let (sealer, write) = (Arc::clone(&ticket), respond.clone());
        let told = self.run(move |casework| {
            let seal = {
                let sealer = Arc::clone(&sealer);
                move |told: &T| sealer.seal(&write(told.clone()))
            };
            let once = casework.once(sealer.once.clone(), seal)?;
            match case(&once) {
                Err(CaseworkError::AlreadyDone {
                    answer: Some(answer),
                    case,
                }) => {
                    let reader = case.map(|case| casework.audience(&sealer.actor, case));
                    Ok(Told::Before(answer, reader.transpose()?, case))
                }
                told => told.map(Told::Now),
            }
        });
        match told.await? {
            Told::Now(told) => Ok((false, respond(told))),
            Told::Before(answer, reader, case) => {
                let answer = ticket.open(&answer, reader);
                let untold = || CaseworkError::AlreadyDone { answer: None, case };
                Ok((true, answer.ok_or_else(untold)?))
            }
        }
    }

    /// Runs one use case.
    ///
    /// # Errors
    /// What the use case refuses, or 503 when the desk is full.
    pub async fn run<T, F>(&self, case: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Casework) -> Result<T, CaseworkError> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            tracing::warn!("the desk is full");
            return Err(Problem::unavailable());
        };
        let casework = self.casework.clone();
        let span = tracing::Span::current();
        let answered = web::block(move || {
            // Held in the pool's thread: a caller that hangs up does not free the place early.
            let _place = place;
            span.in_scope(|| case(&casework))
        })
        .await;
        match answered {
            Ok(answer) => answer.map_err(Problem::from),
            Err(_) => Err(Problem::unavailable()),
        }
    }
}
