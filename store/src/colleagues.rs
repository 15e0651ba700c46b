//! Who works at a partner and is told of its cases.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{Colleague, ColleagueId, PartnerId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::column,
    partners,
    schema::colleagues,
};

/// The rule that nobody is entered twice at one partner.
pub const ADDRESS_TAKEN: &str = "colleagues_organisation_id_email_key";

/// A colleague as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleagueRecord {
    /// Who it is.
    pub colleague: Colleague,
    /// When they were entered.
    pub created_at: Timestamp,
    /// Counts the changes from 1.
    pub revision: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = colleagues, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    organisation_id: Id,
    name: String,
    email: String,
    language: String,
    preference: String,
    reachable: bool,
    created_at: Ts,
    revision: i64,
}

/// Adds a colleague.
///
/// # Errors
/// [`StoreError`] when the partner does not exist, or has somebody with this address.
pub fn insert(conn: &mut Conn, record: &ColleagueRecord) -> Result<(), StoreError> {
    diesel::insert_into(colleagues::table)
        .values(Row::from(record))
        .execute(conn.db())?;
    partners::count_up(conn)
}

/// Writes a colleague whose revision was `before`; `false`, and nothing changed, where it is another
/// by now.
///
/// # Errors
/// [`StoreError`] when the partner has somebody else with this address.
pub fn update(conn: &mut Conn, record: &ColleagueRecord, before: i64) -> Result<bool, StoreError> {
    let standing = colleagues::table
        .filter(colleagues::id.eq(Id::from(record.colleague.id)))
        .filter(colleagues::revision.eq(before));
    let changed = diesel::update(standing)
        .set(Row::from(record))
        .execute(conn.db())?;
    partners::count_up(conn)?;
    Ok(changed == 1)
}

/// Removes a colleague whose revision was `before`; `false` where it is another by now.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn remove(conn: &mut Conn, id: ColleagueId, before: i64) -> Result<bool, StoreError> {
    let standing = colleagues::table
        .filter(colleagues::id.eq(Id::from(id)))
        .filter(colleagues::revision.eq(before));
    let removed = diesel::delete(standing).execute(conn.db())?;
    partners::count_up(conn)?;
    Ok(removed == 1)
}

/// Notes that mails to a colleague do not arrive; `false` where that was known.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn lose(conn: &mut Conn, id: ColleagueId) -> Result<bool, StoreError> {
    let reached = colleagues::table
        .filter(colleagues::id.eq(Id::from(id)))
        .filter(colleagues::reachable.eq(true));
    let changed = diesel::update(reached)
        .set((
            colleagues::reachable.eq(false),
            colleagues::revision.eq(colleagues::revision + 1),
        ))
        .execute(conn.db())?;
    partners::count_up(conn)?;
    Ok(changed == 1)
}

/// The colleague with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: ColleagueId) -> Result<Option<ColleagueRecord>, StoreError> {
    let row = colleagues::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The colleagues with these identifiers, in no order.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find_all(conn: &mut Conn, ids: &[ColleagueId]) -> Result<Vec<ColleagueRecord>, StoreError> {
    let ids = ids.iter().copied().map(Id::from);
    let rows: Vec<Row> = colleagues::table
        .filter(colleagues::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Everybody of a partner, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of(conn: &mut Conn, partner: PartnerId) -> Result<Vec<ColleagueRecord>, StoreError> {
    let rows: Vec<Row> = colleagues::table
        .filter(colleagues::organisation_id.eq(Id::from(partner)))
        .order((colleagues::created_at, colleagues::id))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Everybody of every partner, in the order in which they were entered.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Colleague>, StoreError> {
    let rows: Vec<Row> = colleagues::table
        .order((colleagues::created_at, colleagues::id))
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter()
        .map(|row| Ok(ColleagueRecord::try_from(row)?.colleague))
        .collect()
}

impl From<&ColleagueRecord> for Row {
    fn from(record: &ColleagueRecord) -> Self {
        let colleague = &record.colleague;
        Self {
            id: colleague.id.into(),
            organisation_id: colleague.organisation.into(),
            name: colleague.name.clone(),
            email: colleague.email.as_str().to_owned(),
            language: colleague.language.code().to_owned(),
            preference: colleague.preference.code().to_owned(),
            reachable: colleague.reachable,
            created_at: record.created_at.into(),
            revision: record.revision,
        }
    }
}

impl TryFrom<Row> for ColleagueRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let read = |name| column("colleagues", name);
        Ok(Self {
            colleague: Colleague {
                id: row.id.into(),
                organisation: row.organisation_id.into(),
                name: row.name,
                email: read("email").text(row.email)?,
                language: read("language").code(&row.language)?,
                preference: read("preference").code(&row.preference)?,
                reachable: row.reachable,
            },
            created_at: row.created_at.0,
            revision: row.revision,
        })
    }
}
