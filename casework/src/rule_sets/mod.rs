//! The life of rule sets: written as drafts, checked, approved where the operator demands it, then
//! in force from a date on, and taken back in one step when they were a mistake.
//!
//! What decides is an *edition*: the versions of the base and of the overlays that are laid together
//! ([`composition`]). A draft is always looked at as what it would be part of ([`candidate`]). The
//! analyser can take seconds, so it runs outside any transaction, on what was read before; the
//! transaction that follows is given up when the draft or the edition has moved on since.
//!
//! - Writing: `create`, `edit`, `withdraw`; [`head`] reads what a document says of itself.
//! - Agreeing: `check`, `approve`.
//! - Deciding: `publish`, `activate` (by the clock), `roll_back`; [`succession`] writes what
//!   follows from each.
//! - Looking: `read`, `history`; and [`replay`], which loads again what an old decision was made by.
//! - `shipped`: the rule set that comes with the product.

mod activate;
mod approve;
mod candidate;
mod check;
mod composition;
mod create;
mod edit;
mod head;
mod history;
mod publish;
mod read;
mod replay;
mod roll_back;
mod shapes;
mod shipped;
mod succession;
mod withdraw;

pub(crate) use composition::{Composition, file, nothing_in_force, unusable};
pub use create::NewRuleSet;
pub(crate) use head::Head;
pub use shapes::{
    CheckCounts, CheckedRuleSet, HistoryCursor, HistoryEntry, RuleSetCursor, RuleSetDocument,
    RuleSetFilter, RuleSetView,
};
