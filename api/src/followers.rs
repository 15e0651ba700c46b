//! Those who wait for news of the feed. Whoever waits holds neither a thread nor a connection to the
//! database: as long as anybody does, one task looks for all of them where the feed ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use passerelle_casework::Casework;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;

/// How often it is looked for news: nobody hears of them later than that.
const LOOK: Duration = Duration::from_millis(200);
/// Not all that wait look at once when there are news: one after the other within about a second.
const SPREAD: u32 = 64;
const STEP: Duration = Duration::from_millis(15);

/// Everybody who waits, in one process.
#[derive(Clone)]
pub struct Followers {
    end: Arc<watch::Sender<i64>>,
    waiting: Arc<AtomicUsize>,
    come: Arc<Notify>,
    stop: CancellationToken,
}

impl Followers {
    /// Nobody yet; all are let go when `stop` is cancelled.
    #[must_use]
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            end: Arc::new(watch::Sender::new(0)),
            waiting: Arc::default(),
            come: Arc::default(),
            stop,
        }
    }

    /// Looks for news as long as anybody waits, until all are let go.
    pub async fn watch(self, desk: Desk) {
        while !self.stop.is_cancelled() {
            if self.waiting.load(Ordering::Acquire) == 0 {
                tokio::select! {
                    () = self.stop.cancelled() => return,
                    () = self.come.notified() => {}
                }
            }
            // Where the database does not answer, there are no news.
            if let Ok(end) = desk.run(Casework::feed_end).await {
                self.end.send_if_modified(|known| {
                    let moved = *known != end;
                    *known = end;
                    moved
                });
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Waits until the feed goes on behind `number`, but not beyond `until`. `false` when it does not
    /// make sense to wait on.
    pub async fn wait(&self, number: i64, until: Instant) -> bool {
        let ticket = self.waiting.fetch_add(1, Ordering::AcqRel);
        let _waiting = Waiting(&self.waiting);
        self.come.notify_one();
        let mut end = self.end.subscribe();
        tokio::select! {
            () = self.stop.cancelled() => false,
            () = tokio::time::sleep_until(until) => false,
            news = end.wait_for(|end| *end > number) => {
                drop(news);
                let place = u32::try_from(ticket).unwrap_or(0) % SPREAD;
                tokio::time::sleep(STEP * place).await;
                true
            }
        }
    }

    /// Whether they are let go.
    #[must_use]
    pub fn are_let_go(&self) -> bool {
        self.stop.is_cancelled()
    }
}

/// Counts one who waits until it is dropped, as when a caller hangs up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
