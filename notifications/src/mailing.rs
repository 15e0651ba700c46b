//! The loop that sends mail: claim what is due, hand it over, record what became of it.

use std::{collections::HashMap, time::Duration};

use jiff::SignedDuration;
use passerelle_casework::Dispatch;
use tokio::{
    sync::mpsc,
    task::{Id, JoinError, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::{
    blocking::blocking,
    delivery::Delivered,
    notifier::Notifier,
    queue::{End, PLACES, Queue},
    run::RECOVERY,
    writing::address,
};

/// The least time from one look at the outbox to the next that news cause: what comes meanwhile is
/// taken together.
const SPACING: Duration = Duration::from_millis(20);
/// How often it is looked for messages that wait in vain.
const GLANCE: Duration = Duration::from_secs(1);
/// How long deliveries under way may still take once the service stops.
const GRACE: Duration = Duration::from_secs(10);
/// How many deliveries are recorded together.
const RECORDED_AT_ONCE: usize = 64;

/// Deliveries under way, and the domain to which each goes.
#[derive(Default)]
struct Flights {
    tasks: JoinSet<End>,
    domains: HashMap<Id, String>,
}

impl Flights {
    fn start(&mut self, domain: String, delivery: impl Future<Output = End> + Send + 'static) {
        let task = self.tasks.spawn(delivery);
        self.domains.insert(task.id(), domain);
    }

    fn landed<T>(&mut self, queue: &mut Queue<T>, ended: Result<(Id, End), JoinError>) {
        let (id, end) = ended.unwrap_or_else(|error| (error.id(), End::Open));
        if let Some(domain) = self.domains.remove(&id) {
            queue.end(&domain, end, Instant::now());
        }
    }
}

impl Notifier {
    pub(crate) async fn keep_mailing(&self, stop: &CancellationToken) {
        let abandon = CancellationToken::new();
        let (deliveries, delivered) = mpsc::channel(2 * PLACES);
        let recorder = self.clone();
        let recording = tokio::spawn(async move { recorder.keep_recording(delivered).await });
        let mut flights = Flights::default();
        let mut queue = Queue::new();
        let mut look_at = Instant::now();
        while !stop.is_cancelled() {
            while let Some(ended) = flights.tasks.try_join_next_with_id() {
                flights.landed(&mut queue, ended);
            }
            let looked = Instant::now();
            let room = queue.room();
            if room > 0 && look_at <= looked {
                look_at = looked + self.fill(&mut queue, room).await;
            }
            self.put_off(queue.put_off(Instant::now())).await;
            while let Some((domain, dispatch)) = queue.begin(Instant::now()) {
                let (worker, abandon) = (self.clone(), abandon.clone());
                let deliveries = deliveries.clone();
                flights.start(domain, async move {
                    match worker.deliver(dispatch, &abandon).await {
                        Some(delivered) => {
                            let end = delivered.end();
                            // The recorder ends after the last delivery.
                            drop(deliveries.send(delivered).await);
                            end
                        }
                        None => End::Open,
                    }
                });
            }
            let glance = Instant::now() + GLANCE;
            let next = match (queue.room(), queue.is_empty()) {
                (0, _) => glance,
                (_, true) => look_at,
                (_, false) => look_at.min(glance),
            };
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = flights.tasks.join_next_with_id() => flights.landed(&mut queue, ended),
                () = self.parts.woken.outbox.notified() => look_at = look_at.min(looked + SPACING),
                () = tokio::time::sleep_until(next) => {}
            }
        }
        finish(&mut flights.tasks, &abandon).await;
        drop(deliveries);
        if let Err(error) = recording.await {
            tracing::error!(error = %error, "recording ended before its time");
        }
        if let Err(error) = self.release().await {
            tracing::error!(error = %error, "leases could not be released; they will run out");
        }
    }

    /// Claims messages, and tells how long to wait before the next look.
    async fn fill(&self, queue: &mut Queue<Dispatch>, room: usize) -> Duration {
        let limit = i64::try_from(room).unwrap_or(i64::MAX);
        match self.claim(limit).await {
            Ok(claimed) => {
                let more_may_wait = claimed.len() >= room;
                for dispatch in claimed {
                    let domain = address(&dispatch).map(|address| address.domain());
                    queue.push(domain.unwrap_or_default(), dispatch);
                }
                if more_may_wait {
                    Duration::ZERO
                } else {
                    self.look
                }
            }
            Err(error) => {
                tracing::error!(error = %error, "the outbox cannot be read");
                RECOVERY
            }
        }
    }

    /// Gives back what waits for a mail server that answers nothing.
    async fn put_off(&self, messages: Vec<(Dispatch, Duration)>) {
        let mut by_pause: HashMap<Duration, Vec<_>> = HashMap::new();
        for (dispatch, pause) in messages {
            by_pause.entry(pause).or_default().push(dispatch.message);
        }
        for (pause, ids) in by_pause {
            tracing::warn!(
                messages = ids.len(),
                wait_seconds = pause.as_secs(),
                "mail to a domain that takes none is put off"
            );
            let parts = self.parts.clone();
            let pause = SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX);
            let postponed = blocking(move || {
                let (casework, owner) = (&parts.casework, parts.owner.as_str());
                casework.messages_postponed(&ids, owner, pause)
            });
            if let Err(error) = postponed.await {
                // Their lease will run out.
                tracing::warn!(error = %error, "messages could not be put off");
            }
        }
    }

    async fn keep_recording(&self, mut delivered: mpsc::Receiver<Delivered>) {
        let mut batch = Vec::with_capacity(RECORDED_AT_ONCE);
        while delivered.recv_many(&mut batch, RECORDED_AT_ONCE).await > 0 {
            self.record(std::mem::take(&mut batch)).await;
        }
    }
}

/// Lets deliveries under way end, and abandons those that take too long.
async fn finish(flying: &mut JoinSet<End>, abandon: &CancellationToken) {
    let all = async { while flying.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        abandon.cancel();
        while flying.join_next().await.is_some() {}
    }
}
