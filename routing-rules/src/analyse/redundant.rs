//! Redundant conditions: tests, alternatives and values that can go without any decision changing.

use std::collections::HashMap;

use passerelle_domain::Text;

use super::{
    report::{self, Report, Severity, text},
    search::Verdict,
    survey::{Barrier, Entry, Survey},
    words,
};
use crate::{
    rules::{Condition, Test, Zone},
    space::{Dimension, Region},
};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    let findings = report.findings.len();
    let mut all = true;
    // Of a rule that is dead or unclear everything would be redundant.
    let mut unclear: HashMap<String, bool> = HashMap::new();
    for finding in report.findings.iter().filter(|one| one.code != "conflict") {
        let undecided = finding.severity == Severity::Undecided;
        *unclear.entry(finding.subject.clone()).or_default() |= undecided;
    }
    let deciding = survey.written().iter().enumerate();
    let deciding = deciding.map(|(place, entry)| (Some(place), entry));
    let informing = survey.informing.iter().map(|entry| (None, entry));
    for (place, entry) in deciding.chain(informing) {
        let dead = unclear.get(&entry.rule.id);
        all &= entry.cover.exact && dead != Some(&true);
        if dead.is_none() && entry.cover.exact {
            let question = Question {
                survey,
                entry,
                comes: place.map_or(Comes::AfterADecision, |place| Comes::Deciding {
                    place,
                    // Where one rule only may match, one that takes more would come into conflict.
                    before: survey.surely_before(place),
                }),
            };
            question.tests(report);
            question.values(report);
        }
    }
    if all && report.findings.len() == findings {
        report.proved(
            "no_redundancy",
            "",
            text(
                "aucune condition n'est superflue dans les règles",
                "no condition of a rule is redundant",
            ),
        );
    }
}

struct Question<'s, 'r> {
    survey: &'s Survey<'r>,
    entry: &'s Entry<'r>,
    comes: Comes<'s>,
}

/// Which cases come to a rule.
enum Comes<'s> {
    /// To one that decides: those that no earlier one takes.
    Deciding { place: usize, before: Barrier<'s> },
    /// To one that informs: those of which another rule asks somebody.
    AfterADecision,
}

impl Question<'_, '_> {
    /// Whether no case that comes to this rule lies in `targets` and outside of `others`.
    fn nothing(&self, targets: &[Region], others: &[Region]) -> Option<bool> {
        match &self.comes {
            Comes::Deciding { place, before } => {
                match self.survey.find(targets, &before.clone().and(others)) {
                    Verdict::Nowhere(_) => Some(true),
                    // An earlier rule that is known by an outline only may take what was found.
                    Verdict::Found(_) => {
                        let mut earlier = self.survey.earlier(*place);
                        earlier.all(|(_, entry)| entry.cover.exact).then_some(false)
                    }
                    Verdict::Undecided => None,
                }
            }
            Comes::AfterADecision => self.nothing_asked(targets, others),
        }
    }

    /// The same for a rule that informs: whatever rule asks somebody there.
    fn nothing_asked(&self, targets: &[Region], others: &[Region]) -> Option<bool> {
        let mut unsure = false;
        for (place, asked) in self.survey.asking() {
            let targets = self.survey.meet(targets, asked);
            if targets.is_empty() {
                continue;
            }
            let barrier = self.survey.before(*place).and(others);
            match self.survey.find(&targets, &barrier) {
                Verdict::Nowhere(_) => {}
                Verdict::Found(part) if self.survey.decides(*place, &part) => return Some(false),
                Verdict::Found(_) => unsure = true,
                Verdict::Undecided => return None,
            }
        }
        (!unsure).then_some(true)
    }

    /// Tests that every case passes that comes this far, and alternatives that no case needs.
    fn tests(&self, report: &mut Report) {
        let tests = self.entry.rule.when.tests();
        for (index, test) in tests.iter().enumerate() {
            if self.is_of_an_overlay(index, test) {
                continue;
            }
            let without = |kept: Vec<Test>| self.survey.space.cover(&Condition { tests: kept });
            let mut kept = tests.to_vec();
            kept.remove(index);
            let wider = without(kept.clone());
            if wider.exact {
                let answer = self.nothing(&wider.regions, &self.entry.cover.regions);
                if self.say(answer, "redundant_test", &self.words(test), report) {
                    continue;
                }
            }
            let Test::Any(alternatives) = test else {
                continue;
            };
            for (place, alternative) in alternatives.iter().enumerate() {
                let mut others = alternatives.clone();
                others.remove(place);
                let with = |any: Vec<Condition>| {
                    let mut tests = kept.clone();
                    tests.push(Test::Any(any));
                    without(tests)
                };
                let (only, rest) = (with(vec![alternative.clone()]), with(others));
                if only.exact && rest.exact {
                    let cover = self.survey.space.cover(alternative);
                    let words = words::regions(&self.survey.space, &cover.regions);
                    let answer = self.nothing(&only.regions, &rest.regions);
                    self.say(answer, "redundant_alternative", &words, report);
                }
            }
        }
    }

    /// Values of a test that no case has which comes this far. Of intervals and territories the
    /// values are what other rules cut them into, so these are taken as they are written.
    fn values(&self, report: &mut Report) {
        let space = &self.survey.space;
        let everything = space.everything();
        for (index, test) in self.entry.rule.when.tests().iter().enumerate() {
            if self.is_of_an_overlay(index, test) {
                continue;
            }
            if let Test::Territory(zones) = test {
                self.zones(zones, report);
                continue;
            }
            let cover = space.cover(&Condition {
                tests: vec![test.clone()],
            });
            let ([region], true) = (cover.regions.as_slice(), cover.exact) else {
                continue;
            };
            let read = |dimension: &&Dimension| {
                dimension.fact.is_listed() && !everything.within_by(region, dimension)
            };
            for dimension in space.dimensions().iter().filter(read) {
                let values: Vec<usize> = region.values(dimension).collect();
                for value in values.iter().filter(|_| values.len() > 1) {
                    let slice = [space.slice(dimension.fact, [*value])];
                    let targets = self.survey.meet(&self.entry.cover.regions, &slice);
                    let words = words::regions(space, &slice);
                    let answer = self.nothing(&targets, &[]);
                    self.say(answer, "redundant_value", &words, report);
                }
            }
        }
    }

    /// Territories of a test that add nothing to the others.
    fn zones(&self, zones: &[Zone], report: &mut Report) {
        let space = &self.survey.space;
        for zone in zones.iter().filter(|_| zones.len() > 1) {
            let of = |zones: Vec<Zone>| {
                space.cover(&Condition {
                    tests: vec![Test::Territory(zones)],
                })
            };
            let others = zones.iter().filter(|other| *other != zone).cloned();
            let (own, others) = (of(vec![zone.clone()]), of(others.collect()));
            let targets = self.survey.meet(&self.entry.cover.regions, &own.regions);
            let name = zone.name();
            let words = report::text(name.clone(), name);
            let answer = self.nothing(&targets, &others.regions);
            self.say(answer, "redundant_value", &words, report);
        }
    }

    /// Whether nobody wrote this test into this rule: an overlay brought it, as the territory and the
    /// dates of its own rules, or to be kept out of theirs.
    fn is_of_an_overlay(&self, index: usize, test: &Test) -> bool {
        let overlays = self.survey.rules.overlays();
        let own = self.entry.rule.origin.as_ref();
        let own = own.and_then(|own| overlays.iter().find(|one| one.name == own.overlay));
        if own.is_some_and(|own| index < own.scope.inside().len()) {
            return true;
        }
        match test {
            Test::Not(excluded) => match excluded.as_ref() {
                Test::Territory(zones) => overlays
                    .iter()
                    .any(|one| one.scope.territory.iter().all(|zone| zones.contains(zone))),
                Test::Date(valid) => overlays.iter().any(|one| one.scope.valid == *valid),
                _ => false,
            },
            Test::Any(_) => overlays
                .iter()
                .any(|one| one.scope.outside().as_ref() == Some(test)),
            _ => false,
        }
    }

    fn words(&self, test: &Test) -> Text {
        let cover = self.survey.space.cover(&Condition {
            tests: vec![test.clone()],
        });
        words::regions(&self.survey.space, &cover.regions)
    }

    fn say(
        &self,
        answer: Option<bool>,
        code: &'static str,
        what: &Text,
        report: &mut Report,
    ) -> bool {
        let place = report::rule(self.survey.rules, &self.entry.rule.id);
        match answer {
            Some(false) => return false,
            None => report.found(
                ("undecided", Severity::Undecided),
                place,
                text(
                    format!("« {} » est-il superflu ? indécis", what.fr),
                    format!("is \"{}\" redundant? undecided", what.en),
                ),
                None,
            ),
            Some(true) => report.found(
                (code, Severity::Warning),
                place,
                text(
                    format!(
                        "« {} » peut disparaître sans changer aucune décision",
                        what.fr
                    ),
                    format!("\"{}\" can go without changing any decision", what.en),
                ),
                None,
            ),
        }
        true
    }
}
