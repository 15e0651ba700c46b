//! Conditions in words: what a test asks for, and what the case has instead.

use passerelle_domain::{Label, Lang, vocabulary::Code};

use super::say;
use crate::rules::{Answer, Case, SafetyQuestion, Test};

/// How many values a sentence names before it counts the rest.
const VALUES: usize = 4;

/// "tenure: co-ownership is asked for, and this is social housing".
pub(super) fn lacking(test: &Test, case: &Case<'_>, lang: Lang) -> String {
    let fact = fact(test).get(lang);
    let wanted = wanted(test, lang);
    let actual = actual(test, case, lang);
    say(
        lang,
        format!("{fact} : il faudrait {wanted}, or c'est {actual}"),
        format!("{fact}: it would have to be {wanted}, and it is {actual}"),
    )
}

fn fact(test: &Test) -> Label {
    let (fr, en) = match test {
        Test::Setting(_) => ("cadre d'intervention", "setting"),
        Test::Situation(_) => ("situation", "situation"),
        Test::CaseKind(_) => ("personnes en cause", "kind of case"),
        Test::Tenure(_) => ("statut d'occupation", "tenure"),
        Test::AgeBand(_) => ("âge de la personne", "age of the person"),
        Test::Enrolled(_) => ("inscription dans un établissement", "enrolled in a school"),
        Test::Minor(_) => ("personne mineure", "minor"),
        Test::Period(_) => ("moment de la journée", "part of the day"),
        Test::TimeContext(_) => (
            "temps scolaire ou périscolaire",
            "school or after-school time",
        ),
        Test::Consent(_) => ("accord de la personne", "the person's agreement"),
        Test::PriorAttempt(_) => ("démarches déjà tentées", "what was tried before"),
        Test::Safety(question, _) => return question_label(*question),
        Test::DecidedBy(_) => ("règle qui décide", "deciding rule"),
        Test::Any(_) => ("l'une de plusieurs conditions", "one of several conditions"),
    };
    Label { fr, en }
}

fn question_label(question: SafetyQuestion) -> Label {
    let (fr, en) = match question {
        SafetyQuestion::DangerNow => ("danger immédiat", "danger now"),
        SafetyQuestion::MinorAtRisk => ("mineur en risque", "minor at risk"),
        SafetyQuestion::Violence => ("violence ou menace", "violence or threat"),
        SafetyQuestion::UnableToProtectSelf => (
            "personne hors d'état de se protéger",
            "person unable to protect themself",
        ),
        SafetyQuestion::SuicideRisk => ("risque suicidaire", "risk of suicide"),
    };
    Label { fr, en }
}

fn wanted(test: &Test, lang: Lang) -> String {
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
        Test::DecidedBy(any) => either(any.iter().cloned(), lang),
        Test::Any(_) => say(lang, "l'une d'elles", "one of them"),
    }
}

fn actual(test: &Test, case: &Case<'_>, lang: Lang) -> String {
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
        Test::DecidedBy(_) => case.decided_by.unwrap_or_default().to_owned(),
        Test::Any(_) => say(lang, "aucune", "none"),
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
