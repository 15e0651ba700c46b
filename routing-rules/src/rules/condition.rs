//! Typed conditions: tests on facts, joined by *and*, with alternatives where they are needed.
//!
//! There is no scripting. A condition is data, so that it can be compiled, explained and proved
//! about.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, Period, PriorAttempt, SafetyAnswers, Setting, Situation,
    Tenure, TimeContext,
};

use super::Case;

/// All of its tests must hold; none at all holds for every case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    pub(crate) tests: Vec<Test>,
}

/// One test on one fact: any of the values listed will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The setting.
    Setting(Vec<Setting>),
    /// The situation.
    Situation(Vec<Situation>),
    /// Whom it is about.
    CaseKind(Vec<CaseKind>),
    /// How the dwelling is held.
    Tenure(Vec<Tenure>),
    /// The age of the person concerned.
    AgeBand(Vec<AgeBand>),
    /// Whether the person concerned is enrolled in a school.
    Enrolled(Vec<Answer>),
    /// Whether the person concerned is a minor.
    Minor(Vec<Answer>),
    /// The part of the day.
    Period(Vec<Period>),
    /// Whose time it is, around a school.
    TimeContext(Vec<TimeContext>),
    /// What the person concerned said to being named.
    Consent(Vec<ConsentState>),
    /// One of these was tried before.
    PriorAttempt(Vec<PriorAttempt>),
    /// An answer at the safety gate.
    Safety(SafetyQuestion, bool),
    /// The rule that decided; for rules of later stages only.
    DecidedBy(Vec<String>),
    /// One of several conditions.
    Any(Vec<Condition>),
}

/// A yes, a no, or nobody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not told.
    Unknown,
}

/// A question of the safety gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SafetyQuestion {
    /// Danger at this moment.
    DangerNow,
    /// A minor at risk.
    MinorAtRisk,
    /// Violence or a threat of it.
    Violence,
    /// A person who cannot protect themself.
    UnableToProtectSelf,
    /// A risk of suicide.
    SuicideRisk,
}

impl Condition {
    /// Whether every test holds for `case`.
    #[must_use]
    pub fn holds(&self, case: &Case<'_>) -> bool {
        self.tests.iter().all(|test| test.holds(case))
    }

    /// The tests.
    #[must_use]
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// Whether it holds for every case.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.tests.is_empty()
    }
}

impl Test {
    /// Whether the fact has one of the values.
    #[must_use]
    pub fn holds(&self, case: &Case<'_>) -> bool {
        match self {
            Self::Setting(any) => any.contains(&case.setting),
            Self::Situation(any) => any.contains(&case.situation),
            Self::CaseKind(any) => any.contains(&case.case_kind),
            Self::Tenure(any) => any.contains(&case.tenure),
            Self::AgeBand(any) => any.contains(&case.age_band),
            Self::Enrolled(any) => any.contains(&case.enrolled),
            Self::Minor(any) => any.contains(&case.minor),
            Self::Period(any) => case.period.is_some_and(|period| any.contains(&period)),
            Self::TimeContext(any) => case.time_context.is_some_and(|time| any.contains(&time)),
            Self::Consent(any) => case.consent.is_some_and(|state| any.contains(&state)),
            Self::PriorAttempt(any) => any.iter().any(|one| case.prior_attempts.contains(one)),
            Self::Safety(question, wanted) => question.answer(case.safety) == *wanted,
            Self::DecidedBy(any) => case
                .decided_by
                .is_some_and(|id| any.iter().any(|named| named == id)),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(case)),
        }
    }
}

impl SafetyQuestion {
    /// Every question, with the name that rules and requests give it.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("danger_now", Self::DangerNow),
        ("minor_at_risk", Self::MinorAtRisk),
        ("violence", Self::Violence),
        ("unable_to_protect_self", Self::UnableToProtectSelf),
        ("suicide_risk", Self::SuicideRisk),
    ];

    /// What was answered.
    #[must_use]
    pub fn answer(self, safety: SafetyAnswers) -> bool {
        match self {
            Self::DangerNow => safety.danger_now,
            Self::MinorAtRisk => safety.minor_at_risk,
            Self::Violence => safety.violence,
            Self::UnableToProtectSelf => safety.unable_to_protect_self,
            Self::SuicideRisk => safety.suicide_risk,
        }
    }

    /// The answer, to be changed.
    pub(crate) fn answer_mut(self, safety: &mut SafetyAnswers) -> &mut bool {
        match self {
            Self::DangerNow => &mut safety.danger_now,
            Self::MinorAtRisk => &mut safety.minor_at_risk,
            Self::Violence => &mut safety.violence,
            Self::UnableToProtectSelf => &mut safety.unable_to_protect_self,
            Self::SuicideRisk => &mut safety.suicide_risk,
        }
    }
}

impl Answer {
    /// Every answer, with its name in a rule set.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("yes", Self::Yes),
        ("no", Self::No),
        ("unknown", Self::Unknown),
    ];
}

impl From<Option<bool>> for Answer {
    fn from(told: Option<bool>) -> Self {
        match told {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}
