//! The rule set, as its document states it and after every reference in it was checked.
//!
//! One of these is made by [`RuleSet::from_toml`] only, so a rule set that exists is whole: every
//! situation has its row, every notice that is named exists, and a triage rule catches what the
//! others leave.

mod answer;
mod case;
mod condition;
mod declared;
mod example;
mod invariant;
mod moment;
mod notice;
mod overlay;
mod place;
mod range;
mod rule;
mod scope;
mod situation;
mod timing;
mod verdict;
mod zone;

use std::collections::BTreeMap;

use jiff::Timestamp;
use passerelle_domain::{CalendarError, Priority, ServiceLevel, Situation, Text};

use crate::Facts;

pub use answer::{Answer, SafetyQuestion};
pub use case::Case;
pub(crate) use case::concerned;
pub(crate) use condition::includes;
pub use condition::{Condition, Test};
pub use declared::{DeclaredFact, DetailTest, FactKind, FactValue, Wanted};
pub use example::{CaseFacts, Example, Expectation};
pub use invariant::{Claim, Invariant};
pub use moment::{DayKind, Moment, school_holiday};
pub use notice::{NoticeText, NoticeUse};
pub(crate) use overlay::Edits;
pub use overlay::{Origin, Overlay, Rank};
pub use place::{Place, Section};
pub use range::{DateRange, Range};
pub use rule::{
    Aim, ConsentDemand, Effect, HitPolicy, LawEnforcementOverride, Only, Relation, Rule, Stage,
    Step,
};
pub use scope::Scope;
pub use situation::SituationRow;
pub use timing::{FollowUp, PausesWhile, Reminder, Timing};
pub use verdict::Verdict;
pub use zone::{Zone, ZoneError};

/// A checked rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    pub(crate) name: String,
    pub(crate) title: Text,
    pub(crate) scope: Scope,
    /// The overlays that were laid over it, by their ranks.
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) facts: Vec<DeclaredFact>,
    pub(crate) levels: Levels,
    pub(crate) notices: Vec<NoticeText>,
    /// In the order of the vocabulary, one for each.
    pub(crate) situations: Vec<SituationRow>,
    /// By their order.
    pub(crate) stages: Vec<Stage>,
    /// By the order of their stage, then by their own.
    pub(crate) rules: Vec<Rule>,
    pub(crate) triage: Rule,
    pub(crate) invariants: Vec<Invariant>,
    pub(crate) examples: Vec<Example>,
    pub(crate) places: BTreeMap<(Section, String), Place>,
    pub(crate) senses: Senses,
}

/// What a rule set asks of a case beyond what the case says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Senses {
    /// Some condition reads the clock.
    pub(crate) clock: bool,
    /// The longest time over which some condition counts earlier cases.
    pub(crate) looks_back_days: Option<u32>,
}

/// What each priority promises. `P0` promises nothing: it is not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    pub(crate) p1: ServiceLevel,
    pub(crate) p2: ServiceLevel,
    pub(crate) p3: ServiceLevel,
    pub(crate) p4: ServiceLevel,
}

impl RuleSet {
    /// Its name, the same over all its versions.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// Where and when it is meant to be used. A rule set that is in use decides about every case;
    /// whoever publishes it looks at its dates.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The overlays that were laid over it, those that win last.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// The stages, in the order in which they speak.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The rules in the order in which they are tried, without the triage rule.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule that takes what no other rule leads to a partner.
    #[must_use]
    pub fn triage_rule(&self) -> &Rule {
        &self.triage
    }

    /// A rule by its id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .chain([&self.triage])
            .find(|rule| rule.id == id)
    }

    /// What must hold of every decision.
    #[must_use]
    pub fn invariants(&self) -> &[Invariant] {
        &self.invariants
    }

    /// The cases that say what is expected.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// Where a rule, an invariant or an example stands in the document.
    #[must_use]
    pub fn place(&self, section: Section, id: &str) -> Option<Place> {
        self.places.get(&(section, id.to_owned())).copied()
    }

    /// What the rule set says of every situation, in the order of the vocabulary.
    #[must_use]
    pub fn situations(&self) -> &[SituationRow] {
        &self.situations
    }

    /// What the rule set says of one situation.
    #[must_use]
    pub fn situation(&self, situation: Situation) -> Option<&SituationRow> {
        let index = self
            .situations
            .binary_search_by_key(&situation, |row| row.situation)
            .ok()?;
        self.situations.get(index)
    }

    /// Every notice.
    #[must_use]
    pub fn notices(&self) -> &[NoticeText] {
        &self.notices
    }

    /// What a priority promises; nothing for `P0`, which is not queued.
    #[must_use]
    pub fn service_level(&self, priority: Priority) -> Option<ServiceLevel> {
        match priority {
            Priority::P0 => None,
            Priority::P1 => Some(self.levels.p1),
            Priority::P2 => Some(self.levels.p2),
            Priority::P3 => Some(self.levels.p3),
            Priority::P4 => Some(self.levels.p4),
        }
    }

    /// Every condition that the document states: of rules, of steps, of notices.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let rules = self.rules.iter().chain([&self.triage]);
        let of_rules = rules.flat_map(|rule| {
            [&rule.when]
                .into_iter()
                .chain(of_steps(rule.then.aim.steps()))
                .chain(of_uses(&rule.then.notices))
                .chain(rule.then.timing.follow_up.iter().map(|one| &one.when))
        });
        let rows = self.situations.iter();
        let of_rows = rows.flat_map(|row| of_steps(&row.route).chain(of_uses(&row.notices)));
        of_rules.chain(of_rows)
    }

    /// Over how many days back some rule counts the cases from the same place; `None` when no rule
    /// does, and [`Facts::earlier_here`](crate::Facts::earlier_here) is read by nobody.
    #[must_use]
    pub fn looks_back_days(&self) -> Option<u32> {
        self.senses.looks_back_days
    }

    /// The clock of a decision, where some rule reads it.
    ///
    /// # Errors
    /// When the time zone is missing.
    pub(crate) fn moment(
        &self,
        facts: &Facts<'_>,
        at: Timestamp,
    ) -> Result<Option<Moment>, CalendarError> {
        let departement = || facts.need.place.commune_code.departement();
        self.senses
            .clock
            .then(|| Moment::of(at, &departement()))
            .transpose()
    }
}

fn of_steps(steps: &[Step]) -> impl Iterator<Item = &Condition> {
    steps.iter().map(|step| &step.when)
}

fn of_uses(uses: &[NoticeUse]) -> impl Iterator<Item = &Condition> {
    uses.iter().map(|used| &used.when)
}
