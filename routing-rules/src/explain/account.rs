//! The account of a decision as data: each rule that applied or came near, each candidate and why
//! not. What [`long`](super::long) says in sentences, for whoever shows it otherwise.

use std::cmp::Reverse;

use jiff::Timestamp;
use passerelle_domain::{
    Disclosure, Lang, Partner, PartnerId, PartnerKind, Text, TurnedDownReason,
};
use serde::Serialize;

use super::{
    facts,
    near::{Miss, missed},
    words,
};
use crate::{
    Decision, Facts, Network,
    decide::{Ground, route_kinds},
    index::Closeness,
    rules::{Aim, Case, Rule},
};

/// Why a case went where it went, and why not elsewhere. It is not in words yet: of thousands of
/// rules hundreds come near, and nobody reads them all.
#[derive(Debug, Clone)]
pub struct Account<'n> {
    case: Case<'n>,
    /// The rules that applied or came near, in the order in which they are tried.
    pub(crate) rules: Vec<Seen<'n>>,
    /// The kinds of partner on the route, in its order.
    pub route: Vec<KindAccount>,
}

/// A rule that applied or came near, as far as it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen<'n> {
    /// What became of it is known.
    Found(Found<'n>),
    /// It misses one test, and it is known how many it meets: which one it misses is looked at when
    /// somebody asks.
    Near { rule: &'n Rule, held: usize },
}

impl Seen<'_> {
    /// Of a rule that came near: how many of its tests hold.
    pub(crate) fn held(&self) -> Option<usize> {
        match self {
            Self::Found(found) => found.miss.map(|miss| miss.held),
            Self::Near { held, .. } => Some(*held),
        }
    }
}

/// One rule that applied or came near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found<'n> {
    pub(super) rule: &'n Rule,
    pub(super) fate: RuleFate,
    /// Of a rule that came near: by how much it did not apply.
    pub(super) miss: Option<Miss<'n>>,
}

impl Account<'_> {
    /// Every rule that applied or came near, in words, in the order in which they are tried.
    pub fn rules(&self) -> impl Iterator<Item = RuleAccount> + '_ {
        self.found().map(|found| RuleAccount {
            id: found.rule.id.clone(),
            label: found.rule.label.clone(),
            overlay: found
                .rule
                .origin
                .as_ref()
                .map(|origin| origin.overlay.clone()),
            fate: found.fate,
            lacks: found
                .miss
                .iter()
                .map(|miss| Lack {
                    fact: Text::of(|lang| facts::fact(miss.test, lang).to_owned()),
                    wanted: Text::of(|lang| words::wanted(miss.test, lang)),
                    actual: Text::of(|lang| self.actual(miss, lang)),
                })
                .collect(),
        })
    }

    /// Every rule that applied or came near.
    pub(crate) fn found(&self) -> impl Iterator<Item = Found<'_>> {
        self.rules.iter().filter_map(|seen| self.look_at(seen))
    }

    fn look_at<'s>(&self, seen: &Seen<'s>) -> Option<Found<'s>> {
        match seen {
            Seen::Found(found) => Some(*found),
            Seen::Near { rule, .. } => near(rule, &self.case),
        }
    }

    /// The rules that applied, and of those that came near the `most` nearest: they meet more tests
    /// than the others, or as many and are tried before.
    pub(super) fn nearest(&self, most: usize) -> Vec<Found<'_>> {
        let places = self.rules.iter().enumerate();
        let mut near: Vec<(Reverse<usize>, usize)> = places
            .filter_map(|(place, seen)| Some((Reverse(seen.held()?), place)))
            .collect();
        if near.len() <= most {
            return self.found().collect();
        }
        near.select_nth_unstable(most);
        let mut left_out: Vec<usize> = near.drain(most..).map(|(_, place)| place).collect();
        left_out.sort_unstable();
        let places = self.rules.iter().enumerate();
        places
            .filter(|(place, _)| left_out.binary_search(place).is_err())
            .filter_map(|(_, seen)| self.look_at(seen))
            .collect()
    }

    /// What the case has instead of what a rule asks for.
    pub(super) fn actual(&self, miss: &Miss<'_>, lang: Lang) -> String {
        words::actual(miss.test, &self.case, lang)
    }
}

/// One rule, as it looks at the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleAccount {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// The overlay that it comes from, where it comes from one.
    pub overlay: Option<String>,
    /// What became of it.
    pub fate: RuleFate,
    /// Of a rule that came near: what the case would have to be, and is not.
    pub lacks: Vec<Lack>,
}

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleFate {
    /// It decides.
    Decides,
    /// It applies, and contradicts another one: nobody decided.
    Contradicts,
    /// It informs other partners.
    Informs,
    /// It would apply too, and comes later.
    ComesLater,
    /// One more fact, and it would apply.
    Near,
}

impl RuleFate {
    /// Every fate, in the order of the type.
    pub const ALL: &'static [Self] = &[
        Self::Decides,
        Self::Contradicts,
        Self::Informs,
        Self::ComesLater,
        Self::Near,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Decides => "decides",
            Self::Contradicts => "contradicts",
            Self::Informs => "informs",
            Self::ComesLater => "comes_later",
            Self::Near => "near",
        }
    }
}

/// A condition that the case does not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// The fact that the condition is about.
    pub fact: Text,
    /// What the rule asks for.
    pub wanted: Text,
    /// What the case is.
    pub actual: Text,
}

/// One kind of partner on the route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindAccount {
    /// The kind.
    pub kind: PartnerKind,
    /// Whether nobody in the directory is of this kind.
    pub vacant: bool,
    /// The partners that were looked at, in the order of the directory.
    pub candidates: Vec<CandidateAccount>,
    /// How many others of the kind there are, too far away to be listed.
    pub others: usize,
}

/// What became of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CandidateAccount {
    /// The partner.
    pub partner: PartnerId,
    /// Its part in the decision.
    #[serde(flatten)]
    pub part: Part,
}

/// The part of a candidate in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// It is asked first.
    Lead {
        /// How much it may see.
        disclosure: Disclosure,
        /// Whether the person's agreement is missing.
        needs_consent: bool,
    },
    /// It is asked later.
    Fallback {
        /// Its place among those who are, from 1.
        rank: usize,
    },
    /// It is not asked.
    TurnedDown {
        /// Why.
        reason: TurnedDownReason,
    },
}

/// The account of a `decision` that the rules of `network` made by the clock `at`.
#[must_use]
pub fn account<'n>(
    network: &'n Network,
    facts: &Facts<'n>,
    at: Timestamp,
    decision: &Decision,
) -> Account<'n> {
    // A decision exists, so its clock could be read.
    let moment = network.rules().moment(facts, at).ok().flatten();
    let ground = Ground::new(network, *facts, moment);
    let decided = decision.matched_rule.iter().chain(&decision.conflict);
    let near = network.near_rules(&ground.case, decided.map(String::as_str));
    let listed = listed(network, decision);
    Account {
        rules: near
            .into_iter()
            .filter_map(|(rule, closeness)| match closeness {
                Closeness::MissesOne(held) => Some(Seen::Near { rule, held }),
                Closeness::Untold => found(rule, &ground.case, decision).map(Seen::Found),
            })
            .collect(),
        route: route_kinds(&ground)
            .into_iter()
            .map(|kind| of_kind(network, kind, decision, &listed))
            .collect(),
        case: ground.case,
    }
}

/// What a decision made of a rule; nothing where the rule has nothing to do with it.
pub(crate) fn found<'n>(rule: &'n Rule, case: &Case<'_>, decision: &Decision) -> Option<Found<'n>> {
    let fate = if decision.matched_rule.as_deref() == Some(rule.id.as_str()) {
        RuleFate::Decides
    } else if decision.conflict.contains(&rule.id) {
        RuleFate::Contradicts
    } else if rule.when.holds(case) {
        match rule.then.aim {
            Aim::Inform { .. } if decision.informed.is_empty() => return None,
            Aim::Inform { .. } => RuleFate::Informs,
            _ => RuleFate::ComesLater,
        }
    } else {
        return near(rule, case);
    };
    Some(Found {
        rule,
        fate,
        miss: None,
    })
}

fn near<'n>(rule: &'n Rule, case: &Case<'_>) -> Option<Found<'n>> {
    let miss = missed(&rule.when, case)?;
    Some(Found {
        rule,
        fate: RuleFate::Near,
        miss: Some(miss),
    })
}

/// Everybody whom a decision names on its route, each once with the strongest part, in the order of the
/// directory.
fn listed<'n>(network: &'n Network, decision: &Decision) -> Vec<(&'n Partner, Part)> {
    let mut listed: Vec<(&Partner, Part)> = parts(decision)
        .filter_map(|(id, part)| Some((network.partner(id)?, part)))
        .collect();
    listed.sort_by(|(one, _), (other, _)| one.code.cmp(&other.code));
    listed.dedup_by_key(|(partner, _)| partner.id);
    listed
}

fn of_kind(
    network: &Network,
    kind: PartnerKind,
    decision: &Decision,
    listed: &[(&Partner, Part)],
) -> KindAccount {
    let of_kind = listed.iter().filter(|(partner, _)| partner.kind == kind);
    let candidates: Vec<CandidateAccount> = of_kind
        .map(|(partner, part)| CandidateAccount {
            partner: partner.id,
            part: *part,
        })
        .collect();
    KindAccount {
        kind,
        vacant: decision.vacant.contains(&kind),
        others: network.number_of(kind).saturating_sub(candidates.len()),
        candidates,
    }
}

/// Everybody whom a decision names on its route, the strongest part first.
fn parts(decision: &Decision) -> impl Iterator<Item = (PartnerId, Part)> {
    let lead = decision.lead.iter().map(|lead| {
        let part = Part::Lead {
            disclosure: lead.disclosure,
            needs_consent: lead.needs_consent,
        };
        (lead.partner, part)
    });
    let fallbacks = decision.fallbacks.iter().zip(1..);
    let fallbacks = fallbacks.map(|(one, rank)| (one.partner, Part::Fallback { rank }));
    let turned_down = decision.turned_down.iter();
    let turned_down = turned_down.map(|one| (one.partner, Part::TurnedDown { reason: one.reason }));
    lead.chain(fallbacks).chain(turned_down)
}
