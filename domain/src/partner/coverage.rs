//! Where a partner works.

use serde::{Deserialize, Serialize};

use crate::{
    Area, CommuneCode, DepartementCode, EpciCode, Place, QpvCode, RegionCode, Territory, Uai,
};

/// One part of where a partner works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "code", rename_all = "snake_case")]
pub enum Coverage {
    /// The whole country.
    France,
    /// A region.
    Region(RegionCode),
    /// A département.
    Departement(DepartementCode),
    /// The communes of an intercommunal body.
    Epci(EpciCode),
    /// A commune.
    Commune(CommuneCode),
    /// A priority district: cases whose place states it.
    Qpv(QpvCode),
    /// The dwellings that it lets, wherever they are.
    OwnStock,
    /// One school.
    School(Uai),
    /// The prison in this commune: cases of the detention setting only.
    Prison(CommuneCode),
}

impl Coverage {
    /// The communes of it; `None` where it is not told by communes.
    #[must_use]
    pub fn area(&self) -> Option<Area> {
        match self {
            Self::France => Some(Area::France),
            Self::Region(code) => Some(Area::Region(code.clone())),
            Self::Departement(code) => Some(Area::Departement(code.clone())),
            Self::Epci(code) => Some(Area::Epci(code.clone())),
            Self::Commune(code) | Self::Prison(code) => Some(Area::Commune(code.clone())),
            Self::Qpv(_) | Self::OwnStock | Self::School(_) => None,
        }
    }

    /// Whether `place` lies in it, as far as the place alone tells: whose dwelling it is, and
    /// whether a case belongs to a prison, is for [`Partner::reaches`](super::Partner::reaches).
    pub(super) fn surrounds(&self, place: &Place, territory: Option<&Territory>) -> bool {
        match self {
            Self::Qpv(code) => place.qpv_code.as_ref() == Some(code),
            Self::School(uai) => place.uai.as_ref() == Some(uai),
            Self::OwnStock => false,
            located => located.is_around(&place.commune_code, territory),
        }
    }

    /// Whether the commune lies in it; `false` where it is not told by communes. Without a territory
    /// a commune lies in itself, and in the département that its code begins with.
    #[must_use]
    pub fn is_around(&self, commune: &CommuneCode, territory: Option<&Territory>) -> bool {
        let Some(area) = self.area() else {
            return false;
        };
        match (territory, area) {
            (Some(territory), area) => territory.contains(&area, commune),
            (None, Area::France) => true,
            (None, Area::Departement(code)) => commune.departement() == code,
            (None, Area::Commune(code)) => *commune == code,
            (None, Area::Region(_) | Area::Epci(_)) => false,
        }
    }
}
