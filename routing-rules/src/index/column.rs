//! Columns: one region of one rule each.

use super::Zones;
use crate::{
    rules::{Case, Condition, Rule, RuleSet},
    space::{Cover, Region, Space},
};

/// A column as a decision reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// The place of the rule in its rule set.
    pub(super) rule: u32,
    /// Whether the rule matches every case of the region.
    pub(super) exact: bool,
    /// Whether the rule contradicts others of its stage that match too.
    pub(super) alone: bool,
}

/// A column in the making.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) column: Column,
    pub(super) region: Region,
    /// The zones of which the case must lie in one, by their numbers; nothing where any will do.
    pub(super) zones: Option<Vec<u32>>,
}

impl Column {
    /// Its rule, if that matches the case.
    pub(super) fn rule_for<'r>(self, rules: &'r RuleSet, case: &Case<'_>) -> Option<&'r Rule> {
        let rule = rules.rules().get(self.rule as usize)?;
        (self.exact || rule.when.holds(case)).then_some(rule)
    }
}

impl Draft {
    /// The columns of a rule.
    pub(super) fn of_rule(
        number: usize,
        rule: &Rule,
        alone: bool,
        space: &Space,
        zones: &Zones,
    ) -> Vec<Self> {
        let mut tests = rule.when.tests().to_vec();
        // One territory is looked up. Where there are more, the others are looked at.
        let narrowest = zones.narrowest(&tests);
        let zones = narrowest.map(|(place, zones)| {
            tests.remove(place);
            zones
        });
        let Cover { regions, exact } = space.cover(&Condition { tests });
        let Ok(rule) = u32::try_from(number) else {
            return Vec::new();
        };
        let draft = |region| Self {
            column: Column { rule, exact, alone },
            region,
            zones: zones.clone(),
        };
        regions.into_iter().map(draft).collect()
    }
}
