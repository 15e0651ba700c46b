//! One mail: what it says, in which language, and how it is put into the post.
//!
//! [`Notice`] is everything a mail may know. It has no field for a person, an address or a
//! narrative, so no wording can leak one. [`compose`] turns it into a subject and two parts that
//! say the same; [`envelope::seal`] makes the MIME message.

mod bundle;
pub mod envelope;
mod letter;
mod wording;

use jiff::Timestamp;
use passerelle_domain::{Lang, MessageKind, Situation, calendar::CalendarError};

pub use bundle::{BundleEntry, BundleNotice, compose_bundle};

/// What a mail is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Why it leaves.
    pub kind: MessageKind,
    /// The language of its reader.
    pub lang: Lang,
    /// The referral's reference, which people read to one another.
    pub reference: String,
    /// The kind of situation.
    pub situation: Situation,
    /// The name of the commune, or its code where the name is not known.
    pub commune: String,
    /// By when an answer is due.
    pub answer_due_at: Option<Timestamp>,
    /// The link to answer by, or to a person's own page; other mails have none.
    pub link: Option<AnswerLink>,
    /// The organisation whose mailbox is dead, where that is what the mail tells.
    pub unreachable: Option<String>,
    /// The public address of this service.
    pub public_url: String,
}

/// The link that opens the answer page, or a person's own.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerLink {
    /// Where it leads. It is a secret: whoever has it may answer.
    pub url: String,
    /// Until when it opens.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for AnswerLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerLink")
            .field("url", &"…")
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// A mail that is ready to be put into an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Names the product, what is wanted and the reference: it shows on locked screens.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part, with the same words.
    pub html: String,
}

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// A mail whose point is a link was given none.
    #[error("a mail of this kind needs a link")]
    LinkMissing,
    /// A mail about a dead mailbox does not know whose.
    #[error("a mail of this kind needs the name of a partner")]
    PartnerMissing,
    /// A date could not be written.
    #[error("a date could not be written")]
    Date(#[from] CalendarError),
    /// The template could not be filled in.
    #[error("the template could not be filled in")]
    Template(#[from] askama::Error),
}

/// Whether a mail of this kind asks for an answer, and carries the link to give it by.
#[must_use]
pub fn asks(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::AnswerRequested | MessageKind::AnswerReminder | MessageKind::LinkRenewed
    )
}

/// Writes the mail for `notice`.
///
/// # Errors
/// When a mail that asks for an answer has no link, or a template fails.
pub fn compose(notice: &Notice) -> Result<Mail, ComposeError> {
    let letter = wording::letter(notice)?;
    letter::render(&letter, notice.lang)
}

#[cfg(test)]
mod tests;
