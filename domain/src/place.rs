//! Where the case takes place. Routing works on official codes, never on names: many communes share
//! a name, and many share a postal code.

use serde::{Deserialize, Serialize};

use crate::{CommuneCode, PartnerId, Period, QpvCode, Siren, Tenure, TimeContext, Uai};

/// The landlord of the dwelling, as a partner of the network or by its SIREN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandlordRef {
    /// A partner of this network.
    Partner(PartnerId),
    /// Any legal unit.
    Siren(Siren),
}

/// The place of a case, as precise as its referral needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Commune, by INSEE code.
    pub commune_code: CommuneCode,
    /// Priority district, by its code.
    pub qpv_code: Option<QpvCode>,
    /// Who owns or lets the dwelling.
    pub tenure: Option<Tenure>,
    /// The landlord of the dwelling.
    pub landlord: Option<LandlordRef>,
    /// The school concerned.
    pub uai: Option<Uai>,
    /// A named public facility or prison.
    pub facility: Option<String>,
    /// A postal address: personal data as soon as somebody lives there.
    pub address: Option<String>,
    /// A public name for the spot, such as a square.
    pub label: Option<String>,
    /// Part of the day.
    pub period: Option<Period>,
    /// School time, after-school time or other.
    pub time_context: Option<TimeContext>,
}

impl Place {
    /// A place of which only the commune is known.
    #[must_use]
    pub fn in_commune(commune_code: CommuneCode) -> Self {
        Self {
            commune_code,
            qpv_code: None,
            tenure: None,
            landlord: None,
            uai: None,
            facility: None,
            address: None,
            label: None,
            period: None,
            time_context: None,
        }
    }
}
