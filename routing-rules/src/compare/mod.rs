//! What a change of rules would do: the same cases decided by two networks, every difference told.
//!
//! Nothing is guessed and nothing is sampled: each case is decided twice, by the same clock and from
//! the same facts, and the two decisions are held against each other. The result says how many cases
//! move, from whom to whom, which deadlines change, which cases fall to a person, and what that means
//! for the load of each partner.
//!
//! - [`aspect`]: in what two decisions of one case differ.
//! - [`rehearsal`]: cases counted one after the other; parts counted by several threads can be joined.
//! - [`comparison`]: the result as data, [`report`]: the same in French and English sentences.
//!
//! A case that went through the old rules stays where it was: only what is *decided* is rehearsed,
//! not what partners answer afterwards.

mod aspect;
pub mod comparison;
mod deadlines;
mod finish;
mod group;
mod rehearsal;
mod report;
mod words;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use passerelle_domain::{Reference, ReferralId};
use serde::Serialize;

pub use aspect::Aspect;
pub use comparison::Comparison;
pub use rehearsal::Rehearsal;

use crate::{Facts, Network};

/// One case to be decided by both.
#[derive(Debug, Clone, Copy)]
pub struct Replay<'a> {
    /// How a report names it.
    pub case: &'a CaseId,
    /// The case as it stood.
    pub facts: Facts<'a>,
    /// The clock to decide by.
    pub at: Timestamp,
}

/// How a report names a case, so that somebody can look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseId {
    /// A stored referral.
    Referral {
        /// Its identifier.
        id: ReferralId,
        /// What people say on the phone.
        reference: Reference,
    },
    /// A line of a file of cases, from 1.
    Line(usize),
}

/// Decides every case by `old` and by `new`, and says what differs.
pub fn compare<'a>(
    old: &Network,
    new: &Network,
    cases: impl IntoIterator<Item = Replay<'a>>,
) -> Comparison {
    let mut rehearsal = Rehearsal::new(old, new);
    for case in cases {
        rehearsal.play(&case);
    }
    rehearsal.finish()
}
