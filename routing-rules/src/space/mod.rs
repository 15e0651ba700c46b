//! The space of all cases: one dimension for each fact that conditions read, with its finitely many
//! values, "not told" among them.
//!
//! A [`Region`] is a box of that space: for each fact the set of values that it may have, as a
//! bitmask. [`Space::cover`] turns a condition into regions, [`Space::point`] finds the values of one
//! case and [`Space::facts`] the case of some values; [`Space::impossible`] are the regions in which no
//! case lies, because facts depend on each other. The rule index and the analyser know conditions
//! only through these, so a new kind of test is taught here and nowhere else.

mod cover;
mod fact;
mod impossible;
mod realise;
mod region;

use std::collections::BTreeSet;

pub(crate) use cover::Cover;
pub(crate) use fact::{Dimension, Fact, answer, untold};
pub(crate) use region::Region;

use crate::rules::{Case, Condition, RuleSet, Test};

/// The dimensions that the rules of one rule set distinguish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Space {
    dimensions: Vec<Dimension>,
    /// Rules that a condition of a later stage names; every other one is the value after them.
    deciders: Vec<String>,
}

impl Space {
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let mut deciders = BTreeSet::new();
        for condition in rules.conditions() {
            named_deciders(condition, &mut deciders);
        }
        Self::with_deciders(deciders.into_iter().collect())
    }

    fn with_deciders(deciders: Vec<String>) -> Self {
        let mut first_word = 0;
        let dimension = |fact: Fact| {
            let values = match fact {
                Fact::DecidedBy => deciders.len() + 1,
                fact => fact.values(),
            };
            let dimension = Dimension {
                fact,
                values,
                first_word,
            };
            first_word += dimension.words();
            dimension
        };
        let dimensions = Fact::all().into_iter().map(dimension).collect();
        Self {
            dimensions,
            deciders,
        }
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
            fact => fact.value(case),
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
