//! Rules compiled for deciding: which rule matches, without looking at each of them.
//!
//! Each region of a rule's condition is a column of a [`Bitmap`], each value of a fact a row of bits
//! that says which columns it suits. A case selects one row per fact; what all of them have in
//! common are the regions that the case lies in, and the first of those is the rule that decides.

mod bitmap;

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::{
    rules::{Aim, Case, Rule, RuleSet},
    space::Space,
};
use bitmap::Bitmap;

/// The rules of one rule set, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    space: Space,
    deciding: Bitmap,
    informing: Bitmap,
    /// The place of each rule in its rule set.
    by_id: HashMap<Box<str>, u32, FxBuildHasher>,
}

impl Index {
    pub(crate) fn of(rules: &RuleSet) -> Self {
        let space = Space::of(rules);
        let numbered = || rules.rules().iter().enumerate();
        let informs = |rule: &Rule| matches!(rule.then.aim, Aim::Inform { .. });
        let deciding = Bitmap::of(&space, numbered().filter(|(_, rule)| !informs(rule)));
        let informing = Bitmap::of(&space, numbered().filter(|(_, rule)| informs(rule)));
        Self {
            space,
            deciding,
            informing,
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

    /// The rules that may decide about `case`, in the order in which they are tried.
    pub(crate) fn deciding<'i, 'r: 'i>(
        &'i self,
        rules: &'r RuleSet,
        case: &'i Case<'_>,
    ) -> impl Iterator<Item = &'r Rule> {
        self.deciding.matches(&self.space, rules, case)
    }

    /// The rules that inform somebody about `case`, in the order in which they speak.
    pub(crate) fn informing<'r>(
        &'r self,
        rules: &'r RuleSet,
        case: &'r Case<'_>,
    ) -> impl Iterator<Item = &'r Rule> {
        self.informing.matches(&self.space, rules, case)
    }
}
