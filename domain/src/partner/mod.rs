//! The partner directory: who can take a case, where, when, and how much they may be told.
//!
//! An organisation is one row here whatever its parts: it may send referrals, receive them, and run
//! the mediation service (the *operator*) all at once.

mod coverage;
mod opening_hours;
mod pause;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use coverage::Coverage;
pub use opening_hours::{OpeningHours, OpeningHoursError};
pub use pause::{Pause, PauseError};

use crate::{
    Disclosure, EmailAddress, LandlordRef, Lang, LanguageTag, PartnerId, PartnerKind, Place,
    Setting, Siren, Siret, Situation, Territory, Uai,
};

/// An organisation of the network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Identifier in this service.
    pub id: PartnerId,
    /// Short stable name chosen by the operator, unique in the directory (`p-ccas`).
    pub code: String,
    /// What it does.
    pub kind: PartnerKind,
    /// Its public name.
    pub name: String,
    /// Official identifier, where it has one.
    pub key: Option<OrganisationKey>,
    /// Where it works; a partner without coverage receives nothing.
    pub coverage: Vec<Coverage>,
    /// What it takes on; empty where it takes on everything that its kind does.
    #[serde(default)]
    pub situations: Vec<Situation>,
    /// Languages spoken there, French aside, which everybody speaks.
    #[serde(default)]
    pub languages: Vec<LanguageTag>,
    /// When it is open; not told, it is taken to answer within any time limit.
    #[serde(default)]
    pub opening_hours: Option<OpeningHours>,
    /// The most cases that it carries at once as their lead; not told, there is no such limit.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// Times in which it takes no case, past and future ones.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// The most it may be told about a person.
    pub entitlement: Disclosure,
    /// Whether it runs the mediation service.
    pub operator: bool,
    /// Whether it holds sessions inside the prison (detention setting).
    pub in_prison_session: bool,
    /// Whether it takes cases at present.
    pub availability: Availability,
    /// Where it is told of a case; `None` means that a person hands over by other means.
    pub email: Option<EmailAddress>,
    /// The language of its mails.
    pub language: Lang,
}

/// Whether a partner takes cases at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// It answers, except in its [pauses](Partner::pauses).
    Open,
    /// Closed until somebody opens it again.
    Paused,
    /// It left the network: kept for history, never matched.
    Archived,
}

/// An official identifier of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum OrganisationKey {
    /// An establishment.
    Siret(Siret),
    /// A legal unit.
    Siren(Siren),
    /// A school.
    Uai(Uai),
}

impl Partner {
    /// The legal unit behind the key, where the key tells it.
    #[must_use]
    pub fn siren(&self) -> Option<Siren> {
        match &self.key {
            Some(OrganisationKey::Siret(siret)) => Some(siret.siren()),
            Some(OrganisationKey::Siren(siren)) => Some(siren.clone()),
            Some(OrganisationKey::Uai(_)) | None => None,
        }
    }

    /// The school identifier, where the key is one.
    #[must_use]
    pub fn uai(&self) -> Option<&Uai> {
        match &self.key {
            Some(OrganisationKey::Uai(uai)) => Some(uai),
            _ => None,
        }
    }

    /// Whether `landlord` names this organisation.
    #[must_use]
    pub fn is_landlord(&self, landlord: &LandlordRef) -> bool {
        match landlord {
            LandlordRef::Partner(id) => *id == self.id,
            LandlordRef::Siren(siren) => self.siren().as_ref() == Some(siren),
        }
    }

    /// Whether a case of `setting` at `place` lies where this partner works.
    #[must_use]
    pub fn covers(&self, setting: Setting, place: &Place, territory: Option<&Territory>) -> bool {
        self.coverage
            .iter()
            .any(|area| self.reaches(area, setting, place, territory))
    }

    /// Whether one part of where the partner works, `area`, lies around `place`. Without a
    /// territory a commune lies in itself, and in the département that its code begins with.
    #[must_use]
    pub fn reaches(
        &self,
        area: &Coverage,
        setting: Setting,
        place: &Place,
        territory: Option<&Territory>,
    ) -> bool {
        match area {
            Coverage::OwnStock => place
                .landlord
                .as_ref()
                .is_some_and(|landlord| self.is_landlord(landlord)),
            Coverage::Prison(_) if setting != Setting::Detention => false,
            area => area.surrounds(place, territory),
        }
    }

    /// Whether the partner takes on this situation.
    #[must_use]
    pub fn serves(&self, situation: Situation) -> bool {
        self.situations.is_empty() || self.situations.contains(&situation)
    }

    /// Whether somebody there speaks `language`. Everybody speaks French; a language known without
    /// its script or region is enough (`pt` for `pt-BR`), and so is any of its forms.
    #[must_use]
    pub fn speaks(&self, language: &LanguageTag) -> bool {
        let spoken = language.language();
        spoken == "fr" || self.languages.iter().any(|one| one.language() == spoken)
    }

    /// Whether this day lies in one of its pauses.
    #[must_use]
    pub fn is_paused_on(&self, day: Date) -> bool {
        self.pauses.iter().any(|pause| pause.covers(day))
    }

    /// Whether it takes cases on this day, its capacity and its hours aside.
    #[must_use]
    pub fn takes_cases_on(&self, day: Date) -> bool {
        self.availability == Availability::Open && !self.is_paused_on(day)
    }

    /// Whether nobody is there on this day: it is paused, or its opening hours leave the day out.
    #[must_use]
    pub fn is_away_on(&self, day: Date) -> bool {
        self.is_paused_on(day)
            || self
                .opening_hours
                .as_ref()
                .is_some_and(|hours| !hours.open_on(day))
    }

    /// The first day after `day` on which a pause begins.
    #[must_use]
    pub fn next_pause_after(&self, day: Date) -> Option<Date> {
        let begins = self.pauses.iter().map(Pause::from);
        begins.filter(|begin| *begin > day).min()
    }

    /// Whether the partner works inside the prison of `place`, by coverage or by sessions held there.
    #[must_use]
    pub fn works_in_prison(&self) -> bool {
        self.in_prison_session
            || self
                .coverage
                .iter()
                .any(|area| matches!(area, Coverage::Prison(_)))
    }
}

#[cfg(test)]
mod tests;
