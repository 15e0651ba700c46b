//! Reading one referral, and making domain types of the columns.

use std::collections::HashMap;

use diesel::prelude::*;
use passerelle_domain::{
    Consent, DeadlineEvent, Identity, LandlordRef, Need, PartnerId, Party, Place, Reason,
    ReferralId, ReferralState as State, ReferralStatus as Status, SafetyAnswers,
};

use super::{
    ReferralRecord,
    rows::{PartyRow, PlaceRow, ReferralRow},
};
use crate::{
    Conn, StoreError,
    conn::{Id, Js},
    parse::{Column, column},
    schema::{parties, places, referrals},
};

/// The referral with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: ReferralId) -> Result<Option<ReferralRecord>, StoreError> {
    let row = referrals::table
        .inner_join(places::table)
        .filter(referrals::id.eq(Id::from(id)))
        .select((ReferralRow::as_select(), PlaceRow::as_select()))
        .first(conn.db())
        .optional()?;
    Ok(complete(conn, row.into_iter().collect())?.pop())
}

/// The referrals with these identifiers, in no order.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find_all(conn: &mut Conn, ids: &[ReferralId]) -> Result<Vec<ReferralRecord>, StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    let rows = referrals::table
        .inner_join(places::table)
        .filter(referrals::id.eq_any(ids))
        .select((ReferralRow::as_select(), PlaceRow::as_select()))
        .load(conn.db())?;
    complete(conn, rows)
}

/// The referral that a sender knows under this reference.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn by_external_reference(
    conn: &mut Conn,
    sender: PartnerId,
    external_reference: &str,
) -> Result<Option<ReferralRecord>, StoreError> {
    let row = referrals::table
        .inner_join(places::table)
        .filter(referrals::sender_id.eq(Id::from(sender)))
        .filter(referrals::external_reference.eq(external_reference))
        .select((ReferralRow::as_select(), PlaceRow::as_select()))
        .first(conn.db())
        .optional()?;
    Ok(complete(conn, row.into_iter().collect())?.pop())
}

/// The referrals of these rows, in their order, with their parties.
pub(super) fn complete(
    conn: &mut Conn,
    rows: Vec<(ReferralRow, PlaceRow)>,
) -> Result<Vec<ReferralRecord>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = rows.iter().map(|(row, _)| row.id).collect();
    let mut persons: HashMap<Id, Vec<Party>> = HashMap::new();
    for row in party_rows(conn, ids)? {
        persons
            .entry(row.referral_id)
            .or_default()
            .push(party(row)?);
    }
    rows.into_iter()
        .map(|(row, place)| {
            let parties = persons.remove(&row.id).unwrap_or_default();
            referral(row, place, parties)
        })
        .collect()
}

/// The persons of these referrals, those of each in their order.
pub(super) fn party_rows(conn: &mut Conn, ids: Vec<Id>) -> Result<Vec<PartyRow>, StoreError> {
    Ok(parties::table
        .filter(parties::referral_id.eq_any(ids))
        .order((parties::referral_id, parties::position))
        .select(PartyRow::as_select())
        .load(conn.db())?)
}

const fn at(name: &'static str) -> Column {
    column("referrals", name)
}

fn referral(
    row: ReferralRow,
    place: PlaceRow,
    parties: Vec<Party>,
) -> Result<ReferralRecord, StoreError> {
    let state = state(&row)?;
    let need = Need {
        setting: at("setting").code(&row.setting)?,
        situation: at("situation").code(&row.situation)?,
        case_kind: at("case_kind").code(&row.case_kind)?,
        received_at: row.received_at.0,
        referrer_role: row.referrer_role,
        safety: SafetyAnswers {
            danger_now: row.danger_now,
            minor_at_risk: row.minor_at_risk,
            violence: row.violence,
            unable_to_protect_self: row.unable_to_protect_self,
            suicide_risk: row.suicide_risk,
        },
        place: self::place(place)?,
        parties,
        prior_attempts: at("prior_attempts").json(row.prior_attempts.0)?,
        deadline_event: deadline(row.deadline_kind.as_deref(), row.deadline_date.as_deref())?,
        narrative: row.narrative,
    };
    Ok(ReferralRecord {
        id: row.id.into(),
        reference: at("reference").text(row.reference)?,
        external_reference: row.external_reference,
        sender: row.sender_id.into(),
        entered_by: row.entered_by,
        referrer: row.referrer_id.map(Into::into),
        need,
        details: at("details").json(row.details.0)?,
        priority: at("priority").code(&row.priority)?,
        state,
        sequence: row.sequence,
        outcome_comment: row.outcome_comment,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
    })
}

fn state(row: &ReferralRow) -> Result<State, StoreError> {
    let since = || at("status_at").present(row.status_at).map(|ts| ts.0);
    Ok(match at("status").code::<Status>(&row.status)? {
        Status::Received => State::Received,
        Status::AwaitingConsent => State::AwaitingConsent,
        Status::Triage => State::Triage,
        Status::Routed => State::Routed,
        Status::InProgress => State::InProgress,
        Status::EmergencyDiverted => State::EmergencyDiverted,
        Status::Closed => {
            let outcome = at("outcome").present(row.outcome.as_deref())?;
            State::Closed {
                at: since()?,
                outcome: at("outcome").code(outcome)?,
            }
        }
        Status::Withdrawn => {
            let code = at("reason").present(row.reason.as_deref())?;
            let reason = Reason::new(at("reason").code(code)?, row.reason_text.clone())
                .map_err(|_| at("reason_text").corrupt())?;
            State::Withdrawn {
                at: since()?,
                reason,
            }
        }
        Status::EnteredInError => State::EnteredInError { at: since()? },
    })
}

pub(crate) fn deadline(
    kind: Option<&str>,
    date: Option<&str>,
) -> Result<Option<DeadlineEvent>, StoreError> {
    let (Some(kind), Some(date)) = (kind, date) else {
        return Ok(None);
    };
    Ok(Some(DeadlineEvent {
        kind: at("deadline_kind").code(kind)?,
        date: at("deadline_date").present(date.parse().ok())?,
    }))
}

pub(crate) fn place(row: PlaceRow) -> Result<Place, StoreError> {
    let at = |name| column("places", name);
    let landlord = match (row.landlord_id, row.landlord_siren) {
        (Some(id), _) => Some(LandlordRef::Partner(id.into())),
        (None, Some(siren)) => Some(LandlordRef::Siren(at("landlord_siren").text(siren)?)),
        (None, None) => None,
    };
    Ok(Place {
        commune_code: at("commune_code").text(row.commune_code)?,
        qpv_code: at("qpv_code").text_opt(row.qpv_code)?,
        tenure: at("tenure").code_opt(row.tenure.as_deref())?,
        landlord,
        uai: at("uai").text_opt(row.uai)?,
        facility: row.facility,
        address: row.address,
        label: row.label,
        period: at("period").code_opt(row.period.as_deref())?,
        time_context: at("time_context").code_opt(row.time_context.as_deref())?,
    })
}

pub(crate) fn party(row: PartyRow) -> Result<Party, StoreError> {
    let at = |name| column("parties", name);
    let scope = |name, scope: Option<Js>| match scope {
        Some(named) => at(name).json(named.0).map(Some),
        None => Ok(None),
    };
    let guardian_scope = scope("guardian_consent_scope", row.guardian_consent_scope)?;
    let guardian = at("guardian_consent_state").code_opt(row.guardian_consent_state.as_deref())?;
    Ok(Party {
        role: at("role").code(&row.role)?,
        age_band: at("age_band").code(&row.age_band)?,
        minor: row.minor,
        enrolled: row.enrolled,
        language: at("language").text_opt(row.language)?,
        identity: Identity {
            name: row.name,
            phone: at("phone").text_opt(row.phone)?,
            email: at("email").text_opt(row.email)?,
        },
        consent: Consent {
            state: at("consent_state").code(&row.consent_state)?,
            scope: scope("consent_scope", row.consent_scope)?,
        },
        guardian_consent: guardian.map(|state| Consent {
            state,
            scope: guardian_scope,
        }),
    })
}
