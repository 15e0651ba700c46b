//! The facts, each with its values by number.
//!
//! Value 0 is the least that can be said ("not told", "no"), where there is such a value: the
//! smallest case is the one with the most zeros.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, Period, PriorAttempt, Setting, Situation, Tenure, TimeContext,
    vocabulary::Code,
};

use crate::rules::{Answer, Case, SafetyQuestion};

/// A fact that conditions read. What was tried before is a set, so each step is a fact of its own:
/// tried or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    Situation,
    Setting,
    CaseKind,
    Tenure,
    AgeBand,
    Minor,
    Enrolled,
    Period,
    TimeContext,
    Consent,
    Safety(SafetyQuestion),
    PriorAttempt(PriorAttempt),
    DecidedBy,
    /// The class of places that the rules cannot tell apart.
    Place,
    /// The priority district, of those that rules name.
    Qpv,
    Language,
    ReferrerKind,
    /// The kind of the date before which an answer must come.
    Event,
    DaysToEvent,
    Date,
    Day,
    /// Whether pupils have holidays: unknown, yes, no.
    SchoolHoliday,
    Hour,
    /// How many cases came before from the same place, in the window of this number.
    PriorReferrals(usize),
    /// The declared fact of this number.
    Detail(usize),
}

/// One fact with its place in the bitmasks of a [`Region`](super::Region).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dimension {
    pub(crate) fact: Fact,
    pub(crate) values: usize,
    pub(crate) first_word: usize,
}

impl Fact {
    /// The facts of every rule set, those that tell most cases apart first.
    pub(super) fn all() -> Vec<Self> {
        let mut facts = vec![
            Self::Situation,
            Self::Setting,
            Self::Tenure,
            Self::AgeBand,
            Self::TimeContext,
            Self::Enrolled,
            Self::Minor,
            Self::CaseKind,
            Self::Period,
            Self::Consent,
        ];
        facts.extend(
            SafetyQuestion::ALL
                .iter()
                .map(|(_, question)| Self::Safety(*question)),
        );
        facts.extend(
            PriorAttempt::ALL
                .iter()
                .map(|step| Self::PriorAttempt(*step)),
        );
        facts.push(Self::DecidedBy);
        facts
    }

    /// Whether rules name its values one by one: not by intervals, nor by areas that hold others.
    pub(crate) fn is_listed(self) -> bool {
        !matches!(
            self,
            Self::Place
                | Self::Language
                | Self::DaysToEvent
                | Self::Date
                | Self::Hour
                | Self::PriorReferrals(_)
                | Self::Detail(_)
        )
    }

    /// Whether its values are the same in every rule set.
    pub(super) fn is_of_every_case(self) -> bool {
        !matches!(
            self,
            Self::DecidedBy
                | Self::Place
                | Self::Qpv
                | Self::Language
                | Self::ReferrerKind
                | Self::Event
                | Self::DaysToEvent
                | Self::Date
                | Self::Day
                | Self::SchoolHoliday
                | Self::Hour
                | Self::PriorReferrals(_)
                | Self::Detail(_)
        )
    }

    /// How many values the fact has; where the rules say which they are, the space counts them.
    pub(super) fn values(self) -> usize {
        match self {
            Self::Situation => Situation::ALL.len(),
            Self::Setting => Setting::ALL.len(),
            Self::CaseKind => CaseKind::ALL.len(),
            Self::Tenure => Tenure::ALL.len(),
            Self::AgeBand => AgeBand::ALL.len(),
            Self::Minor | Self::Enrolled => Answer::ALL.len(),
            Self::Period => Period::ALL.len() + 1,
            Self::TimeContext => TimeContext::ALL.len() + 1,
            Self::Consent => ConsentState::ALL.len() + 1,
            Self::Safety(_) | Self::PriorAttempt(_) => 2,
            _ => 1,
        }
    }

    /// The number of the fact's value in a case. Vocabularies number their values in the order of
    /// their `ALL`; looking a value up there would cost more than the whole decision.
    pub(crate) fn value(self, case: &Case<'_>) -> usize {
        match self {
            Self::Situation => case.situation as usize,
            Self::Setting => case.setting as usize,
            Self::CaseKind => case.case_kind as usize,
            Self::Tenure if case.tenure == Tenure::Unknown => 0,
            Self::Tenure => case.tenure as usize + 1,
            Self::AgeBand if case.age_band == AgeBand::Unknown => 0,
            Self::AgeBand => case.age_band as usize + 1,
            Self::Minor => answer(case.minor),
            Self::Enrolled => answer(case.enrolled),
            Self::Period => case.period.map_or(0, |period| period as usize + 1),
            Self::TimeContext => case.time_context.map_or(0, |time| time as usize + 1),
            Self::Consent => case.consent.map_or(0, |state| state as usize + 1),
            Self::Safety(question) => usize::from(question.answer(case.safety)),
            Self::PriorAttempt(step) => usize::from(case.prior_attempts.contains(&step)),
            _ => 0,
        }
    }
}

impl Dimension {
    pub(crate) fn words(&self) -> usize {
        self.values.div_ceil(64)
    }

    /// Whether a bitmask has every value.
    pub(crate) fn is_full(&self, mask: &[u64]) -> bool {
        let ones: usize = mask.iter().map(|word| word.count_ones() as usize).sum();
        ones == self.values
    }

    /// The bitmask of some values.
    pub(crate) fn mask(&self, values: impl IntoIterator<Item = usize>) -> Vec<u64> {
        let mut mask = vec![0; self.words()];
        for value in values {
            if let Some(word) = mask.get_mut(value / 64) {
                *word |= 1 << (value % 64);
            }
        }
        mask
    }
}

/// The number of a value of a vocabulary.
pub(crate) fn number<T: Code>(value: T) -> usize {
    T::ALL
        .iter()
        .position(|other| *other == value)
        .unwrap_or_default()
}

/// The same, with 0 for "not told".
pub(crate) fn told<T: Code>(value: Option<T>) -> usize {
    value.map_or(0, |value| number(value) + 1)
}

/// The value with the number `number`, where 0 is "not told".
pub(crate) fn untold<T: Code>(number: usize) -> Option<T> {
    T::ALL.get(number.checked_sub(1)?).copied()
}

/// The same for vocabularies that have a value of their own, the last one, for "not told".
pub(crate) fn unknown_first<T: Code>(value: T, unknown: T) -> usize {
    told((value != unknown).then_some(value))
}

/// Unknown, yes, no.
pub(crate) fn answer(answer: Answer) -> usize {
    match answer {
        Answer::Unknown => 0,
        Answer::Yes => 1,
        Answer::No => 2,
    }
}
