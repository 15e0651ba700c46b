//! By when somebody has to answer and to meet the persons, where no decision says it anew.

use jiff::Timestamp;
use passerelle_domain::{
    DepartementCode, Partner, PartnerId, ServiceLevel, TimeLimit, calendar::WorkingDays,
};
use passerelle_routing_rules::Decision;

use crate::{CaseworkError, change::Change};

/// By when a partner that is asked now answers and meets the persons: as the rule of `decision` says,
/// else as the priority promises, on its own working days.
pub(crate) fn due_for(
    change: &Change<'_>,
    decision: &Decision,
    partner: PartnerId,
) -> Result<(Option<Timestamp>, Option<Timestamp>), CaseworkError> {
    let Some(limits) = limits(change, Some(decision)) else {
        return Ok((None, None));
    };
    let days = Days::of(change, partner);
    let answer = limits.answer.due_counting(change.at, days.counted())?;
    let contact = limits
        .first_contact
        .due_counting(change.at, days.counted())?;
    Ok((Some(answer), Some(contact.max(answer))))
}

/// The moment to which a first contact moves that was due at `due`, for work that was on hold since
/// `since`: later by the time that counted meanwhile.
pub(crate) fn made_up_for(
    change: &Change<'_>,
    partner: PartnerId,
    due: Timestamp,
    since: Timestamp,
) -> Result<Timestamp, CaseworkError> {
    let decision = change.decision.as_ref().map(|stored| &stored.decision);
    let by_days = limits(change, decision)
        .is_some_and(|limits| matches!(limits.first_contact, TimeLimit::WorkingDays(_)));
    if !by_days {
        return crate::error::later(due, change.at.duration_since(since));
    }
    let days = Days::of(change, partner);
    let lost = days.counted().time_between(since, change.at)?;
    Ok(days.counted().later(due, lost)?)
}

fn limits(change: &Change<'_>, decision: Option<&Decision>) -> Option<ServiceLevel> {
    let promised = change.network.service_level(change.referral.priority)?;
    let rule = decision.and_then(|decision| change.network.rules().rule(&decision.rule));
    let timing = rule.map(|rule| &rule.then.timing);
    Some(ServiceLevel {
        answer: timing
            .and_then(|timing| timing.answer_within)
            .unwrap_or(promised.answer),
        first_contact: timing
            .and_then(|timing| timing.first_contact_within)
            .unwrap_or(promised.first_contact),
    })
}

/// The days that count for a partner in a case.
struct Days<'a> {
    departement: DepartementCode,
    partner: Option<&'a Partner>,
}

impl<'a> Days<'a> {
    fn of(change: &'a Change<'_>, partner: PartnerId) -> Self {
        Self {
            departement: change.referral.need.place.commune_code.departement(),
            partner: change.network.partner(partner),
        }
    }

    fn counted(&self) -> WorkingDays<'_> {
        WorkingDays::of(Some(&self.departement)).when_there(self.partner)
    }
}
