//! Overlays: local changes laid over a rule set, each for its territory and dates.
//!
//! Laying an overlay gives a plain rule set again: its rules carry the territory as conditions, and
//! the rules that they replace carry its opposite. So whatever decides, explains or proves needs to
//! know nothing of overlays.

use passerelle_domain::Text;

use super::{Aim, Condition, DeclaredFact, NoticeText, Rule, RuleSet, Scope, Senses, Test};

/// An overlay that a rule set has taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Its name, unique among the overlays of a rule set.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// The rule set or the overlay that it is laid over.
    pub over: String,
    /// Where and when it speaks.
    pub scope: Scope,
    /// Its rank among the others.
    pub rank: Rank,
}

/// Which of two overlays wins where both speak: the one with the narrower territory, then the one
/// that is laid over the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank {
    /// How narrow the territory is: 0 for the country, 5 for a priority district.
    pub narrowness: u8,
    /// How many documents it is laid over.
    pub depth: usize,
}

/// Where a rule of an overlay comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the overlay.
    pub overlay: String,
    /// Its rank.
    pub rank: Rank,
    /// The rule that it replaces, and the one that this replaces, and so on.
    pub stands_for: Vec<String>,
}

/// What an overlay changes.
#[derive(Debug)]
pub(crate) struct Edits {
    pub(crate) overlay: Overlay,
    pub(crate) facts: Vec<DeclaredFact>,
    pub(crate) notices: Vec<NoticeText>,
    pub(crate) added: Vec<Rule>,
    pub(crate) replaced: Vec<(String, Rule)>,
    pub(crate) switched_off: Vec<String>,
    pub(crate) senses: Senses,
}

impl Rule {
    /// The rank of the overlay that the rule comes from; less than any for the base.
    pub(crate) fn rank(&self) -> Option<Rank> {
        self.origin.as_ref().map(|origin| origin.rank)
    }

    /// Whether it is the rule `id`, or one that replaces it.
    fn is_or_replaces(&self, id: &str) -> bool {
        let replaces = |origin: &Origin| origin.stands_for.iter().any(|other| other == id);
        self.id == id || self.origin.as_ref().is_some_and(replaces)
    }
}

impl RuleSet {
    /// Lays an overlay over the rules. Overlays come in the order of their ranks, so each finds
    /// below it everything that it wins over.
    pub(crate) fn lay(&mut self, edits: Edits) {
        let Edits {
            overlay,
            facts,
            notices,
            mut added,
            replaced,
            switched_off,
            senses,
        } = edits;
        self.facts.extend(facts);
        self.notices.extend(notices);
        self.senses.clock |= senses.clock || !overlay.scope.inside().is_empty();
        let looks_back = self
            .senses
            .looks_back_days
            .max(edits.senses.looks_back_days);
        self.senses.looks_back_days = looks_back;
        for id in &switched_off {
            self.keep_out(id, &overlay);
        }
        for (id, rule) in replaced {
            let place = self.rules.iter().position(|rule| rule.is_or_replaces(&id));
            let mut stands_for = vec![id.clone()];
            let above = self.rule(&id).and_then(|rule| rule.origin.as_ref());
            stands_for.extend(
                above
                    .into_iter()
                    .flat_map(|origin| origin.stands_for.clone()),
            );
            self.each_condition(&mut |condition| follow(condition, &id, &rule.id));
            let rule = within(rule, &overlay, stands_for);
            self.keep_out(&id, &overlay);
            let place = place.unwrap_or(self.rules.len()).min(self.rules.len());
            self.rules.insert(place, rule);
        }
        added.sort_by_key(|rule| std::cmp::Reverse(rule.order));
        for rule in added {
            // Before everything else of its stage: the most specific territory wins.
            let stage = self.stage_number(&rule.stage);
            let place = self
                .rules
                .iter()
                .position(|other| self.stage_number(&other.stage) >= stage);
            let rule = within(rule, &overlay, Vec::new());
            self.rules.insert(place.unwrap_or(self.rules.len()), rule);
        }
        self.overlays.push(overlay);
    }

    /// Keeps a rule, and the ones of lower rank that replace it, out of the overlay's scope.
    fn keep_out(&mut self, id: &str, overlay: &Overlay) {
        let lower = |rule: &Rule| rule.is_or_replaces(id) && rule.rank() < Some(overlay.rank);
        match overlay.scope.outside() {
            None => self.rules.retain(|rule| !lower(rule)),
            Some(outside) => {
                for rule in self.rules.iter_mut().filter(|rule| lower(rule)) {
                    rule.when.exclude(&outside);
                }
            }
        }
    }

    fn stage_number(&self, id: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == id)
    }

    fn each_condition(&mut self, change: &mut impl FnMut(&mut Condition)) {
        for rule in &mut self.rules {
            change(&mut rule.when);
            rule.then
                .notices
                .iter_mut()
                .for_each(|used| change(&mut used.when));
            let follow_up = rule.then.timing.follow_up.iter_mut();
            follow_up.for_each(|one| change(&mut one.when));
            let steps = match &mut rule.then.aim {
                Aim::Partners { steps } | Aim::Inform { steps } => steps.as_mut_slice(),
                Aim::SituationRoute { fallbacks } => fallbacks.as_mut_slice(),
                Aim::Divert | Aim::Triage => &mut [],
            };
            steps.iter_mut().for_each(|step| change(&mut step.when));
        }
        for row in &mut self.situations {
            row.route.iter_mut().for_each(|step| change(&mut step.when));
            row.notices
                .iter_mut()
                .for_each(|used| change(&mut used.when));
        }
    }
}

impl Condition {
    /// Adds a test that keeps cases out; territories that are kept out one by one stay one test.
    fn exclude(&mut self, outside: &Test) {
        if let Test::Not(excluded) = outside
            && let Test::Territory(zones) = excluded.as_ref()
        {
            for test in &mut self.tests {
                if let Test::Not(known) = test
                    && let Test::Territory(all) = known.as_mut()
                {
                    all.extend(zones.iter().cloned());
                    return;
                }
            }
        }
        self.tests.push(outside.clone());
    }
}

/// The rule, in the overlay's territory and dates only.
fn within(mut rule: Rule, overlay: &Overlay, stands_for: Vec<String>) -> Rule {
    let mut tests = overlay.scope.inside();
    tests.append(&mut rule.when.tests);
    rule.when.tests = tests;
    rule.origin = Some(Origin {
        overlay: overlay.name.clone(),
        rank: overlay.rank,
        stands_for,
    });
    rule
}

/// What is said of cases that the rule `id` decided is said of those that `other` decides instead.
fn follow(condition: &mut Condition, id: &str, other: &str) {
    for test in &mut condition.tests {
        follow_test(test, id, other);
    }
}

fn follow_test(test: &mut Test, id: &str, other: &str) {
    match test {
        Test::DecidedBy(ids) if ids.iter().any(|named| named == id) => ids.push(other.to_owned()),
        Test::Not(test) => follow_test(test, id, other),
        Test::Any(all) => all.iter_mut().for_each(|one| follow(one, id, other)),
        _ => {}
    }
}
