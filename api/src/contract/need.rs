//! The need of a referral, as it is told: situation, place, story.

use jiff::Timestamp;
use jiff::civil::Date;
use passerelle_casework::NeedView;
use passerelle_domain::{
    CaseKind, CommuneCode, DeadlineEvent, DeadlineEventKind, Details, LandlordRef, Period, Place,
    PriorAttempt, QpvCode, SafetyAnswers, Setting, Situation, Tenure, TimeContext, Uai,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::details::DetailsObject;
use super::party::PartyResponse;
use super::schemas::{
    CaseKindCode, DeadlineEventKindCode, PeriodCode, PriorAttemptCode, SettingCode, SituationCode,
    TenureCode, TimeContextCode,
};

/// What help is asked for, with what you may know of place, persons and story.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct NeedResponse {
    /// Where it takes place, in one of eight settings.
    #[schema(value_type = Option<SettingCode>)]
    setting: Option<Setting>,
    /// What is going on.
    #[schema(value_type = Option<SituationCode>)]
    situation: Option<Situation>,
    /// How many people it is about.
    #[schema(value_type = Option<CaseKindCode>)]
    case_kind: Option<CaseKind>,
    /// When the referrer learnt of it.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    received_at: Option<Timestamp>,
    /// The referrer's function.
    #[schema(max_length = 200)]
    referrer_role: Option<String>,
    /// Answers to the safety questions.
    safety: Option<SafetyResponse>,
    /// Where.
    place: Option<PlaceResponse>,
    /// The persons, with as much of each as you may know.
    #[schema(max_items = 20)]
    parties: Vec<PartyResponse>,
    /// What was tried before.
    #[schema(value_type = Vec<PriorAttemptCode>, max_items = 20)]
    prior_attempts: Vec<PriorAttempt>,
    /// A date that the answer has to come before.
    deadline_event: Option<DeadlineEventResponse>,
    /// Answers to the questions of the rule set; for partners, from L1.
    #[schema(value_type = DetailsObject)]
    details: Details,
    /// The story.
    #[schema(max_length = 10000)]
    narrative: Option<String>,
}

/// Answers to the safety questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SafetyResponse {
    /// Somebody is in danger at this moment.
    danger_now: bool,
    /// A minor is in danger or at risk of it.
    minor_at_risk: bool,
    /// Violence happened or is threatened.
    violence: bool,
    /// A person concerned cannot protect themself.
    unable_to_protect_self: bool,
    /// Somebody threatens or risks to end their life.
    suicide_risk: bool,
}

impl From<SafetyAnswers> for SafetyResponse {
    fn from(answers: SafetyAnswers) -> Self {
        Self {
            danger_now: answers.danger_now,
            minor_at_risk: answers.minor_at_risk,
            violence: answers.violence,
            unable_to_protect_self: answers.unable_to_protect_self,
            suicide_risk: answers.suicide_risk,
        }
    }
}

/// Where a case takes place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceResponse {
    /// Commune, by INSEE code.
    #[schema(value_type = String, max_length = 5)]
    commune_code: CommuneCode,
    /// Priority district.
    #[schema(value_type = Option<String>, max_length = 8)]
    qpv_code: Option<QpvCode>,
    /// How the dwelling is held.
    #[schema(value_type = Option<TenureCode>)]
    tenure: Option<Tenure>,
    /// The landlord: the id of a partner, or a SIREN.
    #[schema(max_length = 36)]
    landlord: Option<String>,
    /// The school concerned.
    #[schema(value_type = Option<String>, max_length = 8)]
    uai: Option<Uai>,
    /// A public facility or a prison.
    #[schema(max_length = 200)]
    facility: Option<String>,
    /// A postal address.
    #[schema(max_length = 300)]
    address: Option<String>,
    /// A public name for the spot.
    #[schema(max_length = 200)]
    label: Option<String>,
    /// Part of the day.
    #[schema(value_type = Option<PeriodCode>)]
    period: Option<Period>,
    /// Whose time it is, around a school.
    #[schema(value_type = Option<TimeContextCode>)]
    time_context: Option<TimeContext>,
}

impl From<Place> for PlaceResponse {
    fn from(place: Place) -> Self {
        let landlord = place.landlord.map(|landlord| match landlord {
            LandlordRef::Partner(id) => id.to_string(),
            LandlordRef::Siren(siren) => siren.to_string(),
        });
        Self {
            commune_code: place.commune_code,
            qpv_code: place.qpv_code,
            tenure: place.tenure,
            landlord,
            uai: place.uai,
            facility: place.facility,
            address: place.address,
            label: place.label,
            period: place.period,
            time_context: place.time_context,
        }
    }
}

/// A date outside our control.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineEventResponse {
    /// What happens on that date.
    #[schema(value_type = DeadlineEventKindCode)]
    kind: DeadlineEventKind,
    /// The date.
    #[schema(value_type = String, format = Date, max_length = 10)]
    date: Date,
}

impl From<DeadlineEvent> for DeadlineEventResponse {
    fn from(event: DeadlineEvent) -> Self {
        Self {
            kind: event.kind,
            date: event.date,
        }
    }
}

impl From<NeedView> for NeedResponse {
    fn from(view: NeedView) -> Self {
        Self {
            setting: Some(view.setting),
            situation: Some(view.situation),
            case_kind: Some(view.case_kind),
            received_at: Some(view.received_at),
            referrer_role: view.referrer_role,
            safety: view.safety.map(Into::into),
            place: Some(view.place.into()),
            parties: view.parties.into_iter().map(Into::into).collect(),
            prior_attempts: view.prior_attempts,
            deadline_event: view.deadline_event.map(Into::into),
            details: view.details,
            narrative: view.narrative,
        }
    }
}
