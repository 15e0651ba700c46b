//! Rules and partner directory together: one immutable snapshot, swapped whole when either changes.

use std::{collections::HashMap, sync::Arc};

use passerelle_domain::{Partner, PartnerId, PartnerKind, Priority, ServiceLevel};
use rustc_hash::FxBuildHasher;

use crate::{
    Notice, RuleSet,
    decision::RuleSetRef,
    directory::Directory,
    index::{Closeness, Index},
    rules::{Case, NoticeText, Rule, Verdict},
};

/// Everything that a decision looks at besides the case.
#[derive(Debug, Clone)]
pub struct Network {
    rules: RuleSet,
    version: u32,
    edition: u32,
    index: Index,
    directory: Directory,
    /// Each as decisions show it, by its code.
    notices: HashMap<Box<str>, Arc<Notice>, FxBuildHasher>,
}

impl Network {
    /// A snapshot of the rule set in its `version` and of the directory.
    #[must_use]
    pub fn new(rules: RuleSet, version: u32, partners: Vec<Partner>) -> Self {
        let index = Index::of(&rules);
        let shown = |text: &NoticeText| Notice {
            code: text.code.clone(),
            number: text.number.clone(),
            text: text.text.clone(),
        };
        let notices = rules.notices().iter();
        let notices = notices.map(|text| (text.code.as_str().into(), Arc::new(shown(text))));
        Self {
            notices: notices.collect(),
            rules,
            version,
            edition: 0,
            index,
            directory: Directory::new(partners),
        }
    }

    /// The rule set.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The version of the rule set.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The same network, whose decisions name `edition`: which versions of rule set and overlays were
    /// laid together.
    #[must_use]
    pub fn in_edition(self, edition: u32) -> Self {
        Self { edition, ..self }
    }

    /// The edition that decisions name; 0 where none was given.
    #[must_use]
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// How decisions name the rule set.
    #[must_use]
    pub fn ruleset(&self) -> RuleSetRef {
        RuleSetRef {
            name: self.rules.name().to_owned(),
            version: self.version,
            edition: self.edition,
        }
    }

    /// The directory, by code, with the archived partners in it.
    #[must_use]
    pub fn partners(&self) -> &[Partner] {
        self.directory.partners()
    }

    /// A partner by its id.
    #[must_use]
    pub fn partner(&self, id: PartnerId) -> Option<&Partner> {
        self.directory.partner(id)
    }

    /// The territory that partners' areas lie in.
    #[must_use]
    pub fn territory(&self) -> Option<&'static passerelle_domain::Territory> {
        self.directory.territory()
    }

    /// What a priority promises; nothing for `P0`, which is not queued.
    #[must_use]
    pub fn service_level(&self, priority: Priority) -> Option<ServiceLevel> {
        self.rules.service_level(priority)
    }

    /// What the rules make of `case`: the same as [`RuleSet::verdict`], without looking at each rule.
    #[must_use]
    pub fn verdict(&self, case: &Case<'_>) -> Verdict<'_> {
        self.index.verdict(&self.rules, case)
    }

    /// A rule by its id, without looking at each of them.
    pub(crate) fn rule(&self, id: &str) -> Option<&Rule> {
        let triage = self.rules.triage_rule();
        if triage.id == id {
            return Some(triage);
        }
        self.index.rule(&self.rules, id)
    }

    /// What a notice shows.
    pub(crate) fn notice(&self, code: &str) -> Option<&Arc<Notice>> {
        self.notices.get(code)
    }

    /// The same rules with another directory.
    pub(crate) fn set_partners(&mut self, partners: Vec<Partner>) {
        self.directory = Directory::new(partners);
    }

    /// The rules that inform somebody about `case`, in the order in which they speak.
    pub(crate) fn informing_rules<'n>(
        &'n self,
        case: &'n Case<'_>,
    ) -> impl Iterator<Item = &'n Rule> {
        self.index.informing(&self.rules, case)
    }

    /// The rules of which a case may miss one test at most, in the order in which they speak; those
    /// named by `ids` too, whatever it misses. Nothing is told of those.
    pub(crate) fn near_rules<'i>(
        &self,
        case: &Case<'_>,
        ids: impl Iterator<Item = &'i str>,
    ) -> Vec<(&Rule, Closeness)> {
        self.index.near(&self.rules, case, ids)
    }

    /// How many partners of a kind have not left the network.
    pub(crate) fn number_of(&self, kind: PartnerKind) -> usize {
        self.directory.number_of(kind)
    }

    /// The directory, compiled.
    pub(crate) fn directory(&self) -> &Directory {
        &self.directory
    }
}
