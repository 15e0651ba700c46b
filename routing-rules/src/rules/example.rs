//! Example cases: what the rule set is expected to do, by the people who wrote it.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, PartnerKind, Period, PriorAttempt, SafetyAnswers, Setting,
    Situation, Tenure, Text, TimeContext,
};

use super::{Answer, Case};
use crate::Details;

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
}

impl CaseFacts {
    /// What of a case is a fact of this kind.
    #[must_use]
    pub fn of(case: &Case<'_>) -> Self {
        Self {
            setting: case.setting,
            situation: case.situation,
            case_kind: case.case_kind,
            tenure: case.tenure,
            age_band: case.age_band,
            enrolled: case.enrolled,
            minor: case.minor,
            period: case.period,
            time_context: case.time_context,
            consent: case.consent,
            prior_attempts: case.prior_attempts.to_vec(),
            safety: case.safety,
        }
    }

    /// The case, before any rule spoke.
    #[must_use]
    pub fn case(&self) -> Case<'_> {
        Case {
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
            language: None,
            commune: None,
            qpv: None,
            event: None,
            earlier: &[],
            details: Details::NONE,
            moment: None,
            referrer_kind: None,
            decided_by: None,
        }
    }
}
