//! Rules and partner directory together: one immutable snapshot, swapped whole when either changes.

use std::collections::{BTreeMap, HashMap};

use passerelle_domain::{Availability, Partner, PartnerId, PartnerKind, Priority, ServiceLevel};

use crate::{RuleSet, decision::RuleSetRef};

/// Everything that a decision looks at besides the case.
#[derive(Debug, Clone)]
pub struct Network {
    rules: RuleSet,
    version: u32,
    partners: Vec<Partner>,
    by_id: HashMap<PartnerId, usize>,
    /// Partners that can be matched, by their code within each kind.
    by_kind: BTreeMap<PartnerKind, Vec<usize>>,
}

impl Network {
    /// A snapshot of the rule set in its `version` and of the directory.
    #[must_use]
    pub fn new(rules: RuleSet, version: u32, mut partners: Vec<Partner>) -> Self {
        partners.sort_by(|one, other| one.code.cmp(&other.code));
        let mut by_id = HashMap::with_capacity(partners.len());
        let mut by_kind: BTreeMap<PartnerKind, Vec<usize>> = BTreeMap::new();
        for (index, partner) in partners.iter().enumerate() {
            by_id.insert(partner.id, index);
            if partner.availability != Availability::Archived {
                by_kind.entry(partner.kind).or_default().push(index);
            }
        }
        Self {
            rules,
            version,
            partners,
            by_id,
            by_kind,
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

    /// How decisions name the rule set.
    #[must_use]
    pub fn ruleset(&self) -> RuleSetRef {
        RuleSetRef {
            name: self.rules.name().to_owned(),
            version: self.version,
        }
    }

    /// The directory, by code, with the archived partners in it.
    #[must_use]
    pub fn partners(&self) -> &[Partner] {
        &self.partners
    }

    /// A partner by its id.
    #[must_use]
    pub fn partner(&self, id: PartnerId) -> Option<&Partner> {
        self.partners.get(*self.by_id.get(&id)?)
    }

    /// What a priority promises; nothing for `P0`, which is not queued.
    #[must_use]
    pub fn service_level(&self, priority: Priority) -> Option<ServiceLevel> {
        self.rules.service_level(priority)
    }

    /// The partners of a kind that have not left the network, by code.
    pub(crate) fn of_kind(&self, kind: PartnerKind) -> impl Iterator<Item = &Partner> {
        let indices = self
            .by_kind
            .get(&kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        indices.iter().filter_map(|index| self.partners.get(*index))
    }
}
