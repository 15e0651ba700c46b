//! The facts of one case by number.

use passerelle_domain::PriorAttempt;

use super::zones::place;
use crate::{
    rules::{Case, SafetyQuestion},
    space::Fact,
};

/// Facts that most rules read.
const COMMON: [Fact; 10] = [
    Fact::Situation,
    Fact::Setting,
    Fact::Tenure,
    Fact::AgeBand,
    Fact::TimeContext,
    Fact::Enrolled,
    Fact::Minor,
    Fact::CaseKind,
    Fact::Period,
    Fact::Consent,
];

const SAFETY: usize = COMMON.len();
const PRIOR: usize = SAFETY + 5;

/// How many facts a case tells of itself.
const FACTS: usize = PRIOR + 8;

/// The slot of the rule that decided: a rule set numbers its rules, a case does not.
pub(super) const DECIDED_BY: u8 = u8::MAX;

/// The number of the value of each fact, in a case, and of its commune. A case is numbered once, when
/// it is made: nothing else of it is read to choose a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    facts: [u16; FACTS],
    commune: u32,
}

impl Numbers {
    /// A case of which nothing is told.
    pub(crate) const NOTHING: Self = Self {
        facts: [0; FACTS],
        commune: u32::MAX,
    };

    /// What a case says of itself.
    pub(crate) fn of(case: &Case<'_>) -> Self {
        let mut numbers = [0; FACTS];
        let (common, others) = numbers.split_at_mut(SAFETY);
        for (number, fact) in common.iter_mut().zip(COMMON) {
            *number = small(fact.value(case));
        }
        let (safety, others) = others.split_at_mut(PRIOR - SAFETY);
        for (number, (_, question)) in safety.iter_mut().zip(SafetyQuestion::ALL) {
            *number = u16::from(question.answer(case.safety));
        }
        for step in case.prior_attempts {
            if let Some(number) = others.get_mut(*step as usize) {
                *number = 1;
            }
        }
        let commune = case.commune.and_then(|code| place(code.as_str()));
        Self {
            facts: numbers,
            commune: commune.map_or(u32::MAX, size),
        }
    }

    /// The place of the commune among all codes that there could be; of no code where none is told.
    #[inline]
    pub(super) fn commune(&self) -> usize {
        self.commune as usize
    }

    /// The number of the value of the fact in this slot.
    #[inline]
    pub(super) fn get(&self, slot: u8) -> u32 {
        self.facts
            .get(usize::from(slot))
            .copied()
            .map_or(0, u32::from)
    }
}

/// The slot of a fact; none where more values are told apart than a number counts.
pub(super) fn slot(fact: Fact, values: usize) -> Option<u8> {
    let slot = match fact {
        Fact::Safety(asked) => {
            let mut all = SafetyQuestion::ALL.iter();
            SAFETY + all.position(|(_, question)| *question == asked)?
        }
        Fact::PriorAttempt(step) => {
            let mut all = PriorAttempt::ALL.iter();
            PRIOR + all.position(|other| *other == step)?
        }
        Fact::DecidedBy => return Some(DECIDED_BY),
        fact => COMMON.iter().position(|other| *other == fact)?,
    };
    let counted = values <= usize::from(u16::MAX);
    u8::try_from(slot).ok().filter(|_| counted)
}

fn size(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_and_every_step_has_its_slot() {
        assert_eq!(SafetyQuestion::ALL.len(), PRIOR - SAFETY);
        assert_eq!(PriorAttempt::ALL.len(), FACTS - PRIOR);
        for (number, step) in PriorAttempt::ALL.iter().enumerate() {
            assert_eq!(*step as usize, number);
        }
    }
}
