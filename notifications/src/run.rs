//! The loops that run as long as the service does: mail, the clock of the cases, and the clock of
//! the rules. They are tasks of their own, so that neither a mail server that takes its time nor
//! the proof of a large rule set ever delays a deadline.

use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::notifier::{MOST_AT_ONCE, NOTED_AT_ONCE, Notifier};

/// The least time from one look at the outbox to the next that news cause: what comes meanwhile is
/// taken together.
const SPACING: Duration = Duration::from_millis(20);
/// How often it is looked for what has fallen due, and for due rule sets.
const TICK: Duration = Duration::from_secs(1);
/// How often the mailbox for bounces is looked into.
const COLLECTION: Duration = Duration::from_secs(2);
/// How often it is looked for answers that need not be kept any more.
const SWEEP: Duration = Duration::from_secs(60);
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
        let (reader, read_stop) = (self.clone(), rule_stop.clone());
        let (collector, collect_stop) = (self.clone(), rule_stop.clone());
        let (forgetter, forget_stop) = (self.clone(), rule_stop.clone());
        tasks.spawn(async move { ruler.keep_activating(&rule_stop).await });
        tasks.spawn(async move { reader.keep_reading(&read_stop).await });
        tasks.spawn(async move { collector.keep_collecting(&collect_stop).await });
        tasks.spawn(async move { forgetter.keep_forgetting(&forget_stop).await });
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
            let looked = Instant::now();
            let room = MOST_AT_ONCE - count(&flying);
            let (taken, pause) = match self.claim(room).await {
                Ok(claimed) => (claimed, self.look),
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
            let pause = if more_may_wait { Duration::ZERO } else { pause };
            let told = async {
                self.parts.woken.outbox.notified().await;
                tokio::time::sleep_until(looked + SPACING).await;
            };
            wait(stop, &mut flying, pause, told).await;
        }
        finish(&mut flying, &abandon).await;
        if let Err(error) = self.release().await {
            tracing::error!(error = %error, "leases could not be released; they will run out");
        }
    }

    async fn keep_ticking(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let pause = match self.note_due().await {
                Ok(noted) => {
                    if noted.had_a_point() {
                        tracing::info!(
                            expired = noted.expired,
                            left = noted.left,
                            reminded = noted.reminded,
                            overdue = noted.overdue,
                            followed_up = noted.followed_up,
                            "what fell due was noted",
                        );
                    }
                    let more_may_wait =
                        i64::try_from(noted.taken).is_ok_and(|taken| taken >= NOTED_AT_ONCE);
                    if more_may_wait { Duration::ZERO } else { TICK }
                }
                Err(error) => {
                    tracing::error!(error = %error, "what fell due cannot be noted");
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

impl Notifier {
    async fn keep_collecting(&self, stop: &CancellationToken) {
        if self.parts.bounces.is_none() {
            return;
        }
        while !stop.is_cancelled() {
            let pause = match self.collect().await {
                Ok(_) => COLLECTION,
                Err(error) => {
                    tracing::error!(error = %error, "what came back cannot be noted");
                    RECOVERY
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn keep_forgetting(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.forget_answers().await {
                tracing::error!(error = %error, "answers cannot be forgotten");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(SWEEP) => {}
            }
        }
    }

    /// Reads rules and directory anew as soon as it is told that they have changed. Whoever decides a
    /// case looks for that itself; this only spares it the wait.
    async fn keep_reading(&self, stop: &CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.parts.woken.directory.notified() => {}
            }
            if let Err(error) = self.refresh().await {
                tracing::debug!(error = %error, "the network cannot be read");
            }
        }
    }
}

fn count(flying: &JoinSet<()>) -> i64 {
    i64::try_from(flying.len()).unwrap_or(i64::MAX)
}

/// Waits for something to do: room for another delivery, word of a new message, or the time to look
/// again.
async fn wait(
    stop: &CancellationToken,
    flying: &mut JoinSet<()>,
    pause: Duration,
    told: impl Future<Output = ()>,
) {
    while flying.try_join_next().is_some() {}
    if count(flying) >= MOST_AT_ONCE {
        tokio::select! {
            () = stop.cancelled() => {}
            _ = flying.join_next() => {}
        }
    } else {
        tokio::select! {
            () = stop.cancelled() => {}
            () = told => {}
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
