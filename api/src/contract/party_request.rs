//! The parties to a case, as they are sent.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use passerelle_domain::{
    AgeBand, Consent, ConsentState, EmailAddress, Identity, LanguageTag, PartnerId, Party,
    PartyRole, Phone,
};
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::faults::Faults;
use super::schemas::{AgeBandCode, ConsentStateCode, PartnerIdText, PartyRoleCode};

/// One person of the case; name and contact only where they are needed and known.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct PartyRequest {
    /// The part that the person has in the case; there is no culprit.
    #[schema(value_type = PartyRoleCode)]
    pub role: PartyRole,
    /// Age as a band; left out, `unknown`.
    #[deserr(default)]
    #[schema(value_type = Option<AgeBandCode>)]
    pub age_band: Option<AgeBand>,
    /// Whether the person is a minor, where the band does not tell.
    #[deserr(default)]
    pub minor: Option<bool>,
    /// Whether the person is enrolled in a school.
    #[deserr(default)]
    pub enrolled: Option<bool>,
    /// The language in which to speak with the person (BCP 47).
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "fr", max_length = 35)]
    pub language: Option<LanguageTag>,
    /// The person's name.
    #[deserr(default)]
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// How to reach the person.
    #[deserr(default)]
    pub contact: Option<ContactRequest>,
    /// The person's agreement to be named to a partner; left out, they were not asked.
    #[deserr(default)]
    #[schema(value_type = Option<ConsentAnswer>)]
    pub consent: Option<ConsentAnswer>,
    /// The agreement of whoever holds parental authority, for a minor.
    #[deserr(default)]
    #[schema(value_type = Option<ConsentAnswer>)]
    pub guardian_consent: Option<ConsentAnswer>,
}

/// How to reach a person.
#[derive(Debug, Default, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct ContactRequest {
    /// Phone number in international form.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "+33639980123", max_length = 16)]
    pub phone: Option<Phone>,
    /// E-mail address.
    #[deserr(default)]
    #[schema(value_type = Option<String>, example = "personne@example.org", max_length = 254)]
    pub email: Option<EmailAddress>,
}

/// A person's answer to “may we give your name to a partner?”.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"state": "given", "scope": null}))]
pub struct ConsentRequest {
    /// The answer, or why there is none.
    #[schema(value_type = ConsentStateCode)]
    pub state: ConsentState,
    /// The partners that the answer is about; null means any partner of the decision.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<PartnerIdText>>, max_items = 50)]
    pub scope: Option<Vec<PartnerId>>,
}

/// Consent with its scope, or its bare state.
#[derive(Debug)]
pub struct ConsentAnswer(Consent);

impl Deserr<Faults> for ConsentAnswer {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        match value {
            Value::String(_) => {
                let state = ConsentState::deserialize_from_value(value, location)?;
                Ok(Self(Consent::of(state)))
            }
            other => {
                let sent = ConsentRequest::deserialize_from_value(other, location)?;
                Ok(Self(Consent {
                    state: sent.state,
                    scope: sent.scope,
                }))
            }
        }
    }
}

impl PartialSchema for ConsentAnswer {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(Ref::from_schema_name("ConsentRequest"))
            .item(Ref::from_schema_name("ConsentStateCode"))
            .description(Some("Consent with its scope, or its bare state."))
            .into()
    }
}

impl ToSchema for ConsentAnswer {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ConsentRequest::schemas(schemas);
        schemas.push(("ConsentRequest".to_owned(), ConsentRequest::schema()));
        schemas.push(("ConsentStateCode".to_owned(), ConsentStateCode::schema()));
    }
}

impl From<PartyRequest> for Party {
    fn from(sent: PartyRequest) -> Self {
        let contact = sent.contact.unwrap_or_default();
        Self {
            role: sent.role,
            age_band: sent.age_band.unwrap_or(AgeBand::Unknown),
            minor: sent.minor,
            enrolled: sent.enrolled,
            language: sent.language,
            identity: Identity {
                name: sent.name,
                phone: contact.phone,
                email: contact.email,
            },
            consent: sent
                .consent
                .map(|ConsentAnswer(consent)| consent)
                .unwrap_or_default(),
            guardian_consent: sent.guardian_consent.map(|ConsentAnswer(consent)| consent),
        }
    }
}
