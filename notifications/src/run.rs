//! The loops that run as long as the service does: mail (`mailing`), the clock of the cases, and the
//! clock of the rules. They are tasks of their own, so that neither a mail server that takes its time nor
//! the proof of a large rule set ever delays a deadline.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::notifier::{NOTED_AT_ONCE, Notifier};

/// How often it is looked for what has fallen due, and for due rule sets.
const TICK: Duration = Duration::from_secs(1);
/// How often the mailbox for bounces is looked into.
const COLLECTION: Duration = Duration::from_secs(2);
/// How often it is looked for answers that need not be kept any more.
const SWEEP: Duration = Duration::from_secs(60);
/// How long to leave a database alone that does not answer.
pub(crate) const RECOVERY: Duration = Duration::from_secs(5);
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
