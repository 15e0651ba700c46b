//! Which of the rules that match decides: the hit policies of the stages.

use super::{Aim, Case, HitPolicy, Rule, RuleSet};

/// What the rules make of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<'r> {
    /// This rule decides.
    Rule(&'r Rule),
    /// These rules of one stage all match, of which one only may: a person chooses.
    Conflict(Vec<&'r Rule>),
    /// No rule matches: the case is left to the triage rule.
    Nothing,
}

impl RuleSet {
    /// What the rules make of `case`: the first stage in which a rule matches settles the matter.
    #[must_use]
    pub fn verdict(&self, case: &Case<'_>) -> Verdict<'_> {
        self.settle(self.deciding_rules().filter(|rule| rule.when.holds(case)))
    }

    /// What follows from the rules that match, given in the order in which they are tried.
    pub(crate) fn settle<'r>(
        &'r self,
        mut matching: impl Iterator<Item = &'r Rule>,
    ) -> Verdict<'r> {
        let Some(first) = matching.next() else {
            return Verdict::Nothing;
        };
        if self.hit(first) != Some(HitPolicy::Unique) {
            return Verdict::Rule(first);
        }
        let mut all = vec![first];
        all.extend(matching.take_while(|rule| rule.stage == first.stage));
        // The most specific overlay that speaks wins over the others and over the base.
        let highest = all.iter().map(|rule| rule.rank()).max();
        all.retain(|rule| Some(rule.rank()) == highest);
        match all.as_slice() {
            [only] => Verdict::Rule(only),
            _ => Verdict::Conflict(all),
        }
    }

    /// The rules that may decide, in the order in which they are tried.
    pub(crate) fn deciding_rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules
            .iter()
            .filter(|rule| !matches!(rule.then.aim, Aim::Inform { .. }))
    }

    /// The policy of the stage that a rule speaks in.
    pub(crate) fn hit(&self, rule: &Rule) -> Option<HitPolicy> {
        let stage = self.stages.iter().find(|stage| stage.id == rule.stage)?;
        Some(stage.hit)
    }
}
