//! Coverage: whether every possible case is taken by a written rule, and which are left to a person.

use super::{
    report::{Report, Severity, text},
    search::Verdict,
    survey::Survey,
    words,
};
use crate::{
    rules::CaseFacts,
    space::{Fact, Region},
};

/// So many groups of uncovered cases are described.
const GROUPS: usize = 12;

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    let triage = survey.written().len();
    let before = survey.before(triage);
    let everything = survey.space.everything();
    let mut named: Vec<Region> = Vec::new();
    loop {
        let verdict = survey.find([&everything], &before.clone().and(&named));
        match verdict {
            Verdict::Nowhere(_) if named.is_empty() => report.proved(
                "coverage",
                "",
                text(
                    "chaque cas possible est pris par une règle",
                    "every possible case is taken by a rule",
                ),
            ),
            Verdict::Nowhere(_) => {}
            Verdict::Undecided => undecided(report),
            Verdict::Found(part) => {
                let group = widened(survey, &part);
                let untaken = |case: &CaseFacts| {
                    let mut written = survey.written().iter();
                    !written.any(|entry| entry.rule.when.holds(&case.case()))
                };
                let case = survey.case_in(&part).filter(untaken);
                let case = case.map(|case| survey.reduce(case, untaken));
                let decided = case.as_ref().and_then(|case| survey.replay().decide(case));
                if decided.is_none_or(|decision| decision.matched_rule.is_some()) {
                    undecided(report);
                    return;
                }
                let id = &survey.rules.triage_rule().id;
                let place = super::report::rule(survey.rules, id);
                let cases = words::region(&survey.space, &group);
                report.found(
                    ("triage_cases", Severity::Note),
                    place,
                    text(
                        format!(
                            "laissés à une personne, si aucune étape ne les prend avant : {}",
                            cases.fr
                        ),
                        format!(
                            "left to a person, unless a stage before takes them: {}",
                            cases.en
                        ),
                    ),
                    case.as_ref(),
                );
                named.push(group);
                if named.len() < GROUPS {
                    continue;
                }
                report.found(
                    ("more_triage_cases", Severity::Note),
                    place,
                    text(
                        "d'autres cas encore sont laissés à une personne",
                        "still other cases are left to a person",
                    ),
                    None,
                );
            }
        }
        return;
    }
}

fn undecided(report: &mut Report) {
    report.found(
        ("undecided", Severity::Undecided),
        ("", None),
        text(
            "chaque cas est-il pris par une règle ? indécis",
            "is every case taken by a rule? undecided",
        ),
        None,
    );
}

/// A wide region around some cases of `part`: the shortest words for them. What cannot be, and what a
/// stage before the last one takes, may lie in it.
fn widened(survey: &Survey<'_>, part: &Region) -> Region {
    let dimensions = survey.dimensions();
    let written = survey.written();
    let stage = written.last().map(|entry| &entry.rule.stage);
    let last = written
        .iter()
        .filter(|entry| Some(&entry.rule.stage) == stage);
    let taken: Vec<&Region> = last.flat_map(|entry| &entry.cover.regions).collect();
    let free = |region: &Region| !taken.iter().any(|other| other.overlaps(region, dimensions));
    let everything = survey.space.everything();
    let mut widest = part.clone();
    // One situation, and all that can be said of it; then the situations of which the same holds.
    if let Some(dimension) = survey.space.dimension(Fact::Situation) {
        let first = part.values(dimension).next();
        widest.restrict(dimension, &dimension.mask(first));
    }
    for dimension in dimensions.iter().rev() {
        let mut wider = widest.clone();
        wider.replace(dimension, everything.mask(dimension));
        if free(&wider) {
            widest = wider;
            continue;
        }
        for value in 0..dimension.values {
            let mut mask = widest.mask(dimension).to_vec();
            for (word, more) in mask.iter_mut().zip(dimension.mask([value])) {
                *word |= more;
            }
            let mut wider = widest.clone();
            wider.replace(dimension, &mask);
            if free(&wider) {
                widest = wider;
            }
        }
    }
    widest
}
