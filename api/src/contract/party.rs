//! A person of the case, as it is told.

use passerelle_casework::PartyView;
use passerelle_domain::{
    AgeBand, Consent, ConsentState, Disclosure, EmailAddress, LanguageTag, PartnerId, PartyRole,
    Phone,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::{AgeBandCode, ConsentStateCode, DisclosureCode, PartnerIdText, PartyRoleCode};

/// A person of the case, with as much as you may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartyResponse {
    /// The person's place in the list as it was sent, from 0.
    #[schema(minimum = 0)]
    position: usize,
    /// How much of the person you see; null where you wrote it yourself or operate the service.
    #[schema(value_type = Option<DisclosureCode>)]
    disclosure: Option<Disclosure>,
    /// The part that the person has in the case.
    #[schema(value_type = PartyRoleCode)]
    role: PartyRole,
    /// Age as a band.
    #[schema(value_type = AgeBandCode)]
    age_band: AgeBand,
    /// Whether the person is a minor.
    minor: Option<bool>,
    /// Whether the person is enrolled in a school.
    enrolled: Option<bool>,
    /// The language in which to speak with the person.
    #[schema(value_type = Option<String>, max_length = 35)]
    language: Option<LanguageTag>,
    /// The person's name.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// How to reach the person.
    contact: Option<ContactResponse>,
    /// The person's agreement.
    consent: Option<ConsentResponse>,
    /// The agreement of whoever holds parental authority.
    guardian_consent: Option<ConsentResponse>,
}

/// How to reach a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactResponse {
    /// Phone number in international form.
    #[schema(value_type = Option<String>, max_length = 16)]
    phone: Option<Phone>,
    /// E-mail address.
    #[schema(value_type = Option<String>, max_length = 254)]
    email: Option<EmailAddress>,
}

/// A person's answer on consent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentResponse {
    /// The answer.
    #[schema(value_type = ConsentStateCode)]
    state: ConsentState,
    /// The partners that it is about; null means any partner of the decision.
    #[schema(value_type = Option<Vec<PartnerIdText>>, max_items = 50)]
    scope: Option<Vec<PartnerId>>,
}

impl From<Consent> for ConsentResponse {
    fn from(consent: Consent) -> Self {
        Self {
            state: consent.state,
            scope: consent.scope,
        }
    }
}

impl From<PartyView> for PartyResponse {
    fn from(view: PartyView) -> Self {
        let (phone, email) = (view.identity.phone, view.identity.email);
        let contact = phone.is_some() || email.is_some();
        Self {
            position: view.position,
            disclosure: view.disclosure,
            role: view.role,
            age_band: view.age_band,
            minor: view.minor,
            enrolled: view.enrolled,
            language: view.language,
            name: view.identity.name,
            contact: contact.then_some(ContactResponse { phone, email }),
            consent: view.consent.map(Into::into),
            guardian_consent: view.guardian_consent.map(Into::into),
        }
    }
}
