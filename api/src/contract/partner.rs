//! An entry of the partner directory, as it is told.

use passerelle_domain::{
    Coverage, Disclosure, EmailAddress, Lang, LanguageTag, OrganisationKey, Partner, PartnerId,
    PartnerKind, Situation,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::partner_request::AvailabilityCode;
use super::partner_service::PauseResponse;
use super::schemas::{DisclosureCode, LangCode, LanguageText, PartnerKindCode, SituationCode};

/// An organisation of the network.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "00000000-0000-7000-8000-000000000003", "code": "p-ccas", "kind": "ccas", "name": "CCAS de Saint-Avenin", "key": {"type": "siret", "code": "00000003400017"}, "coverage": [{"type": "commune", "code": "00001"}], "situations": [], "languages": ["en"], "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "capacity": null, "pauses": [], "entitlement": "L2", "operator": false, "in_prison_session": false, "availability": "open", "email": "ccas@example.org", "language": "fr"}))]
pub struct PartnerResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: PartnerId,
    /// Short stable name.
    #[schema(max_length = 50)]
    code: String,
    /// What it does.
    #[schema(value_type = PartnerKindCode)]
    kind: PartnerKind,
    /// Its public name.
    #[schema(max_length = 200)]
    name: String,
    /// Its official identifier.
    key: Option<TypedCodeResponse>,
    /// Where it works.
    #[schema(max_items = 2000)]
    coverage: Vec<TypedCodeResponse>,
    /// What it takes on; empty where it takes on everything that its kind does.
    #[schema(value_type = Vec<SituationCode>, max_items = 200)]
    situations: Vec<Situation>,
    /// Languages spoken there besides French.
    #[schema(value_type = Vec<LanguageText>, max_items = 100)]
    languages: Vec<LanguageTag>,
    /// When it is open, as OpenStreetMap writes it.
    #[schema(max_length = 255)]
    opening_hours: Option<String>,
    /// The most cases that it carries at once as their lead.
    #[schema(minimum = 1, maximum = 1_000_000)]
    capacity: Option<u32>,
    /// Times in which it takes no case, past and future ones.
    #[schema(max_items = 100)]
    pauses: Vec<PauseResponse>,
    /// The most it may be told about a person.
    #[schema(value_type = DisclosureCode)]
    entitlement: Disclosure,
    /// Whether it runs the mediation service.
    operator: bool,
    /// Whether it holds sessions inside the prison.
    in_prison_session: bool,
    /// Whether it takes cases at present.
    availability: AvailabilityCode,
    /// Where it is told of a case.
    #[schema(value_type = Option<String>, max_length = 254)]
    email: Option<EmailAddress>,
    /// The language of its mails.
    #[schema(value_type = LangCode)]
    language: Lang,
}

/// A code, and what it is a code of.
#[derive(Debug, Serialize, ToSchema)]
pub struct TypedCodeResponse {
    /// What kind of code it is.
    #[serde(rename = "type")]
    #[schema(max_length = 20)]
    kind: &'static str,
    /// The code; null for `france` and `own_stock`.
    #[schema(max_length = 20)]
    code: Option<String>,
}

impl TypedCodeResponse {
    fn new(kind: &'static str, code: &impl ToString) -> Self {
        Self {
            kind,
            code: Some(code.to_string()),
        }
    }

    fn bare(kind: &'static str) -> Self {
        Self { kind, code: None }
    }
}

impl From<OrganisationKey> for TypedCodeResponse {
    fn from(key: OrganisationKey) -> Self {
        match key {
            OrganisationKey::Siret(code) => Self::new("siret", &code),
            OrganisationKey::Siren(code) => Self::new("siren", &code),
            OrganisationKey::Uai(code) => Self::new("uai", &code),
        }
    }
}

impl From<Coverage> for TypedCodeResponse {
    fn from(area: Coverage) -> Self {
        match area {
            Coverage::France => Self::bare("france"),
            Coverage::OwnStock => Self::bare("own_stock"),
            Coverage::Region(code) => Self::new("region", &code),
            Coverage::Departement(code) => Self::new("departement", &code),
            Coverage::Epci(code) => Self::new("epci", &code),
            Coverage::Qpv(code) => Self::new("qpv", &code),
            Coverage::Commune(code) => Self::new("commune", &code),
            Coverage::School(code) => Self::new("school", &code),
            Coverage::Prison(code) => Self::new("prison", &code),
        }
    }
}

impl From<Partner> for PartnerResponse {
    fn from(partner: Partner) -> Self {
        Self {
            id: partner.id,
            code: partner.code,
            kind: partner.kind,
            name: partner.name,
            key: partner.key.map(Into::into),
            coverage: partner.coverage.into_iter().map(Into::into).collect(),
            situations: partner.situations,
            languages: partner.languages,
            opening_hours: partner.opening_hours.map(Into::into),
            capacity: partner.capacity,
            pauses: partner.pauses.into_iter().map(Into::into).collect(),
            entitlement: partner.entitlement,
            operator: partner.operator,
            in_prison_session: partner.in_prison_session,
            availability: partner.availability.into(),
            email: partner.email,
            language: partner.language,
        }
    }
}
