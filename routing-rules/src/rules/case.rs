//! A case reduced to the facts that conditions may read.

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, Party, PartyRole, Period, PriorAttempt, SafetyAnswers,
    Setting, Situation, Tenure, TimeContext,
};

use super::Answer;
use crate::Facts;

/// The facts of one case. What was not told is `Unknown`, or `None` where the vocabulary has no
/// such value; a condition about it does not hold then.
///
/// Age, enrolment and consent are those of the persons concerned: of the first one who states it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub(crate) setting: Setting,
    pub(crate) situation: Situation,
    pub(crate) case_kind: CaseKind,
    pub(crate) tenure: Tenure,
    pub(crate) age_band: AgeBand,
    pub(crate) enrolled: Answer,
    pub(crate) minor: Answer,
    pub(crate) period: Option<Period>,
    pub(crate) time_context: Option<TimeContext>,
    pub(crate) consent: Option<ConsentState>,
    pub(crate) prior_attempts: &'a [PriorAttempt],
    pub(crate) safety: SafetyAnswers,
    /// The rule that decided, for the stages that come after.
    pub(crate) decided_by: Option<&'a str>,
}

impl<'a> Case<'a> {
    /// The facts of a case before any rule spoke.
    #[must_use]
    pub fn of(facts: &Facts<'a>) -> Self {
        let need = facts.need;
        let place = &need.place;
        let concerned = || concerned(&need.parties);
        Self {
            setting: need.setting,
            situation: need.situation,
            case_kind: need.case_kind,
            tenure: place.tenure.unwrap_or(Tenure::Unknown),
            age_band: concerned()
                .map(|party| party.age_band)
                .find(|band| *band != AgeBand::Unknown)
                .unwrap_or(AgeBand::Unknown),
            enrolled: Answer::from(concerned().find_map(|party| party.enrolled)),
            minor: Answer::from(concerned().find_map(Party::is_minor)),
            period: place.period,
            time_context: place.time_context,
            consent: concerned().next().map(|party| party.consent.state),
            prior_attempts: &need.prior_attempts,
            safety: need.safety,
            decided_by: None,
        }
    }

    /// The same case, once the rule `id` decided about it.
    #[must_use]
    pub(crate) fn decided_by(self, id: &'a str) -> Self {
        Self {
            decided_by: Some(id),
            ..self
        }
    }
}

/// The persons whom the case is about.
pub(crate) fn concerned(parties: &[Party]) -> impl Iterator<Item = &Party> {
    parties
        .iter()
        .filter(|party| party.role == PartyRole::Concerned)
}
