//! A new entry of the partner directory, as it is sent.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use passerelle_casework::NewPartner;
use passerelle_domain::{
    Availability, CommuneCode, Coverage, DepartementCode, Disclosure, EmailAddress, EpciCode, Lang,
    LanguageTag, OpeningHours, OrganisationKey, PartnerKind, QpvCode, RegionCode, Siren, Siret,
    Situation, Uai,
};
use utoipa::ToSchema;

use super::faults::Faults;
use super::partner_service::{PauseRequest, SentPause};
use super::schemas::{DisclosureCode, LangCode, LanguageText, PartnerKindCode, SituationCode};

/// An organisation that joins the network.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "p-pmi", "kind": "family_support", "name": "Point familles de l'Odre", "coverage": [{"type": "commune", "code": "00001"}], "entitlement": "L2", "email": "familles@example.org"}))]
pub struct PartnerRequest {
    /// Short stable name, unique in the directory.
    #[schema(min_length = 1, max_length = 50, pattern = "^[a-z0-9-]+$")]
    pub code: String,
    /// What it does.
    #[schema(value_type = PartnerKindCode)]
    pub kind: PartnerKind,
    /// Its public name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its official identifier.
    #[deserr(default)]
    #[schema(value_type = Option<TypedCodeRequest>)]
    pub key: Option<KeyRequest>,
    /// Where it works; without coverage it receives nothing.
    #[schema(value_type = Vec<TypedCodeRequest>, max_items = 2000)]
    pub coverage: Vec<CoverageRequest>,
    /// What it takes on; left out or empty, everything that its kind does.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<SituationCode>>, max_items = 200)]
    pub situations: Option<Vec<Situation>>,
    /// Languages spoken there besides French, by their BCP 47 tags.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<LanguageText>>, max_items = 100)]
    pub languages: Option<Vec<LanguageTag>>,
    /// When it is open, as OpenStreetMap writes it; left out, it answers within any time limit.
    #[deserr(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, example = "Mo-Fr 09:00-12:00,14:00-17:00; PH off")]
    pub opening_hours: Option<OpeningHours>,
    /// The most cases that it carries at once as their lead; left out, there is no such limit.
    #[deserr(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub capacity: Option<u32>,
    /// Times in which it takes no case.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<PauseRequest>>, max_items = 100)]
    pub pauses: Option<Vec<SentPause>>,
    /// The most it may be told about a person.
    #[schema(value_type = DisclosureCode)]
    pub entitlement: Disclosure,
    /// Whether it holds sessions inside the prison; left out, no.
    #[deserr(default)]
    pub in_prison_session: Option<bool>,
    /// Where it is told of a case; left out, a person hands over by other means.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Email, min_length = 3, max_length = 254)]
    pub email: Option<EmailAddress>,
    /// The language of its mails; left out, French.
    #[deserr(default)]
    #[schema(value_type = Option<LangCode>)]
    pub language: Option<Lang>,
}

impl From<PartnerRequest> for NewPartner {
    fn from(sent: PartnerRequest) -> Self {
        Self {
            code: sent.code,
            kind: sent.kind,
            name: sent.name,
            key: sent.key.map(|KeyRequest(key)| key),
            coverage: sent
                .coverage
                .into_iter()
                .map(|CoverageRequest(area)| area)
                .collect(),
            situations: sent.situations.unwrap_or_default(),
            languages: sent.languages.unwrap_or_default(),
            opening_hours: sent.opening_hours,
            capacity: sent.capacity,
            pauses: sent
                .pauses
                .unwrap_or_default()
                .into_iter()
                .map(|SentPause(pause)| pause)
                .collect(),
            entitlement: sent.entitlement,
            in_prison_session: sent.in_prison_session.unwrap_or(false),
            email: sent.email,
            language: sent.language.unwrap_or_default(),
        }
    }
}

/// A code, and what it is a code of. For `key`: `siret`, `siren` or `uai`. For `coverage`: `region`,
/// `departement`, `epci`, `commune`, `qpv`, `school` or `prison`, each with its code, and `france` or
/// `own_stock` without one.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"type": "commune", "code": "00001"}))]
pub struct TypedCodeRequest {
    /// What kind of code it is.
    #[deserr(rename = "type")]
    #[schema(rename = "type", max_length = 20)]
    pub kind: String,
    /// The code.
    #[deserr(default)]
    #[schema(max_length = 20)]
    pub code: Option<String>,
}

/// An official identifier.
#[derive(Debug)]
pub struct KeyRequest(pub OrganisationKey);

/// One part of where a partner works.
#[derive(Debug)]
pub struct CoverageRequest(pub Coverage);

impl Deserr<Faults> for KeyRequest {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let sent = TypedCodeRequest::deserialize_from_value(value, location)?;
        let key = match sent.kind.as_str() {
            "siret" => OrganisationKey::Siret(sent.parse(location, Siret::parse)?),
            "siren" => OrganisationKey::Siren(sent.parse(location, Siren::parse)?),
            "uai" => OrganisationKey::Uai(sent.parse(location, Uai::parse)?),
            _ => return Err(unknown_type(location, "siret, siren or uai")),
        };
        Ok(Self(key))
    }
}

impl Deserr<Faults> for CoverageRequest {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let sent = TypedCodeRequest::deserialize_from_value(value, location)?;
        let area = match sent.kind.as_str() {
            "france" => sent.bare(location, Coverage::France)?,
            "own_stock" => sent.bare(location, Coverage::OwnStock)?,
            "region" => Coverage::Region(sent.parse(location, RegionCode::parse)?),
            "departement" => Coverage::Departement(sent.parse(location, DepartementCode::parse)?),
            "epci" => Coverage::Epci(sent.parse(location, EpciCode::parse)?),
            "qpv" => Coverage::Qpv(sent.parse(location, QpvCode::parse)?),
            "commune" => Coverage::Commune(sent.parse(location, CommuneCode::parse)?),
            "school" => Coverage::School(sent.parse(location, Uai::parse)?),
            "prison" => Coverage::Prison(sent.parse(location, CommuneCode::parse)?),
            _ => {
                let types = "france, region, departement, epci, commune, qpv, own_stock, school or \
                             prison";
                return Err(unknown_type(location, types));
            }
        };
        Ok(Self(area))
    }
}

fn unknown_type(location: ValuePointerRef<'_>, types: &str) -> Faults {
    Faults::at(
        location.push_key("type"),
        "unknown_code",
        format!("expected {types}"),
    )
}

impl TypedCodeRequest {
    fn parse<T>(
        &self,
        location: ValuePointerRef<'_>,
        parse: impl Fn(&str) -> Result<T, passerelle_domain::IdentifierError>,
    ) -> Result<T, Faults> {
        let location = location.push_key("code");
        let code = self
            .code
            .as_deref()
            .ok_or_else(|| Faults::at(location, "required", "this field is required"))?;
        parse(code).map_err(|error| Faults::at(location, error.code(), error.to_string()))
    }

    fn bare<T>(&self, location: ValuePointerRef<'_>, area: T) -> Result<T, Faults> {
        match self.code {
            None => Ok(area),
            Some(_) => {
                let detail = "this type takes no code";
                Err(Faults::at(
                    location.push_key("code"),
                    "not_supported",
                    detail,
                ))
            }
        }
    }
}

/// Whether a partner takes cases.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"availability": "paused"}))]
pub struct AvailabilityRequest {
    /// `open`, `paused` for a time, or `archived` for good.
    #[schema(value_type = AvailabilityCode)]
    pub availability: AvailabilityCode,
}

/// Whether a partner takes cases at present.
#[derive(Debug, Clone, Copy, serde::Serialize, Deserr, ToSchema)]
#[serde(rename_all = "snake_case")]
#[deserr(error = Faults, rename_all = lowercase)]
pub enum AvailabilityCode {
    /// It does.
    Open,
    /// Closed for a time.
    Paused,
    /// It left the network.
    Archived,
}

impl From<AvailabilityCode> for Availability {
    fn from(code: AvailabilityCode) -> Self {
        match code {
            AvailabilityCode::Open => Self::Open,
            AvailabilityCode::Paused => Self::Paused,
            AvailabilityCode::Archived => Self::Archived,
        }
    }
}

impl From<Availability> for AvailabilityCode {
    fn from(availability: Availability) -> Self {
        match availability {
            Availability::Open => Self::Open,
            Availability::Paused => Self::Paused,
            Availability::Archived => Self::Archived,
        }
    }
}
