//! Regions and cases in words.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, Label, Period, Setting, Situation, Tenure, Text, TimeContext,
    vocabulary::Code,
};

use super::report::text;
use crate::{
    rules::{Answer, CaseFacts, SafetyQuestion},
    space::{Dimension, Fact, Region, Space, untold},
};

/// So many values are named; of more than half of a fact's values the others are.
const NAMED: usize = 6;

/// The facts that a region restricts, and to what.
pub(super) fn region(space: &Space, region: &Region) -> Text {
    let everything = space.everything();
    let restricted = |dimension: &&Dimension| !everything.within_by(region, dimension);
    let parts: Vec<Text> = space
        .dimensions()
        .iter()
        .filter(restricted)
        .map(|dimension| part(region, dimension))
        .collect();
    if parts.is_empty() {
        return text("tous les cas", "every case");
    }
    joined(parts, "; ")
}

/// Several regions, each in its words.
pub(super) fn regions(space: &Space, regions: &[Region]) -> Text {
    let parts = regions.iter().map(|one| self::region(space, one)).collect();
    let all = joined(parts, "\u{1f}");
    text(
        all.fr.replace('\u{1f}', ", ou bien "),
        all.en.replace('\u{1f}', ", or else "),
    )
}

fn part(region: &Region, dimension: &Dimension) -> Text {
    let inside: Vec<usize> = region.values(dimension).collect();
    let outside = (0..dimension.values).filter(|value| !inside.contains(value));
    let outside: Vec<usize> = outside.collect();
    let fact = fact_label(dimension.fact);
    let (values, except) = if outside.len() < inside.len() {
        (outside, true)
    } else {
        (inside, false)
    };
    let values = named(dimension.fact, &values);
    if except {
        text(
            format!("{} autre que {}", fact.fr, values.fr),
            format!("{} other than {}", fact.en, values.en),
        )
    } else {
        text(
            format!("{} : {}", fact.fr, values.fr),
            format!("{}: {}", fact.en, values.en),
        )
    }
}

fn named(fact: Fact, values: &[usize]) -> Text {
    let rest = values.len().saturating_sub(NAMED);
    let mut shown: Vec<Text> = values
        .iter()
        .take(NAMED)
        .map(|number| {
            let label = value(fact, *number);
            text(label.fr, label.en)
        })
        .collect();
    if rest > 0 {
        shown.push(text(format!("{rest} autres"), format!("{rest} others")));
    }
    let either = joined(shown, "\u{1f}");
    text(
        either.fr.replace('\u{1f}', " ou "),
        either.en.replace('\u{1f}', " or "),
    )
}

fn joined(parts: Vec<Text>, between: &str) -> Text {
    let (fr, en): (Vec<String>, Vec<String>) =
        parts.into_iter().map(|part| (part.fr, part.en)).unzip();
    text(fr.join(between), en.join(between))
}

/// What people call a fact.
fn fact_label(fact: Fact) -> Label {
    let (fr, en) = match fact {
        Fact::Situation => ("situation", "situation"),
        Fact::Setting => ("cadre d'intervention", "setting"),
        Fact::CaseKind => ("personnes en cause", "kind of case"),
        Fact::Tenure => ("statut d'occupation", "tenure"),
        Fact::AgeBand => ("âge de la personne", "age of the person"),
        Fact::Minor => ("personne mineure", "minor"),
        Fact::Enrolled => ("inscription dans un établissement", "enrolled in a school"),
        Fact::Period => ("moment de la journée", "part of the day"),
        Fact::TimeContext => (
            "temps scolaire ou périscolaire",
            "school or after-school time",
        ),
        Fact::Consent => ("accord de la personne", "the person's agreement"),
        Fact::Safety(SafetyQuestion::DangerNow) => ("danger immédiat", "danger now"),
        Fact::Safety(SafetyQuestion::MinorAtRisk) => ("mineur en risque", "minor at risk"),
        Fact::Safety(SafetyQuestion::Violence) => ("violence ou menace", "violence or threat"),
        Fact::Safety(SafetyQuestion::UnableToProtectSelf) => (
            "personne hors d'état de se protéger",
            "person unable to protect themself",
        ),
        Fact::Safety(SafetyQuestion::SuicideRisk) => ("risque suicidaire", "risk of suicide"),
        Fact::PriorAttempt(_) => ("démarche déjà tentée", "tried before"),
        Fact::DecidedBy => ("règle qui décide", "deciding rule"),
    };
    Label { fr, en }
}

/// What people call a value of a fact.
pub(super) fn value(fact: Fact, number: usize) -> Label {
    match fact {
        Fact::Situation => at::<Situation>(number),
        Fact::Setting => at::<Setting>(number),
        Fact::CaseKind => at::<CaseKind>(number),
        Fact::Tenure => told::<Tenure>(number),
        Fact::AgeBand => told::<AgeBand>(number),
        Fact::Period => told::<Period>(number),
        Fact::TimeContext => told::<TimeContext>(number),
        Fact::Consent => told::<ConsentState>(number),
        Fact::Minor | Fact::Enrolled => match number {
            1 => YES,
            2 => NO,
            _ => NOT_TOLD,
        },
        Fact::Safety(_) | Fact::PriorAttempt(_) if number == 1 => YES,
        Fact::Safety(_) | Fact::PriorAttempt(_) => NO,
        Fact::DecidedBy => NOT_TOLD,
    }
}

const YES: Label = Label {
    fr: "oui",
    en: "yes",
};
const NO: Label = Label {
    fr: "non",
    en: "no",
};
const NOT_TOLD: Label = Label {
    fr: "non renseigné",
    en: "not told",
};

fn at<T: Code>(number: usize) -> Label {
    T::ALL.get(number).map_or(NOT_TOLD, |value| value.label())
}

fn told<T: Code>(number: usize) -> Label {
    untold::<T>(number).map_or(NOT_TOLD, Code::label)
}

/// What is told of a case, in one line.
pub(super) fn case(case: &CaseFacts) -> Text {
    let mut parts = vec![
        case.situation.label(),
        case.setting.label(),
        case.case_kind.label(),
    ];
    parts.extend((case.tenure != Tenure::Unknown).then(|| case.tenure.label()));
    parts.extend((case.age_band != AgeBand::Unknown).then(|| case.age_band.label()));
    parts.extend(case.period.map(Code::label));
    parts.extend(case.time_context.map(Code::label));
    let mut texts: Vec<Text> = parts
        .into_iter()
        .map(|label| text(label.fr, label.en))
        .collect();
    let implied = case.age_band.minor().map(|minor| Answer::from(Some(minor)));
    let mut about = |label: Label, value: Label| {
        texts.push(text(
            format!("{} : {}", label.fr, value.fr),
            format!("{}: {}", label.en, value.en),
        ));
    };
    for (fact, answer) in [(Fact::Minor, case.minor), (Fact::Enrolled, case.enrolled)] {
        let silent = fact == Fact::Minor && implied == Some(answer);
        if answer != Answer::Unknown && !silent {
            let yes = if answer == Answer::Yes { YES } else { NO };
            about(fact_label(fact), yes);
        }
    }
    if let Some(state) = case.consent {
        about(fact_label(Fact::Consent), state.label());
    }
    for (_, question) in SafetyQuestion::ALL {
        if question.answer(case.safety) {
            about(fact_label(Fact::Safety(*question)), YES);
        }
    }
    for step in &case.prior_attempts {
        about(fact_label(Fact::PriorAttempt(*step)), step.label());
    }
    joined(texts, ", ")
}
