//! A case as columns, without those that name somebody or hold free text.

use std::collections::HashMap;

use diesel::prelude::*;
use passerelle_domain::{Need, Party, SafetyAnswers};

use super::ReplayRecord;
use crate::{
    StoreError,
    conn::{Id, Js, Ts},
    parse::{Column, column},
    referrals::{
        load,
        rows::{PartyRow, PlaceRow},
    },
    schema::{parties, places, referrals},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = referrals)]
pub(super) struct CaseRow {
    pub(super) id: Id,
    reference: String,
    referrer_id: Option<Id>,
    setting: String,
    situation: String,
    case_kind: String,
    received_at: Ts,
    danger_now: bool,
    minor_at_risk: bool,
    violence: bool,
    unable_to_protect_self: bool,
    suicide_risk: bool,
    prior_attempts: Js,
    deadline_kind: Option<String>,
    deadline_date: Option<String>,
    details: Js,
    created_at: Ts,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = places)]
pub(super) struct SpotRow {
    referral_id: Id,
    commune_code: String,
    qpv_code: Option<String>,
    tenure: Option<String>,
    landlord_id: Option<Id>,
    landlord_siren: Option<String>,
    uai: Option<String>,
    period: Option<String>,
    time_context: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = parties)]
pub(super) struct PersonRow {
    referral_id: Id,
    position: i32,
    role: String,
    age_band: String,
    minor: Option<bool>,
    enrolled: Option<bool>,
    language: Option<String>,
    consent_state: String,
    consent_scope: Option<Js>,
    guardian_consent_state: Option<String>,
    guardian_consent_scope: Option<Js>,
}

/// The cases of these rows, in their order, each with its persons.
pub(super) fn complete(
    cases: Vec<(CaseRow, SpotRow)>,
    persons: Vec<PersonRow>,
) -> Result<Vec<ReplayRecord>, StoreError> {
    let mut parties: HashMap<Id, Vec<Party>> = HashMap::with_capacity(cases.len());
    for row in persons {
        let all = parties.entry(row.referral_id).or_default();
        all.push(load::party(row.unnamed())?);
    }
    cases
        .into_iter()
        .map(|(case, spot)| {
            let parties = parties.remove(&case.id).unwrap_or_default();
            record(case, spot, parties)
        })
        .collect()
}

const fn at(name: &'static str) -> Column {
    column("referrals", name)
}

fn record(row: CaseRow, spot: SpotRow, parties: Vec<Party>) -> Result<ReplayRecord, StoreError> {
    let need = Need {
        setting: at("setting").code(&row.setting)?,
        situation: at("situation").code(&row.situation)?,
        case_kind: at("case_kind").code(&row.case_kind)?,
        received_at: row.received_at.0,
        referrer_role: None,
        safety: SafetyAnswers {
            danger_now: row.danger_now,
            minor_at_risk: row.minor_at_risk,
            violence: row.violence,
            unable_to_protect_self: row.unable_to_protect_self,
            suicide_risk: row.suicide_risk,
        },
        place: load::place(spot.unnamed())?,
        parties,
        prior_attempts: at("prior_attempts").json(row.prior_attempts.0)?,
        deadline_event: load::deadline(row.deadline_kind.as_deref(), row.deadline_date.as_deref())?,
        narrative: None,
    };
    Ok(ReplayRecord {
        id: row.id.into(),
        reference: at("reference").text(row.reference)?,
        referrer: row.referrer_id.map(Into::into),
        need,
        details: at("details").json(row.details.0)?,
        submitted_at: row.created_at.0,
    })
}

impl SpotRow {
    fn unnamed(self) -> PlaceRow {
        PlaceRow {
            referral_id: self.referral_id,
            commune_code: self.commune_code,
            qpv_code: self.qpv_code,
            tenure: self.tenure,
            landlord_id: self.landlord_id,
            landlord_siren: self.landlord_siren,
            uai: self.uai,
            facility: None,
            address: None,
            label: None,
            period: self.period,
            time_context: self.time_context,
            spot: None,
        }
    }
}

impl PersonRow {
    fn unnamed(self) -> PartyRow {
        PartyRow {
            referral_id: self.referral_id,
            position: self.position,
            role: self.role,
            age_band: self.age_band,
            minor: self.minor,
            enrolled: self.enrolled,
            language: self.language,
            name: None,
            phone: None,
            email: None,
            consent_state: self.consent_state,
            consent_scope: self.consent_scope,
            guardian_consent_state: self.guardian_consent_state,
            guardian_consent_scope: self.guardian_consent_scope,
        }
    }
}
