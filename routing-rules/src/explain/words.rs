//! Conditions in words: what a test asks for, and what the case has instead.

use passerelle_domain::{Area, CommuneCode, Label, Lang, SchoolCalendar, vocabulary::Code};

use super::{
    kind_name, say,
    spans::{dates, hours, numbers},
};
use crate::{
    Detail,
    rules::{Answer, Case, Test, Wanted, Zone},
};

/// How many values a sentence names before it counts the rest.
const VALUES: usize = 4;

/// What a test asks for: "co-ownership or private rental".
pub(super) fn wanted(test: &Test, lang: Lang) -> String {
    match test {
        Test::Setting(any) => labels(any, lang),
        Test::Situation(any) => labels(any, lang),
        Test::CaseKind(any) => labels(any, lang),
        Test::Tenure(any) => labels(any, lang),
        Test::AgeBand(any) => labels(any, lang),
        Test::Period(any) => labels(any, lang),
        Test::TimeContext(any) => labels(any, lang),
        Test::Consent(any) => labels(any, lang),
        Test::PriorAttempt(any) => labels(any, lang),
        Test::Enrolled(any) | Test::Minor(any) => either(
            any.iter().map(|one| answer(*one).get(lang).to_owned()),
            lang,
        ),
        Test::Safety(_, yes) => answer(Answer::from(Some(*yes))).get(lang).to_owned(),
        Test::ReferrerKind(any) => either(
            any.iter().map(|kind| kind_name(*kind, lang).to_owned()),
            lang,
        ),
        Test::Language(any) => either(any.iter().map(ToString::to_string), lang),
        Test::Territory(any) => either(any.iter().map(Zone::name), lang),
        Test::Hour(any) => either(any.iter().map(|range| hours(*range, lang)), lang),
        Test::Day(any) => either(any.iter().map(|day| day.label().get(lang).to_owned()), lang),
        Test::SchoolHoliday(any) => either(
            any.iter().map(|one| school(*one).get(lang).to_owned()),
            lang,
        ),
        Test::Date(range) => dates(*range, lang),
        Test::DeadlineEvent(any) => labels(any, lang),
        Test::DaysToEvent(any) => either(any.iter().map(|range| numbers(*range, lang)), lang),
        Test::PriorReferrals { days, count } => {
            let count = numbers(*count, lang);
            say(
                lang,
                format!("{count} en {days} jours"),
                format!("{count} within {days} days"),
            )
        }
        Test::Detail(test) => answers(&test.wanted, lang),
        Test::Not(test) => {
            let excluded = wanted(test, lang);
            say(
                lang,
                format!("autre chose que {excluded}"),
                format!("something other than {excluded}"),
            )
        }
        Test::DecidedBy(any) => either(any.iter().cloned(), lang),
        Test::Any(_) => say(lang, "l'une d'elles", "one of them"),
    }
}

/// What the case has instead: "social housing".
pub(super) fn actual(test: &Test, case: &Case<'_>, lang: Lang) -> String {
    let label = |label: Label| label.get(lang).to_owned();
    let told = |told: Option<Label>| label(told.unwrap_or(NOT_TOLD));
    match test {
        Test::Setting(_) => label(case.setting.label()),
        Test::Situation(_) => label(case.situation.label()),
        Test::CaseKind(_) => label(case.case_kind.label()),
        Test::Tenure(_) => label(case.tenure.label()),
        Test::AgeBand(_) => label(case.age_band.label()),
        Test::Enrolled(_) => label(answer(case.enrolled)),
        Test::Minor(_) => label(answer(case.minor)),
        Test::Period(_) => told(case.period.map(Code::label)),
        Test::TimeContext(_) => told(case.time_context.map(Code::label)),
        Test::Consent(_) => told(case.consent.map(Code::label)),
        Test::PriorAttempt(_) if case.prior_attempts.is_empty() => told(None),
        Test::PriorAttempt(_) => labels(case.prior_attempts, lang),
        Test::Safety(question, _) => {
            label(answer(Answer::from(Some(question.answer(case.safety)))))
        }
        Test::ReferrerKind(_) => case
            .referrer_kind
            .map_or_else(|| told(None), |kind| kind_name(kind, lang).to_owned()),
        Test::Language(_) => case
            .language
            .map_or_else(|| told(None), ToString::to_string),
        Test::Territory(_) => case.commune.map_or_else(
            || told(None),
            |commune| Zone::Area(Area::Commune(commune.clone())).name(),
        ),
        Test::Hour(_) => case.moment.map_or_else(
            || told(None),
            |now| say(lang, format!("{} h", now.hour), format!("{}:00", now.hour)),
        ),
        Test::Day(_) => told(case.moment.map(|now| now.day.label())),
        Test::SchoolHoliday(_) => school_there(case, lang),
        Test::Date(_) => case
            .moment
            .map_or_else(|| told(None), |now| now.date.to_string()),
        Test::DeadlineEvent(_) => told(case.event.map(|event| event.kind.label())),
        Test::DaysToEvent(_) => case
            .days_to_event()
            .map_or_else(|| told(None), |days| days.to_string()),
        Test::PriorReferrals { days, .. } => case.prior_referrals(*days).to_string(),
        Test::Detail(test) => match case.details.get(&test.fact.id) {
            None => told(None),
            Some(Detail::YesNo(yes)) => label(answer(Answer::from(Some(*yes)))),
            Some(Detail::Number(number)) => number.to_string(),
            Some(Detail::Code(code)) => {
                let label = test.fact.kind.value(code);
                label
                    .map_or(code.as_str(), |label| label.get(lang))
                    .to_owned()
            }
        },
        Test::Not(test) => actual(test, case, lang),
        Test::DecidedBy(_) => case.decided_by.unwrap_or_default().to_owned(),
        Test::Any(_) => say(lang, "aucune", "none"),
    }
}

/// The answers to a declared question that will do.
fn answers(wanted: &Wanted, lang: Lang) -> String {
    match wanted {
        Wanted::Answers(any) => either(
            any.iter().map(|one| answer(*one).get(lang).to_owned()),
            lang,
        ),
        Wanted::Numbers(any) => either(any.iter().map(|range| numbers(*range, lang)), lang),
        Wanted::Values(any) => either(
            any.iter().map(|value| value.label.get(lang).to_owned()),
            lang,
        ),
    }
}

const NOT_TOLD: Label = Label {
    fr: "non renseigné",
    en: "not told",
};

fn answer(answer: Answer) -> Label {
    let (fr, en) = match answer {
        Answer::Yes => ("oui", "yes"),
        Answer::No => ("non", "no"),
        Answer::Unknown => return NOT_TOLD,
    };
    Label { fr, en }
}

fn school(answer: Answer) -> Label {
    let (fr, en) = match answer {
        Answer::Yes => ("une période de vacances", "a time of holidays"),
        Answer::No => ("une période de classe", "term time"),
        Answer::Unknown => (
            "un jour que le calendrier scolaire ne dit pas",
            "a day that the school calendar does not tell",
        ),
    };
    Label { fr, en }
}

/// What the school calendar says of the case, and of which zone; where it says nothing, why.
fn school_there(case: &Case<'_>, lang: Lang) -> String {
    let what = school(case.school_holiday()).get(lang);
    let departement = case.commune.map(CommuneCode::departement);
    let calendar = SchoolCalendar::in_use().ok();
    let zone = calendar.zip(departement.as_ref());
    let Some(zone) = zone.and_then(|(calendar, code)| calendar.zone(code)) else {
        return say(
            lang,
            format!("{what} (aucune zone de vacances n'est connue de ce lieu)"),
            format!("{what} (no zone of school holidays is known of this place)"),
        );
    };
    let name = zone.name();
    match (case.school_holiday(), zone.told().last()) {
        (Answer::Unknown, Some(last)) => say(
            lang,
            format!("{what} ({name}, connue jusqu'au {})", last.to),
            format!("{what} ({name}, known until {})", last.to),
        ),
        (Answer::Unknown, None) => say(
            lang,
            format!("{what} ({name}, dont aucune date n'est connue)"),
            format!("{what} ({name}, of which no date is known)"),
        ),
        _ => format!("{what} ({name})"),
    }
}

fn labels<T: Code>(values: &[T], lang: Lang) -> String {
    either(
        values
            .iter()
            .map(|value| value.label().get(lang).to_owned()),
        lang,
    )
}

fn either(values: impl Iterator<Item = String>, lang: Lang) -> String {
    let all: Vec<String> = values.collect();
    let rest = all.len().saturating_sub(VALUES);
    let mut shown: Vec<String> = all.into_iter().take(VALUES).collect();
    if rest > 0 {
        shown.push(say(
            lang,
            format!("{rest} autres"),
            format!("{rest} others"),
        ));
    }
    shown.join(&say(lang, " ou ", " or "))
}
