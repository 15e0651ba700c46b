//! A case reduced to the facts that conditions may read.

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::{
    AgeBand, CaseKind, CommuneCode, ConsentState, DeadlineEvent, LanguageTag, PartnerKind, Party,
    PartyRole, Period, PriorAttempt, QpvCode, SafetyAnswers, Setting, Situation, Tenure,
    TimeContext,
};

use super::{Answer, Moment};
use crate::{Details, Facts, index::Numbers};

/// The facts of one case. What was not told is `Unknown`, or `None` where the vocabulary has no
/// such value; a condition about it does not hold then.
///
/// Age, enrolment, language and consent are those of the persons concerned: of the first one who
/// states it.
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
    pub(crate) language: Option<&'a LanguageTag>,
    pub(crate) commune: Option<&'a CommuneCode>,
    pub(crate) qpv: Option<&'a QpvCode>,
    pub(crate) event: Option<&'a DeadlineEvent>,
    pub(crate) earlier: &'a [Timestamp],
    pub(crate) details: &'a Details,
    /// Told by whoever has a clock: [`Case::at`].
    pub(crate) moment: Option<Moment>,
    /// Told by whoever has the directory: [`Case::from_a`].
    pub(crate) referrer_kind: Option<PartnerKind>,
    /// The rule that decided, for the stages that come after.
    pub(crate) decided_by: Option<&'a str>,
    /// What the compiled rules read of it.
    pub(crate) numbers: Numbers,
}

impl<'a> Case<'a> {
    /// The facts of a case before any rule spoke.
    #[must_use]
    pub fn of(facts: &Facts<'a>) -> Self {
        let need = facts.need;
        let place = &need.place;
        let concerned = || concerned(&need.parties);
        let case = Self {
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
            language: concerned().find_map(|party| party.language.as_ref()),
            commune: Some(&place.commune_code),
            qpv: place.qpv_code.as_ref(),
            event: need.deadline_event.as_ref(),
            earlier: facts.earlier_here,
            details: facts.details,
            moment: None,
            referrer_kind: None,
            decided_by: None,
            numbers: Numbers::NOTHING,
        };
        case.numbered()
    }

    pub(super) fn numbered(self) -> Self {
        let numbers = Numbers::of(&self);
        Self { numbers, ..self }
    }

    /// The same case at a moment, for conditions on the clock.
    #[must_use]
    pub fn at(self, moment: Option<Moment>) -> Self {
        Self { moment, ..self }
    }

    /// The same case, from a referrer of this kind.
    #[must_use]
    pub fn from_a(self, referrer_kind: Option<PartnerKind>) -> Self {
        Self {
            referrer_kind,
            ..self
        }
    }

    /// The days until the date before which an answer must come.
    pub(crate) fn days_to_event(&self) -> Option<u32> {
        self.moment?.days_until(self.event?.date)
    }

    /// Whether pupils have holidays there on the day of the decision.
    pub(crate) fn school_holiday(&self) -> Answer {
        self.moment
            .map_or(Answer::Unknown, |now| now.school_holiday)
    }

    /// How many cases came from the same place in the last days.
    pub(crate) fn prior_referrals(&self, days: u32) -> u32 {
        let Some(now) = self.moment else { return 0 };
        let longest = SignedDuration::from_hours(i64::from(days) * 24);
        let recent = self.earlier.iter().filter(|earlier| {
            let ago = now.at.duration_since(**earlier);
            !ago.is_negative() && ago <= longest
        });
        u32::try_from(recent.count()).unwrap_or(u32::MAX)
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
