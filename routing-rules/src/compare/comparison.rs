//! What a comparison found, as data.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{PartnerId, PartnerKind, Situation};
use serde::Serialize;

use super::{Aspect, CaseId};
use crate::{Destiny, RuleSetRef};

/// What changes when the cases that went through the old rules go through the new ones.
///
/// `unchanged + changed + undecided.cases = cases`. A case may count under several headings, but in
/// each list once, so that the `cases` of the moves add up to those whose lead is another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The rule set that is compared against.
    pub old: RuleSetRef,
    /// The rule set that is tried.
    pub new: RuleSetRef,
    /// How many cases were compared.
    pub cases: u64,
    /// The earliest clock that a case was decided by.
    pub from: Option<Timestamp>,
    /// The latest one.
    pub until: Option<Timestamp>,
    /// Cases of which both decide the same.
    pub unchanged: u64,
    /// Cases of which they do not.
    pub changed: u64,
    /// Of those that change, the ones in which the rule alone is another one.
    pub rule_only: u64,
    /// Cases that could not be decided by one of them, since a due date lies beyond the calendar.
    pub undecided: u64,
    /// How many cases change in which aspect; none where none does.
    pub aspects: Vec<AspectCount>,
    /// Cases whose lead is another one, by the two leads, the most frequent first.
    pub moves: Vec<Move>,
    /// The same by the kinds of the two leads.
    pub kinds: Vec<KindMove>,
    /// Cases of which something else becomes.
    pub destinies: Vec<DestinyChange>,
    /// Cases that another rule decides.
    pub rules: Vec<RuleChange>,
    /// When somebody must have answered.
    pub answer_due: DeadlineChange,
    /// When the person must have met somebody.
    pub first_contact_due: DeadlineChange,
    /// Cases in which somebody learns more about somebody.
    pub more_disclosed: Group,
    /// Cases in which somebody learns less about somebody; a case may be in both.
    pub less_disclosed: Group,
    /// What each partner is asked and told, before and after; the largest change first.
    pub loads: Vec<Load>,
}

/// How many cases change in one aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AspectCount {
    /// The aspect.
    pub aspect: Aspect,
    /// The cases.
    pub cases: u64,
}

/// Cases of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// How many.
    pub cases: u64,
    /// The first few of them.
    pub examples: Vec<Example>,
}

/// Cases that go from one partner to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Who is asked first under the old rules; nobody in triage and in an emergency.
    pub from: Option<PartnerBrief>,
    /// Who is asked first under the new ones.
    pub to: Option<PartnerBrief>,
    /// The cases.
    #[serde(flatten)]
    pub group: Group,
}

/// Cases that go from one kind of partner to another, or between two partners of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KindMove {
    /// The kind under the old rules.
    pub from: Option<PartnerKind>,
    /// The kind under the new ones.
    pub to: Option<PartnerKind>,
    /// How many.
    pub cases: u64,
}

/// Cases of which something else becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DestinyChange {
    /// Under the old rules.
    pub from: Destiny,
    /// Under the new ones.
    pub to: Destiny,
    /// The cases.
    #[serde(flatten)]
    pub group: Group,
}

/// Cases that another rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// The id of the old one.
    pub from: String,
    /// The id of the new one.
    pub to: String,
    /// The cases.
    #[serde(flatten)]
    pub group: Group,
}

/// How a due date changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DeadlineChange {
    /// Cases in which it is earlier.
    pub earlier: Option<Shift>,
    /// Cases in which it is later.
    pub later: Option<Shift>,
    /// Cases that have one only under the new rules.
    pub added: u64,
    /// Cases that have one only under the old rules.
    pub removed: u64,
    /// The first few of all these.
    pub examples: Vec<Example>,
}

/// By how much due dates move in one direction: time as it passes, with nights and weekends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// How many.
    pub cases: u64,
    /// The smallest.
    pub least: SignedDuration,
    /// The mean, in whole seconds.
    pub mean: SignedDuration,
    /// The largest.
    pub most: SignedDuration,
}

/// One case, decided twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Which one.
    pub case: CaseId,
    /// What is going on.
    pub situation: Situation,
    /// Under the old rules.
    pub old: Outcome,
    /// Under the new ones.
    pub new: Outcome,
}

/// The outline of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The rule that stands.
    pub rule: String,
    /// What happens to the case.
    pub destiny: Destiny,
    /// Who is asked first.
    pub lead: Option<PartnerBrief>,
    /// By when somebody must have answered.
    pub answer_due_at: Option<Timestamp>,
    /// By when the person must have met somebody.
    pub first_contact_due_at: Option<Timestamp>,
}

/// A partner, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartnerBrief {
    /// Its identifier.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: Option<PartnerKind>,
}

/// What one partner is asked and told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Load {
    /// The partner.
    pub partner: PartnerBrief,
    /// Cases that it is asked first for under the old rules.
    pub asked_before: u64,
    /// The same under the new ones.
    pub asked_after: u64,
    /// Cases that it is told of under the old rules.
    pub informed_before: u64,
    /// The same under the new ones.
    pub informed_after: u64,
}

impl Comparison {
    /// How many cases change in this aspect.
    #[must_use]
    pub fn changed_in(&self, aspect: Aspect) -> u64 {
        let counted = self.aspects.iter().find(|count| count.aspect == aspect);
        counted.map_or(0, |count| count.cases)
    }

    /// Cases that a person must choose for under the new rules only.
    #[must_use]
    pub fn newly_in_triage(&self) -> u64 {
        let new = |change: &&DestinyChange| change.to == Destiny::Triage;
        let changes = self.destinies.iter().filter(new);
        changes.map(|change| change.group.cases).sum()
    }
}
