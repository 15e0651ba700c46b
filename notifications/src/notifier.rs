//! The worker, and its two steps: deliver what is due, and note what has fallen due.
//!
//! A message belongs to whoever holds its lease. The lease outlives the longest delivery, so a
//! second worker takes a message over only from one that died. No transaction is open while a
//! server is spoken to.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use passerelle_casework::{
    Casework, CaseworkError, Clock, Dispatch, Entropy, LinkSigner, Noted, Topic,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    blocking::blocking,
    bounces::Maildir,
    mail::envelope::Stationery,
    queue::{PLACES, WAITING},
    settings::{MailSettings, SettingError},
    transport::{DELIVERY_LIMIT, Transport},
};

/// How long a claimed message stays ours.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Even the last of those that wait is delivered before that, however slowly those before it are.
const _: () = assert!(
    LEASE.as_secs().unsigned_abs() > DELIVERY_LIMIT.as_secs() * (WAITING / PLACES + 1) as u64
);

/// How many messages one [`Notifier::step`] claims.
const BATCH: i64 = 16;

/// Sends what waits in the outbox. Cheap to clone; every clone is the same worker.
#[derive(Clone)]
pub struct Notifier {
    pub(crate) parts: Arc<Parts>,
    /// How often an empty outbox is looked at while nobody tells of it.
    pub(crate) look: Duration,
    /// Who is told how deliveries ended.
    pub(crate) counter: Option<Arc<Counter>>,
}

/// Told the kind of a message and how a try to deliver it ended, both of few values.
pub(crate) type Counter = dyn Fn(&'static str, &'static str) + Send + Sync;

/// How often that is, unless it is said otherwise.
const LOOK: Duration = Duration::from_millis(500);

/// What the worker works with.
pub(crate) struct Parts {
    pub casework: Casework,
    pub links: LinkSigner,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub transport: Transport,
    pub stationery: Stationery,
    /// Where mails come back to, if anywhere.
    pub bounces: Option<Maildir>,
    pub public_url: String,
    pub link_life: SignedDuration,
    /// The name under which this worker holds leases.
    pub owner: String,
    pub woken: Arc<Woken>,
}

/// What wakes the loops before it is time to look.
#[derive(Default)]
pub(crate) struct Woken {
    /// A message can be sent.
    pub outbox: Notify,
    /// Rules or partners have changed.
    pub directory: Notify,
}

impl Notifier {
    /// A worker over `casework`, with mail as the settings say.
    ///
    /// # Errors
    /// When a setting cannot be used; the error names it.
    pub fn new(
        casework: Casework,
        links: LinkSigner,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: &MailSettings,
    ) -> Result<Self, SettingError> {
        let mut name = [0; 8];
        entropy.fill(&mut name);
        let woken = Arc::<Woken>::default();
        let wake = Arc::clone(&woken);
        casework.on_news(move |topic| match topic {
            Topic::Outbox => wake.outbox.notify_one(),
            Topic::Directory => wake.directory.notify_one(),
        });
        let parts = Parts {
            woken,
            casework,
            links,
            clock,
            transport: Transport::open(settings)?,
            bounces: settings
                .bounce_maildir
                .as_deref()
                .map(Maildir::open)
                .transpose()?,
            stationery: Stationery::new(
                &settings.mail_from,
                settings.bounce_address.as_deref(),
                &settings.public_url,
            )?,
            public_url: settings.public_url.trim_end_matches('/').to_owned(),
            link_life: SignedDuration::from_hours(24 * i64::from(settings.answer_link_days)),
            owner: format!("notifier-{:016x}", u64::from_le_bytes(name)),
            entropy,
        };
        Ok(Self {
            parts: Arc::new(parts),
            look: LOOK,
            counter: None,
        })
    }

    /// The same, telling `counter` the kind of each message that it tried to deliver and how that ended:
    /// `handed_over`, or the code of what stood in the way.
    #[must_use]
    pub fn counted_by(
        self,
        counter: impl Fn(&'static str, &'static str) + Send + Sync + 'static,
    ) -> Self {
        Self {
            counter: Some(Arc::new(counter)),
            ..self
        }
    }

    /// The same, looking at an empty outbox only so often: what is written meanwhile is told.
    #[must_use]
    pub fn looking_every(self, look: Duration) -> Self {
        Self { look, ..self }
    }

    /// Where mails go, for the operator: a directory, or a server without its credentials.
    #[must_use]
    pub fn destination(&self) -> String {
        self.parts.transport.destination()
    }

    /// Delivers what is due now, at most one batch, and says how many messages it tried.
    ///
    /// # Errors
    /// When the outbox cannot be read.
    pub async fn step(&self) -> Result<usize, CaseworkError> {
        let claimed = self.claim(BATCH).await?;
        let tried = claimed.len();
        let never = CancellationToken::new();
        for dispatch in claimed {
            let delivered = self.deliver(dispatch, &never).await;
            self.record(delivered.into_iter().collect()).await;
        }
        Ok(tried)
    }

    /// Takes note of what has fallen due, at most one batch, and says what came of it.
    ///
    /// # Errors
    /// When the timers cannot be read.
    pub async fn note_due(&self) -> Result<Noted, CaseworkError> {
        let casework = self.parts.casework.clone();
        blocking(move || casework.note_due(NOTED_AT_ONCE)).await
    }

    /// Puts the rule sets in force whose time has come, and says how many.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn activate(&self) -> Result<usize, CaseworkError> {
        let casework = self.parts.casework.clone();
        blocking(move || casework.activate_due()).await
    }

    /// Forgets the answers to repeated requests that were kept long enough, and says how many.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn forget_answers(&self) -> Result<usize, CaseworkError> {
        let casework = self.parts.casework.clone();
        blocking(move || casework.forget_answers()).await
    }

    /// Takes the new picture of rules and directory, so that no request has to wait for that.
    pub(crate) async fn refresh(&self) -> Result<(), CaseworkError> {
        let casework = self.parts.casework.clone();
        blocking(move || casework.ready()).await
    }

    pub(crate) async fn claim(&self, limit: i64) -> Result<Vec<Dispatch>, CaseworkError> {
        let parts = Arc::clone(&self.parts);
        blocking(move || parts.casework.claim_messages(&parts.owner, LEASE, limit)).await
    }

    /// Gives back what was claimed and not delivered.
    pub(crate) async fn release(&self) -> Result<(), CaseworkError> {
        let parts = Arc::clone(&self.parts);
        blocking(move || parts.casework.release_leases(&parts.owner).map(drop)).await
    }
}

/// How many timers one transaction notes: few enough that a request that needs one of these cases
/// does not wait for long.
pub(crate) const NOTED_AT_ONCE: i64 = 32;
