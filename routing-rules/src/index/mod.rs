//! Rules compiled for deciding: which rule matches, without looking at each of them.
//!
//! Each region of a rule's condition is a column of a [`Bitmap`](bitmap::Bitmap), each value of a
//! fact a row of bits that says which columns it suits. A case selects one row per fact; what all of
//! them have in common are the regions that the case lies in, and the first of those is the rule
//! that decides.
//!
//! What makes that quick with ten thousand rules is to look at few columns: the rules are sorted
//! beforehand by the fact that tells most of them apart, each of its values with a bitmap of its own
//! ([`forest`]); and a territory is no row, because tens of thousands of communes would be as many,
//! but a list of the columns that name it ([`zones`]).

mod bitmap;
mod column;
mod forest;
mod hits;
mod near;
mod numbers;
mod zones;

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::{
    rules::{Aim, Case, HitPolicy, Rule, RuleSet, Verdict},
    space::{Fact, Space},
};
use column::{Column, Draft};
use forest::Forest;
use hits::{Hits, Selection};
pub(crate) use near::Closeness;
use near::Near;
pub(crate) use numbers::Numbers;
use zones::Zones;

/// The rules of one rule set, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    space: Space,
    zones: Zones,
    deciding: Forest,
    informing: Forest,
    near: Near,
    /// The place of each rule in its rule set.
    by_id: HashMap<Box<str>, u32, FxBuildHasher>,
}

impl Index {
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let space = Space::of(rules);
        let zones = Zones::of(rules.rules().iter().map(|rule| &rule.when));
        let informs = |rule: &Rule| matches!(rule.then.aim, Aim::Inform { .. });
        let forest = |informing: bool| {
            let all = rules.rules().iter().enumerate();
            let some = all.filter(|(_, rule)| informs(rule) == informing);
            let drafts = some.flat_map(|(number, rule)| {
                let alone = rules.hit(rule) == Some(HitPolicy::Unique);
                Draft::of_rule(number, rule, alone, &space, &zones)
            });
            Forest::of(&space, &zones, &drafts.collect::<Vec<_>>())
        };
        Self {
            deciding: forest(false),
            informing: forest(true),
            near: Near::of(&space, &zones, rules.rules()),
            space,
            zones,
            by_id: (0..)
                .zip(rules.rules())
                .map(|(place, rule)| (rule.id.as_str().into(), place))
                .collect(),
        }
    }

    /// A rule by its id, the triage rule aside.
    pub(crate) fn rule<'r>(&self, rules: &'r RuleSet, id: &str) -> Option<&'r Rule> {
        rules.rules().get(*self.by_id.get(id)? as usize)
    }

    /// What a case selects of the rules in `forest`.
    #[inline]
    fn select<'i>(&'i self, forest: &'i Forest, case: &'i Case<'_>) -> Option<Selection<'i>> {
        let decider = self.space.value(Fact::DecidedBy, case);
        let decider = u32::try_from(decider).unwrap_or_default();
        forest.select(&case.numbers, decider, self.zones.around(&case.numbers))
    }

    /// What the rules make of `case`.
    pub(crate) fn verdict<'r>(&self, rules: &'r RuleSet, case: &Case<'_>) -> Verdict<'r> {
        let selection = self.select(&self.deciding, case);
        let Some(first) = selection.as_ref().and_then(Selection::first) else {
            return Verdict::Nothing;
        };
        if first.exact && !first.alone {
            let rule = first.rule_for(rules, case);
            return rule.map_or(Verdict::Nothing, Verdict::Rule);
        }
        let mut hits = Hits::of(selection);
        let first = hits.find_map(|column| Some((column, column.rule_for(rules, case)?)));
        match first {
            None => Verdict::Nothing,
            Some((column, rule)) if !column.alone => Verdict::Rule(rule),
            Some(_) => rules.settle(each_once(Hits::of(selection), rules, case)),
        }
    }

    /// The rules of which `case` may miss one test at most, in the order in which they speak; those
    /// named by `ids` too, whatever it misses. Nothing is told of those.
    pub(crate) fn near<'r, 'i>(
        &self,
        rules: &'r RuleSet,
        case: &Case<'_>,
        ids: impl Iterator<Item = &'i str>,
    ) -> Vec<(&'r Rule, Closeness)> {
        let numbers = &case.numbers;
        let mut places = self.near.places(numbers, self.zones.around(numbers));
        for place in ids.filter_map(|id| self.by_id.get(id)) {
            let place = *place as usize;
            match places.binary_search_by_key(&place, |(place, _)| *place) {
                Ok(found) => {
                    if let Some((_, closeness)) = places.get_mut(found) {
                        *closeness = Closeness::Untold;
                    }
                }
                Err(after) => places.insert(after, (place, Closeness::Untold)),
            }
        }
        let rules = rules.rules();
        let found = places.into_iter();
        found
            .filter_map(|(place, closeness)| Some((rules.get(place)?, closeness)))
            .collect()
    }

    /// The rules that inform somebody about `case`, in the order in which they speak.
    pub(crate) fn informing<'r>(
        &'r self,
        rules: &'r RuleSet,
        case: &'r Case<'_>,
    ) -> impl Iterator<Item = &'r Rule> {
        let selection = self.select(&self.informing, case);
        each_once(Hits::of(selection), rules, case)
    }
}

/// The rules of the columns that match. Several regions of one rule stand next to each other and are
/// one match.
fn each_once<'i, 'r: 'i>(
    hits: Hits<'i>,
    rules: &'r RuleSet,
    case: &'i Case<'_>,
) -> impl Iterator<Item = &'r Rule> {
    let mut last = None;
    hits.filter_map(move |column: Column| {
        if last == Some(column.rule) {
            return None;
        }
        let rule = column.rule_for(rules, case)?;
        last = Some(column.rule);
        Some(rule)
    })
}
