//! Parts of the country that a condition or an overlay names, from the whole of it to one priority
//! district.

use std::fmt;

use jiff::civil::Date;
use passerelle_domain::{
    Area, CommuneCode, DepartementCode, EpciCode, IdentifierError, QpvCode, RegionCode, Territory,
};

/// A part of the country.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    /// A commune or more.
    Area(Area),
    /// A priority district. Only a place that states it lies in it: a commune does not tell.
    Qpv(QpvCode),
}

/// Why a text names no zone.
#[derive(Debug, thiserror::Error)]
pub enum ZoneError {
    /// Neither `france` nor a level with a code.
    #[error(
        "a territory is `france`, or a level and a code: `region:53`, `departement:35`, \
         `epci:243500139`, `commune:35238`, `qpv:QN03501M`"
    )]
    Form,
    /// No code of this level.
    #[error(transparent)]
    Code(#[from] IdentifierError),
    /// A code that no place has.
    #[error(
        "no such place is known on {edition}, the date of the territory that this version ships"
    )]
    Unknown {
        /// The day of which the territory is.
        edition: Date,
    },
    /// The shipped file is damaged.
    #[error("the territory of France cannot be read")]
    NoTerritory,
}

/// The département of fictional places; no real one has this code.
const FICTIONAL: &str = "00";

impl Zone {
    /// The whole country.
    pub const FRANCE: Self = Self::Area(Area::France);

    /// Reads a zone and makes sure that it exists.
    ///
    /// # Errors
    /// When the text has another form, or names no place that there is.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        if text == "france" {
            return Ok(Self::FRANCE);
        }
        let (level, code) = text.split_once(':').ok_or(ZoneError::Form)?;
        let area = match level {
            "region" => Area::Region(RegionCode::parse(code)?),
            "departement" => Area::Departement(DepartementCode::parse(code)?),
            "epci" => Area::Epci(EpciCode::parse(code)?),
            "commune" => Area::Commune(CommuneCode::parse(code)?),
            "qpv" => return Ok(Self::Qpv(QpvCode::parse(code)?)),
            _ => return Err(ZoneError::Form),
        };
        let tree = Territory::in_use().map_err(|_| ZoneError::NoTerritory)?;
        if is_fictional(&area) || tree.area_name(&area).is_some() {
            Ok(Self::Area(area))
        } else {
            let edition = tree.edition().date;
            Err(ZoneError::Unknown { edition })
        }
    }

    /// Whether a place of this commune and priority district lies in it.
    #[must_use]
    pub fn contains(&self, commune: &CommuneCode, qpv: Option<&QpvCode>) -> bool {
        match self {
            Self::Qpv(code) => qpv == Some(code),
            Self::Area(Area::France) => true,
            Self::Area(Area::Commune(code)) if code == commune => true,
            Self::Area(area) => {
                Territory::in_use().is_ok_and(|territory| territory.contains(area, commune))
            }
        }
    }

    /// How narrow it is: of two zones around a place, the one with the greater rank speaks for it.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::Area(Area::France) => 0,
            Self::Area(Area::Region(_)) => 1,
            Self::Area(Area::Departement(_)) => 2,
            Self::Area(Area::Epci(_)) => 3,
            Self::Area(Area::Commune(_)) => 4,
            Self::Qpv(_) => 5,
        }
    }

    /// What people call it: its name with its code.
    #[must_use]
    pub fn name(&self) -> String {
        let name = match self {
            Self::Area(area) => Territory::in_use()
                .ok()
                .and_then(|territory| territory.area_name(area)),
            Self::Qpv(_) => None,
        };
        match name {
            Some(name) if *self == Self::FRANCE => name.to_owned(),
            Some(name) => format!("{name} ({self})"),
            None => self.to_string(),
        }
    }
}

/// The same text that [`Zone::parse`] reads.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Area(Area::France) => f.write_str("france"),
            Self::Area(Area::Region(code)) => write!(f, "region:{code}"),
            Self::Area(Area::Departement(code)) => write!(f, "departement:{code}"),
            Self::Area(Area::Epci(code)) => write!(f, "epci:{code}"),
            Self::Area(Area::Commune(code)) => write!(f, "commune:{code}"),
            Self::Qpv(code) => write!(f, "qpv:{code}"),
        }
    }
}

fn is_fictional(area: &Area) -> bool {
    match area {
        Area::Departement(code) => code.as_str() == FICTIONAL,
        Area::Commune(code) => code.departement().as_str() == FICTIONAL,
        Area::France | Area::Region(_) | Area::Epci(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_prints_as_it_is_written() {
        for text in [
            "france",
            "region:53",
            "departement:35",
            "departement:00",
            "epci:243500139",
            "commune:35238",
            "commune:00001",
            "qpv:QN00001M",
        ] {
            assert_eq!(Zone::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_place_that_does_not_exist_is_refused() {
        for text in [
            "",
            "35",
            "ville:35238",
            "departement:96",
            "commune:35999",
            "epci:123",
            "région:53",
        ] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_commune_lies_in_all_its_levels() {
        let rennes = CommuneCode::parse("35238").unwrap();
        let inside = |text: &str| Zone::parse(text).unwrap().contains(&rennes, None);
        for text in [
            "france",
            "region:53",
            "departement:35",
            "epci:243500139",
            "commune:35238",
        ] {
            assert!(inside(text), "{text}");
        }
        for text in [
            "region:11",
            "departement:22",
            "commune:35047",
            "qpv:QN03502M",
        ] {
            assert!(!inside(text), "{text}");
        }
    }

    #[test]
    fn narrower_zones_rank_higher() {
        let ranks = [
            "france",
            "region:53",
            "departement:35",
            "epci:243500139",
            "commune:35238",
            "qpv:QN03502M",
        ]
        .map(|text| Zone::parse(text).unwrap().rank());
        assert!(ranks.is_sorted());
        assert_eq!(
            Zone::parse("commune:35238").unwrap().name(),
            "Rennes (commune:35238)"
        );
    }
}
