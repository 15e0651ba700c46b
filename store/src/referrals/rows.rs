//! A referral as columns.

use diesel::prelude::*;
use passerelle_domain::{
    Detail, Details, LandlordRef, Need, Party, Place, Reason, ReasonCode, ReferralState as State,
    Spot,
};
use serde_json::Value;

use super::ReferralRecord;
use crate::{
    conn::{Id, Js, Ts},
    schema::{parties, places, referrals},
};

#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = referrals, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct ReferralRow {
    pub id: Id,
    pub reference: String,
    pub external_reference: Option<String>,
    pub sender_id: Id,
    pub entered_by: String,
    pub referrer_id: Option<Id>,
    pub setting: String,
    pub situation: String,
    pub case_kind: String,
    pub received_at: Ts,
    pub referrer_role: Option<String>,
    pub danger_now: bool,
    pub minor_at_risk: bool,
    pub violence: bool,
    pub unable_to_protect_self: bool,
    pub suicide_risk: bool,
    pub prior_attempts: Js,
    pub deadline_kind: Option<String>,
    pub deadline_date: Option<String>,
    pub narrative: Option<String>,
    pub details: Js,
    pub priority: String,
    pub status: String,
    pub status_at: Option<Ts>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub reason_text: Option<String>,
    pub outcome_comment: Option<String>,
    pub sequence: i64,
    pub created_at: Ts,
    pub updated_at: Ts,
}

#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = places, primary_key(referral_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct PlaceRow {
    pub referral_id: Id,
    pub commune_code: String,
    pub qpv_code: Option<String>,
    pub tenure: Option<String>,
    pub landlord_id: Option<Id>,
    pub landlord_siren: Option<String>,
    pub uai: Option<String>,
    pub facility: Option<String>,
    pub address: Option<String>,
    pub label: Option<String>,
    pub period: Option<String>,
    pub time_context: Option<String>,
    pub spot: Option<String>,
}

#[derive(Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = parties, treat_none_as_default_value = false)]
pub(crate) struct PartyRow {
    pub referral_id: Id,
    pub position: i32,
    pub role: String,
    pub age_band: String,
    pub minor: Option<bool>,
    pub enrolled: Option<bool>,
    pub language: Option<String>,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub consent_state: String,
    pub consent_scope: Option<Js>,
    pub guardian_consent_state: Option<String>,
    pub guardian_consent_scope: Option<Js>,
}

/// What a state knows beside its name.
#[derive(Default)]
struct StateColumns {
    at: Option<Ts>,
    outcome: Option<String>,
    reason: Option<String>,
    reason_text: Option<String>,
}

fn state_columns(state: &State) -> StateColumns {
    match state {
        State::Received
        | State::AwaitingConsent
        | State::Triage
        | State::Routed
        | State::InProgress
        | State::EmergencyDiverted => StateColumns::default(),
        State::Closed { at, outcome } => StateColumns {
            at: Some((*at).into()),
            outcome: Some(outcome.code().to_owned()),
            ..StateColumns::default()
        },
        State::Withdrawn { at, reason } => StateColumns {
            at: Some((*at).into()),
            reason: Some(reason.code().code().to_owned()),
            reason_text: text(reason),
            ..StateColumns::default()
        },
        State::EnteredInError { at } => StateColumns {
            at: Some((*at).into()),
            ..StateColumns::default()
        },
    }
}

fn text<C: ReasonCode>(reason: &Reason<C>) -> Option<String> {
    reason.text().map(str::to_owned)
}

impl From<&ReferralRecord> for ReferralRow {
    fn from(record: &ReferralRecord) -> Self {
        let Need {
            setting,
            situation,
            case_kind,
            received_at,
            safety,
            ..
        } = record.need;
        let state = state_columns(&record.state);
        let attempts: Vec<&str> = record
            .need
            .prior_attempts
            .iter()
            .map(|attempt| attempt.code())
            .collect();
        let deadline = record.need.deadline_event.as_ref();
        Self {
            id: record.id.into(),
            reference: record.reference.to_string(),
            external_reference: record.external_reference.clone(),
            sender_id: record.sender.into(),
            entered_by: record.entered_by.clone(),
            referrer_id: record.referrer.map(Into::into),
            setting: setting.code().to_owned(),
            situation: situation.code().to_owned(),
            case_kind: case_kind.code().to_owned(),
            received_at: received_at.into(),
            referrer_role: record.need.referrer_role.clone(),
            danger_now: safety.danger_now,
            minor_at_risk: safety.minor_at_risk,
            violence: safety.violence,
            unable_to_protect_self: safety.unable_to_protect_self,
            suicide_risk: safety.suicide_risk,
            prior_attempts: Js(attempts.into()),
            deadline_kind: deadline.map(|event| event.kind.code().to_owned()),
            deadline_date: deadline.map(|event| event.date.to_string()),
            narrative: record.need.narrative.clone(),
            details: Js(details(&record.details)),
            priority: record.priority.code().to_owned(),
            status: record.state.status().code().to_owned(),
            status_at: state.at,
            outcome: state.outcome,
            reason: state.reason,
            reason_text: state.reason_text,
            outcome_comment: record.outcome_comment.clone(),
            sequence: record.sequence,
            created_at: record.created_at.into(),
            updated_at: record.updated_at.into(),
        }
    }
}

fn details(details: &Details) -> Value {
    let answer = |detail: &Detail| match detail {
        Detail::YesNo(yes) => Value::from(*yes),
        Detail::Number(number) => Value::from(*number),
        Detail::Code(code) => Value::from(code.as_str()),
    };
    let answers = details.iter();
    Value::Object(
        answers
            .map(|(id, detail)| (id.to_owned(), answer(detail)))
            .collect(),
    )
}

impl PlaceRow {
    pub(super) fn new(referral: Id, place: &Place) -> Self {
        let (landlord_id, landlord_siren) = match &place.landlord {
            Some(LandlordRef::Partner(id)) => (Some((*id).into()), None),
            Some(LandlordRef::Siren(siren)) => (None, Some(siren.to_string())),
            None => (None, None),
        };
        Self {
            referral_id: referral,
            commune_code: place.commune_code.to_string(),
            qpv_code: place.qpv_code.as_ref().map(ToString::to_string),
            tenure: place.tenure.map(|tenure| tenure.code().to_owned()),
            landlord_id,
            landlord_siren,
            uai: place.uai.as_ref().map(ToString::to_string),
            facility: place.facility.clone(),
            address: place.address.clone(),
            label: place.label.clone(),
            period: place.period.map(|period| period.code().to_owned()),
            time_context: place.time_context.map(|context| context.code().to_owned()),
            spot: Spot::of(place).map(|spot| spot.to_string()),
        }
    }
}

impl PartyRow {
    pub(super) fn all(referral: Id, parties: &[Party]) -> Vec<Self> {
        (0..)
            .zip(parties)
            .map(|(position, party)| Self::new(referral, position, party))
            .collect()
    }

    fn new(referral: Id, position: i32, party: &Party) -> Self {
        let scope = |consent: &passerelle_domain::Consent| {
            let named = consent.scope.as_ref()?;
            let named: Vec<String> = named.iter().map(ToString::to_string).collect();
            Some(Js(named.into()))
        };
        let guardian = party.guardian_consent.as_ref();
        Self {
            referral_id: referral,
            position,
            role: party.role.code().to_owned(),
            age_band: party.age_band.code().to_owned(),
            minor: party.minor,
            enrolled: party.enrolled,
            language: party.language.as_ref().map(ToString::to_string),
            name: party.identity.name.clone(),
            phone: party.identity.phone.as_ref().map(ToString::to_string),
            email: party.identity.email.as_ref().map(ToString::to_string),
            consent_state: party.consent.state.code().to_owned(),
            consent_scope: scope(&party.consent),
            guardian_consent_state: guardian.map(|consent| consent.state.code().to_owned()),
            guardian_consent_scope: guardian.and_then(scope),
        }
    }
}
