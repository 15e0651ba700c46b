//! What a partner can do with its assignment, as it is asked for over the API.

use jiff::Timestamp;
use passerelle_domain::{
    CompletionResult, Consent, FailReason, HoldReason, MeetingId, MeetingState, PartnerId, Reason,
    RefusalReason,
};

/// One action of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerAction {
    /// Take the case.
    Accept,
    /// Do not take it, or give it back.
    Decline(Reason<RefusalReason>),
    /// Begin to work.
    Start,
    /// Pause.
    Hold(Reason<HoldReason>),
    /// Go on.
    Resume,
    /// Name a better partner.
    Redirect {
        /// The better one.
        to: PartnerId,
        /// Why.
        reason: Reason<RefusalReason>,
    },
    /// End the work with a result.
    Complete(CompletionResult),
    /// Say that the work could not be done.
    Fail(Reason<FailReason>),
    /// Confirm that the work was stopped.
    ConfirmCancellation,
    /// Enter a meeting.
    Meeting {
        /// What happened, or is planned.
        state: MeetingState,
        /// When.
        at: Timestamp,
    },
    /// Say what became of a meeting that was entered before.
    MoveMeeting {
        /// The meeting.
        meeting: MeetingId,
        /// What became of it.
        state: MeetingState,
        /// When it took or takes place.
        at: Timestamp,
    },
}

/// A person's answer on consent, as somebody enters it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentChange {
    /// The party's place in the referral, from 0.
    pub party: usize,
    /// Who answered.
    pub giver: ConsentGiver,
    /// The answer.
    pub consent: Consent,
}

/// Who answered for a party.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConsentGiver {
    /// The party.
    #[default]
    Person,
    /// Whoever holds parental authority.
    Guardian,
}
