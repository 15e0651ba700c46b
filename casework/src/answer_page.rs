//! What the page behind an answer link may know: as little as the mail that carried the link.

use jiff::Timestamp;
use passerelle_domain::{
    AssignmentId, AssignmentStatus, CommuneCode, Lang, Reason, Reference, RefusalReason, Situation,
};

/// The page behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPage {
    /// The assignment to answer for.
    pub assignment: AssignmentId,
    /// The referral's reference.
    pub reference: Reference,
    /// The kind of situation.
    pub situation: Situation,
    /// The commune's code.
    pub commune_code: CommuneCode,
    /// The commune's name, where it is known.
    pub commune_name: Option<String>,
    /// The partner that is asked.
    pub partner_name: String,
    /// The language of that partner.
    pub language: Lang,
    /// By when an answer is due.
    pub answer_due_at: Option<Timestamp>,
    /// Whether there is still something to answer.
    pub state: AnswerState,
    /// Whether this very link has served.
    pub spent: bool,
}

/// Whether there is still something to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerState {
    /// Yes.
    Open,
    /// The partner has taken the case up, and may still give it back; its work stands here.
    Held(AssignmentStatus),
    /// The partner has answered for good; this is where its work stands now.
    Answered(AssignmentStatus),
    /// The time to answer has passed, and somebody else is asked.
    TooLate,
    /// The case ended, or was withdrawn, before an answer came.
    NoLongerAsked,
}

/// An answer by link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkAnswer {
    /// The partner takes the case.
    Accept,
    /// It does not, or gives it back.
    Decline(Reason<RefusalReason>),
}

/// What became of an answer by link. Both ways the page tells where things stand now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkOutcome {
    /// It was recorded.
    Recorded(AnswerPage),
    /// The link was used before, or there was nothing to answer any more; nothing has changed.
    Refused(AnswerPage),
}

/// What became of the wish for a new link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// A new one leaves by e-mail, to the address that the first one went to.
    Sent,
    /// One has just left; the next one not before this instant.
    TooSoon(Timestamp),
    /// There is nothing to answer any more.
    NothingToAnswer(AnswerState),
    /// The partner has no address: a person has to be called.
    NoAddress,
}
