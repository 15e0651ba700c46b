//! From a case to a decision.
//!
//! The rule comes first: [`RuleSet::verdict`](crate::RuleSet::verdict), found by the
//! [`index`](crate::index). It gives a [`route`] of partner kinds; [`sift`] keeps the partners of those kinds that can take the case and
//! says why not of each other one; [`choose`] picks whom to ask, by consent; [`inform`] adds those
//! who are told.

mod candidates;
mod choose;
mod clock;
mod inform;
mod notices;
mod route;
mod search;
mod select;
mod sift;
mod times;

use jiff::Timestamp;
use passerelle_domain::{DepartementCode, Disclosure, MediationMode, Priority, Text};

use crate::{
    Course, DecideError, Decision, Destiny, Facts, Network, Proposal, explain,
    rules::{Aim, Case, Moment, Rule, SituationRow, Verdict},
};
use choose::{Choice, Ladder, ceiling_of};

pub(crate) use clock::Clock;
#[cfg(any(test, fuzzing))]
pub(crate) use inform::informed as inform;
pub(crate) use route::{Sought, route, route_kinds};
pub(crate) use search::Search;
pub(crate) use sift::Listing;
#[cfg(any(test, fuzzing))]
pub(crate) use sift::sift;

/// One decision in the making: what every step of it looks at.
pub(crate) struct Ground<'n> {
    pub(crate) network: &'n Network,
    pub(crate) facts: Facts<'n>,
    pub(crate) case: Case<'n>,
    /// The rule that stands: the one that decides, else the triage rule.
    pub(crate) rule: &'n Rule,
    /// The rules that contradict each other, where some do.
    pub(crate) conflict: Vec<&'n Rule>,
    pub(crate) row: Option<&'n SituationRow>,
    /// Whose public holidays count.
    departement: DepartementCode,
}

impl Network {
    /// Where a case goes, by the clock `at`. The same snapshot, facts and clock give the same
    /// decision, whenever and wherever it is asked.
    ///
    /// # Errors
    /// When a due date lies beyond the calendar.
    pub fn decide(&self, facts: &Facts<'_>, at: Timestamp) -> Result<Decision, DecideError> {
        let mut decision = self.decision(facts, at, Listing::Elsewhere)?;
        decision.explanation = explain::short(self, facts, &decision)?;
        Ok(decision)
    }

    /// The same without what only explains it, for whoever decides by the thousand: no word of
    /// explanation, and of the partners that are turned down only those who work at the place of the
    /// case or are named by it. Everything else is the same.
    ///
    /// # Errors
    /// When a due date lies beyond the calendar.
    pub fn decide_unexplained(
        &self,
        facts: &Facts<'_>,
        at: Timestamp,
    ) -> Result<Decision, DecideError> {
        self.decision(facts, at, Listing::Near)
    }

    fn decision(
        &self,
        facts: &Facts<'_>,
        at: Timestamp,
        listing: Listing,
    ) -> Result<Decision, DecideError> {
        let ground = Ground::new(self, *facts, self.rules().moment(facts, at)?);
        let priority = ground.priority();
        if ground.diverts(priority) {
            return Ok(ground.diverted(priority));
        }
        let answer = ground.answer_due(priority, at)?;
        let search = Search::new(&ground, Clock::new(at, answer)?);
        let mut decision = search.routed(priority, listing);
        ground.set_times(&mut decision, at, answer)?;
        Ok(decision)
    }
}

impl<'n> Ground<'n> {
    pub(crate) fn new(network: &'n Network, facts: Facts<'n>, moment: Option<Moment>) -> Self {
        let rules = network.rules();
        let referrer = facts.referrer.and_then(|id| network.partner(id));
        let case = Case::of(&facts)
            .at(moment)
            .from_a(referrer.map(|partner| partner.kind));
        let (rule, conflict) = match network.verdict(&case) {
            Verdict::Rule(rule) => (rule, Vec::new()),
            Verdict::Conflict(rules_at_odds) => (rules.triage_rule(), rules_at_odds),
            Verdict::Nothing => (rules.triage_rule(), Vec::new()),
        };
        let row = rules.situation(facts.need.situation);
        Self {
            network,
            facts,
            case: case.decided_by(&rule.id),
            rule,
            conflict,
            row,
            departement: facts.need.place.commune_code.departement(),
        }
    }

    fn priority(&self) -> Priority {
        let own = self.row.map_or(Priority::P4, |row| row.priority);
        self.facts.need.safety.raise(own)
    }

    /// An emergency is diverted by its rule, or by its level: it is not queued.
    fn diverts(&self, priority: Priority) -> bool {
        matches!(self.rule.then.aim, Aim::Divert) || priority == Priority::P0
    }

    fn diverted(&self, priority: Priority) -> Decision {
        Decision {
            disclosure_by_party: self.nothing_of_anybody(),
            mediation_mode: MediationMode::None,
            follow_up_days: None,
            course: Course::default(),
            ..self.outline(Destiny::EmergencyDiverted, priority)
        }
    }

    /// Nobody to ask: the triage rule stands, and says how much of the case the one who chooses
    /// may pass on.
    fn triage(&self, outline: Decision) -> Decision {
        let triage = self.network.rules().triage_rule();
        let max = self.cap(triage.then.max);
        Decision {
            rule: triage.id.clone(),
            disclosure_by_party: self.facts.need.parties.iter().map(|_| max).collect(),
            ..outline
        }
    }

    /// What every decision about this case says, wherever it goes.
    fn outline(&self, destiny: Destiny, priority: Priority) -> Decision {
        let triage = self.network.rules().triage_rule();
        let course = self.course();
        let own_mode = self.row.map_or(MediationMode::Care, |row| row.mediation);
        Decision {
            ruleset: self.network.ruleset(),
            rule: self.rule.id.clone(),
            matched_rule: (self.rule.id != triage.id).then(|| self.rule.id.clone()),
            overlay: self
                .rule
                .origin
                .as_ref()
                .map(|origin| origin.overlay.clone()),
            conflict: self.conflict.iter().map(|rule| rule.id.clone()).collect(),
            destiny,
            priority,
            mediation_mode: self.rule.then.mediation.unwrap_or(own_mode),
            lead: None,
            fallbacks: Vec::new(),
            informed: Vec::new(),
            turned_down: Vec::new(),
            standing: Vec::new(),
            vacant: Vec::new(),
            disclosure_by_party: Vec::new(),
            notices: notices::notices(self),
            legal_exception: None,
            follow_up_days: course.follow_ups.first().copied(),
            course,
            answer_due_at: None,
            first_contact_due_at: None,
            explanation: Text {
                fr: String::new(),
                en: String::new(),
            },
        }
    }

    fn nothing_of_anybody(&self) -> Vec<Disclosure> {
        self.facts
            .need
            .parties
            .iter()
            .map(|_| Disclosure::None)
            .collect()
    }
}

impl Search<'_, '_> {
    fn routed(&self, priority: Priority, listing: Listing) -> Decision {
        let ground = self.ground;
        let sifted = sift::sift(self, listing);
        let Ladder {
            choice,
            turned_down,
        } = choose::choose(ground, &sifted.eligible);
        let mut all_turned_down = sifted.turned_down;
        all_turned_down.extend(turned_down);
        let outline = |destiny| Decision {
            turned_down: all_turned_down,
            vacant: sifted.vacant,
            standing: candidates::told(ground, &self.around),
            ..ground.outline(destiny, priority)
        };
        let (destiny, candidates) = match choice {
            Choice::Ask(candidates) => (Destiny::Routed, candidates),
            Choice::Wait(candidates) => (Destiny::AwaitingConsent, candidates),
            Choice::Nobody => return ground.triage(outline(Destiny::Triage)),
        };
        let mut proposals = ground.proposals(&candidates, destiny);
        let lead = proposals.next();
        let fallbacks: Vec<Proposal> = proposals.collect();
        let bounds = candidates
            .first()
            .map(|first| (ground.bounds(&first.card), first.card.id));
        let outline = outline(destiny);
        Decision {
            disclosure_by_party: bounds.map_or_else(Vec::new, |(bounds, id)| {
                let levels = bounds.by_party(&ground.facts.need.parties, id);
                levels
                    .into_iter()
                    .map(|level| level.min(ceiling_of(destiny)))
                    .collect()
            }),
            informed: match destiny {
                Destiny::Routed => inform::informed(self, lead.as_ref(), &outline.turned_down),
                // Nothing leaves before the person agrees.
                _ => Vec::new(),
            },
            legal_exception: ground.rule.then.exception,
            lead,
            fallbacks,
            ..outline
        }
    }
}
