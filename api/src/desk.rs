//! The way from an asynchronous handler to the blocking use cases: a bounded desk. When too many
//! wait before it, callers are told to come back rather than kept waiting in an endless queue.

use std::sync::Arc;

use actix_web::web;
use passerelle_casework::{Casework, CaseworkError};
use tokio::sync::Semaphore;

use crate::problems::Problem;

/// How many requests may wait for, or be in, a use case at the same time.
const PLACES: usize = 128;

/// Runs use cases on the blocking pool.
#[derive(Clone)]
pub struct Desk {
    casework: Casework,
    places: Arc<Semaphore>,
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
