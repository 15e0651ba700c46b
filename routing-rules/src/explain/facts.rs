//! What facts are called.

use passerelle_domain::{Label, Lang};

use crate::rules::{SafetyQuestion, Test};

/// The fact that a test is about.
pub(super) fn fact(test: &Test, lang: Lang) -> &str {
    match test {
        Test::Detail(test) => test.fact.label.get(lang),
        Test::Not(test) => fact(test, lang),
        test => label(test).get(lang),
    }
}

fn label(test: &Test) -> Label {
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
        Test::ReferrerKind(_) => ("origine de la demande", "referrer"),
        Test::Language(_) => ("langue de la personne", "language of the person"),
        Test::Territory(_) => ("territoire", "territory"),
        Test::Hour(_) => ("heure", "hour"),
        Test::Day(_) => ("type de jour", "kind of day"),
        Test::SchoolHoliday(_) => ("vacances scolaires", "school holidays"),
        Test::Date(_) => ("date", "date"),
        Test::DeadlineEvent(_) => ("échéance", "date to meet"),
        Test::DaysToEvent(_) => ("jours avant l'échéance", "days until the date to meet"),
        Test::PriorReferrals { .. } => (
            "demandes précédentes au même endroit",
            "earlier requests from the same place",
        ),
        Test::Detail(_) => ("précision", "detail"),
        Test::Not(test) => return label(test),
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
