//! The use cases: who may do what, in which transaction, and which events come out.
//!
//! [`Casework`] is the door. Behind it, one file tells one use case, and all of them go the same
//! way: the rights first ([`rights`]), then one write transaction in which the referral's sequence
//! grows by one, the change is written, its events are appended, and the messages that it causes
//! are put into the outbox. What an actor gets to read passes through [`views`], which knows who may
//! see what.
//!
//! - A referral comes in: `submit`, `preview`, and `decide`, which asks the rules and writes what
//!   follows from their decision.
//! - People talk about it: `comments`; before a choice by hand: `candidates`.
//! - A partner works on it: `answer`, `meeting`; by mail: [`links`] and `answer_by_link`.
//! - The clock moves it on: `timers`; to the next partner: `ladder`,
//!   `away`; by when: `due`.
//! - After it was closed, somebody asks what became of it: `follow_ups`.
//! - Two of them may be one: `related`.
//! - The person concerned looks at it, and has a word: `person`.
//! - People steer it: `consent`, `route_by_hand`, `withdraw`, `close`, `correct`.
//! - Who may move what: [`rights`] and [`moves`], drawn by [`lifecycle_page`].
//! - A change of rules is tried before it is made: `rehearsal`; and looked at after: `quality`.
//! - What leaves the house: `outbox`.
//! - The rules: `rule_sets`, from a draft to what is in force and back.
//! - The network itself: `partners`, `clients`, `demo`, and `snapshot`, the one immutable picture of
//!   rules and directory that decisions are made by.
//!
//! Everything here blocks, and takes time and randomness from outside ([`Clock`], [`Entropy`]).

mod answer;
mod answer_by_link;
mod away;
mod bounce;
mod bundles;
mod candidates;
mod change;
mod check;
mod circumstances;
mod clients;
mod close;
mod comments;
mod commune;
mod consent;
mod correct;
mod decide;
mod decision_record;
mod demo;
mod due;
mod explain;
mod feed;
mod feedback;
mod follow_ups;
mod gaps;
mod ladder;
mod material;
mod meeting;
mod once;
mod outbox;
mod partners;
mod people;
mod person;
mod preview;
mod quality;
mod questions;
mod reading;
mod rehearsal;
mod related;
mod route_by_hand;
mod rule_sets;
mod service;
mod snapshot;
mod statistics;
mod submit;
mod tally;
mod timers;
mod withdraw;

pub mod action;
pub mod actor;
pub mod answer_page;
pub mod dispatch;
pub mod error;
pub mod lifecycle_page;
pub mod links;
pub mod moves;
pub mod paging;
pub mod ports;
pub mod rights;
pub mod submission;
pub mod views;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
#[cfg(feature = "trial")]
pub mod trial;

pub use action::{ConsentChange, ConsentGiver, PartnerAction};
pub use actor::{Actor, Role, Scope};
pub use answer_page::{AnswerPage, AnswerState, LinkAnswer, LinkOutcome, Renewal};
pub use candidates::{CandidateView, CandidatesView};
pub use clients::{
    Authentication, Client, ClientChange, ClientView, IssuedClient, KeyAlgorithm, NewClient,
    PublicKey, PublicKeys,
};
pub use comments::{CommentView, NewComment};
pub use demo::{DEMO_SECRET, DemoReport, demo_partners};
pub use dispatch::{Bundle, BundleDispatch, BundleItem, Dispatch, PersonRecipient, SendFailure};
pub use error::{CaseworkError, Missing};
pub use explain::{ExplanationView, KindView};
pub use feed::FeedPage;
pub use feedback::{FeedbackFigures, FeedbackQuestionFigures};
pub use follow_ups::{FollowUpCursor, FollowUpView};
pub use links::{LinkClaims, LinkError, LinkKeyError, LinkSigner};
pub use once::{KEPT, OnceKey, SealedAnswer};
pub use paging::{
    AssignmentCursor, AssignmentFilter, Page, PartnerFilter, ReferralCursor, ReferralFilter,
};
pub use partners::{DirectoryEntry, NewPartner, PartnerChange};
pub use passerelle_store::{
    PoolUse, Topic, follow_ups::FollowUpFilter, outbox::Backlog, referrals::CountedBy,
};
pub use people::{ColleagueChange, ColleagueView, NewColleague};
pub use person::{
    ContactChange, Feedback, PersonCase, PersonCode, PersonLink, PersonLinkRequest, PersonOutcome,
    PersonPage, PersonPart, PersonPartner, PersonView,
};
pub use ports::{Clock, Entropy};
pub use quality::{Answers, RuleQuality, RuleSetQuality};
pub use questions::Questions;
pub use rehearsal::{Rehearsed, RuleSource, ToldCase};
pub use rule_sets::{
    CheckCounts, CheckedRuleSet, HistoryCursor, HistoryEntry, NewRuleSet, RuleSetCursor,
    RuleSetDocument, RuleSetFilter, RuleSetView,
};
pub use service::Casework;
pub use statistics::Statistics;
pub use submission::{ReferrerClaim, Submission};
pub use tally::{RulesInForce, Step};
pub use timers::Noted;
pub use views::shapes::{
    AssignmentEntry, AssignmentView, Audience, DecisionView, EpisodeView, EventView, MeetingView,
    NeedView, PartnerRef, PartyView, Preview, ProposalView, ReasonView, ReferralView, RelatedView,
    TurnedDownView,
};
