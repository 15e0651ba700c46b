//! What changed between two versions of a rule set, by ids: for the record of who changed what.

use serde::{Deserialize, Serialize};

use crate::RuleSet;

/// The ids of one section that were added, changed and removed, each list in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// In the later version only.
    pub added: Vec<String>,
    /// In both, and not the same.
    pub changed: Vec<String>,
    /// In the earlier version only.
    pub removed: Vec<String>,
}

/// What differs between two rule sets, section by section.
///
/// Overlays count by what they do: a rule that an overlay switches off or replaces in some places
/// has changed, since it no longer speaks there; one that speaks nowhere any more is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Rules, the triage rule among them.
    pub rules: Changed,
    /// What must hold of every decision.
    pub invariants: Changed,
    /// Example cases.
    pub examples: Changed,
    /// What is said of each situation.
    pub situations: Changed,
    /// Notices.
    pub notices: Changed,
    /// Declared facts.
    pub facts: Changed,
    /// Anything else: title, languages, territory, dates, time limits, stages.
    pub head: bool,
}

impl Changed {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    fn between<'r, T: PartialEq + 'r>(
        before: impl IntoIterator<Item = (&'r str, &'r T)>,
        after: impl IntoIterator<Item = (&'r str, &'r T)>,
    ) -> Self {
        let mut before: std::collections::BTreeMap<&str, &T> = before.into_iter().collect();
        let mut found = Self::default();
        let mut after: Vec<(&str, &T)> = after.into_iter().collect();
        after.sort_by_key(|(id, _)| *id);
        for (id, item) in after {
            match before.remove(id) {
                None => found.added.push(id.to_owned()),
                Some(known) if known != item => found.changed.push(id.to_owned()),
                Some(_) => {}
            }
        }
        found.removed = before.into_keys().map(str::to_owned).collect();
        found
    }
}

impl Changes {
    /// What differs in `after`.
    #[must_use]
    pub fn between(before: &RuleSet, after: &RuleSet) -> Self {
        let head = |rules: &RuleSet| {
            (
                rules.name.clone(),
                rules.title.clone(),
                rules.scope.clone(),
                rules.levels,
                rules.stages.clone(),
            )
        };
        Self {
            rules: Changed::between(rules(before), rules(after)),
            invariants: Changed::between(
                before.invariants.iter().map(|one| (one.id.as_str(), one)),
                after.invariants.iter().map(|one| (one.id.as_str(), one)),
            ),
            examples: Changed::between(
                before.examples.iter().map(|one| (one.id.as_str(), one)),
                after.examples.iter().map(|one| (one.id.as_str(), one)),
            ),
            situations: Changed::between(
                before
                    .situations
                    .iter()
                    .map(|one| (one.situation.code(), one)),
                after
                    .situations
                    .iter()
                    .map(|one| (one.situation.code(), one)),
            ),
            notices: Changed::between(
                before.notices.iter().map(|one| (one.code.as_str(), one)),
                after.notices.iter().map(|one| (one.code.as_str(), one)),
            ),
            facts: Changed::between(
                before.facts.iter().map(|one| (one.id.as_str(), one)),
                after.facts.iter().map(|one| (one.id.as_str(), one)),
            ),
            head: head(before) != head(after),
        }
    }

    /// Whether both say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let sections = [
            &self.rules,
            &self.invariants,
            &self.examples,
            &self.situations,
            &self.notices,
            &self.facts,
        ];
        !self.head && sections.into_iter().all(Changed::is_empty)
    }
}

fn rules(set: &RuleSet) -> impl Iterator<Item = (&str, &crate::rules::Rule)> {
    let all = set.rules.iter().chain([&set.triage]);
    all.map(|rule| (rule.id.as_str(), rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DEFAULT_RULE_SET, OverlaySource};

    fn shipped() -> RuleSet {
        RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap()
    }

    fn edited(edit: impl Fn(&str) -> String) -> RuleSet {
        let text = edit(DEFAULT_RULE_SET);
        assert_ne!(text, DEFAULT_RULE_SET);
        RuleSet::from_toml("edited.toml", &text).unwrap()
    }

    #[test]
    fn nothing_changes_when_only_the_writing_does() {
        let other = edited(|text| format!("# a remark\n\n{text}"));
        let changes = Changes::between(&shipped(), &other);
        assert!(changes.is_empty(), "{changes:?}");
    }

    #[test]
    fn a_rule_that_says_something_else_is_changed_and_its_neighbours_are_not() {
        let other = edited(|text| {
            let begin = text.find("id = \"R50\"").unwrap();
            let (before, rest) = text.split_at(begin);
            let rest = rest.replacen("because.fr = \"", "because.fr = \"désormais, ", 1);
            format!("{before}{rest}")
        });
        let changes = Changes::between(&shipped(), &other);
        assert_eq!(changes.rules.changed, ["R50"]);
        assert!(changes.rules.added.is_empty() && changes.rules.removed.is_empty());
        assert!(changes.examples.is_empty() && !changes.head);
    }

    #[test]
    fn an_overlay_adds_its_rules_and_changes_those_that_it_keeps_out() {
        let overlay = r#"
            name = "local"
            title = { fr = "Ici", en = "Here" }
            overlay_of = "default"
            territory = ["commune:00001"]
            switch_off = ["R40"]
            [[rules]]
            id = "SA50"
            replaces = "R50"
            label = { fr = "convention", en = "agreement" }
            because.fr = "la convention le dit"
            because.en = "the agreement says so"
            when.situation = ["neighbour_noise"]
            then.lead = ["justice_conciliator"]
            then.max = "L1"
        "#;
        let source = OverlaySource {
            file: "local.toml",
            text: overlay,
        };
        let laid = shipped().with_overlays(&[source]).unwrap();
        let forth = Changes::between(&shipped(), &laid);
        assert_eq!(forth.rules.added, ["SA50"]);
        // I50 informs about what R50 decides, and so about what SA50 decides.
        assert_eq!(forth.rules.changed, ["I50", "R40", "R50"]);
        let back = Changes::between(&laid, &shipped());
        assert_eq!(back.rules.removed, ["SA50"]);
        assert_eq!(back.rules.changed, ["I50", "R40", "R50"]);
    }
}
