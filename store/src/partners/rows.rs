//! A partner as columns, and back.

use diesel::prelude::*;
use passerelle_domain::{
    Availability, CommuneCode, Coverage, DepartementCode, EpciCode, OrganisationKey, Partner,
    PartnerId, QpvCode, RegionCode, Siren, Siret, Uai,
};

use crate::{
    StoreError,
    conn::Id,
    parse::column,
    schema::{partner_coverage, partners},
};

const TABLE: &str = "partners";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = partners)]
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
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = partner_coverage)]
pub(super) struct AreaRow {
    pub(super) partner_id: Id,
    position: i32,
    area_type: String,
    area_code: Option<String>,
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
        }
    }
}

impl AreaRow {
    pub(super) fn new(partner: PartnerId, position: i32, area: &Coverage) -> Self {
        let (area_type, area_code) = match area {
            Coverage::France => ("france", None),
            Coverage::Region(code) => ("region", Some(code.as_str())),
            Coverage::Departement(code) => ("departement", Some(code.as_str())),
            Coverage::Epci(code) => ("epci", Some(code.as_str())),
            Coverage::Qpv(code) => ("qpv", Some(code.as_str())),
            Coverage::Commune(code) => ("commune", Some(code.as_str())),
            Coverage::OwnStock => ("own_stock", None),
            Coverage::School(uai) => ("school", Some(uai.as_str())),
            Coverage::Prison(code) => ("prison", Some(code.as_str())),
        };
        Self {
            partner_id: partner.into(),
            position,
            area_type: area_type.to_owned(),
            area_code: area_code.map(str::to_owned),
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
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: None,
        pauses: Vec::new(),
        entitlement: column(TABLE, "entitlement").code(&row.entitlement)?,
        operator: row.operator,
        in_prison_session: row.in_prison_session,
        availability: availability(&row.availability)?,
        email: column(TABLE, "email").text_opt(row.email)?,
        language: column(TABLE, "language").code(&row.language)?,
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

fn area(row: AreaRow) -> Result<Coverage, StoreError> {
    let at = column("partner_coverage", "area_code");
    let code = at.present(row.area_code);
    Ok(match row.area_type.as_str() {
        "france" => Coverage::France,
        "region" => Coverage::Region(at.text::<RegionCode>(code?)?),
        "departement" => Coverage::Departement(at.text::<DepartementCode>(code?)?),
        "epci" => Coverage::Epci(at.text::<EpciCode>(code?)?),
        "qpv" => Coverage::Qpv(at.text::<QpvCode>(code?)?),
        "commune" => Coverage::Commune(at.text::<CommuneCode>(code?)?),
        "own_stock" => Coverage::OwnStock,
        "school" => Coverage::School(at.text::<Uai>(code?)?),
        "prison" => Coverage::Prison(at.text::<CommuneCode>(code?)?),
        _ => return Err(column("partner_coverage", "area_type").corrupt()),
    })
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
