//! Redundant conditions: tests, alternatives and values that can go without any decision changing.

use passerelle_domain::Text;

use super::{
    report::{self, Report, Severity, text},
    search::Verdict,
    survey::{Entry, Survey},
    words,
};
use crate::{
    rules::{Condition, Test},
    space::{Dimension, Region},
};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    let findings = report.findings.len();
    let mut all = true;
    for (place, entry) in survey.written().iter().enumerate() {
        let dead = report
            .findings
            .iter()
            .find(|finding| finding.subject == entry.rule.id && finding.code != "conflict");
        all &= entry.cover.exact && dead.is_none_or(|one| one.severity != Severity::Undecided);
        // Of a rule that is dead or unclear everything would be redundant.
        if dead.is_none() && entry.cover.exact {
            let question = Question {
                survey,
                place,
                entry,
                // Where one rule only may match, one that takes more would come into conflict.
                before: survey.taken_by(survey.earlier(place)),
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
                "aucune condition n'est superflue dans les règles qui décident",
                "no condition is redundant in the rules that decide",
            ),
        );
    }
}

struct Question<'s, 'r> {
    survey: &'s Survey<'r>,
    place: usize,
    entry: &'s Entry<'r>,
    before: Vec<&'s Region>,
}

impl Question<'_, '_> {
    /// Whether no case that comes to this rule lies in `targets` and outside of `others`.
    fn nothing(&self, targets: &[Region], others: &[Region]) -> Option<bool> {
        let before = self.before.iter().copied();
        let blockers: Vec<&Region> = before.chain(others).collect();
        match self.survey.find(targets, &blockers) {
            Verdict::Nowhere(_) => Some(true),
            // An earlier rule that is known by an outline only may take what was found.
            Verdict::Found(_) => {
                let mut earlier = self.survey.earlier(self.place);
                earlier.all(|entry| entry.cover.exact).then_some(false)
            }
            Verdict::Undecided => None,
        }
    }

    /// Tests that every case passes that comes this far, and alternatives that no case needs.
    fn tests(&self, report: &mut Report) {
        let tests = self.entry.rule.when.tests();
        for (index, test) in tests.iter().enumerate() {
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

    /// Values of a test that no case has which comes this far.
    fn values(&self, report: &mut Report) {
        let space = &self.survey.space;
        let everything = space.everything();
        for test in self.entry.rule.when.tests() {
            let cover = space.cover(&Condition {
                tests: vec![test.clone()],
            });
            let ([region], true) = (cover.regions.as_slice(), cover.exact) else {
                continue;
            };
            let read = |dimension: &&Dimension| !everything.within_by(region, dimension);
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
