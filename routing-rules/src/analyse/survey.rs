//! What every question of the analyser looks at: the rules as regions, in the order in which they
//! are tried.

use std::cell::OnceCell;

use passerelle_domain::Priority;

use super::{
    Budget,
    replay::Replay,
    search::{Verdict, search},
    thicket::{Bits, Thicket},
};
use crate::{
    RuleSet,
    rules::{Aim, HitPolicy, Rule, SafetyQuestion, SituationRow},
    space::{Cover, Dimension, Fact, Region, Space},
};

pub(super) struct Survey<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) space: Space,
    pub(super) impossible: Vec<Region>,
    /// The rules that decide, in the order in which they are tried, the triage rule last.
    pub(super) deciding: Vec<Entry<'r>>,
    pub(super) informing: Vec<Entry<'r>>,
    /// What cannot be, and the regions of all rules that decide.
    thicket: Thicket,
    budget: Budget,
    replay: OnceCell<Replay>,
    asking: OnceCell<Vec<(usize, Vec<Region>)>>,
}

/// What keeps cases out of a search.
#[derive(Clone)]
pub(super) struct Barrier<'s> {
    allowed: Bits,
    others: Vec<&'s Region>,
}

impl<'s> Barrier<'s> {
    /// The same, and some regions more.
    pub(super) fn and(mut self, others: impl IntoIterator<Item = &'s Region>) -> Self {
        self.others.extend(others);
        self
    }
}

fn regions<'s>(near: &[(Option<usize>, &'s Region)]) -> Vec<&'s Region> {
    near.iter().map(|(_, region)| *region).collect()
}

/// The rules among the blockers that a search used.
fn owners<'n>(
    used: &'n [usize],
    near: &'n [(Option<usize>, &Region)],
) -> impl Iterator<Item = usize> + 'n {
    used.iter().filter_map(|number| near.get(*number)?.0)
}

fn only_rules(verdict: Verdict, near: &[(Option<usize>, &Region)]) -> Verdict {
    match verdict {
        Verdict::Nowhere(used) => Verdict::Nowhere(owners(&used, near).collect()),
        other => other,
    }
}

/// A rule with the regions in which it matches.
pub(super) struct Entry<'r> {
    pub(super) rule: &'r Rule,
    pub(super) cover: Cover,
}

impl<'r> Survey<'r> {
    pub(super) fn of(rules: &'r RuleSet, budget: Budget) -> Self {
        let space = Space::exact(rules);
        let entry = |rule: &'r Rule| Entry {
            rule,
            cover: space.cover(&rule.when),
        };
        let informs = |rule: &&Rule| matches!(rule.then.aim, Aim::Inform { .. });
        let all = rules.rules().iter();
        let mut deciding: Vec<Entry<'r>> = all
            .clone()
            .filter(|rule| !informs(rule))
            .map(entry)
            .collect();
        deciding.push(entry(rules.triage_rule()));
        let impossible = space.impossible();
        let in_the_way = impossible.iter().map(|region| (None, region.clone()));
        let taken = deciding.iter().enumerate().flat_map(|(place, entry)| {
            let regions = entry.cover.regions.iter();
            regions.map(move |region| (Some(place), region.clone()))
        });
        let thicket = Thicket::of(space.dimensions(), in_the_way.chain(taken).collect());
        Self {
            rules,
            informing: all.filter(informs).map(entry).collect(),
            deciding,
            impossible,
            thicket,
            space,
            budget,
            replay: OnceCell::new(),
            asking: OnceCell::new(),
        }
    }

    pub(super) fn dimensions(&self) -> &[Dimension] {
        self.space.dimensions()
    }

    /// The rules that decide, without the triage rule.
    pub(super) fn written(&self) -> &[Entry<'r>] {
        self.deciding
            .split_last()
            .map_or(&[], |(_, written)| written)
    }

    /// Whether a rule that matches needs to be the only one of its stage.
    pub(super) fn is_unique(&self, rule: &Rule) -> bool {
        let mut stages = self.rules.stages().iter();
        stages.any(|stage| stage.id == rule.stage && stage.hit == HitPolicy::Unique)
    }

    /// The rules that take a case away from the one at `place`: those before it. Where one only of a
    /// stage may match, those beside it too, but none of a lesser rank.
    fn takers(&self, place: usize) -> impl Iterator<Item = (usize, &Entry<'r>)> {
        let own = self.tied(place);
        let written = self.written().iter().enumerate();
        written.filter(move |(other, entry)| match own {
            Some(own) if own.stage == entry.rule.stage => {
                *other != place && entry.rule.rank() >= own.rank()
            }
            _ => *other < place,
        })
    }

    /// The rules that come before the one at `place` for certain: not those of its own rank, where
    /// one only may match.
    pub(super) fn earlier(&self, place: usize) -> impl Iterator<Item = (usize, &Entry<'r>)> {
        let own = self.tied(place);
        let written = self.written().iter().enumerate();
        written.filter(move |(other, entry)| match own {
            Some(own) if own.stage == entry.rule.stage => entry.rule.rank() > own.rank(),
            _ => *other < place,
        })
    }

    /// The rule at `place`, where it stands in a stage of which one rule only may match.
    fn tied(&self, place: usize) -> Option<&'r Rule> {
        let rule = self.deciding.get(place)?.rule;
        self.is_unique(rule).then_some(rule)
    }

    /// What no case reaches that comes to the rule at `place`: what cannot be, and what other rules
    /// take.
    pub(super) fn before(&self, place: usize) -> Barrier<'_> {
        self.barrier(self.takers(place).map(|(other, _)| other))
    }

    /// What cannot be, and what rules take that come before the one at `place` for certain.
    pub(super) fn surely_before(&self, place: usize) -> Barrier<'_> {
        self.barrier(self.earlier(place).map(|(other, _)| other))
    }

    /// What cannot be, and what some rules take.
    pub(super) fn barrier(&self, rules: impl Iterator<Item = usize>) -> Barrier<'_> {
        let mut all = vec![false; self.deciding.len()];
        for place in rules {
            // A rule whose regions are only an outline takes less than they say.
            let exact = self.deciding.get(place).is_some_and(|one| one.cover.exact);
            if let Some(slot) = all.get_mut(place) {
                *slot = exact;
            }
        }
        let taken = |place: usize| all.get(place).copied().unwrap_or_default();
        Barrier {
            allowed: self.thicket.of_owners(taken),
            others: Vec::new(),
        }
    }

    /// The places of the rules that decide and may match a case of one of `targets`, from the one at
    /// `from` on.
    pub(super) fn overlapping(&self, targets: &[Region], from: usize) -> Vec<usize> {
        let allowed = self.thicket.of_owners(|place| place >= from);
        let near = targets.iter().flat_map(|target| {
            let near = self.thicket.near(self.dimensions(), target, &allowed);
            near.into_iter().filter_map(|(owner, _)| owner)
        });
        let mut places: Vec<usize> = near.collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether a case that was found is decided by the rule at `place`. A rule that is known by an
    /// outline only is tried on a decision.
    pub(super) fn decides(&self, place: usize, part: &Region) -> bool {
        let Some(entry) = self.deciding.get(place) else {
            return false;
        };
        if entry.cover.exact && self.takers(place).all(|(_, entry)| entry.cover.exact) {
            return true;
        }
        let decision = self
            .case_in(part)
            .and_then(|case| self.replay().decide(&case));
        decision.is_some_and(|decision| decision.matched_rule.as_ref() == Some(&entry.rule.id))
    }

    /// The real deciding function, with a partner of each kind.
    pub(super) fn replay(&self) -> &Replay {
        self.replay.get_or_init(|| {
            let mut replay = Replay::of(self.rules, self.space.anywhere());
            replay.with_everybody();
            replay
        })
    }

    /// A case in one of `targets` that no part of the barrier keeps out. Where there is none, the
    /// places of the rules that are enough to see it.
    pub(super) fn find<'t>(
        &self,
        targets: impl IntoIterator<Item = &'t Region>,
        barrier: &Barrier<'_>,
    ) -> Verdict {
        let mut work = self.budget.steps;
        let mut enough = Vec::new();
        let mut undecided = false;
        for target in targets {
            match self.find_one(target, barrier, &mut work) {
                Verdict::Found(part) => return Verdict::Found(part),
                Verdict::Nowhere(used) => enough.extend(used),
                Verdict::Undecided => undecided = true,
            }
        }
        if undecided {
            return Verdict::Undecided;
        }
        enough.sort_unstable();
        enough.dedup();
        Verdict::Nowhere(enough)
    }

    /// The same for one target. Places that no rule names come first: a case is found there most
    /// easily. Where there is none, the same blockers show it for all the places that they share, so
    /// that a country of overlays is not searched one by one.
    fn find_one(&self, target: &Region, barrier: &Barrier<'_>, work: &mut u64) -> Verdict {
        let dimensions = self.dimensions();
        let mut near = self.thicket.near(dimensions, target, &barrier.allowed);
        near.extend(barrier.others.iter().map(|region| (None, *region)));
        let places = self.space.dimension(Fact::Place);
        let Some(places) = places.filter(|places| target.values(places).nth(1).is_some()) else {
            return only_rules(search(dimensions, target, &regions(&near), work), &near);
        };
        let mut rest = target.clone();
        let mut enough = Vec::new();
        while let Some(class) = self.thicket.quietest(places, &rest) {
            let mut part = rest.clone();
            part.restrict(places, &places.mask([class]));
            let there = near.iter().filter(|(_, region)| region.has(places, class));
            let there: Vec<_> = there.copied().collect();
            *work = work.saturating_sub(near.len() as u64 / 8);
            let verdict = search(dimensions, &part, &regions(&there), work);
            let Verdict::Nowhere(used) = verdict else {
                return verdict;
            };
            let mut alike = rest.clone();
            for (_, region) in used.iter().filter_map(|number| there.get(*number)) {
                alike.restrict(places, region.mask(places));
            }
            rest.remove(places, alike.mask(places));
            enough.extend(owners(&used, &there));
        }
        Verdict::Nowhere(enough)
    }

    /// The rules that ask somebody, by place, with the regions in which one of them would be what a
    /// rule that informs speaks after. Whether an earlier rule takes a case there is not looked at.
    pub(super) fn asking(&self) -> &[(usize, Vec<Region>)] {
        self.asking.get_or_init(|| {
            let queued = [self.queued()];
            let asks =
                |(_, entry): &(usize, &Entry<'r>)| !matches!(entry.rule.then.aim, Aim::Divert);
            let rules = self.written().iter().enumerate().filter(asks);
            let rules = rules.map(|(place, entry)| {
                let decided = [self.space.decided_by(&entry.rule.id)];
                let regions = self.meet(&self.meet(&decided, &queued), &entry.cover.regions);
                (place, regions)
            });
            rules.collect()
        })
    }

    /// The cases that are queued, unless their rule diverts them: those of no immediate danger.
    pub(super) fn queued(&self) -> Region {
        let calm = |row: &&SituationRow| row.priority != Priority::P0;
        let mut region = self.situations(calm);
        for question in [SafetyQuestion::DangerNow, SafetyQuestion::SuicideRisk] {
            let fact = Fact::Safety(question);
            if let Some(dimension) = self.space.dimension(fact) {
                region.restrict(dimension, &dimension.mask([0]));
            }
        }
        region
    }

    /// The cases of the situations of which something holds.
    pub(super) fn situations(&self, holds: impl Fn(&&SituationRow) -> bool) -> Region {
        let rows = self.rules.situations().iter().filter(holds);
        self.space
            .slice(Fact::Situation, rows.map(|row| row.situation as usize))
    }

    /// Whether two lists of regions have anything in common.
    pub(super) fn any_meet(&self, some: &[Region], others: &[Region]) -> bool {
        let dimensions = self.dimensions();
        some.iter()
            .any(|one| others.iter().any(|other| one.overlaps(other, dimensions)))
    }

    /// What two lists of regions have in common.
    pub(super) fn meet(&self, some: &[Region], others: &[Region]) -> Vec<Region> {
        let dimensions = self.dimensions();
        let pairs = some
            .iter()
            .flat_map(|one| others.iter().map(move |other| (one, other)));
        pairs
            .filter_map(|(one, other)| one.meet(other, dimensions))
            .collect()
    }
}
