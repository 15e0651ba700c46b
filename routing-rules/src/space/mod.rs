//! The space of all cases: one dimension for each fact that conditions read, with its finitely many
//! values, "not told" among them.
//!
//! A [`Region`] is a box of that space: for each fact the set of values that it may have, as a
//! bitmask. Situations and tenures are the same in every rule set; of places, hours, numbers and
//! languages a rule set distinguishes as many classes as its conditions name ([`axes`]).
//! [`Space::cover`] turns a condition into regions, [`Space::point`] finds the values of one
//! case and [`Space::facts`] the case of some values; [`Space::impossible`] are the regions in which no
//! case lies, because facts depend on each other. The rule index and the analyser know conditions
//! only through these, so a new kind of test is taught here and nowhere else.

mod axes;
mod clock;
mod cover;
mod fact;
mod impossible;
mod places;
mod realise;
mod region;
mod steps;

use std::collections::BTreeSet;

pub(crate) use axes::Axes;
pub(crate) use cover::Cover;
pub(crate) use fact::{Dimension, Fact, answer, untold};
pub(crate) use places::Places;
pub(crate) use region::Region;
pub(crate) use steps::Steps;

use crate::rules::{Case, Condition, RuleSet, Test};

/// The dimensions that the rules of one rule set distinguish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Space {
    dimensions: Vec<Dimension>,
    /// Rules that a condition of a later stage names; every other one is the value after them.
    deciders: Vec<String>,
    /// The facts whose values follow from what rules name; `None` where they are no dimensions.
    axes: Option<Axes>,
}

impl Space {
    /// The facts of which every rule set has the same values: few enough to choose a rule by.
    pub(crate) fn of(rules: &RuleSet) -> Self {
        Self::with(deciders(rules.conditions()), None)
    }

    /// Every fact that some condition or invariant reads: what there is to prove something about.
    pub(crate) fn exact(rules: &RuleSet) -> Self {
        let claims = rules.invariants().iter();
        let claims = claims.flat_map(|one| [Some(&one.when), one.unless.as_ref()]);
        let conditions: Vec<&Condition> = rules.conditions().chain(claims.flatten()).collect();
        let axes = Axes::of(conditions.iter().copied());
        Self::with(deciders(conditions.into_iter()), Some(axes))
    }

    fn with(deciders: Vec<String>, axes: Option<Axes>) -> Self {
        let base = Fact::all().into_iter().map(|fact| match fact {
            Fact::DecidedBy => (fact, deciders.len() + 1),
            fact => (fact, fact.values()),
        });
        let mut facts: Vec<(Fact, usize)> = base.collect();
        let own = axes.as_ref().map(Axes::facts).unwrap_or_default();
        // The place tells most cases of overlays apart, the rest few.
        let (first, last): (Vec<_>, Vec<_>) = own
            .into_iter()
            .partition(|(fact, _)| matches!(fact, Fact::Place | Fact::Qpv));
        let second = facts.len().min(1);
        facts.splice(second..second, first);
        let decided = facts.len().saturating_sub(1);
        facts.splice(decided..decided, last);
        let mut first_word = 0;
        let dimension = |(fact, values)| {
            let dimension = Dimension {
                fact,
                values,
                first_word,
            };
            first_word += dimension.words();
            dimension
        };
        Self {
            dimensions: facts.into_iter().map(dimension).collect(),
            deciders,
            axes,
        }
    }

    /// What the rules tell apart beyond the facts of every case.
    pub(crate) fn axes(&self) -> Option<&Axes> {
        self.axes.as_ref()
    }

    pub(crate) fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    pub(crate) fn dimension(&self, fact: Fact) -> Option<&Dimension> {
        self.dimensions
            .iter()
            .find(|dimension| dimension.fact == fact)
    }

    /// The value of one fact in a case.
    pub(crate) fn value(&self, fact: Fact, case: &Case<'_>) -> usize {
        match fact {
            Fact::DecidedBy => self.decider(case.decided_by),
            fact if fact.is_of_every_case() => fact.value(case),
            fact => self.axes.as_ref().map_or(0, |axes| axes.value(fact, case)),
        }
    }

    /// The value of each fact in a case, in the order of the dimensions.
    pub(crate) fn point(&self, case: &Case<'_>) -> Vec<usize> {
        let value = |dimension: &Dimension| self.value(dimension.fact, case);
        self.dimensions.iter().map(value).collect()
    }

    fn decider(&self, id: Option<&str>) -> usize {
        id.and_then(|id| {
            self.deciders
                .binary_search_by(|named| named.as_str().cmp(id))
                .ok()
        })
        .unwrap_or(self.deciders.len())
    }

    /// Every case.
    pub(crate) fn everything(&self) -> Region {
        Region::full(&self.dimensions)
    }

    /// The cases in which `fact` has one of `values`.
    pub(crate) fn slice(&self, fact: Fact, values: impl IntoIterator<Item = usize>) -> Region {
        let mut region = self.everything();
        if let Some(dimension) = self.dimension(fact) {
            region.restrict(dimension, &dimension.mask(values));
        }
        region
    }

    /// The cases that the rule `id` decided.
    pub(crate) fn decided_by(&self, id: &str) -> Region {
        self.slice(Fact::DecidedBy, [self.decider(Some(id))])
    }
}

fn deciders<'r>(conditions: impl Iterator<Item = &'r Condition>) -> Vec<String> {
    let mut named = BTreeSet::new();
    for condition in conditions {
        named_deciders(condition, &mut named);
    }
    named.into_iter().collect()
}

fn named_deciders(condition: &Condition, named: &mut BTreeSet<String>) {
    for test in condition.tests() {
        deciders_of(test, named);
    }
}

fn deciders_of(test: &Test, named: &mut BTreeSet<String>) {
    match test {
        Test::DecidedBy(ids) => named.extend(ids.iter().cloned()),
        Test::Not(test) => deciders_of(test, named),
        Test::Any(alternatives) => {
            for alternative in alternatives {
                named_deciders(alternative, named);
            }
        }
        _ => {}
    }
}
