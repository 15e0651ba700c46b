//! What the rules of one rule set tell apart, beyond the facts of every case: the values of those
//! facts are not known before the rules are.

use std::collections::BTreeMap;

use passerelle_domain::{Area, DeadlineEventKind, LanguageTag, PartnerKind, QpvCode};

use super::{
    Fact,
    clock::Clock,
    fact::{answer, told},
    places::{Calendars, Places},
    steps::Steps,
};
use crate::{
    Detail,
    rules::{
        Answer, Case, Condition, DayKind, DeclaredFact, FactKind, Test, Wanted, Zone, includes,
    },
};

/// The classes of values that rules distinguish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Axes {
    pub(crate) places: Option<Places>,
    /// By code. A place lies in one of them, in another one, or in none.
    pub(crate) qpvs: Vec<QpvCode>,
    /// The languages that rules name, in their order.
    pub(crate) tags: Vec<LanguageTag>,
    referrers: bool,
    events: bool,
    pub(crate) days_to_event: Option<Steps>,
    pub(crate) clock: Clock,
    /// How many cases came before, by the length of the window in days.
    pub(crate) prior: Vec<(u32, Steps)>,
    /// The declared facts that rules read, with the classes of a number.
    pub(crate) details: Vec<(DeclaredFact, Steps)>,
}

/// What is collected while conditions are read.
struct Reading {
    axes: Axes,
    areas: Vec<Area>,
    prior: BTreeMap<u32, Steps>,
}

impl Axes {
    /// No fact beyond those of every case.
    pub(super) fn none() -> Self {
        Self {
            places: None,
            qpvs: Vec::new(),
            tags: Vec::new(),
            referrers: false,
            events: false,
            days_to_event: None,
            clock: Clock::whole(),
            prior: Vec::new(),
            details: Vec::new(),
        }
    }

    /// What these conditions tell apart.
    pub(super) fn of<'r>(conditions: impl Iterator<Item = &'r Condition>) -> Self {
        let mut reading = Reading {
            axes: Self::none(),
            areas: Vec::new(),
            prior: BTreeMap::new(),
        };
        for condition in conditions {
            reading.condition(condition);
        }
        let Reading {
            mut axes,
            areas,
            prior,
        } = reading;
        axes.qpvs.sort();
        axes.qpvs.dedup();
        axes.tags.sort();
        axes.tags.dedup();
        axes.prior = prior.into_iter().collect();
        // On a given day the same date is a holiday in one place and none in another; school
        // holidays are not known at all in some places.
        let calendars = Calendars {
            public: axes.clock.by_kind && (axes.clock.dates() > 1 || axes.clock.by_school),
            school: axes.clock.by_school,
        };
        if calendars.matter() || !areas.is_empty() {
            axes.places = Some(Places::of(areas, calendars));
        }
        axes
    }

    /// The facts that are told apart, each with the number of its values; where they belong among the
    /// others is for the space to say.
    pub(super) fn facts(&self) -> Vec<(Fact, usize)> {
        let mut facts = Vec::new();
        if let Some(places) = &self.places {
            facts.push((Fact::Place, places.classes().len()));
        }
        let mut add = |fact, values, read: bool| {
            if read {
                facts.push((fact, values));
            }
        };
        add(Fact::Qpv, self.qpvs.len() + 1, !self.qpvs.is_empty());
        add(Fact::Date, self.clock.dates(), self.clock.dates() > 1);
        add(Fact::Day, DayKind::ALL.len(), self.clock.by_kind);
        add(Fact::SchoolHoliday, Answer::ALL.len(), self.clock.by_school);
        add(
            Fact::Hour,
            self.clock.hours.len(),
            self.clock.hours.len() > 1,
        );
        add(
            Fact::ReferrerKind,
            PartnerKind::ALL.len() + 1,
            self.referrers,
        );
        // The language is not told, is one that rules name, or another.
        add(Fact::Language, self.tags.len() + 2, !self.tags.is_empty());
        add(Fact::Event, DeadlineEventKind::ALL.len() + 1, self.events);
        let near = self.days_to_event.as_ref().map_or(0, Steps::len);
        add(Fact::DaysToEvent, near + 1, near > 0);
        for (number, (_, steps)) in self.prior.iter().enumerate() {
            add(Fact::PriorReferrals(number), steps.len(), true);
        }
        for (number, (fact, steps)) in self.details.iter().enumerate() {
            let values = match &fact.kind {
                FactKind::YesNo => 2,
                FactKind::Number => steps.len(),
                FactKind::Enumeration(values) => values.len(),
            };
            add(Fact::Detail(number), values + 1, true);
        }
        facts
    }

    /// Whether a case must have a clock to have these facts.
    pub(super) fn needs_clock(&self) -> bool {
        let clock = &self.clock;
        let moment = clock.by_kind || clock.by_school || clock.dates() > 1 || clock.hours.len() > 1;
        moment || self.days_to_event.is_some() || !self.prior.is_empty()
    }

    /// The number of a fact's value in a case.
    pub(super) fn value(&self, fact: Fact, case: &Case<'_>) -> usize {
        let moment = case.moment;
        match fact {
            Fact::Place => {
                let places = self.places.as_ref().zip(case.commune);
                places.map_or(0, |(places, commune)| places.class(commune))
            }
            Fact::Qpv => {
                let stated = case.qpv.and_then(|qpv| self.qpvs.binary_search(qpv).ok());
                stated.map_or(0, |number| number + 1)
            }
            Fact::Language => case.language.map_or(0, |spoken| self.tag(spoken)),
            Fact::ReferrerKind => told(case.referrer_kind),
            Fact::Event => told(case.event.map(|event| event.kind)),
            Fact::DaysToEvent => {
                let near = self.days_to_event.as_ref().zip(case.days_to_event());
                near.map_or(0, |(steps, days)| steps.class(days) + 1)
            }
            Fact::Date => moment.map_or(0, |now| self.clock.date(now.date)),
            Fact::Day => moment.map_or(0, |now| day_number(now.day)),
            Fact::SchoolHoliday => answer(case.school_holiday()),
            Fact::Hour => moment.map_or(0, |now| self.clock.hours.class(now.hour)),
            Fact::PriorReferrals(number) => self
                .prior
                .get(number)
                .map_or(0, |(days, steps)| steps.class(case.prior_referrals(*days))),
            Fact::Detail(number) => self.details.get(number).map_or(0, |(fact, steps)| {
                let told = case.details.get(&fact.id);
                told.map_or(0, |detail| detail_number(fact, steps, detail))
            }),
            _ => 0,
        }
    }

    /// The narrowest language that rules name and that includes this one; 1 for any other.
    fn tag(&self, spoken: &LanguageTag) -> usize {
        let named = self.tags.iter().enumerate();
        let around = named.filter(|(_, tag)| includes(tag, spoken));
        let narrowest = around.max_by_key(|(_, tag)| tag.as_str().len());
        narrowest.map_or(1, |(number, _)| number + 2)
    }

    /// The values of the languages that one of these includes.
    pub(super) fn tags_within(&self, any: &[LanguageTag]) -> Vec<usize> {
        let named = self.tags.iter().enumerate();
        named
            .filter(|(_, tag)| any.iter().any(|wide| includes(wide, tag)))
            .map(|(number, _)| number + 2)
            .collect()
    }

    /// The place of a declared fact, and the classes of its numbers.
    pub(super) fn detail(&self, id: &str) -> Option<(usize, &Steps)> {
        let mut all = self.details.iter().enumerate();
        let (number, (_, steps)) = all.find(|(_, (fact, _))| fact.id == id)?;
        Some((number, steps))
    }

    /// The place of a window, and the classes of its counts.
    pub(super) fn window(&self, days: u32) -> Option<(usize, &Steps)> {
        let mut all = self.prior.iter().enumerate();
        let (number, (_, steps)) = all.find(|(_, (window, _))| *window == days)?;
        Some((number, steps))
    }
}

/// The number of a kind of day.
pub(super) fn day_number(kind: DayKind) -> usize {
    let mut kinds = DayKind::ALL.iter();
    kinds
        .position(|(_, other)| *other == kind)
        .unwrap_or_default()
}

fn detail_number(fact: &DeclaredFact, steps: &Steps, detail: &Detail) -> usize {
    match (&fact.kind, detail) {
        (FactKind::YesNo, Detail::YesNo(yes)) => {
            if *yes {
                1
            } else {
                2
            }
        }
        (FactKind::Number, Detail::Number(number)) => steps.class(*number) + 1,
        (FactKind::Enumeration(values), Detail::Code(code)) => {
            let mut values = values.iter();
            values
                .position(|value| value.code == *code)
                .map_or(0, |place| place + 1)
        }
        _ => 0,
    }
}

impl Reading {
    fn condition(&mut self, condition: &Condition) {
        condition.tests().iter().for_each(|test| self.test(test));
    }

    fn test(&mut self, test: &Test) {
        let axes = &mut self.axes;
        match test {
            Test::ReferrerKind(_) => axes.referrers = true,
            Test::Language(tags) => axes.tags.extend(tags.iter().cloned()),
            Test::Territory(zones) => {
                for zone in zones {
                    match zone {
                        Zone::Area(area) => self.areas.push(area.clone()),
                        Zone::Qpv(qpv) => axes.qpvs.push(qpv.clone()),
                    }
                }
            }
            Test::Hour(ranges) => ranges.iter().for_each(|range| axes.clock.hours.cut(*range)),
            Test::Day(_) => axes.clock.by_kind = true,
            Test::SchoolHoliday(_) => axes.clock.by_school = true,
            Test::Date(range) => axes.clock.cut(*range),
            Test::DeadlineEvent(_) => axes.events = true,
            Test::DaysToEvent(ranges) => {
                axes.events = true;
                let near = axes.days_to_event.get_or_insert_with(Steps::whole);
                ranges.iter().for_each(|range| near.cut(*range));
            }
            Test::PriorReferrals { days, count } => {
                let steps = self.prior.entry(*days).or_insert_with(Steps::whole);
                steps.cut(*count);
            }
            Test::Detail(test) => {
                let known = axes
                    .details
                    .iter()
                    .position(|(fact, _)| fact.id == test.fact.id);
                let place = known.unwrap_or_else(|| {
                    axes.details.push((test.fact.clone(), Steps::whole()));
                    axes.details.len() - 1
                });
                if let (Wanted::Numbers(ranges), Some((_, steps))) =
                    (&test.wanted, axes.details.get_mut(place))
                {
                    ranges.iter().for_each(|range| steps.cut(*range));
                }
            }
            Test::Not(test) => self.test(test),
            Test::Any(alternatives) => alternatives.iter().for_each(|one| self.condition(one)),
            _ => {}
        }
    }
}
