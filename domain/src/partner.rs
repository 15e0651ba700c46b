//! The partner directory: who can take a case, where, and how much they may be told.
//!
//! An organisation is one row here whatever its parts: it may send referrals, receive them, and run
//! the mediation service (the *operator*) all at once.

use serde::{Deserialize, Serialize};

use crate::{
    CommuneCode, DepartementCode, Disclosure, EmailAddress, LandlordRef, Lang, PartnerId,
    PartnerKind, Place, Setting, Siren, Siret, Uai,
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
    /// It answers.
    Open,
    /// Closed for a time: holidays, saturation, works.
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

/// One part of where a partner works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "code", rename_all = "snake_case")]
pub enum Coverage {
    /// The whole country.
    France,
    /// A département.
    Departement(DepartementCode),
    /// A commune.
    Commune(CommuneCode),
    /// The dwellings that it lets, wherever they are.
    OwnStock,
    /// One school.
    School(Uai),
    /// The prison in this commune: cases of the detention setting only.
    Prison(CommuneCode),
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
    pub fn covers(&self, setting: Setting, place: &Place) -> bool {
        self.coverage.iter().any(|area| match area {
            Coverage::France => true,
            Coverage::Departement(code) => place.commune_code.departement() == *code,
            Coverage::Commune(code) => place.commune_code == *code,
            Coverage::OwnStock => place
                .landlord
                .as_ref()
                .is_some_and(|landlord| self.is_landlord(landlord)),
            Coverage::School(uai) => place.uai.as_ref() == Some(uai),
            Coverage::Prison(code) => setting == Setting::Detention && place.commune_code == *code,
        })
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
