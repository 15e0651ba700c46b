//! Regions and cases in words.

use passerelle_domain::{AgeBand, Area, Label, Tenure, Text, vocabulary::Code};

use super::{
    labels::{self, NO, YES},
    report::text,
    witness::in_paris,
};
use crate::{
    Detail,
    rules::{Answer, CaseFacts, SafetyQuestion, Zone},
    space::{Dimension, Fact, Region, Space},
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
        .map(|dimension| part(space, region, dimension))
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

fn part(space: &Space, region: &Region, dimension: &Dimension) -> Text {
    let inside: Vec<usize> = region.values(dimension).collect();
    let outside = (0..dimension.values).filter(|value| !inside.contains(value));
    let outside: Vec<usize> = outside.collect();
    let fact = labels::fact(space, dimension.fact);
    let (values, except) = if outside.len() < inside.len() {
        (outside, true)
    } else {
        (inside, false)
    };
    let values = named(space, dimension.fact, &values);
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

fn named(space: &Space, fact: Fact, values: &[usize]) -> Text {
    let rest = values.len().saturating_sub(NAMED);
    let mut shown: Vec<Text> = values
        .iter()
        .take(NAMED)
        .map(|number| labels::value(space, fact, *number))
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
    let mut texts: Vec<Text> = parts.into_iter().map(Text::from).collect();
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
            about(labels::own(fact), yes);
        }
    }
    if let Some(state) = case.consent {
        about(labels::own(Fact::Consent), state.label());
    }
    for (_, question) in SafetyQuestion::ALL {
        if question.answer(case.safety) {
            about(labels::own(Fact::Safety(*question)), YES);
        }
    }
    for step in &case.prior_attempts {
        about(labels::own(Fact::PriorAttempt(*step)), step.label());
    }
    texts.extend(around(case));
    joined(texts, ", ")
}

/// Where and when, in which language, from whom.
fn around(case: &CaseFacts) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut about = |fact: Fact, fr: String, en: String| {
        let label = labels::own(fact);
        texts.push(text(
            format!("{} : {fr}", label.fr),
            format!("{}: {en}", label.en),
        ));
    };
    let mut same = |fact, value: Option<String>| {
        if let Some(value) = value {
            about(fact, value.clone(), value);
        }
    };
    same(
        Fact::Language,
        case.language.as_ref().map(ToString::to_string),
    );
    let commune = case.commune.clone();
    let commune = commune.map(|code| Zone::Area(Area::Commune(code)).name());
    same(Fact::Place, commune);
    same(Fact::Qpv, case.qpv.as_ref().map(ToString::to_string));
    same(Fact::Date, case.at.map(in_paris));
    if let Some(kind) = case.referrer_kind {
        let label = kind.label();
        about(Fact::ReferrerKind, label.fr.to_owned(), label.en.to_owned());
    }
    if let Some(event) = &case.event {
        let (label, date) = (event.kind.label(), event.date);
        about(
            Fact::Event,
            format!("{}, le {date}", label.fr),
            format!("{}, on {date}", label.en),
        );
    }
    if !case.earlier.is_empty() {
        let count = case.earlier.len();
        about(
            Fact::PriorReferrals(0),
            count.to_string(),
            count.to_string(),
        );
    }
    for (id, detail) in case.details.iter() {
        let (fr, en) = match detail {
            Detail::YesNo(true) => (YES.fr.to_owned(), YES.en.to_owned()),
            Detail::YesNo(false) => (NO.fr.to_owned(), NO.en.to_owned()),
            Detail::Number(number) => (number.to_string(), number.to_string()),
            Detail::Code(code) => (code.clone(), code.clone()),
        };
        texts.push(text(format!("{id} : {fr}"), format!("{id}: {en}")));
    }
    texts
}
