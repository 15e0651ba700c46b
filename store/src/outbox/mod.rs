//! The outbox: messages that have to leave the house, written in the transaction of the change they
//! speak of, and sent afterwards under a lease.

mod attempts;
mod bundles;
mod lease;
mod queue;
mod taken_back;

use jiff::Timestamp;
use passerelle_domain::{AssignmentId, ColleagueId, MessageId, MessageKind, PartnerId, ReferralId};

pub use attempts::{attempts_of, record_attempts};
pub use bundles::{bundled_with, claim_bundle, settle_bundled};
pub use lease::{bounce, claim, fail, finish, postpone, release, retry};
pub use queue::{
    backlog, counts, enqueue, find, firsts_about, last_about_partner, last_enqueued, told_about,
};
pub use taken_back::{take_back, told_besides};

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxStatus {
    /// Still to be sent.
    Pending,
    /// Still to be sent, in the mail of another one.
    Bundled,
    /// Handed over.
    Sent,
    /// Given up.
    Failed,
}

impl OutboxStatus {
    const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Bundled => "bundled",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Pending, Self::Bundled, Self::Sent, Self::Failed]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

/// What messages have in common that leave in one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bundle {
    /// All that is new on one day, for somebody who wants it so.
    Digest,
    /// Reminders.
    Reminders,
}

impl Bundle {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Reminders => "reminders",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        [Self::Digest, Self::Reminders]
            .into_iter()
            .find(|bundle| bundle.code() == code)
    }
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Identifier, which the receiver sees and can drop a repeat by.
    pub id: MessageId,
    /// Why it leaves.
    pub kind: MessageKind,
    /// The referral that it speaks of.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// To whom.
    pub recipient: PartnerId,
    /// For whom of them; `None` for the recipient's own mailbox.
    pub colleague: Option<ColleagueId>,
    /// With what else it may leave in one mail.
    pub bundle: Option<Bundle>,
    /// Not before this instant.
    pub available_at: Timestamp,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Identifier, which the receiver sees and can drop a repeat by.
    pub id: MessageId,
    /// Why it leaves.
    pub kind: MessageKind,
    /// The referral that it speaks of.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// To whom.
    pub recipient: PartnerId,
    /// For whom of them; `None` for the recipient's own mailbox.
    pub colleague: Option<ColleagueId>,
    /// With what else it may leave in one mail.
    pub bundle: Option<Bundle>,
    /// How far it got.
    pub status: OutboxStatus,
    /// How often it was claimed for sending, this time included.
    pub attempts: i32,
    /// Not before this instant.
    pub available_at: Timestamp,
    /// Until when its worker has it for itself.
    pub leased_until: Option<Timestamp>,
    /// The worker that has it.
    pub lease_owner: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
}

/// What came of one try to send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// The message.
    pub message_id: MessageId,
    /// When.
    pub at: Timestamp,
    /// What came of it, as a code.
    pub result: String,
    /// What the other side said, without anything personal.
    pub detail: Option<String>,
}

/// How many messages there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Still to be sent.
    pub pending: i64,
    /// Handed over.
    pub sent: i64,
    /// Given up.
    pub failed: i64,
}

/// What waits to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many messages have not left, those included that wait for their time.
    pub waiting: i64,
    /// Since when the one that is the longest overdue could have left; `None` where none is due.
    pub due_since: Option<Timestamp>,
}
