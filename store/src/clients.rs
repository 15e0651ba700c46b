//! API clients: the credentials of an organisation.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::PartnerId;

use crate::{
    Conn, StoreError,
    conn::{Id, Js, Ts},
    parse::column,
    schema::clients,
};

/// A client as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// What the client calls itself at sign-in.
    pub id: String,
    /// The organisation that it acts for.
    pub organisation: PartnerId,
    /// The hash of its secret, in hexadecimal.
    pub secret_hash: String,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// The roles that it has.
    pub roles: Vec<String>,
    /// Whether it came with the fictional network, under a secret that everybody knows.
    pub demo: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The hash does not print itself.
impl std::fmt::Debug for ClientRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = clients)]
struct Row {
    id: String,
    organisation_id: Id,
    secret_hash: String,
    scopes: Js,
    roles: Js,
    demo: bool,
    created_at: Ts,
}

/// Adds a client.
///
/// # Errors
/// [`StoreError::Duplicate`] when the name is used, [`StoreError::MissingReference`] when the
/// organisation does not exist.
pub fn insert(conn: &mut Conn, record: &ClientRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.clone(),
        organisation_id: record.organisation.into(),
        secret_hash: record.secret_hash.clone(),
        scopes: Js(record.scopes.clone().into()),
        roles: Js(record.roles.clone().into()),
        demo: record.demo,
        created_at: record.created_at.into(),
    };
    diesel::insert_into(clients::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The client that calls itself `id`.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<ClientRecord>, StoreError> {
    let row = clients::table
        .find(id)
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(record).transpose()
}

/// Whether any client has the secret that everybody knows.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn any_demo(conn: &mut Conn) -> Result<bool, StoreError> {
    let found: i64 = clients::table
        .filter(clients::demo.eq(true))
        .count()
        .get_result(conn.db())?;
    Ok(found > 0)
}

fn record(row: Row) -> Result<ClientRecord, StoreError> {
    Ok(ClientRecord {
        id: row.id,
        organisation: row.organisation_id.into(),
        secret_hash: row.secret_hash,
        scopes: column("clients", "scopes").json(row.scopes.0)?,
        roles: column("clients", "roles").json(row.roles.0)?,
        demo: row.demo,
        created_at: row.created_at.0,
    })
}
