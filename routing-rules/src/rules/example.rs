//! Example cases: what the rule set is expected to do, by the people who wrote it.

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, CaseKind, CommuneCode, ConsentState, DeadlineEvent, LanguageTag, PartnerKind, Period,
    PriorAttempt, QpvCode, SafetyAnswers, Setting, Situation, Tenure, Text, TimeContext,
};

use super::{Answer, Case, Moment};
use crate::{Details, index::Numbers};

/// A case with the answer that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its name, unique in the rule set.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// The facts of the case.
    pub case: CaseFacts,
    /// What is expected.
    pub expect: Expectation,
}

/// What is expected of the decision about an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The rule that decides.
    pub rule: String,
    /// Whether the case is diverted to the emergency services.
    pub diverted: Option<bool>,
    /// The first kind of partner on the route.
    pub first: Option<PartnerKind>,
    /// Kinds of partner that are not on the route.
    pub never: Vec<PartnerKind>,
}

/// The facts of one case, in its own right: what a [`Case`] reads out of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The setting.
    pub setting: Setting,
    /// The situation.
    pub situation: Situation,
    /// Whom it is about.
    pub case_kind: CaseKind,
    /// How the dwelling is held.
    pub tenure: Tenure,
    /// The age of the person concerned.
    pub age_band: AgeBand,
    /// Whether the person concerned is enrolled in a school.
    pub enrolled: Answer,
    /// Whether the person concerned is a minor.
    pub minor: Answer,
    /// The part of the day.
    pub period: Option<Period>,
    /// Whose time it is, around a school.
    pub time_context: Option<TimeContext>,
    /// What the person concerned said to being named; nothing where there is nobody.
    pub consent: Option<ConsentState>,
    /// What was tried before.
    pub prior_attempts: Vec<PriorAttempt>,
    /// Answers at the safety gate.
    pub safety: SafetyAnswers,
    /// The language of the person concerned.
    pub language: Option<LanguageTag>,
    /// Where it takes place; nothing where no rule makes a difference.
    pub commune: Option<CommuneCode>,
    /// The priority district.
    pub qpv: Option<QpvCode>,
    /// The date before which an answer must come.
    pub event: Option<DeadlineEvent>,
    /// When earlier cases came from the same place.
    pub earlier: Vec<Timestamp>,
    /// The answers to the questions that the rule set declares.
    pub details: Details,
    /// The clock of the decision; nothing where no rule reads it.
    pub at: Option<Timestamp>,
    /// What kind of partner the case comes from.
    pub referrer_kind: Option<PartnerKind>,
}

impl CaseFacts {
    /// A case of which nothing more is told.
    #[must_use]
    pub fn of_a(setting: Setting, situation: Situation, case_kind: CaseKind) -> Self {
        Self {
            setting,
            situation,
            case_kind,
            tenure: Tenure::Unknown,
            age_band: AgeBand::Unknown,
            enrolled: Answer::Unknown,
            minor: Answer::Unknown,
            period: None,
            time_context: None,
            consent: None,
            prior_attempts: Vec::new(),
            safety: SafetyAnswers::default(),
            language: None,
            commune: None,
            qpv: None,
            event: None,
            earlier: Vec::new(),
            details: Details::default(),
            at: None,
            referrer_kind: None,
        }
    }

    /// What of a case is a fact of this kind.
    #[must_use]
    pub fn of(case: &Case<'_>) -> Self {
        Self {
            tenure: case.tenure,
            age_band: case.age_band,
            enrolled: case.enrolled,
            minor: case.minor,
            period: case.period,
            time_context: case.time_context,
            consent: case.consent,
            prior_attempts: case.prior_attempts.to_vec(),
            safety: case.safety,
            language: case.language.cloned(),
            commune: case.commune.cloned(),
            qpv: case.qpv.cloned(),
            event: case.event.cloned(),
            earlier: case.earlier.to_vec(),
            details: case.details.clone(),
            at: case.moment.map(|moment| moment.at),
            referrer_kind: case.referrer_kind,
            ..Self::of_a(case.setting, case.situation, case.case_kind)
        }
    }

    /// The case, before any rule spoke.
    #[must_use]
    pub fn case(&self) -> Case<'_> {
        let place = self.commune.as_ref().zip(self.at);
        let case = Case {
            setting: self.setting,
            situation: self.situation,
            case_kind: self.case_kind,
            tenure: self.tenure,
            age_band: self.age_band,
            enrolled: self.enrolled,
            minor: self.minor,
            period: self.period,
            time_context: self.time_context,
            consent: self.consent,
            prior_attempts: &self.prior_attempts,
            safety: self.safety,
            language: self.language.as_ref(),
            commune: self.commune.as_ref(),
            qpv: self.qpv.as_ref(),
            event: self.event.as_ref(),
            earlier: &self.earlier,
            details: &self.details,
            moment: place.and_then(|(commune, at)| Moment::of(at, &commune.departement()).ok()),
            referrer_kind: self.referrer_kind,
            decided_by: None,
            numbers: Numbers::NOTHING,
        };
        case.numbered()
    }
}
