//! Typed conditions: tests on facts, joined by *and*, with alternatives where they are needed.
//!
//! There is no scripting. A condition is data, so that it can be compiled, explained and proved
//! about.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, DeadlineEventKind, LanguageTag, PartnerKind, Period,
    PriorAttempt, Setting, Situation, Tenure, TimeContext,
};

use super::{Answer, Case, DateRange, DayKind, DetailTest, Range, SafetyQuestion, Zone};

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
    /// What kind of partner the case comes from.
    ReferrerKind(Vec<PartnerKind>),
    /// The language of the person concerned; `pt` includes `pt-BR`.
    Language(Vec<LanguageTag>),
    /// Where it takes place.
    Territory(Vec<Zone>),
    /// The hour of the decision in Paris that has begun.
    Hour(Vec<Range>),
    /// The kind of day of the decision.
    Day(Vec<DayKind>),
    /// Whether pupils have holidays on the day of the decision, in the zone of the place.
    SchoolHoliday(Vec<Answer>),
    /// The day of the decision in Paris.
    Date(DateRange),
    /// The kind of the date before which an answer must come.
    DeadlineEvent(Vec<DeadlineEventKind>),
    /// The days until that date; a date that has passed is in no interval.
    DaysToEvent(Vec<Range>),
    /// How many cases came before from the same place.
    PriorReferrals {
        /// Within how many days before the decision.
        days: u32,
        /// How many.
        count: Range,
    },
    /// The answer to a question that the rule set declares.
    Detail(DetailTest),
    /// The rule that decided; for rules of later stages only.
    DecidedBy(Vec<String>),
    /// The test does not hold; a fact that nobody told is none of the values.
    Not(Box<Test>),
    /// One of several conditions.
    Any(Vec<Condition>),
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
            Self::ReferrerKind(any) => case.referrer_kind.is_some_and(|kind| any.contains(&kind)),
            Self::Language(any) => case
                .language
                .is_some_and(|spoken| any.iter().any(|tag| includes(tag, spoken))),
            Self::Territory(any) => case
                .commune
                .is_some_and(|commune| any.iter().any(|zone| zone.contains(commune, case.qpv))),
            Self::Hour(any) => case.moment.is_some_and(|now| within(any, now.hour)),
            Self::Day(any) => case.moment.is_some_and(|now| any.contains(&now.day)),
            Self::SchoolHoliday(any) => any.contains(&case.school_holiday()),
            Self::Date(range) => case.moment.is_some_and(|now| range.contains(now.date)),
            Self::DeadlineEvent(any) => case.event.is_some_and(|event| any.contains(&event.kind)),
            Self::DaysToEvent(any) => case.days_to_event().is_some_and(|days| within(any, days)),
            Self::PriorReferrals { days, count } => count.contains(case.prior_referrals(*days)),
            Self::Detail(test) => test.holds(case),
            Self::DecidedBy(any) => case
                .decided_by
                .is_some_and(|id| any.iter().any(|named| named == id)),
            Self::Not(test) => !test.holds(case),
            Self::Any(conditions) => conditions.iter().any(|condition| condition.holds(case)),
        }
    }
}

fn within(ranges: &[Range], number: u32) -> bool {
    ranges.iter().any(|range| range.contains(number))
}

/// Whether a tag names the language, or a wider one: `pt` includes `pt-BR`, and not the reverse.
pub(crate) fn includes(tag: &LanguageTag, spoken: &LanguageTag) -> bool {
    spoken
        .as_str()
        .strip_prefix(tag.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
