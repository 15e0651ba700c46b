//! Invariants: proved for every possible case and every directory, or refuted by a case.

use super::{
    breaches::Breaches,
    replay::Replay,
    report::{Report, Severity, text},
    search::Verdict,
    survey::{Entry, Survey},
};
use crate::{
    rules::{CaseFacts, Claim, Invariant, Section},
    space::Region,
};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    if survey.rules.invariants().is_empty() {
        return;
    }
    let mut replay = Replay::of(survey.rules, survey.space.anywhere());
    for invariant in survey.rules.invariants() {
        let place = survey.rules.place(Section::Invariants, &invariant.id);
        let subject = (invariant.id.as_str(), place);
        let label = &invariant.label;
        match prove(survey, invariant, &mut replay) {
            Answer::Proved => report.proved("invariant", &invariant.id, label.clone()),
            Answer::Refuted(case, rule) => report.found(
                ("invariant_refuted", Severity::Error),
                subject,
                text(
                    format!("« {} » est réfuté : la règle {rule} décide ainsi", label.fr),
                    format!("\"{}\" is refuted: rule {rule} decides so", label.en),
                ),
                Some(&case),
            ),
            Answer::Signed(case, rule, signed_by) => report.found(
                ("invariant_signed_away", Severity::Warning),
                subject,
                text(
                    format!(
                        "« {} » : la règle {rule} y déroge, signée {signed_by}",
                        label.fr
                    ),
                    format!(
                        "\"{}\": rule {rule} departs from it, signed by {signed_by}",
                        label.en
                    ),
                ),
                Some(&case),
            ),
            Answer::Undecided => report.found(
                ("undecided", Severity::Undecided),
                subject,
                text(
                    format!("« {} » : indécis", label.fr),
                    format!("\"{}\": undecided", label.en),
                ),
                None,
            ),
        }
    }
}

enum Answer {
    Proved,
    Refuted(Box<CaseFacts>, String),
    /// Only by rules for which somebody signed; the first of them, and who signed.
    Signed(Box<CaseFacts>, String, String),
    Undecided,
}

fn prove(survey: &Survey<'_>, invariant: &Invariant, replay: &mut Replay) -> Answer {
    let when = survey.space.cover(&invariant.when);
    let unless = invariant
        .unless
        .as_ref()
        .map(|unless| survey.space.cover(unless));
    // An exception that is known by an outline only takes out less than it says.
    let excepted: &[Region] = unless
        .as_ref()
        .filter(|unless| unless.exact)
        .map_or(&[], |unless| &unless.regions);
    let mut undecided = false;
    let mut signed = None;
    for (place, entry) in survey.deciding.iter().enumerate() {
        let before = survey.before(place).into_iter().map(|(_, region)| region);
        let before: Vec<&Region> = before.chain(excepted).collect();
        let mut questions = vec![(entry.cover.regions.clone(), before)];
        if place == survey.written().len() {
            questions.extend(ties(survey, excepted));
        }
        let decided = [survey.space.decided_by(&entry.rule.id)];
        let meant = survey.meet(&when.regions, &decided);
        if !questions
            .iter()
            .any(|(cases, _)| survey.any_meet(cases, &meant))
        {
            continue;
        }
        let failing = Breaches::of(survey, entry).of_all(&invariant.must);
        let failing = survey.meet(&failing, &meant);
        for (cases, blockers) in questions {
            let targets = survey.meet(&cases, &failing);
            match survey.find(&targets, &blockers) {
                Verdict::Nowhere(_) => {}
                Verdict::Undecided => undecided = true,
                Verdict::Found(part) => match confirm(survey, invariant, replay, &part) {
                    Some((case, rule)) => match signature(survey, invariant, &rule) {
                        Some(signed_by) => {
                            let first = (Box::new(case), rule, signed_by);
                            signed.get_or_insert(first);
                        }
                        None => return Answer::Refuted(Box::new(case), rule),
                    },
                    None => undecided = true,
                },
            }
        }
    }
    match signed {
        _ if undecided => Answer::Undecided,
        Some((case, rule, signed_by)) => Answer::Signed(case, rule, signed_by),
        None => Answer::Proved,
    }
}

/// Who signed for `rule` to let a police force come first, where that is all that the invariant
/// forbids.
fn signature(survey: &Survey<'_>, invariant: &Invariant, rule: &str) -> Option<String> {
    let only_that = invariant.must.iter().all(|claim| match claim {
        Claim::LeadNotIn(kinds) => kinds.iter().all(|kind| kind.is_law_enforcement()),
        _ => false,
    });
    let signed = survey.rules.rule(rule)?.then.law_enforcement.as_ref()?;
    only_that.then(|| signed.signed_by.clone())
}

/// The cases that are left to a person because two rules match of which one only may, with what
/// takes cases before them.
fn ties<'s>(survey: &'s Survey<'_>, excepted: &'s [Region]) -> Vec<(Vec<Region>, Vec<&'s Region>)> {
    let written = survey.written();
    let mut ties = Vec::new();
    for (place, entry) in written.iter().enumerate() {
        if !survey.is_unique(entry.rule) {
            continue;
        }
        let rivals = written.iter().skip(place + 1);
        let beside = |rival: &&Entry<'_>| {
            rival.rule.stage == entry.rule.stage && rival.rule.rank() == entry.rule.rank()
        };
        for rival in rivals.filter(beside) {
            let both = survey.meet(&entry.cover.regions, &rival.cover.regions);
            if !both.is_empty() {
                let mut blockers = survey.taken_by(survey.earlier(place));
                blockers.extend(excepted);
                ties.push((both, blockers));
            }
        }
    }
    ties
}

/// The smallest case around `part` of which the invariant really fails, with the rule that decides.
fn confirm(
    survey: &Survey<'_>,
    invariant: &Invariant,
    replay: &mut Replay,
    part: &Region,
) -> Option<(CaseFacts, String)> {
    let found = survey.case_in(part)?;
    replay.refuting(&found, &invariant.must)?;
    let meant = |case: &CaseFacts| {
        let decided = replay.decide(case).map(|decision| decision.rule);
        let case = case.case();
        let case = match &decided {
            Some(rule) => case.decided_by(rule),
            None => case,
        };
        let unless = invariant.unless.as_ref();
        invariant.when.holds(&case) && !unless.is_some_and(|unless| unless.holds(&case))
    };
    if !meant(&found) {
        return None;
    }
    let smallest = survey.reduce(found, |case| {
        replay.refutes(case, &invariant.must) && meant(case)
    });
    let decision = replay.decide(&smallest)?;
    Some((smallest, decision.matched_rule.unwrap_or(decision.rule)))
}
