//! The levels of the tree, and the questions asked of it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::TerritoryError;
use super::address::Addresses;
use crate::{CommuneCode, DepartementCode, EpciCode, RegionCode};

static SHIPPED: OnceLock<Result<Territory, TerritoryError>> = OnceLock::new();
static CHOSEN: OnceLock<Territory> = OnceLock::new();

/// Of which day the data are, and where they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The day of which the tree is true.
    pub date: Date,
    /// Source and licence, to be shown wherever the data are.
    pub source: String,
}

/// A region, or an overseas collectivity, which belongs to none.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Its INSEE code.
    pub code: RegionCode,
    /// Its name.
    pub name: Box<str>,
}

/// A département, or an overseas collectivity.
#[derive(Debug, PartialEq, Eq)]
pub struct Departement {
    /// Its INSEE code.
    pub code: DepartementCode,
    /// Its name.
    pub name: Box<str>,
    /// The region that it is part of.
    pub region: Arc<Region>,
}

/// An intercommunal body with its own taxation.
#[derive(Debug, PartialEq, Eq)]
pub struct Epci {
    /// Its SIREN.
    pub code: EpciCode,
    /// Its name, which begins with its kind (`CC`, `CA`, `CU`, `Métropole` …).
    pub name: Box<str>,
}

/// A commune of today.
#[derive(Debug, PartialEq, Eq)]
pub struct Commune {
    pub(super) code: CommuneCode,
    pub(super) name: Box<str>,
    pub(super) departement: Arc<Departement>,
    pub(super) epci: Option<Arc<Epci>>,
}

impl Commune {
    /// Its INSEE code.
    #[must_use]
    pub fn code(&self) -> &CommuneCode {
        &self.code
    }

    /// Its name: for people to read, never to find it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The département that it is part of.
    #[must_use]
    pub fn departement(&self) -> &Departement {
        &self.departement
    }

    /// The region that it is part of.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.departement.region
    }

    /// The intercommunal body that it is a member of; four islands and the overseas collectivities
    /// have none.
    #[must_use]
    pub fn epci(&self) -> Option<&Epci> {
        self.epci.as_deref()
    }
}

/// A code that is no commune's own today, and where it leads.
#[derive(Debug)]
pub(super) struct OtherCode {
    pub(super) kind: OtherKind,
    /// Missing where the source no longer tells it.
    pub(super) name: Option<Box<str>>,
    pub(super) commune: CommuneCode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherKind {
    /// A municipal arrondissement: a living part of its commune.
    Arrondissement,
    /// A commune that has merged into another, or changed its code.
    Former,
}

/// The tree.
#[derive(Debug)]
pub struct Territory {
    pub(super) edition: Edition,
    pub(super) regions: BTreeMap<RegionCode, Arc<Region>>,
    pub(super) departements: BTreeMap<DepartementCode, Arc<Departement>>,
    pub(super) epcis: BTreeMap<EpciCode, Arc<Epci>>,
    pub(super) communes: Vec<Commune>,
    pub(super) addresses: Addresses,
    pub(super) others: BTreeMap<CommuneCode, OtherCode>,
}

impl Territory {
    /// The edition that the product ships with, read once, when first asked for.
    ///
    /// # Errors
    /// When the shipped file is damaged. A test keeps that from being released, but a service that
    /// would route with no territory at all must not start.
    pub fn shipped() -> Result<&'static Self, TerritoryError> {
        SHIPPED
            .get_or_init(|| Self::parse(include_str!("../../territory/france.csv")))
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The edition that this process works with: the one that was chosen at its start, else the
    /// shipped one. The territory is the same for all rules and partners of a process and does not
    /// change while it runs, so it is read here and not handed through every condition.
    ///
    /// # Errors
    /// Those of [`Territory::shipped`].
    pub fn in_use() -> Result<&'static Self, TerritoryError> {
        CHOSEN.get().map_or_else(Self::shipped, Ok)
    }

    /// Has this process work with another edition: for its very start, before anything is compiled.
    /// `false`, and nothing changed, where one was chosen before.
    pub fn use_instead(self) -> bool {
        CHOSEN.set(self).is_ok()
    }

    /// Of which day the tree is, and where it comes from.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The commune of today behind a code: its own, that of a commune which has merged into it, or
    /// that of one of its arrondissements.
    #[must_use]
    pub fn commune(&self, code: &CommuneCode) -> Option<&Commune> {
        self.commune_itself(code)
            .or_else(|| self.commune_itself(&self.others.get(code)?.commune))
    }

    /// The code in use today: that of the successor for a commune that has merged; for any other
    /// code (an arrondissement's, an unknown one) the code itself.
    #[must_use]
    pub fn current<'a>(&'a self, code: &'a CommuneCode) -> &'a CommuneCode {
        if self.commune_itself(code).is_some() {
            return code;
        }
        match self.others.get(code) {
            Some(other) if other.kind == OtherKind::Former => &other.commune,
            _ => code,
        }
    }

    /// What the place with this code is called: also an arrondissement, or a merged commune whose
    /// name is still in use. Without a name of its own it has that of its commune.
    #[must_use]
    pub fn commune_name(&self, code: &CommuneCode) -> Option<&str> {
        if let Some(commune) = self.commune_itself(code) {
            return Some(&commune.name);
        }
        let other = self.others.get(code)?;
        let commune = || self.commune_itself(&other.commune).map(Commune::name);
        other.name.as_deref().or_else(commune)
    }

    /// The region of this code.
    #[must_use]
    pub fn region(&self, code: &RegionCode) -> Option<&Region> {
        self.regions.get(code).map(AsRef::as_ref)
    }

    /// The département of this code.
    #[must_use]
    pub fn departement(&self, code: &DepartementCode) -> Option<&Departement> {
        self.departements.get(code).map(AsRef::as_ref)
    }

    /// The intercommunal body of this code.
    #[must_use]
    pub fn epci(&self, code: &EpciCode) -> Option<&Epci> {
        self.epcis.get(code).map(AsRef::as_ref)
    }

    /// Every region, by code.
    pub fn regions(&self) -> impl ExactSizeIterator<Item = &Region> {
        self.regions.values().map(AsRef::as_ref)
    }

    /// Every département, by code.
    pub fn departements(&self) -> impl ExactSizeIterator<Item = &Departement> {
        self.departements.values().map(AsRef::as_ref)
    }

    /// Every intercommunal body, by code.
    pub fn epcis(&self) -> impl ExactSizeIterator<Item = &Epci> {
        self.epcis.values().map(AsRef::as_ref)
    }

    /// Every code that is no commune's own today: arrondissements and former communes.
    pub fn other_codes(&self) -> impl ExactSizeIterator<Item = &CommuneCode> {
        self.others.keys()
    }

    /// Every commune of today, in the order of the file.
    #[must_use]
    pub fn communes(&self) -> &[Commune] {
        &self.communes
    }

    /// The place in [`communes`](Self::communes) of the commune with this code of its own: none for
    /// an arrondissement, a commune that has merged, or a code that no commune has.
    #[must_use]
    pub fn position(&self, code: &CommuneCode) -> Option<usize> {
        let position = self.addresses.get(code);
        (position < self.communes.len()).then_some(position)
    }

    pub(super) fn commune_itself(&self, code: &CommuneCode) -> Option<&Commune> {
        self.communes.get(self.addresses.get(code))
    }
}
