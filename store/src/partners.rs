//! The partner directory, and the counter that tells every process when it moved.

use std::collections::HashMap;

use diesel::prelude::*;
use passerelle_domain::{
    Availability, CommuneCode, Coverage, DepartementCode, OrganisationKey, Partner, PartnerId,
    Siren, Siret, Uai,
};

use crate::{
    Conn, StoreError,
    conn::Id,
    parse::column,
    schema::{directory, partner_coverage, partners},
};

/// The rule that two partners never share a code.
pub const CODE_TAKEN: &str = "partners_code_key";

const TABLE: &str = "partners";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = partners)]
struct Row {
    id: Id,
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
struct AreaRow {
    partner_id: Id,
    position: i32,
    area_type: String,
    area_code: Option<String>,
}

/// Adds a partner, and counts the directory up.
///
/// # Errors
/// [`StoreError::Duplicate`] of [`CODE_TAKEN`] when the code is used already.
pub fn insert(conn: &mut Conn, partner: &Partner) -> Result<(), StoreError> {
    let (key_type, key_value) = partner.key.as_ref().map(key_columns).unzip();
    let row = Row {
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
    };
    diesel::insert_into(partners::table)
        .values(row)
        .execute(conn.db())?;
    for (position, area) in (0..).zip(&partner.coverage) {
        let row = area_row(partner.id, position, area);
        diesel::insert_into(partner_coverage::table)
            .values(row)
            .execute(conn.db())?;
    }
    count_up(conn)
}

/// The partner with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: PartnerId) -> Result<Option<Partner>, StoreError> {
    let row = partners::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db());
    one(conn, row.optional()?)
}

/// The partner with this code.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Partner>, StoreError> {
    let row = partners::table
        .filter(partners::code.eq(code))
        .select(Row::as_select())
        .first(conn.db());
    one(conn, row.optional()?)
}

/// The whole directory, archived partners included, by code.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Partner>, StoreError> {
    let areas = partner_coverage::table
        .order((partner_coverage::partner_id, partner_coverage::position))
        .select(AreaRow::as_select())
        .load(conn.db())?;
    let mut coverage: HashMap<Id, Vec<AreaRow>> = HashMap::new();
    for area in areas {
        coverage.entry(area.partner_id).or_default().push(area);
    }
    partners::table
        .order(partners::code)
        .select(Row::as_select())
        .load(conn.db())?
        .into_iter()
        .map(|row| {
            let areas = coverage.remove(&row.id).unwrap_or_default();
            partner(row, areas)
        })
        .collect()
}

/// Opens, pauses or archives a partner, and counts the directory up; `false` when there is no such
/// partner.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn set_availability(
    conn: &mut Conn,
    id: PartnerId,
    availability: Availability,
) -> Result<bool, StoreError> {
    let changed = diesel::update(partners::table.find(Id::from(id)))
        .set(partners::availability.eq(availability_code(availability)))
        .execute(conn.db())?;
    if changed == 0 {
        return Ok(false);
    }
    count_up(conn)?;
    Ok(true)
}

/// A number that grows with every change of the partners or of the rule sets.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn directory_version(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(directory::table
        .select(directory::version)
        .first(conn.db())?)
}

/// Tells every process that its picture of the network is out of date.
pub(crate) fn count_up(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::update(directory::table)
        .set(directory::version.eq(directory::version + 1))
        .execute(conn.db())?;
    Ok(())
}

fn one(conn: &mut Conn, row: Option<Row>) -> Result<Option<Partner>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let areas = partner_coverage::table
        .filter(partner_coverage::partner_id.eq(row.id))
        .order(partner_coverage::position)
        .select(AreaRow::as_select())
        .load(conn.db())?;
    partner(row, areas).map(Some)
}

fn partner(row: Row, areas: Vec<AreaRow>) -> Result<Partner, StoreError> {
    Ok(Partner {
        id: row.id.into(),
        code: row.code,
        kind: column(TABLE, "kind").code(&row.kind)?,
        name: row.name,
        key: key(row.key_type, row.key_value)?,
        coverage: areas.into_iter().map(area).collect::<Result<_, _>>()?,
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

fn area_row(partner: PartnerId, position: i32, area: &Coverage) -> AreaRow {
    let (area_type, area_code) = match area {
        Coverage::France => ("france", None),
        Coverage::Departement(code) => ("departement", Some(code.as_str())),
        Coverage::Commune(code) => ("commune", Some(code.as_str())),
        Coverage::OwnStock => ("own_stock", None),
        Coverage::School(uai) => ("school", Some(uai.as_str())),
        Coverage::Prison(code) => ("prison", Some(code.as_str())),
    };
    AreaRow {
        partner_id: partner.into(),
        position,
        area_type: area_type.to_owned(),
        area_code: area_code.map(str::to_owned),
    }
}

fn area(row: AreaRow) -> Result<Coverage, StoreError> {
    let at = column("partner_coverage", "area_code");
    let code = at.present(row.area_code);
    Ok(match row.area_type.as_str() {
        "france" => Coverage::France,
        "departement" => Coverage::Departement(at.text::<DepartementCode>(code?)?),
        "commune" => Coverage::Commune(at.text::<CommuneCode>(code?)?),
        "own_stock" => Coverage::OwnStock,
        "school" => Coverage::School(at.text::<Uai>(code?)?),
        "prison" => Coverage::Prison(at.text::<CommuneCode>(code?)?),
        _ => return Err(column("partner_coverage", "area_type").corrupt()),
    })
}

fn availability_code(availability: Availability) -> &'static str {
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
