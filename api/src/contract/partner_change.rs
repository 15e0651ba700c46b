//! A change of an entry of the partner directory, as it is sent: what is left out stays as it is.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use passerelle_casework::PartnerChange;
use passerelle_domain::{Disclosure, EmailAddress, Lang, LanguageTag, OpeningHours, Situation};
use utoipa::ToSchema;

use super::faults::Faults;
use super::partner_request::{AvailabilityCode, CoverageRequest, TypedCodeRequest};
use super::partner_service::{PauseRequest, SentPause};
use super::schemas::{DisclosureCode, LangCode, LanguageText, SituationCode};

/// A field that may be left out. Null is for the type behind it: most refuse it, and an `Option`
/// takes it as "none any more".
#[derive(Debug)]
pub struct Sent<T>(Option<T>);

impl<T> Sent<T> {
    /// What was sent, if anything was.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.0
    }
}

impl<T> Default for Sent<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Deserr<Faults>> Deserr<Faults> for Sent<T> {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        T::deserialize_from_value(value, location).map(|sent| Self(Some(sent)))
    }
}

/// What is to be changed of a partner (JSON Merge Patch, RFC 7396): what is left out stays, a list is
/// replaced whole, and null takes opening hours, capacity or e-mail away.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"opening_hours": "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "capacity": 40, "pauses": [{"from": "2026-08-03", "until": "2026-08-21", "reason": "holidays"}]}))]
pub struct PartnerChangeRequest {
    /// Its public name.
    #[deserr(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200)]
    pub name: Sent<String>,
    /// Where it works.
    #[deserr(default)]
    #[schema(value_type = Vec<TypedCodeRequest>, required = false, max_items = 2000)]
    pub coverage: Sent<Vec<CoverageRequest>>,
    /// What it takes on; empty for everything that its kind does.
    #[deserr(default)]
    #[schema(value_type = Vec<SituationCode>, required = false, max_items = 200)]
    pub situations: Sent<Vec<Situation>>,
    /// Languages spoken there besides French, by their BCP 47 tags.
    #[deserr(default)]
    #[schema(value_type = Vec<LanguageText>, required = false, max_items = 100)]
    pub languages: Sent<Vec<LanguageTag>>,
    /// When it is open, as OpenStreetMap writes it.
    #[deserr(default)]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 255)]
    pub opening_hours: Sent<Option<OpeningHours>>,
    /// The most cases that it carries at once as their lead.
    #[deserr(default)]
    #[schema(value_type = Option<u32>, required = false, minimum = 1, maximum = 1_000_000)]
    pub capacity: Sent<Option<u32>>,
    /// Times in which it takes no case.
    #[deserr(default)]
    #[schema(value_type = Vec<PauseRequest>, required = false, max_items = 100)]
    pub pauses: Sent<Vec<SentPause>>,
    /// The most it may be told about a person.
    #[deserr(default)]
    #[schema(value_type = DisclosureCode, required = false)]
    pub entitlement: Sent<Disclosure>,
    /// Whether it holds sessions inside the prison.
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    pub in_prison_session: Sent<bool>,
    /// Whether it takes cases at present.
    #[deserr(default)]
    #[schema(value_type = AvailabilityCode, required = false)]
    pub availability: Sent<AvailabilityCode>,
    /// Where it is told of a case.
    #[deserr(default)]
    #[schema(value_type = Option<String>, required = false, format = Email, min_length = 3, max_length = 254)]
    pub email: Sent<Option<EmailAddress>>,
    /// The language of its mails.
    #[deserr(default)]
    #[schema(value_type = LangCode, required = false)]
    pub language: Sent<Lang>,
}

impl From<PartnerChangeRequest> for PartnerChange {
    fn from(sent: PartnerChangeRequest) -> Self {
        let areas = |areas: Vec<CoverageRequest>| {
            let areas = areas.into_iter();
            areas.map(|CoverageRequest(area)| area).collect()
        };
        let pauses = |pauses: Vec<SentPause>| {
            let pauses = pauses.into_iter();
            pauses.map(|SentPause(pause)| pause).collect()
        };
        Self {
            name: sent.name.0,
            coverage: sent.coverage.0.map(areas),
            situations: sent.situations.0,
            languages: sent.languages.0,
            opening_hours: sent.opening_hours.0,
            capacity: sent.capacity.0,
            pauses: sent.pauses.0.map(pauses),
            entitlement: sent.entitlement.0,
            in_prison_session: sent.in_prison_session.0,
            availability: sent.availability.0.map(Into::into),
            email: sent.email.0,
            language: sent.language.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<PartnerChange, Vec<(String, &'static str)>> {
        let read = deserr::deserialize::<PartnerChangeRequest, _, Faults>(value);
        read.map(Into::into).map_err(|faults| {
            let faults = faults.into_vec().into_iter();
            faults.map(|fault| (fault.pointer, fault.code)).collect()
        })
    }

    #[test]
    fn what_is_left_out_stays_and_null_takes_away() {
        assert_eq!(read(json!({})).unwrap(), PartnerChange::default());
        let change = read(json!({"capacity": null, "opening_hours": null, "email": null}));
        let expected = PartnerChange {
            capacity: Some(None),
            opening_hours: Some(None),
            email: Some(None),
            ..PartnerChange::default()
        };
        assert_eq!(change.unwrap(), expected);
    }

    #[test]
    fn every_fault_has_its_pointer() {
        let mut faults = read(json!({
            "name": null, "situations": ["noise"], "languages": ["?"], "capacity": -1,
            "opening_hours": "Mo-Fr 09:00-12:00; Xx off", "kind": "ccas",
            "pauses": [{"from": "2026-08-21", "until": "2026-08-03", "reason": "holidays"},
                       {"from": "tomorrow", "reason": "tired"}],
        }))
        .unwrap_err();
        faults.sort();
        let expected = [
            ("/capacity", "wrong_type"),
            ("/kind", "unknown_field"),
            ("/languages/0", "bad_format"),
            ("/name", "wrong_type"),
            ("/opening_hours", "bad_format"),
            ("/pauses/0/until", "out_of_range"),
            ("/pauses/1/from", "bad_format"),
            ("/pauses/1/reason", "unknown_code"),
            ("/situations/0", "unknown_code"),
        ];
        assert_eq!(
            faults,
            expected.map(|(pointer, code)| (pointer.to_owned(), code))
        );
    }

    #[test]
    fn opening_hours_that_do_not_parse_name_the_character() {
        let sent = json!({"opening_hours": "Mo-Fr 09:00-12:00; Xx off"});
        let faults = deserr::deserialize::<PartnerChangeRequest, _, Faults>(sent);
        let faults = faults.unwrap_err().into_vec();
        assert!(faults[0].detail.contains("character 20"), "{faults:?}");
    }
}
