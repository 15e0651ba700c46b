//! The body of `POST /v1/referrals`, of `POST /v1/routing/preview` and of a case file.

use deserr::{Deserr, IntoValue, Map, MergeWithError, Value, ValuePointerRef, take_cf_content};
use jiff::Timestamp;
use jiff::civil::Date;
use passerelle_casework::{ReferrerClaim, Submission};
use passerelle_domain::{
    CaseKind, DeadlineEvent, DeadlineEventKind, Need, PartnerId, Party, PriorAttempt,
    SafetyAnswers, Setting, Situation,
};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::details::{DetailsObject, DetailsRequest};
use super::faults::Faults;
use super::party_request::PartyRequest;
use super::place_request::PlaceRequest;
use super::schemas::{
    CaseKindCode, DeadlineEventKindCode, PriorAttemptCode, SettingCode, SituationCode,
};

/// A case, as its referrer knows it. Codes stand in `GET /v1/vocabulary`.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = super::schemas::referral_example)]
pub struct ReferralRequest {
    /// Your own reference, unique in your organisation.
    #[deserr(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100)]
    pub external_reference: Option<ExternalReference>,
    /// Where it takes place, in one of eight settings.
    #[schema(value_type = SettingCode)]
    pub setting: Setting,
    /// What is going on.
    #[schema(value_type = SituationCode)]
    pub situation: Situation,
    /// How many people it is about.
    #[schema(value_type = CaseKindCode)]
    pub case_kind: CaseKind,
    /// When you learnt of it; left out, now.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub received_at: Option<Timestamp>,
    /// Left out, your organisation. The operator may name another partner, or null for somebody
    /// outside the network.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    pub referrer: Referrer,
    /// The referrer's function, never their name.
    #[deserr(default)]
    #[schema(max_length = 200)]
    pub referrer_role: Option<String>,
    /// The safety questions, asked before anything else.
    pub safety: SafetyRequest,
    /// Where it takes place.
    pub place: PlaceRequest,
    /// The persons, each with the same standing.
    #[deserr(default)]
    #[schema(max_items = 20)]
    pub parties: Option<Vec<PartyRequest>>,
    /// What was tried before.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<PriorAttemptCode>>, max_items = 20)]
    pub prior_attempts: Option<Vec<PriorAttempt>>,
    /// A date that the answer has to come before.
    #[deserr(default)]
    pub deadline_event: Option<DeadlineEventRequest>,
    /// What happened: facts, not judgements.
    #[deserr(default)]
    #[schema(max_length = 10000)]
    pub narrative: Option<String>,
    /// Says that the narrative was read again, after a first refusal asked for it.
    #[deserr(default)]
    pub narrative_confirmed: Option<bool>,
    /// Answers to the questions that the active rule set declares, by their ids.
    #[deserr(default)]
    #[schema(value_type = Option<DetailsObject>)]
    pub details: DetailsRequest,
}

/// The safety questions. Answers can only make a case more urgent.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct SafetyRequest {
    /// Somebody is in danger at this moment: the emergency services are the answer, not we.
    pub danger_now: bool,
    /// A minor is in danger or at risk of it.
    pub minor_at_risk: bool,
    /// Violence happened or is threatened.
    pub violence: bool,
    /// A person concerned cannot protect themself; left out, false.
    #[deserr(default)]
    pub unable_to_protect_self: Option<bool>,
    /// Somebody threatens or risks to end their life; left out, false.
    #[deserr(default)]
    pub suicide_risk: Option<bool>,
}

/// A date outside our control.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct DeadlineEventRequest {
    /// What happens on that date.
    #[schema(value_type = DeadlineEventKindCode)]
    pub kind: DeadlineEventKind,
    /// The date.
    #[schema(value_type = String, format = Date, max_length = 10)]
    pub date: Date,
}

/// On whose behalf a case is sent.
#[derive(Debug, Default)]
pub struct Referrer(ReferrerClaim);

impl Deserr<Faults> for Referrer {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        match value {
            Value::Null => Ok(Self(ReferrerClaim::Outside)),
            other => PartnerId::deserialize_from_value(other, location)
                .map(|id| Self(ReferrerClaim::Partner(id))),
        }
    }
}

/// The sender's own reference.
#[derive(Debug)]
pub struct ExternalReference(String);

impl Deserr<Faults> for ExternalReference {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let text = String::deserialize_from_value(value, location)?;
        let length = text.chars().count();
        if length == 0 || text.trim().len() != text.len() {
            return Err(Faults::at(
                location,
                "bad_format",
                "not empty, no space at either end",
            ));
        }
        if length > 100 {
            return Err(Faults::at(location, "too_long", "at most 100 characters"));
        }
        if text.chars().any(char::is_control) {
            return Err(Faults::at(
                location,
                "control_character",
                "control characters are not text",
            ));
        }
        Ok(Self(text))
    }
}

impl ReferralRequest {
    /// The case as casework takes it; `now` stands in for a moment of receipt left out.
    #[must_use]
    pub fn into_submission(self, now: Timestamp) -> Submission {
        let received_now = self.received_at.is_none();
        let need = Need {
            setting: self.setting,
            situation: self.situation,
            case_kind: self.case_kind,
            received_at: self.received_at.unwrap_or(now),
            referrer_role: self.referrer_role,
            safety: self.safety.into(),
            place: self.place.into(),
            parties: self
                .parties
                .unwrap_or_default()
                .into_iter()
                .map(Party::from)
                .collect(),
            prior_attempts: self.prior_attempts.unwrap_or_default(),
            deadline_event: self.deadline_event.map(|event| DeadlineEvent {
                kind: event.kind,
                date: event.date,
            }),
            narrative: self.narrative,
        };
        Submission {
            need,
            received_now,
            details: self.details.0,
            external_reference: self.external_reference.map(|ExternalReference(text)| text),
            referrer: self.referrer.0,
            narrative_confirmed: self.narrative_confirmed.unwrap_or(false),
        }
    }
}

impl From<SafetyRequest> for SafetyAnswers {
    fn from(sent: SafetyRequest) -> Self {
        Self {
            danger_now: sent.danger_now,
            minor_at_risk: sent.minor_at_risk,
            violence: sent.violence,
            unable_to_protect_self: sent.unable_to_protect_self.unwrap_or(false),
            suicide_risk: sent.suicide_risk.unwrap_or(false),
        }
    }
}

/// A case and the clock to decide it by.
#[derive(Debug)]
pub struct PreviewRequest {
    /// The case.
    pub case: ReferralRequest,
    /// The clock; left out, now.
    pub at: Option<Timestamp>,
}

impl Deserr<Faults> for PreviewRequest {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, Faults> {
        let Value::Map(mut map) = value else {
            return Err(Faults::at(location, "wrong_type", "expected an object"));
        };
        let at = map.remove("at").map_or(Ok(None), |at| {
            Option::<Timestamp>::deserialize_from_value(at.into_value(), location.push_key("at"))
        });
        let case = ReferralRequest::deserialize_from_value(Value::<V>::Map(map), location);
        match (at, case) {
            (Ok(at), Ok(case)) => Ok(Self { case, at }),
            (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
            (Err(first), Err(second)) => Err(take_cf_content(Faults::merge(
                Some(first),
                second,
                location,
            ))),
        }
    }
}

// The same object with one more member: `allOf` cannot say that of an object closed to others.
impl PartialSchema for PreviewRequest {
    fn schema() -> RefOr<Schema> {
        let mut schema = ReferralRequest::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let at = ObjectBuilder::new()
                .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
                .max_length(Some(40))
                .description(Some("The clock to decide by; left out, now."));
            object.properties.insert("at".to_owned(), at.build().into());
            object.description = Some("A case, and the clock to decide it by.".to_owned());
        }
        schema
    }
}

impl ToSchema for PreviewRequest {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ReferralRequest::schemas(schemas);
    }
}

#[cfg(test)]
mod tests;
