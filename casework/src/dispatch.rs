//! What a message that leaves the house may know. There is no field for a person here, so no mail
//! can name one.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, CommuneCode, MessageId, MessageKind, Partner, Reference, Situation,
};

/// A message to be sent, with what it needs to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    /// The message; its id also identifies the link that it carries, so that a repeat carries the
    /// same link.
    pub message: MessageId,
    /// Why it leaves.
    pub kind: MessageKind,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// To whom.
    pub recipient: Partner,
    /// The referral's reference.
    pub reference: Reference,
    /// The kind of situation.
    pub situation: Situation,
    /// The commune's code.
    pub commune_code: CommuneCode,
    /// The commune's name, where it is known.
    pub commune_name: Option<String>,
    /// By when the recipient has to answer; `None` where it has answered already.
    pub answer_due_at: Option<Timestamp>,
    /// The assignment that it is about: what an answer link is bound to.
    pub assignment: Option<AssignmentId>,
}

/// Why a message could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendFailure {
    /// A stable code (`connect`, `refused`, …).
    pub code: &'static str,
    /// What the other side said, without anything personal.
    pub detail: Option<String>,
}
