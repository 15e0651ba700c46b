//! Invariants: proved for every possible case and every directory, or refuted by a case.

use std::cell::OnceCell;

use super::{
    breaches::Breaches,
    replay::Replay,
    report::{Report, Severity, text},
    search::Verdict,
    survey::{Barrier, Entry, Survey},
};
use crate::{
    rules::{CaseFacts, Claim, Invariant, Section},
    space::{Cover, Region},
};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    if survey.rules.invariants().is_empty() {
        return;
    }
    for (invariant, answer) in answers(survey) {
        let place = survey.rules.place(Section::Invariants, &invariant.id);
        let subject = (invariant.id.as_str(), place);
        let label = &invariant.label;
        match answer {
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

/// One invariant on its way through the rules.
struct Trial<'r> {
    invariant: &'r Invariant,
    /// The cases that it is about.
    when: Cover,
    /// The cases that it is not about. What is known by an outline only takes out less than it says.
    excepted: Vec<Region>,
    undecided: bool,
    signed: Option<(Box<CaseFacts>, String, String)>,
    refuted: Option<(Box<CaseFacts>, String)>,
}

/// Looks at each rule once, with all invariants.
fn answers<'r>(survey: &Survey<'r>) -> Vec<(&'r Invariant, Answer)> {
    let trial = |invariant: &'r Invariant| {
        let unless = invariant.unless.as_ref();
        let unless = unless.map(|unless| survey.space.cover(unless));
        Trial {
            invariant,
            when: survey.space.cover(&invariant.when),
            excepted: unless
                .filter(|unless| unless.exact)
                .map_or(Vec::new(), |unless| unless.regions),
            undecided: false,
            signed: None,
            refuted: None,
        }
    };
    let mut trials: Vec<Trial<'r>> = survey.rules.invariants().iter().map(trial).collect();
    let mut replay = Replay::of(survey.rules, survey.space.anywhere());
    for (place, entry) in survey.deciding.iter().enumerate() {
        let mut questions = vec![(entry.cover.regions.clone(), survey.before(place))];
        if place == survey.written().len() {
            questions.extend(ties(survey));
        }
        let breaches = OnceCell::new();
        for trial in trials.iter_mut().filter(|trial| trial.refuted.is_none()) {
            let decided = [survey.space.decided_by(&entry.rule.id)];
            let meant = survey.meet(&trial.when.regions, &decided);
            let mut cases = questions.iter().map(|(cases, _)| cases);
            if !cases.any(|cases| survey.any_meet(cases, &meant)) {
                continue;
            }
            let breaches = breaches.get_or_init(|| Breaches::of(survey, entry));
            let failing = breaches.of_all(&trial.invariant.must);
            let failing = survey.meet(&failing, &meant);
            for (cases, barrier) in &questions {
                let targets = survey.meet(cases, &failing);
                if !targets.is_empty() {
                    trial.ask(survey, &targets, barrier.clone(), &mut replay);
                }
            }
        }
    }
    trials.into_iter().map(Trial::answer).collect()
}

impl<'r> Trial<'r> {
    /// Whether a case lies in one of `targets` that comes this far.
    fn ask(
        &mut self,
        survey: &Survey<'_>,
        targets: &[Region],
        barrier: Barrier<'_>,
        replay: &mut Replay,
    ) {
        match survey.find(targets, &barrier.and(&self.excepted)) {
            Verdict::Nowhere(_) => {}
            Verdict::Undecided => self.undecided = true,
            Verdict::Found(part) => match confirm(survey, self.invariant, replay, &part) {
                Some((case, rule)) => match signature(survey, self.invariant, &rule) {
                    Some(signed_by) => {
                        let first = (Box::new(case), rule, signed_by);
                        self.signed.get_or_insert(first);
                    }
                    None => self.refuted = Some((Box::new(case), rule)),
                },
                None => self.undecided = true,
            },
        }
    }

    fn answer(self) -> (&'r Invariant, Answer) {
        let answer = match (self.refuted, self.signed) {
            (Some((case, rule)), _) => Answer::Refuted(case, rule),
            _ if self.undecided => Answer::Undecided,
            (_, Some((case, rule, signed_by))) => Answer::Signed(case, rule, signed_by),
            _ => Answer::Proved,
        };
        (self.invariant, answer)
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
fn ties<'s>(survey: &'s Survey<'_>) -> Vec<(Vec<Region>, Barrier<'s>)> {
    let written = survey.written();
    let mut ties = Vec::new();
    for (place, entry) in written.iter().enumerate() {
        if !survey.is_unique(entry.rule) {
            continue;
        }
        let rivals = survey.overlapping(&entry.cover.regions, place + 1);
        let beside = |rival: &&Entry<'_>| {
            rival.rule.stage == entry.rule.stage && rival.rule.rank() == entry.rule.rank()
        };
        let rivals = rivals.iter().filter_map(|place| written.get(*place));
        for rival in rivals.filter(beside) {
            let both = survey.meet(&entry.cover.regions, &rival.cover.regions);
            if !both.is_empty() {
                ties.push((both, survey.surely_before(place)));
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
