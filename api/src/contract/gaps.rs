//! What a network lacks, as it is told.

use passerelle_domain::{Area, Situation};
use passerelle_routing_rules::gaps::{Full, Gaps, Lacking, NoMail, Shortage, Unreachable};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::{SituationCode, TerritoryText};

/// What the network lacks in a part of the country.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"territory": "departement:35", "communes": 332,
    "lacking": [{"code": "no_partner", "situations": ["venue_noise"], "territories": ["epci:243500139"], "communes": 43}],
    "full": [{"partner": "p-med", "open": 200, "capacity": 200}],
    "unreachable": [{"partner": "p-parq", "code": "no_address"}]}))]
pub struct GapsResponse {
    /// The part of the country.
    #[schema(max_length = 20)]
    territory: String,
    /// The priority district of it that was looked at alone.
    #[schema(max_length = 8)]
    #[serde(skip_serializing_if = "Option::is_none")]
    qpv: Option<String>,
    /// How many communes it has.
    #[schema(minimum = 0)]
    communes: usize,
    /// Situations that lack a partner, those that lack any first.
    #[schema(max_items = 100_000)]
    lacking: Vec<LackingResponse>,
    /// Partners that carry as many cases as they can, or more.
    #[schema(max_items = 100_000)]
    full: Vec<FullResponse>,
    /// Partners that cannot be told of a case by mail.
    #[schema(max_items = 100_000)]
    unreachable: Vec<UnreachableResponse>,
}

/// Situations that lack a partner in the same places.
#[derive(Debug, Serialize, ToSchema)]
pub struct LackingResponse {
    /// `no_partner`: nobody to ask; `one_partner`: nobody to ask after it.
    #[schema(value_type = String, max_length = 20)]
    code: Shortage,
    /// The situations.
    #[schema(value_type = Vec<SituationCode>, max_items = 100)]
    situations: Vec<Situation>,
    /// Where: the largest parts of the country of which it is true as a whole.
    #[schema(value_type = Vec<TerritoryText>, max_items = 40_000)]
    territories: Vec<String>,
    /// How many communes these are.
    #[schema(minimum = 0)]
    communes: usize,
}

/// A partner that carries as many cases as it can.
#[derive(Debug, Serialize, ToSchema)]
pub struct FullResponse {
    /// Its code in the directory.
    #[schema(max_length = 50)]
    partner: String,
    /// How many cases it carries.
    #[schema(minimum = 0)]
    open: u32,
    /// How many it can carry.
    #[schema(minimum = 0)]
    capacity: u32,
}

/// A partner that cannot be told of a case by mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnreachableResponse {
    /// Its code in the directory.
    #[schema(max_length = 50)]
    partner: String,
    /// `no_address`, or `bounced`: its mailbox gave a mail back.
    #[schema(value_type = String, max_length = 20)]
    code: NoMail,
}

impl From<Gaps> for GapsResponse {
    fn from(gaps: Gaps) -> Self {
        Self {
            territory: written(&gaps.area),
            qpv: gaps.qpv.map(|qpv| qpv.to_string()),
            communes: gaps.communes,
            lacking: gaps.lacking.into_iter().map(Into::into).collect(),
            full: gaps.full.into_iter().map(Into::into).collect(),
            unreachable: gaps.unreachable.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Lacking> for LackingResponse {
    fn from(lacking: Lacking) -> Self {
        Self {
            code: lacking.code,
            situations: lacking.situations,
            territories: lacking.areas.iter().map(written).collect(),
            communes: lacking.communes,
        }
    }
}

impl From<Full> for FullResponse {
    fn from(full: Full) -> Self {
        Self {
            partner: full.partner,
            open: full.open,
            capacity: full.capacity,
        }
    }
}

impl From<Unreachable> for UnreachableResponse {
    fn from(unreachable: Unreachable) -> Self {
        Self {
            partner: unreachable.partner,
            code: unreachable.code,
        }
    }
}

/// A part of the country as rules write it: `departement:35`.
fn written(area: &Area) -> String {
    match area {
        Area::France => "france".to_owned(),
        Area::Region(code) => format!("region:{code}"),
        Area::Departement(code) => format!("departement:{code}"),
        Area::Epci(code) => format!("epci:{code}"),
        Area::Commune(code) => format!("commune:{code}"),
    }
}
