//! A partner as columns, and back.

use diesel::prelude::*;
use passerelle_domain::{
    Availability, OpeningHours, OrganisationKey, Partner, Pause, Siren, Siret, Uai,
};
use serde_json::{Value, json};

use super::area::{AreaRow, area};
use crate::{
    StoreError,
    conn::{Id, Js},
    parse::column,
    schema::partners,
};

const TABLE: &str = "partners";

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = partners, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Row {
    pub(super) id: Id,
    code: String,
    kind: String,
    name: String,
    key_type: Option<String>,
    key_value: Option<String>,
    entitlement: String,
    operator: bool,
    in_prison_session: bool,
    availability: String,
    email: Option<String>,
    language: String,
    situations: Js,
    languages: Js,
    opening_hours: Option<String>,
    capacity: Option<i32>,
    pauses: Js,
}

impl Row {
    pub(super) fn new(partner: &Partner) -> Self {
        let (key_type, key_value) = partner.key.as_ref().map(key_columns).unzip();
        Self {
            id: partner.id.into(),
            code: partner.code.clone(),
            kind: partner.kind.code().to_owned(),
            name: partner.name.clone(),
            key_type,
            key_value,
            entitlement: partner.entitlement.code().to_owned(),
            operator: partner.operator,
            in_prison_session: partner.in_prison_session,
            availability: availability_code(partner.availability).to_owned(),
            email: partner.email.as_ref().map(ToString::to_string),
            language: partner.language.code().to_owned(),
            situations: Js(partner.situations.iter().map(|one| one.code()).collect()),
            languages: Js(partner.languages.iter().map(|tag| tag.as_str()).collect()),
            opening_hours: partner.opening_hours.clone().map(Into::into),
            // More than anybody carries is no limit either way.
            capacity: partner
                .capacity
                .map(|most| i32::try_from(most).unwrap_or(i32::MAX)),
            pauses: Js(partner.pauses.iter().map(pause).collect()),
        }
    }
}

/// The partner of a row and of its areas, which come in their order.
pub(super) fn partner(row: Row, areas: Vec<AreaRow>) -> Result<Partner, StoreError> {
    Ok(Partner {
        id: row.id.into(),
        code: row.code,
        kind: column(TABLE, "kind").code(&row.kind)?,
        name: row.name,
        key: key(row.key_type, row.key_value)?,
        coverage: areas.into_iter().map(area).collect::<Result<_, _>>()?,
        situations: column(TABLE, "situations").json(row.situations.0)?,
        languages: column(TABLE, "languages").json(row.languages.0)?,
        opening_hours: column(TABLE, "opening_hours")
            .text_opt::<OpeningHours>(row.opening_hours)?,
        capacity: row
            .capacity
            .map(u32::try_from)
            .transpose()
            .map_err(|_| column(TABLE, "capacity").corrupt())?,
        pauses: column(TABLE, "pauses").json(row.pauses.0)?,
        entitlement: column(TABLE, "entitlement").code(&row.entitlement)?,
        operator: row.operator,
        in_prison_session: row.in_prison_session,
        availability: availability(&row.availability)?,
        email: column(TABLE, "email").text_opt(row.email)?,
        language: column(TABLE, "language").code(&row.language)?,
    })
}

/// As [`Pause`] reads itself.
fn pause(pause: &Pause) -> Value {
    json!({
        "from": pause.from().to_string(),
        "until": pause.until().map(|day| day.to_string()),
        "reason": pause.reason().code(),
    })
}

fn key_columns(key: &OrganisationKey) -> (String, String) {
    let (kind, value) = match key {
        OrganisationKey::Siret(siret) => ("siret", siret.as_str()),
        OrganisationKey::Siren(siren) => ("siren", siren.as_str()),
        OrganisationKey::Uai(uai) => ("uai", uai.as_str()),
    };
    (kind.to_owned(), value.to_owned())
}

fn key(kind: Option<String>, value: Option<String>) -> Result<Option<OrganisationKey>, StoreError> {
    let (Some(kind), Some(value)) = (kind, value) else {
        return Ok(None);
    };
    let at = column(TABLE, "key_value");
    let key = match kind.as_str() {
        "siret" => OrganisationKey::Siret(at.text::<Siret>(value)?),
        "siren" => OrganisationKey::Siren(at.text::<Siren>(value)?),
        "uai" => OrganisationKey::Uai(at.text::<Uai>(value)?),
        _ => return Err(column(TABLE, "key_type").corrupt()),
    };
    Ok(Some(key))
}

pub(super) fn availability_code(availability: Availability) -> &'static str {
    match availability {
        Availability::Open => "open",
        Availability::Paused => "paused",
        Availability::Archived => "archived",
    }
}

fn availability(code: &str) -> Result<Availability, StoreError> {
    match code {
        "open" => Ok(Availability::Open),
        "paused" => Ok(Availability::Paused),
        "archived" => Ok(Availability::Archived),
        _ => Err(column(TABLE, "availability").corrupt()),
    }
}
