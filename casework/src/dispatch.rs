//! What a message that leaves the house may know. The one thing of a person here is the address of
//! a party who is written to: it goes onto the envelope, and no mail can name anybody.

use std::fmt;

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, ColleagueId, CommuneCode, EmailAddress, Lang, MessageId, MessageKind, Partner,
    PersonLinkId, Reference, Situation,
};

pub use passerelle_store::outbox::Bundle;

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
    /// The first mail to this recipient about the same assignment, where this is another one: mail
    /// programs show them together.
    pub thread: Option<MessageId>,
    /// Whose mailbox is dead, where that is what the mail tells.
    pub unreachable: Option<String>,
    /// The party who is written to, in place of the recipient.
    pub person: Option<PersonRecipient>,
    /// What leaves in one mail, where that is more than this message or a digest.
    pub bundle: Option<BundleDispatch>,
}

/// Everything that leaves in one mail.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleDispatch {
    /// What it has in common.
    pub kind: Bundle,
    /// For whom of the recipient, where it is not its mailbox.
    pub colleague: Option<ColleagueId>,
    /// Each message, this one among them, in the order in which they were written.
    pub items: Vec<BundleItem>,
}

/// One message of several in a mail.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleItem {
    /// The message; its id also identifies the link that it carries.
    pub message: MessageId,
    /// Why it leaves.
    pub kind: MessageKind,
    /// The referral's reference.
    pub reference: Reference,
    /// The kind of situation.
    pub situation: Situation,
    /// The commune's name, or its code where the name is not known.
    pub commune: String,
    /// By when the recipient has to answer.
    pub answer_due_at: Option<Timestamp>,
    /// The assignment that it is about.
    pub assignment: Option<AssignmentId>,
    /// The partner that cannot be reached, where the message says so.
    pub unreachable: Option<String>,
}

impl From<&Dispatch> for BundleItem {
    fn from(dispatch: &Dispatch) -> Self {
        let name = dispatch.commune_name.clone();
        Self {
            message: dispatch.message,
            kind: dispatch.kind,
            reference: dispatch.reference.clone(),
            situation: dispatch.situation,
            commune: name.unwrap_or_else(|| dispatch.commune_code.to_string()),
            answer_due_at: dispatch.answer_due_at,
            assignment: dispatch.assignment,
            unreachable: dispatch.unreachable.clone(),
        }
    }
}

/// A party who gets the link to their page.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRecipient {
    /// The address that the case has.
    pub address: EmailAddress,
    /// The language of the mail and of the page.
    pub language: Lang,
    /// The link.
    pub link: PersonLinkId,
    /// Until when it opens the page.
    pub expires_at: Timestamp,
}

/// The address stays out of whatever is printed.
impl fmt::Debug for PersonRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRecipient")
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

/// Why a message could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendFailure {
    /// A stable code (`connect`, `refused`, …).
    pub code: &'static str,
    /// What the other side said, without anything personal.
    pub detail: Option<String>,
    /// Whether the server says that there is no such mailbox.
    pub mailbox_is_dead: bool,
}
