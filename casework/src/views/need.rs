//! How much of a need each audience sees: the heart of confidentiality.
//!
//! | | persons | narrative, address | function, safety answers, dates, details |
//! |---|---|---|---|
//! | operator, sender | all, consent included | yes | yes |
//! | referrer (entered by the operator) | without identity | no | yes |
//! | partner at L0 | nobody | no | no |
//! | partner at L1 | without identity | no | yes |
//! | partner at L2, L3 | as each one's own consent lets it | when all persons concerned are at L2 | yes |
//! | former partner | the need is not there at all | | |
//!
//! Details are answers to questions that a coordinator declared. They are facts of the case like its
//! situation; but a number or a rare value may point at somebody, so nobody sees them who may not
//! know of persons.

use passerelle_domain::{
    Bounds, Details, Disclosure, Identity, Need, PartnerId, Party, PartyRole, Place,
};
use passerelle_store::assignments::AssignmentRecord;

use super::shapes::{NeedView, PartyView};

/// What a reader may know of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Everything: the reader wrote it, or operates the service.
    Whole,
    /// For each party, in order, what the level allows; `overall` for the rest.
    Cut {
        overall: Disclosure,
        by_party: Vec<Disclosure>,
    },
}

impl Sight {
    /// The same level over all.
    pub(crate) fn level(need: &Need, level: Disclosure) -> Self {
        Self::Cut {
            overall: level,
            by_party: vec![level; need.parties.len()],
        }
    }

    /// What the partner of `assignment` may know now: as the bounds of the assignment and the
    /// consent of each person allow at this moment, and never above `most`.
    pub(crate) fn of_partner(need: &Need, assignment: &AssignmentRecord, most: Disclosure) -> Self {
        let partner: PartnerId = assignment.partner;
        let ceiling = assignment.bounds.min(most);
        let bounds = Bounds {
            rule: ceiling,
            entitlement: ceiling,
            exception: assignment.exception,
        };
        Self::Cut {
            overall: bounds.overall(&need.parties, partner),
            by_party: bounds.by_party(&need.parties, partner),
        }
    }

    /// The levels party by party; `None` where everything is seen.
    pub(crate) fn by_party(&self) -> Option<&[Disclosure]> {
        match self {
            Self::Whole => None,
            Self::Cut { by_party, .. } => Some(by_party),
        }
    }

    /// Whether the story and the address may be told: they speak of the persons concerned, so
    /// there must be some, and all of them must be known to the reader.
    fn tells_the_story(&self, need: &Need) -> bool {
        let Self::Cut { by_party, .. } = self else {
            return true;
        };
        let mut concerned = need
            .parties
            .iter()
            .zip(by_party)
            .filter(|(party, _)| party.role == PartyRole::Concerned)
            .peekable();
        concerned.peek().is_some() && concerned.all(|(_, level)| *level >= Disclosure::L2)
    }

    /// Whether anything about persons may be told, be it without a name.
    fn tells_of_persons(&self) -> bool {
        match self {
            Self::Whole => true,
            Self::Cut { overall, .. } => *overall >= Disclosure::L1,
        }
    }
}

/// The need as `sight` lets it be seen.
pub(crate) fn need(need: &Need, details: &Details, sight: &Sight) -> NeedView {
    let story = sight.tells_the_story(need);
    let persons = sight.tells_of_persons();
    NeedView {
        setting: need.setting,
        situation: need.situation,
        case_kind: need.case_kind,
        received_at: need.received_at,
        referrer_role: need.referrer_role.clone().filter(|_| persons),
        safety: persons.then_some(need.safety),
        place: place(&need.place, story),
        parties: parties(&need.parties, sight),
        prior_attempts: need.prior_attempts.clone(),
        deadline_event: need.deadline_event.clone().filter(|_| persons),
        details: if persons {
            details.clone()
        } else {
            Details::default()
        },
        narrative: need.narrative.clone().filter(|_| story),
    }
}

fn place(place: &Place, story: bool) -> Place {
    Place {
        address: place.address.clone().filter(|_| story),
        ..place.clone()
    }
}

fn parties(parties: &[Party], sight: &Sight) -> Vec<PartyView> {
    let levels = sight.by_party();
    parties
        .iter()
        .enumerate()
        .filter_map(|(position, seen)| match levels {
            None => Some(whole(position, seen)),
            // A level that is missing shows nothing.
            Some(levels) => party(position, seen, *levels.get(position)?),
        })
        .collect()
}

fn whole(position: usize, party: &Party) -> PartyView {
    PartyView {
        position,
        disclosure: None,
        role: party.role,
        age_band: party.age_band,
        minor: party.minor,
        enrolled: party.enrolled,
        language: party.language.clone(),
        identity: party.identity.clone(),
        consent: Some(party.consent.clone()),
        guardian_consent: party.guardian_consent.clone(),
    }
}

fn party(position: usize, party: &Party, level: Disclosure) -> Option<PartyView> {
    if level < Disclosure::L1 {
        return None;
    }
    let named = level >= Disclosure::L2;
    Some(PartyView {
        position,
        disclosure: Some(level),
        role: party.role,
        age_band: party.age_band,
        minor: party.minor,
        enrolled: party.enrolled.filter(|_| named),
        language: party.language.clone(),
        identity: if named {
            party.identity.clone()
        } else {
            Identity::default()
        },
        consent: None,
        guardian_consent: None,
    })
}
