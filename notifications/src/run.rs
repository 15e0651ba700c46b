//! The loops that run as long as the service does: mail, the clock of the cases, and the clock of
//! the rules. They are tasks of their own, so that neither a mail server that takes its time nor
//! the proof of a large rule set ever delays a deadline.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::notifier::{MOST_AT_ONCE, Notifier};

/// How often an empty outbox is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often due proposals are moved on, and due rule sets put in force.
const TICK: Duration = Duration::from_secs(1);
/// How long to leave a database alone that does not answer.
const RECOVERY: Duration = Duration::from_secs(5);
/// How long deliveries under way may still take once the service stops.
const GRACE: Duration = Duration::from_secs(10);

impl Notifier {
    /// Works until `stop` is cancelled. Deliveries under way then have ten seconds to end; what
    /// has not left by then is given back, so that another process sends it at once.
    pub async fn run(&self, stop: CancellationToken) {
        let mut tasks = JoinSet::new();
        let (mailer, ticker, ruler) = (self.clone(), self.clone(), self.clone());
        let (mail_stop, tick_stop, rule_stop) = (stop.clone(), stop.clone(), stop);
        tasks.spawn(async move { mailer.keep_mailing(&mail_stop).await });
        tasks.spawn(async move { ticker.keep_ticking(&tick_stop).await });
        tasks.spawn(async move { ruler.keep_activating(&rule_stop).await });
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(error = %error, "a background task ended before its time");
            }
        }
    }

    async fn keep_mailing(&self, stop: &CancellationToken) {
        let abandon = CancellationToken::new();
        let mut flying = JoinSet::new();
        while !stop.is_cancelled() {
            let room = MOST_AT_ONCE - count(&flying);
            let (taken, pause) = match self.claim(room).await {
                Ok(claimed) => (claimed, LOOK),
                Err(error) => {
                    tracing::error!(error = %error, "the outbox cannot be read");
                    (Vec::new(), RECOVERY)
                }
            };
            let more_may_wait = i64::try_from(taken.len()).is_ok_and(|taken| taken == room);
            for dispatch in taken {
                let (worker, abandon) = (self.clone(), abandon.clone());
                flying.spawn(async move { worker.deliver(dispatch, &abandon).await });
            }
            wait(
                stop,
                &mut flying,
                if more_may_wait { Duration::ZERO } else { pause },
            )
            .await;
        }
        finish(&mut flying, &abandon).await;
        if let Err(error) = self.release().await {
            tracing::error!(error = %error, "leases could not be released; they will run out");
        }
    }

    async fn keep_ticking(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let pause = match self.expire().await {
                Ok(0) => TICK,
                Ok(moved) => {
                    tracing::info!(moved, "proposals without an answer moved on");
                    Duration::ZERO
                }
                Err(error) => {
                    tracing::error!(error = %error, "due proposals cannot be moved on");
                    RECOVERY
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn keep_activating(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let pause = match self.activate().await {
                Ok(_) => TICK,
                Err(error) => {
                    tracing::error!(error = %error, "due rule sets cannot be put in force");
                    RECOVERY
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
}

fn count(flying: &JoinSet<()>) -> i64 {
    i64::try_from(flying.len()).unwrap_or(i64::MAX)
}

/// Waits for something to do: room for another delivery, or the time to look again.
async fn wait(stop: &CancellationToken, flying: &mut JoinSet<()>, pause: Duration) {
    while flying.try_join_next().is_some() {}
    if count(flying) >= MOST_AT_ONCE {
        tokio::select! {
            () = stop.cancelled() => {}
            _ = flying.join_next() => {}
        }
    } else {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Lets deliveries under way end, and abandons those that take too long.
async fn finish(flying: &mut JoinSet<()>, abandon: &CancellationToken) {
    let all = async { while flying.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        abandon.cancel();
        while flying.join_next().await.is_some() {}
    }
}
