//! The vocabulary: every closed list of codes that referrals, rules and partners speak in.
//!
//! Codes are stable: the API, the rule sets and the database hold them. Labels are what people
//! read, in French and in English; those of settings and situations are titles, the others read
//! within a sentence. [`catalogue`] lists them all for whoever builds a form.
//!
//! One file tells one story; `codes!` (in `code.rs`) makes the enumerations.

mod catalogue;
mod code;
mod facts;
mod feedback;
mod follow_ups;
mod levels;
mod mail;
mod outcomes;
mod partner_kinds;
mod reasons;
mod relations;
mod rule_sets;
mod settings;
mod situations;
mod statuses;

pub use catalogue::{Entry, Vocabulary, catalogue};
pub use code::{Code, UnknownCode};
pub use facts::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, MediationMode, PartyRole, Period,
    PriorAttempt, Tenure, TimeContext,
};
pub use feedback::{FeedbackAnswer, FeedbackQuestion, PersonChannel};
pub use follow_ups::{FollowUpReason, FollowUpResult, FollowUpStatus};
pub use levels::{Disclosure, Priority};
pub use mail::MailPreference;
pub use outcomes::{CompletionResult, Outcome, Success};
pub use partner_kinds::PartnerKind;
pub use reasons::{
    ConflictOfInterest, FailReason, HoldReason, PauseReason, RedirectReason, RefusalReason,
    ReopenReason, TurnedDownReason, WithdrawReason,
};
pub use relations::{MergeReason, RelationKind};
pub use rule_sets::{RuleSetKind, RuleSetStatus};
pub use settings::Setting;
pub use situations::Situation;
pub use statuses::{
    AssignmentRole, AssignmentStatus, CommentAudience, DeliveryState, MeetingState, ReferralStatus,
};

pub(crate) use code::{CodeVisitor, codes};
