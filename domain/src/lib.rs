//! The referral model: what is true of referrals, whoever asks and wherever they are stored.
//!
//! Plain data and plain functions: no I/O, no clock (every instant is handed in), no randomness.
//! What the types let exist is valid; parse at the edge, and trust inside.
//!
//! - [`vocabulary`]: the codes of the field, each with a French and an English label.
//! - [`identifiers`] and [`ids`]: official identifiers that check themselves, and our own.
//! - [`need`], [`party`], [`place`], [`safety`], [`details`]: what somebody asks help for; [`spot`]:
//!   which cases come from the same place.
//! - [`consent`] and [`disclosure`]: how much of it a partner may be told; [`person_link`]: how much
//!   the person is.
//! - [`partner`]: who can take a case, where and when.
//! - [`lifecycle`]: the referral and the assignment as states that a transition consumes, and the
//!   life of a rule set.
//! - [`territory`]: the communes of France and what they are part of.
//! - [`calendar`] and [`deadlines`]: by when, in French working days; [`written_time`]: in words;
//!   [`school_calendar`]: school holidays by zone.
//! - [`guard`]: words that a free text must not hold; [`comment`]: what people of a case tell each
//!   other.
//! - [`statistics`]: figures that tell of nobody.
//! - [`event`] and [`reason`]: what happened, and why, in codes.

pub mod calendar;
pub mod colleague;
pub mod comment;
pub mod consent;
pub mod deadlines;
pub mod details;
pub mod disclosure;
pub mod event;
mod follow_up;
pub mod guard;
pub mod identifiers;
pub mod ids;
pub mod language;
pub mod lifecycle;
pub mod need;
pub mod partner;
pub mod party;
pub mod person_link;
pub mod place;
pub mod reason;
pub mod safety;
pub mod school_calendar;
pub mod similar;
pub mod spot;
pub mod statistics;
pub mod territory;
pub mod vocabulary;
pub mod written_time;

pub use calendar::CalendarError;
pub use colleague::{Colleague, Desk, desks_for, is_urgent, may_wait, next_digest};
pub use consent::Consent;
pub use deadlines::{ServiceLevel, TimeLimit};
pub use details::{Detail, Details};
pub use disclosure::{Bounds, LegalException};
pub use event::{ActorKind, EventKind, MessageKind, RuleSetEventKind, TimerKind};
pub use follow_up::follow_ups_after;
pub use guard::Finding;
pub use identifiers::{
    CommuneCode, DepartementCode, EmailAddress, EpciCode, IdentifierError, LanguageTag, Phone,
    QpvCode, Reference, RegionCode, Siren, Siret, Uai,
};
pub use ids::{
    AssignmentId, ColleagueId, CommentId, DecisionId, EventId, FollowUpId, IdError, MeetingId,
    MessageId, PartnerId, PersonLinkId, ReferralId, RuleSetId,
};
pub use language::{Label, Lang, Text};
pub use lifecycle::{
    TransitionError,
    assignment::{AssignmentAction, AssignmentState},
    meeting::{Meeting, MeetingError},
    referral::{ReferralAction, ReferralState},
    rule_set::RuleSetAction,
};
pub use need::{DeadlineEvent, Fault, Need, point_to};
pub use partner::{
    Availability, Coverage, OpeningHours, OpeningHoursError, OrganisationKey, Partner, Pause,
    PauseError,
};
pub use party::{Identity, Party};
pub use person_link::{NoPage, Speaker};
pub use place::{LandlordRef, Place};
pub use reason::{Reason, ReasonCode, ReasonError};
pub use safety::SafetyAnswers;
pub use school_calendar::{SchoolCalendar, SchoolCalendarError, SchoolDay};
pub use similar::Likeness;
pub use spot::Spot;
pub use territory::{Area, Territory, TerritoryError};
pub use vocabulary::*;
