//! From values back to facts.

use passerelle_domain::{AgeBand, PriorAttempt, SafetyAnswers, Tenure, vocabulary::Code};

use super::{Fact, Space, fact::untold};
use crate::rules::{Answer, CaseFacts, SafetyQuestion};

impl Space {
    /// The case whose facts have these values, in the order of the dimensions; nothing where a
    /// number is out of its range.
    pub(crate) fn facts(&self, point: &[usize]) -> Option<CaseFacts> {
        let value = |fact: Fact| {
            let mut all = self.dimensions().iter().zip(point);
            all.find(|(dimension, _)| dimension.fact == fact)
                .map_or(0, |(_, value)| *value)
        };
        let mut safety = SafetyAnswers::default();
        for (_, question) in SafetyQuestion::ALL {
            *question.answer_mut(&mut safety) = value(Fact::Safety(*question)) == 1;
        }
        let tried = PriorAttempt::ALL.iter().copied();
        Some(CaseFacts {
            setting: at(value(Fact::Setting))?,
            situation: at(value(Fact::Situation))?,
            case_kind: at(value(Fact::CaseKind))?,
            tenure: untold(value(Fact::Tenure)).unwrap_or(Tenure::Unknown),
            age_band: untold(value(Fact::AgeBand)).unwrap_or(AgeBand::Unknown),
            enrolled: answer(value(Fact::Enrolled)),
            minor: answer(value(Fact::Minor)),
            period: untold(value(Fact::Period)),
            time_context: untold(value(Fact::TimeContext)),
            consent: untold(value(Fact::Consent)),
            prior_attempts: tried
                .filter(|step| value(Fact::PriorAttempt(*step)) == 1)
                .collect(),
            safety,
        })
    }
}

fn at<T: Code>(number: usize) -> Option<T> {
    T::ALL.get(number).copied()
}

fn answer(number: usize) -> Answer {
    match number {
        1 => Answer::Yes,
        2 => Answer::No,
        _ => Answer::Unknown,
    }
}
