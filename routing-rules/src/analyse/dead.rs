//! Dead rules: those that never speak, and what stands before them.

use super::{
    report::{self, Report, Severity, text},
    search::Verdict,
    survey::{Entry, Survey},
};
/// Larger sets of shadowing rules are not made smaller before they are named.
const REDUCED: usize = 40;

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    let mut alive = true;
    for (place, entry) in survey.written().iter().enumerate() {
        alive &= check_deciding(survey, place, entry, report);
    }
    for entry in &survey.informing {
        alive &= check_informing(survey, entry, report);
    }
    if alive {
        report.proved(
            "no_dead_rule",
            "",
            text(
                "chaque règle peut s'appliquer à un cas au moins",
                "every rule can speak in some case",
            ),
        );
    }
}

fn check_deciding(
    survey: &Survey<'_>,
    place: usize,
    entry: &Entry<'_>,
    report: &mut Report,
) -> bool {
    match survey.find(&entry.cover.regions, &survey.before(place)) {
        Verdict::Found(part) if survey.decides(place, &part) => true,
        Verdict::Found(_) | Verdict::Undecided => undecided(survey, entry, report),
        Verdict::Nowhere(used) => {
            let by = reduced(survey, entry, used);
            say(survey, entry, &by, report);
            false
        }
    }
}

/// The fewest of some rules that are enough to keep every case from this one.
fn reduced(survey: &Survey<'_>, entry: &Entry<'_>, by: Vec<usize>) -> Vec<usize> {
    if by.len() > REDUCED {
        return by;
    }
    let mut fewest = by.clone();
    // Rules that come last are dropped first: the broad ones tend to stand at the beginning.
    for one in by.iter().rev() {
        let fewer = fewest.iter().copied().filter(|other| other != one);
        let fewer: Vec<usize> = fewer.collect();
        let barrier = survey.barrier(fewer.iter().copied());
        if let Verdict::Nowhere(_) = survey.find(&entry.cover.regions, &barrier) {
            fewest = fewer;
        }
    }
    fewest
}

fn say(survey: &Survey<'_>, entry: &Entry<'_>, by: &[usize], report: &mut Report) {
    let place = report::rule(survey.rules, &entry.rule.id);
    if by.is_empty() {
        let message = text(
            "ne s'applique jamais : ses conditions s'excluent",
            "never speaks: its conditions exclude each other",
        );
        report.found(("impossible_rule", Severity::Warning), place, message, None);
        return;
    }
    let ids = by.iter().filter_map(|place| survey.deciding.get(*place));
    let ids: Vec<&str> = ids.map(|entry| entry.rule.id.as_str()).collect();
    let ids = ids.join(", ");
    report.found(
        ("shadowed_rule", Severity::Warning),
        place,
        text(
            format!("ne s'applique jamais : tous ses cas sont pris avant elle par {ids}"),
            format!("never speaks: all of its cases are taken before it by {ids}"),
        ),
        None,
    );
}

fn undecided(survey: &Survey<'_>, entry: &Entry<'_>, report: &mut Report) -> bool {
    report.found(
        ("undecided", Severity::Undecided),
        report::rule(survey.rules, &entry.rule.id),
        text(
            "s'applique-t-elle jamais ? indécis",
            "does it ever speak? undecided",
        ),
        None,
    );
    false
}

/// A rule that informs speaks after some rule that found a partner to ask.
fn check_informing(survey: &Survey<'_>, entry: &Entry<'_>, report: &mut Report) -> bool {
    let mut unsure = false;
    for (place, asked) in survey.asking() {
        let targets = survey.meet(&entry.cover.regions, asked);
        if targets.is_empty() {
            continue;
        }
        match survey.find(&targets, &survey.before(*place)) {
            Verdict::Found(part) if entry.cover.exact && survey.decides(*place, &part) => {
                return true;
            }
            Verdict::Found(_) | Verdict::Undecided => unsure = true,
            Verdict::Nowhere(_) => {}
        }
    }
    if unsure {
        return undecided(survey, entry, report);
    }
    report.found(
        ("impossible_rule", Severity::Warning),
        report::rule(survey.rules, &entry.rule.id),
        text(
            "n'informe jamais personne : aucun cas n'y mène",
            "never informs anybody: no case leads to it",
        ),
        None,
    );
    false
}
