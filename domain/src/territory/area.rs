//! Parts of the country that rules and partners name.

use serde::{Deserialize, Serialize};

use super::Territory;
use crate::{CommuneCode, DepartementCode, EpciCode, RegionCode};

/// A part of the country, at any level.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", content = "code", rename_all = "snake_case")]
pub enum Area {
    /// The whole country.
    France,
    /// A region.
    Region(RegionCode),
    /// A département.
    Departement(DepartementCode),
    /// The communes of an intercommunal body.
    Epci(EpciCode),
    /// A commune, or a municipal arrondissement of Paris, Lyon or Marseille.
    Commune(CommuneCode),
}

impl Territory {
    /// Whether the commune lies in the area.
    ///
    /// Codes of merged communes stand for their successor on both sides, so that nothing is lost by
    /// a merger. A municipal arrondissement lies in its commune, and not the other way round. A
    /// commune that the tree does not know lies in the département that its code begins with, and
    /// with it in a region if the département is known; in no intercommunal body.
    #[must_use]
    pub fn contains(&self, area: &Area, commune: &CommuneCode) -> bool {
        let found = self.commune(commune);
        match area {
            Area::France => true,
            Area::Region(code) => match found {
                Some(found) => found.region().code == *code,
                None => self
                    .departement(&commune.departement())
                    .is_some_and(|departement| departement.region.code == *code),
            },
            Area::Departement(code) => match found {
                Some(found) => found.departement().code == *code,
                None => commune.departement() == *code,
            },
            Area::Epci(code) => found
                .and_then(|found| found.epci())
                .is_some_and(|epci| epci.code == *code),
            Area::Commune(code) => {
                let area = self.current(code);
                area == self.current(commune) || found.is_some_and(|found| found.code() == area)
            }
        }
    }

    /// What the area is called; `None` where the tree does not know it.
    #[must_use]
    pub fn area_name(&self, area: &Area) -> Option<&str> {
        match area {
            Area::France => Some("France"),
            Area::Region(code) => self.region(code).map(|region| &*region.name),
            Area::Departement(code) => self.departement(code).map(|found| &*found.name),
            Area::Epci(code) => self.epci(code).map(|epci| &*epci.name),
            Area::Commune(code) => self.commune_name(code),
        }
    }
}
