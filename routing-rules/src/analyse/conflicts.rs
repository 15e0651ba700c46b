//! Conflicts: rules of one rank that can both match a case and say different things of it.

use super::{
    report::{self, Report, Severity, text},
    search::Verdict,
    survey::{Entry, Survey},
};
use crate::{Decision, rules::Rule};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    let mut none = true;
    let written = survey.written();
    for (place, entry) in written.iter().enumerate() {
        let rivals = survey.overlapping(&entry.cover.regions, place + 1);
        let rivals = rivals.iter().filter_map(|place| written.get(*place));
        let unique = survey.is_unique(entry.rule);
        for rival in rivals.filter(|rival| same_rank(survey, entry.rule, rival.rule)) {
            if unique || entry.rule.then != rival.rule.then {
                none &= check_pair(survey, entry, rival, report);
            }
        }
    }
    if none {
        report.proved(
            "no_conflict",
            "",
            text(
                "deux règles de même rang ne se contredisent jamais",
                "no two rules of one rank ever disagree",
            ),
        );
    }
}

/// Whether nothing says which of two rules comes first: they have one order, or only one rule of
/// their stage may match.
fn same_rank(survey: &Survey<'_>, one: &Rule, other: &Rule) -> bool {
    let tied = if survey.is_unique(one) {
        one.rank() == other.rank()
    } else {
        one.order == other.order && one.origin == other.origin
    };
    one.stage == other.stage && tied
}

fn check_pair(
    survey: &Survey<'_>,
    entry: &Entry<'_>,
    rival: &Entry<'_>,
    report: &mut Report,
) -> bool {
    let both = survey.meet(&entry.cover.regions, &rival.cover.regions);
    let rank = survey
        .written()
        .iter()
        .position(|other| same_rank(survey, other.rule, entry.rule))
        .unwrap_or_default();
    let (id, other) = (&entry.rule.id, &rival.rule.id);
    let place = report::rule(survey.rules, id);
    let unsure = || {
        text(
            format!("contredit-elle {other} ? indécis"),
            format!("does it disagree with {other}? undecided"),
        )
    };
    match survey.find(&both, &survey.surely_before(rank)) {
        Verdict::Nowhere(_) => return true,
        Verdict::Undecided => {
            report.found(("undecided", Severity::Undecided), place, unsure(), None);
        }
        Verdict::Found(part) => {
            let case = survey.case_in(&part).map(|case| {
                survey.reduce(case, |case| {
                    let case = case.case();
                    let mut earlier = survey.earlier(rank);
                    entry.rule.when.holds(&case)
                        && rival.rule.when.holds(&case)
                        && !earlier.any(|(_, entry)| entry.rule.when.holds(&case))
                })
            });
            let real = case.as_ref().is_some_and(|case| {
                let decision = survey.replay().decide(case);
                decision.is_some_and(|decision| settles(survey, entry.rule, id, other, &decision))
            });
            if real {
                let message = text(
                    format!("s'applique en même temps que {other}, de même rang, dans ce cas"),
                    format!("speaks at once with {other}, of the same rank, in this case"),
                );
                report.found(("conflict", Severity::Error), place, message, case.as_ref());
            } else {
                report.found(("undecided", Severity::Undecided), place, unsure(), None);
            }
        }
    }
    false
}

/// Whether a decision shows the conflict: it names both rules, or one that came first by chance.
fn settles(
    survey: &Survey<'_>,
    rule: &Rule,
    id: &String,
    other: &String,
    decision: &Decision,
) -> bool {
    if survey.is_unique(rule) {
        return decision.conflict.contains(id) && decision.conflict.contains(other);
    }
    let decided = decision.matched_rule.as_ref();
    let at_rank = survey
        .written()
        .iter()
        .filter(|entry| Some(&entry.rule.id) == decided && same_rank(survey, entry.rule, rule));
    at_rank.count() == 1
}
