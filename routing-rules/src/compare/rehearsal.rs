//! Cases decided twice and counted.

use std::{collections::HashMap, hash::Hash};

use jiff::Timestamp;
use passerelle_domain::PartnerId;

use super::{
    Aspect, Replay,
    aspect::{self, Aspects},
    comparison::Group,
    deadlines::Deadlines,
    group::Pair,
};
use crate::{Decision, Destiny, Network};

/// A comparison in the making.
///
/// Several may count at the same time, each its own part of the cases; [`join`](Self::join) puts
/// them together in the order of the parts, so that the result does not depend on how the cases were
/// shared out.
#[derive(Debug, Clone)]
pub struct Rehearsal<'n> {
    pub(super) old: &'n Network,
    pub(super) new: &'n Network,
    pub(super) cases: u64,
    pub(super) unchanged: u64,
    pub(super) rule_only: u64,
    pub(super) undecided: u64,
    pub(super) span: Option<(Timestamp, Timestamp)>,
    pub(super) aspects: HashMap<Aspect, u64>,
    pub(super) moves: HashMap<(Option<PartnerId>, Option<PartnerId>), Group>,
    pub(super) destinies: HashMap<(Destiny, Destiny), Group>,
    pub(super) rules: HashMap<(String, String), Group>,
    pub(super) answer: Deadlines,
    pub(super) contact: Deadlines,
    pub(super) more: Group,
    pub(super) less: Group,
    pub(super) loads: HashMap<PartnerId, [u64; 4]>,
}

impl<'n> Rehearsal<'n> {
    /// Nothing compared yet.
    #[must_use]
    pub fn new(old: &'n Network, new: &'n Network) -> Self {
        Self {
            old,
            new,
            cases: 0,
            unchanged: 0,
            rule_only: 0,
            undecided: 0,
            span: None,
            aspects: HashMap::new(),
            moves: HashMap::new(),
            destinies: HashMap::new(),
            rules: HashMap::new(),
            answer: Deadlines::default(),
            contact: Deadlines::default(),
            more: Group::default(),
            less: Group::default(),
            loads: HashMap::new(),
        }
    }

    /// How many cases were compared so far.
    #[must_use]
    pub fn cases(&self) -> u64 {
        self.cases
    }

    /// Decides one more case by both.
    pub fn play(&mut self, case: &Replay<'_>) {
        self.cases += 1;
        self.widen(case.at, case.at);
        let decide = |network: &Network| network.decide_unexplained(&case.facts, case.at);
        let (Ok(old), Ok(new)) = (decide(self.old), decide(self.new)) else {
            self.undecided += 1;
            return;
        };
        self.load(&old, 0);
        self.load(&new, 1);
        let changed = aspect::between(&old, &new);
        if changed.is_empty() {
            self.unchanged += 1;
            return;
        }
        self.rule_only += u64::from(changed.is_rule_only());
        for aspect in Aspect::ALL {
            if changed.has(aspect) {
                *self.aspects.entry(aspect).or_default() += 1;
            }
        }
        let pair = Pair {
            case,
            old: (self.old, &old),
            new: (self.new, &new),
        };
        self.enter(changed, &pair);
    }

    /// Puts a case under every heading that it belongs to.
    fn enter(&mut self, changed: Aspects, pair: &Pair<'_>) {
        let (old, new) = (pair.old.1, pair.new.1);
        if changed.has(Aspect::Lead) {
            let leads = (aspect::partner(&old.lead), aspect::partner(&new.lead));
            self.moves.entry(leads).or_default().count(pair);
        }
        if changed.has(Aspect::Destiny) {
            let destinies = (old.destiny, new.destiny);
            self.destinies.entry(destinies).or_default().count(pair);
        }
        if old.rule != new.rule {
            let rules = (old.rule.clone(), new.rule.clone());
            self.rules.entry(rules).or_default().count(pair);
        }
        if changed.has(Aspect::AnswerDue) {
            self.answer
                .count((old.answer_due_at, new.answer_due_at), pair);
        }
        if changed.has(Aspect::FirstContactDue) {
            let due = (old.first_contact_due_at, new.first_contact_due_at);
            self.contact.count(due, pair);
        }
        let disclosed = aspect::disclosure(old, new);
        if disclosed.more {
            self.more.count(pair);
        }
        if disclosed.less {
            self.less.count(pair);
        }
    }

    /// Counts what partners are asked and told: `side` 0 before, 1 after.
    fn load(&mut self, decision: &Decision, side: usize) {
        let asked = decision.lead.iter().map(|one| (one.partner, side));
        let told = decision.informed.iter();
        let told = told.map(|one| (one.partner, side + 2));
        for (partner, place) in asked.chain(told) {
            let load = self.loads.entry(partner).or_default();
            if let Some(count) = load.get_mut(place) {
                *count += 1;
            }
        }
    }

    fn widen(&mut self, from: Timestamp, until: Timestamp) {
        let (first, last) = self.span.unwrap_or((from, until));
        self.span = Some((first.min(from), last.max(until)));
    }

    /// Adds what another has counted of the same two networks, over cases that come later.
    pub fn join(&mut self, later: Self) {
        self.cases += later.cases;
        self.unchanged += later.unchanged;
        self.rule_only += later.rule_only;
        self.undecided += later.undecided;
        if let Some((from, until)) = later.span {
            self.widen(from, until);
        }
        for (aspect, cases) in later.aspects {
            *self.aspects.entry(aspect).or_default() += cases;
        }
        join_groups(&mut self.moves, later.moves);
        join_groups(&mut self.destinies, later.destinies);
        join_groups(&mut self.rules, later.rules);
        self.answer.join(later.answer);
        self.contact.join(later.contact);
        self.more.join(later.more);
        self.less.join(later.less);
        for (partner, counts) in later.loads {
            let load = self.loads.entry(partner).or_default();
            for (own, more) in load.iter_mut().zip(counts) {
                *own += more;
            }
        }
    }
}

fn join_groups<K: Eq + Hash>(own: &mut HashMap<K, Group>, later: HashMap<K, Group>) {
    for (key, group) in later {
        own.entry(key).or_default().join(group);
    }
}
