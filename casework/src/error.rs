//! What a use case can refuse, free of transport: `api` turns each into a status and a problem
//! document, `console` into a page. No text here repeats what somebody typed.

use jiff::Timestamp;
use passerelle_domain::{Fault, ReferralId, TransitionError, calendar::CalendarError, guard};
use passerelle_routing_rules::{DecideError, Report, RuleFault};
use passerelle_store::StoreError;

use crate::Scope;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseworkError {
    /// It does not exist, or not for this actor.
    #[error("no such thing for this actor")]
    NotFound,
    /// The actor sees it and may not do this.
    #[error("{0}")]
    Forbidden(Missing),
    /// What was sent contradicts itself or cannot be: all faults at once.
    #[error("{} field(s) cannot be accepted", .0.len())]
    Invalid(Vec<Fault>),
    /// The narrative holds words that it should not: to be confirmed, or written anew.
    #[error("the narrative needs a second look")]
    NarrativeNeedsConfirmation(Vec<guard::Category>),
    /// The sender used this reference before.
    #[error("this external reference was used before")]
    DuplicateExternalReference {
        /// The referral that has it.
        existing: ReferralId,
    },
    /// The present state does not allow it.
    #[error(transparent)]
    Conflict(#[from] TransitionError),
    /// It changed since the actor looked at it.
    #[error("it has changed in the meantime, and stands at {current}")]
    Stale {
        /// The sequence or revision that stands now.
        current: i64,
    },
    /// The same request, under the same key, is being carried out at this moment.
    #[error("the same request is being carried out")]
    StillRunning,
    /// The client used the key for another request.
    #[error("the key was used for another request")]
    KeyUsed,
    /// The same request was carried out before.
    #[error("the same request was carried out before")]
    AlreadyDone {
        /// What it was answered; `None` where that must not be told any more.
        answer: Option<Vec<u8>>,
        /// The case that the answer tells of.
        case: Option<ReferralId>,
    },
    /// The database cannot be reached now; the same call may succeed later.
    #[error("the service is not available at present")]
    Unavailable(#[source] StoreError),
    /// A version of a rule set cannot be read, or not be laid together with what is in force.
    #[error("the rule set has {} fault(s)", .0.len())]
    FaultyRules(Vec<RuleFault>),
    /// The analyser refuted something that a version of a rule set claims.
    #[error("the analyser refuted what the rule set claims")]
    UnsoundRules(Box<Report>),
    /// A rule set that took nobody's place cannot be taken back.
    #[error("no version came before this one")]
    NoEarlierVersion,
    /// The rules in force cannot be used; one line for each fault.
    #[error("the rule set cannot be used")]
    UnusableRules(Vec<String>),
    /// A fault of this service.
    #[error("internal fault: {context}")]
    Internal {
        /// What was being done, for the operator.
        context: &'static str,
        /// What went wrong below, where something did.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// What an actor lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The token does not grant it.
    #[error("the scope `{0}` is missing")]
    Scope(Scope),
    /// It is for others than this actor's part in the case or in the network.
    #[error("this is not for your part in the case or in the network")]
    Standing,
    /// It is for somebody who did not write it.
    #[error("whoever wrote it cannot approve it: that takes somebody else")]
    OtherEyes,
}

impl CaseworkError {
    /// A single fault of the document that was sent.
    pub(crate) fn invalid(pointer: &str, code: &'static str, detail: &str) -> Self {
        Self::Invalid(vec![Fault::at(pointer, code, detail)])
    }

    /// A fault of this service that nothing below explains.
    pub(crate) fn internal(context: &'static str) -> Self {
        Self::Internal {
            context,
            source: None,
        }
    }

    /// A fault of this service, with what went wrong below.
    pub(crate) fn because(
        context: &'static str,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Internal {
            context,
            source: Some(Box::new(source)),
        }
    }
}

impl From<StoreError> for CaseworkError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable { .. } => Self::Unavailable(error),
            other => Self::because("the database", other),
        }
    }
}

impl From<DecideError> for CaseworkError {
    fn from(error: DecideError) -> Self {
        Self::because("deciding", error)
    }
}

impl From<CalendarError> for CaseworkError {
    fn from(error: CalendarError) -> Self {
        Self::because("computing a due date", error)
    }
}

/// An instant that lies too far away to be computed with.
pub(crate) fn later(at: Timestamp, by: jiff::SignedDuration) -> Result<Timestamp, CaseworkError> {
    at.checked_add(by)
        .map_err(|error| CaseworkError::because("computing an instant", error))
}
