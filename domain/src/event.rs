//! Events: the append-only memory of a referral. They carry codes and identifiers, never personal
//! data, so that they can be kept and sent where the case itself may not go.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Every code, in the same order.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value of `code`, if it is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

kinds! {
    /// What happened.
    EventKind {
        /// The need was stored.
        ReferralReceived = "referral.received",
        /// A partner was chosen and asked.
        ReferralRouted = "referral.routed",
        /// A partner was chosen; the person's agreement is missing.
        ReferralAwaitingConsent = "referral.awaiting_consent",
        /// A person must choose.
        ReferralTriaged = "referral.triaged",
        /// The safety gate diverted it.
        ReferralEmergencyDiverted = "referral.emergency_diverted",
        /// A partner took it up.
        ReferralTakenUp = "referral.taken_up",
        /// It ended with an outcome.
        ReferralClosed = "referral.closed",
        /// The trouble came back.
        ReferralReopened = "referral.reopened",
        /// It was stopped.
        ReferralWithdrawn = "referral.withdrawn",
        /// It should never have been.
        ReferralEnteredInError = "referral.entered_in_error",
        /// A person gave, changed or withdrew their agreement.
        ConsentRecorded = "consent.recorded",
        /// A partner was asked, or informed.
        AssignmentProposed = "assignment.proposed",
        /// The partner takes the case.
        AssignmentAccepted = "assignment.accepted",
        /// The partner does not, or gives it back.
        AssignmentDeclined = "assignment.declined",
        /// No answer came in time.
        AssignmentExpired = "assignment.expired",
        /// The partner was reminded that its answer is awaited.
        AssignmentReminded = "assignment.reminded",
        /// The persons have not heard from the partner in time.
        FirstContactOverdue = "assignment.first_contact_overdue",
        /// Mails to the partner came back: its mailbox is dead.
        AssignmentUnreachable = "assignment.unreachable",
        /// The partner named a better one.
        AssignmentRedirected = "assignment.redirected",
        /// Work began.
        AssignmentStarted = "assignment.started",
        /// Work pauses.
        AssignmentHeld = "assignment.on_hold",
        /// Work goes on.
        AssignmentResumed = "assignment.resumed",
        /// Work is done.
        AssignmentCompleted = "assignment.completed",
        /// Work could not be done.
        AssignmentFailed = "assignment.failed",
        /// The partner is asked to stop.
        AssignmentCancelRequested = "assignment.cancel_requested",
        /// The partner stopped, or was released before it answered.
        AssignmentCancelled = "assignment.cancelled",
        /// It should never have been asked.
        AssignmentEnteredInError = "assignment.entered_in_error",
        /// A meeting was planned or took place.
        MeetingRecorded = "meeting.recorded",
        /// The partner asked for a new answer link.
        LinkRenewed = "link.renewed",
        /// It looks like another one that is open.
        ReferralLinked = "referral.linked",
        /// It was merged into another one, or another one into it.
        ReferralMerged = "referral.merged",
        /// It is time to ask what became of it.
        FollowUpDue = "follow_up.due",
        /// Somebody said what became of it.
        FollowUpFinished = "follow_up.finished",
        /// A party was given a link to their page.
        PersonLinkMade = "person_link.made",
        /// A party corrected their own contact.
        ContactCorrected = "contact.corrected",
    }
}

kinds! {
    /// Who did it.
    ActorKind {
        /// A signed-in client of an organisation.
        Client = "client",
        /// Whoever holds the answer link of an assignment.
        Link = "link",
        /// A party, or who holds parental authority, by the link to their page.
        Person = "person",
        /// The service's own clock.
        Clock = "clock",
    }
}

kinds! {
    /// What happened to a version of a rule set.
    RuleSetEventKind {
        /// It was begun.
        Created = "created",
        /// Its document was changed.
        Edited = "edited",
        /// The analyser looked at it.
        Checked = "checked",
        /// Somebody who did not write it agreed to it.
        Approved = "approved",
        /// It was told from when on to decide.
        Scheduled = "scheduled",
        /// It began to decide.
        Activated = "activated",
        /// Its time came, and it could not be used any more.
        ActivationFailed = "activation_failed",
        /// Another version took its place.
        Superseded = "superseded",
        /// It was taken out of use, in favour of what it had taken the place of.
        RolledBack = "rolled_back",
        /// It decides again, since the version after it was taken out of use.
        Restored = "restored",
        /// It was given up before it ever decided.
        Withdrawn = "withdrawn",
    }
}

kinds! {
    /// Why a message leaves.
    MessageKind {
        /// A partner is asked to take a case.
        AnswerRequested = "answer_requested",
        /// The same, again, with a fresh link.
        LinkRenewed = "link_renewed",
        /// A partner that has not answered is reminded, with a fresh link.
        AnswerReminder = "answer_reminder",
        /// A partner that took a case is told that the persons still wait for it.
        FirstContactDue = "first_contact_due",
        /// A partner is told of a case, for information.
        Informed = "informed",
        /// A partner is told that it is no longer asked.
        Released = "released",
        /// The coordinators are told that a case needs a person's choice.
        TriageNeeded = "triage_needed",
        /// The operators are told that it is time to ask what became of a case.
        FollowUpDue = "follow_up_due",
        /// The coordinators are told that mails to a partner come back.
        MailboxDead = "mailbox_dead",
        /// A party gets the link to their page.
        PersonLink = "person_link",
    }
}

kinds! {
    /// What falls due in a case.
    TimerKind {
        /// The partner that was asked must have answered.
        AnswerDue = "answer_due",
        /// The partner that was asked is reminded, if it has not answered.
        Reminder = "reminder",
        /// The persons must have heard from the partner.
        FirstContactDue = "first_contact_due",
        /// It is time to ask what became of a case that was closed.
        FollowUp = "follow_up",
        /// The partner that was asked may not be able to take the case any more.
        PartnerAway = "partner_away",
    }
}
