//! The rule set's own cases: whether they go where their author expects.

use super::{
    replay::Replay,
    report::{Report, Severity, text},
    survey::Survey,
};
use crate::{
    Destiny,
    decide::{Ground, route_kinds},
    rules::{Example, Section},
};

pub(super) fn check(survey: &Survey<'_>, report: &mut Report) {
    if survey.rules.examples().is_empty() {
        return;
    }
    let mut replay = Replay::of(survey.rules, survey.space.anywhere());
    replay.with_everybody();
    for example in survey.rules.examples() {
        let differences = differences(example, &replay);
        if differences.is_empty() {
            report.proved("example", &example.id, example.label.clone());
            continue;
        }
        let place = survey.rules.place(Section::Examples, &example.id);
        let (fr, en): (Vec<String>, Vec<String>) = differences.into_iter().unzip();
        report.found(
            ("example_differs", Severity::Error),
            (&example.id, place),
            text(
                format!("« {} » : {}", example.label.fr, fr.join(" ; ")),
                format!("\"{}\": {}", example.label.en, en.join("; ")),
            ),
            Some(&example.case),
        );
    }
}

/// What is not as expected, in French and in English.
fn differences(example: &Example, replay: &Replay) -> Vec<(String, String)> {
    let expect = &example.expect;
    let Some((decision, kinds)) = decided(example, replay) else {
        return vec![(
            "aucune demande ne peut avoir ces faits".to_owned(),
            "no request can have these facts".to_owned(),
        )];
    };
    let mut differences = Vec::new();
    let matched = decision.matched_rule.as_ref().unwrap_or(&decision.rule);
    if *matched != expect.rule {
        differences.push((
            format!("{} attendue, {matched} décide", expect.rule),
            format!("{} expected, {matched} decides", expect.rule),
        ));
    }
    let diverted = decision.destiny == Destiny::EmergencyDiverted;
    if expect.diverted.is_some_and(|wanted| wanted != diverted) {
        let (fr, en) = if diverted {
            (
                "renvoyée vers les secours",
                "diverted to the emergency services",
            )
        } else {
            (
                "non renvoyée vers les secours",
                "not diverted to the emergency services",
            )
        };
        differences.push((fr.to_owned(), en.to_owned()));
    }
    if let Some(first) = expect.first
        && kinds.first() != Some(&first)
    {
        let found = kinds.first().map_or("∅", |kind| kind.code());
        differences.push((
            format!("{first} attendu en premier, {found} trouvé"),
            format!("{first} expected first, {found} found"),
        ));
    }
    for kind in expect.never.iter().filter(|kind| kinds.contains(kind)) {
        differences.push((
            format!("{kind} est sur le parcours"),
            format!("{kind} is on the route"),
        ));
    }
    differences
}

fn decided(
    example: &Example,
    replay: &Replay,
) -> Option<(crate::Decision, Vec<passerelle_domain::PartnerKind>)> {
    replay.with(&example.case, |facts, at| {
        let network = replay.network();
        let decision = network.decide_unexplained(facts, at).ok()?;
        let moment = network.rules().moment(facts, at).ok()?;
        let kinds = route_kinds(&Ground::new(network, *facts, moment));
        Some((decision, kinds))
    })
}
