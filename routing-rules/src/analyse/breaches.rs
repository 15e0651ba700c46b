//! The cases in which a claim fails, when one rule decides: computed from what the rules say, for
//! any directory of partners.

use passerelle_domain::{CaseKind, Disclosure, PartnerKind, Priority};

use super::survey::{Entry, Survey};
use crate::{
    rules::{Aim, Claim, Condition, ConsentDemand, NoticeUse, Rule, SafetyQuestion, Step},
    space::{Fact, Region},
};

/// A rule that decides, with what its decisions can be.
pub(super) struct Breaches<'s, 'r> {
    survey: &'s Survey<'r>,
    rule: &'r Rule,
    /// The cases that it queues; none where it diverts all of them.
    queued: Vec<Region>,
    /// Steps with the cases in which they are on the route.
    route: Vec<(PartnerKind, Vec<Region>)>,
    informed: Vec<(PartnerKind, Vec<Region>)>,
}

impl<'s, 'r> Breaches<'s, 'r> {
    pub(super) fn of(survey: &'s Survey<'r>, entry: &Entry<'r>) -> Self {
        let rule = entry.rule;
        let diverts = matches!(rule.then.aim, Aim::Divert);
        let mut breaches = Self {
            survey,
            rule,
            queued: if diverts {
                Vec::new()
            } else {
                vec![survey.queued()]
            },
            route: Vec::new(),
            informed: Vec::new(),
        };
        breaches.add_route();
        breaches.add_informed();
        breaches
    }

    fn add_route(&mut self) {
        let everything = vec![self.survey.space.everything()];
        if let Aim::SituationRoute { .. } = self.rule.then.aim {
            // Steps that several situations share are one.
            let mut steps: Vec<&Step> = Vec::new();
            for row in self.survey.rules.situations() {
                steps.extend(row.route.iter());
            }
            let mut seen: Vec<&Step> = Vec::new();
            for step in steps {
                if !seen.contains(&step) {
                    seen.push(step);
                    let with = self.survey.situations(|row| row.route.contains(step));
                    let regions = self.step(step, &[with]);
                    self.route.push((step.kind, regions));
                }
            }
        }
        if !matches!(self.rule.then.aim, Aim::Inform { .. }) {
            for step in self.rule.then.aim.steps() {
                let regions = self.step(step, &everything);
                self.route.push((step.kind, regions));
            }
        }
    }

    fn add_informed(&mut self) {
        if self.route.is_empty() {
            return;
        }
        let decided = [self.survey.space.decided_by(&self.rule.id)];
        for entry in &self.survey.informing {
            let cases = self.survey.meet(&entry.cover.regions, &decided);
            for step in entry.rule.then.aim.steps() {
                let regions = self.step(step, &cases);
                self.informed.push((step.kind, regions));
            }
        }
    }

    /// The cases among `cases` in which a step can lead to a partner.
    fn step(&self, step: &Step, cases: &[Region]) -> Vec<Region> {
        let kind = step.kind;
        let allowed = self.rule.then.only.as_ref();
        if allowed.is_some_and(|only| !only.works_in_prison && !only.kinds.contains(&kind)) {
            return Vec::new();
        }
        let when = self.cover(&step.when);
        let no_party = [self.survey.situations(|row| !row.parties.contains(&kind))];
        let regions = self.survey.meet(cases, &when);
        let regions = self.survey.meet(&regions, &no_party);
        self.survey.meet(&regions, &self.queued)
    }

    /// The cases in which a condition may hold: more than those in which it does, where it reads what
    /// is no fact of the space. A case that is found there is tried on a decision.
    fn cover(&self, condition: &Condition) -> Vec<Region> {
        self.survey.space.cover(condition).regions
    }

    /// The cases in which a condition holds for certain.
    fn surely(&self, condition: &Condition) -> Vec<Region> {
        let cover = self.survey.space.cover(condition);
        if cover.exact {
            cover.regions
        } else {
            Vec::new()
        }
    }

    /// The cases in which one of `claims` fails, if this rule decides about them.
    pub(super) fn of_all(&self, claims: &[Claim]) -> Vec<Region> {
        claims
            .iter()
            .flat_map(|claim| self.of_claim(claim))
            .collect()
    }

    fn of_claim(&self, claim: &Claim) -> Vec<Region> {
        let then = &self.rule.then;
        match claim {
            Claim::LeadIn(kinds) => self.leads(|kind| !kinds.contains(&kind)),
            Claim::LeadNotIn(kinds) => self.leads(|kind| kinds.contains(&kind)),
            Claim::AskedIn(kinds) => self.asks(|kind| !kinds.contains(&kind)),
            Claim::AskedNotIn(kinds) => self.asks(|kind| kinds.contains(&kind)),
            Claim::ToldNotIn(kinds) => self.tells(|kind| kinds.contains(&kind)),
            Claim::InPrisonOr(kinds) => {
                let allowed = then.only.as_ref();
                let outside = |kind| allowed.is_none_or(|only| only.kinds.contains(&kind));
                self.tells(|kind| !kinds.contains(&kind) && outside(kind))
            }
            Claim::Diverted(true) => self.queued.clone(),
            Claim::Diverted(false) => self.diverted(),
            Claim::Mediation(modes) => {
                let mut cases = if modes.contains(&passerelle_domain::MediationMode::None) {
                    Vec::new()
                } else {
                    self.diverted()
                };
                let other = self
                    .survey
                    .situations(|row| !modes.contains(&then.mediation.unwrap_or(row.mediation)));
                cases.extend(self.survey.meet(&self.queued, &[other]));
                cases
            }
            Claim::DisclosureAtMost(most) => self.shows_more_than(*most),
            Claim::TriageDisclosureAtMost(most) => {
                let max = self.survey.rules.triage_rule().then.max;
                self.above(*most, |_| max)
            }
            Claim::LegalException(wanted) if then.exception.is_some() == *wanted => {
                if *wanted {
                    self.diverted()
                } else {
                    Vec::new()
                }
            }
            Claim::LegalException(_) => self.queued.clone(),
            Claim::ConsentRequired(wanted) => self.asks_without(*wanted),
            Claim::PriorityAtLeast(least) => vec![self.less_urgent_than(*least)],
            Claim::Rule(ids) if ids.contains(&self.rule.id) => Vec::new(),
            Claim::Rule(_) => vec![self.survey.space.everything()],
            Claim::Notice(code) => self.without_notice(code),
            Claim::Any(alternatives) => {
                let mut cases = vec![self.survey.space.everything()];
                for claims in alternatives {
                    let failing = self.of_all(claims);
                    cases = self.survey.meet(&cases, &failing);
                }
                cases
            }
        }
    }

    fn leads(&self, named: impl Fn(PartnerKind) -> bool) -> Vec<Region> {
        let signed = self.rule.then.law_enforcement.is_some();
        self.asks(|kind| named(kind) && (signed || !kind.is_law_enforcement()))
    }

    fn asks(&self, named: impl Fn(PartnerKind) -> bool) -> Vec<Region> {
        of_kinds(&self.route, named)
    }

    fn tells(&self, named: impl Fn(PartnerKind) -> bool) -> Vec<Region> {
        let mut cases = of_kinds(&self.route, &named);
        cases.extend(of_kinds(&self.informed, &named));
        cases
    }

    /// The cases that are diverted: by their rule, or by their level.
    fn diverted(&self) -> Vec<Region> {
        let everything = self.survey.space.everything();
        let dimensions = self.survey.dimensions();
        self.queued.iter().fold(vec![everything], |rest, queued| {
            rest.iter()
                .flat_map(|part| part.minus(queued, dimensions))
                .collect()
        })
    }

    /// The cases of which some partner could see more than `most`.
    fn shows_more_than(&self, most: Disclosure) -> Vec<Region> {
        if self.route.is_empty() {
            return Vec::new();
        }
        let mut cases = self.above(most, |row| self.capped(self.rule.then.max, row));
        let decided = [self.survey.space.decided_by(&self.rule.id)];
        for entry in &self.survey.informing {
            let cover = self.survey.meet(&entry.cover.regions, &decided);
            let above = self.above(most, |row| self.capped(entry.rule.then.max, row));
            cases.extend(self.survey.meet(&above, &cover));
        }
        cases
    }

    fn capped(&self, max: Disclosure, row: &crate::rules::SituationRow) -> Disclosure {
        match self.rule.then.aim {
            Aim::SituationRoute { .. } => max.min(row.max.unwrap_or(Disclosure::L3)),
            _ => max,
        }
    }

    /// The queued cases in which a level is above `most`. A group or a place is never above `L0`.
    fn above(
        &self,
        most: Disclosure,
        level: impl Fn(&crate::rules::SituationRow) -> Disclosure,
    ) -> Vec<Region> {
        let high = [self.survey.situations(|row| level(row) > most)];
        let cases = self.survey.meet(&self.queued, &high);
        if most >= Disclosure::L0 {
            self.survey.meet(&cases, &[self.of_persons()])
        } else {
            cases
        }
    }

    fn of_persons(&self) -> Region {
        let kinds = [CaseKind::Individual, CaseKind::Interpersonal];
        self.survey
            .space
            .slice(Fact::CaseKind, kinds.map(|kind| kind as usize))
    }

    /// The cases of persons in which somebody is asked though nobody agreed, or the other way round.
    fn asks_without(&self, wanted: bool) -> Vec<Region> {
        let then = &self.rule.then;
        let waits = then.consent == ConsentDemand::Required && then.exception.is_none();
        if waits == wanted || self.route.is_empty() {
            return Vec::new();
        }
        let space = &self.survey.space;
        let values = space
            .dimension(Fact::Consent)
            .map_or(0, |dimension| dimension.values);
        let given = passerelle_domain::ConsentState::Given as usize + 1;
        let not_given = space.slice(Fact::Consent, (0..values).filter(|value| *value != given));
        let cases = self.survey.meet(&self.queued, &[self.of_persons()]);
        self.survey.meet(&cases, &[not_given])
    }

    fn less_urgent_than(&self, least: Priority) -> Region {
        let mut region = self.survey.situations(|row| row.priority > least);
        let mut answers = vec![SafetyQuestion::DangerNow, SafetyQuestion::SuicideRisk];
        if least >= Priority::P1 {
            answers.extend([SafetyQuestion::MinorAtRisk, SafetyQuestion::Violence]);
        }
        if least >= Priority::P2 {
            answers.push(SafetyQuestion::UnableToProtectSelf);
        }
        for question in answers {
            if let Some(dimension) = self.survey.space.dimension(Fact::Safety(question)) {
                region.restrict(dimension, &dimension.mask([0]));
            }
        }
        region
    }

    fn without_notice(&self, code: &str) -> Vec<Region> {
        let of_code = |used: &&NoticeUse| used.code == code;
        let mut shown: Vec<Region> = Vec::new();
        for used in self.rule.then.notices.iter().filter(of_code) {
            shown.extend(self.surely(&used.when));
        }
        for row in self.survey.rules.situations() {
            for used in row.notices.iter().filter(of_code) {
                let when = self.surely(&used.when);
                let situation = self
                    .survey
                    .situations(|other| other.situation == row.situation);
                shown.extend(self.survey.meet(&when, &[situation]));
            }
        }
        let dimensions = self.survey.dimensions();
        let everything = vec![self.survey.space.everything()];
        shown.iter().fold(everything, |rest, shown| {
            rest.iter()
                .flat_map(|part| part.minus(shown, dimensions))
                .collect()
        })
    }
}

fn of_kinds(
    steps: &[(PartnerKind, Vec<Region>)],
    named: impl Fn(PartnerKind) -> bool,
) -> Vec<Region> {
    let named = steps.iter().filter(|(kind, _)| named(*kind));
    named.flat_map(|(_, regions)| regions).cloned().collect()
}
