//! API clients: the credentials of an organisation.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::PartnerId;
use serde_json::Value;

use crate::{
    Conn, StoreError,
    conn::{Id, Js, Ts},
    parse::column,
    schema::clients,
};

/// A client as it is stored.
#[derive(Clone, PartialEq)]
pub struct ClientRecord {
    /// What the client calls itself at sign-in.
    pub id: String,
    /// The organisation that it acts for.
    pub organisation: PartnerId,
    /// What people call it.
    pub name: Option<String>,
    /// How it shows who it is.
    pub credential: Credential,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// The roles that it has.
    pub roles: Vec<String>,
    /// Whether it came with the fictional network, under a secret that everybody knows.
    pub demo: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it cannot sign in any more.
    pub expires_at: Option<Timestamp>,
    /// When its organisation took it out of use.
    pub revoked_at: Option<Timestamp>,
    /// When it last signed in, to the hour or so.
    pub last_used_at: Option<Timestamp>,
    /// Counts its changes, from 1.
    pub revision: i64,
}

/// How a client shows who it is.
#[derive(Clone, PartialEq)]
pub enum Credential {
    /// By a secret that both sides know.
    Secret {
        /// Its hash, in hexadecimal.
        hash: String,
        /// The one before it, while it still holds.
        former: Option<FormerSecret>,
    },
    /// By a key whose public half is registered: a JSON Web Key Set (RFC 7517).
    Keys(Value),
}

/// A secret that was exchanged for another and holds for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct FormerSecret {
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// Until when it holds.
    pub until: Timestamp,
}

/// Hashes do not print themselves.
impl std::fmt::Debug for ClientRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientRecord")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clients, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: String,
    organisation_id: Id,
    secret_hash: String,
    scopes: Js,
    roles: Js,
    demo: bool,
    created_at: Ts,
    name: Option<String>,
    public_keys: Option<Js>,
    former_secret_hash: Option<String>,
    former_secret_until: Option<Ts>,
    expires_at: Option<Ts>,
    revoked_at: Option<Ts>,
    last_used_at: Option<Ts>,
    revision: i64,
}

impl Row {
    fn new(record: &ClientRecord) -> Self {
        let (hash, former, keys) = match &record.credential {
            Credential::Secret { hash, former } => (hash.clone(), former.clone(), None),
            // No secret has an empty hash, so nobody signs in by one.
            Credential::Keys(keys) => (String::new(), None, Some(Js(keys.clone()))),
        };
        Self {
            id: record.id.clone(),
            organisation_id: record.organisation.into(),
            secret_hash: hash,
            scopes: Js(record.scopes.clone().into()),
            roles: Js(record.roles.clone().into()),
            demo: record.demo,
            created_at: record.created_at.into(),
            name: record.name.clone(),
            public_keys: keys,
            former_secret_until: former.as_ref().map(|former| former.until.into()),
            former_secret_hash: former.map(|former| former.hash),
            expires_at: record.expires_at.map(Into::into),
            revoked_at: record.revoked_at.map(Into::into),
            last_used_at: record.last_used_at.map(Into::into),
            revision: record.revision,
        }
    }
}

/// Adds a client.
///
/// # Errors
/// [`StoreError::Duplicate`] when the name is used, [`StoreError::MissingReference`] when the
/// organisation does not exist.
pub fn insert(conn: &mut Conn, record: &ClientRecord) -> Result<(), StoreError> {
    diesel::insert_into(clients::table)
        .values(Row::new(record))
        .execute(conn.db())?;
    Ok(())
}

/// Replaces a client that still has the revision `expected`; `false` when it has another one.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn update(conn: &mut Conn, record: &ClientRecord, expected: i64) -> Result<bool, StoreError> {
    let standing = clients::table
        .filter(clients::id.eq(&record.id))
        .filter(clients::revision.eq(expected));
    let changed = diesel::update(standing)
        .set(Row::new(record))
        .execute(conn.db())?;
    Ok(changed == 1)
}

/// Notes that a client signed in; its revision stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn used(conn: &mut Conn, id: &str, at: Timestamp) -> Result<(), StoreError> {
    diesel::update(clients::table.find(id))
        .set(clients::last_used_at.eq(Some(Ts::from(at))))
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

/// The clients of an organisation, the newest first and at most `limit` of them.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_organisation(
    conn: &mut Conn,
    organisation: PartnerId,
    limit: i64,
) -> Result<Vec<ClientRecord>, StoreError> {
    let rows: Vec<Row> = clients::table
        .filter(clients::organisation_id.eq(Id::from(organisation)))
        .select(Row::as_select())
        .order((clients::created_at.desc(), clients::id.desc()))
        .limit(limit)
        .load(conn.db())?;
    rows.into_iter().map(record).collect()
}

/// How many clients of an organisation could sign in at `now`.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn count_in_use(
    conn: &mut Conn,
    organisation: PartnerId,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let unended = clients::expires_at
        .is_null()
        .or(clients::expires_at.gt(Ts::from(now)).assume_not_null());
    Ok(clients::table
        .filter(clients::organisation_id.eq(Id::from(organisation)))
        .filter(clients::revoked_at.is_null())
        .filter(unended)
        .count()
        .get_result(conn.db())?)
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
    let former = row.former_secret_hash.zip(row.former_secret_until);
    let credential = match row.public_keys {
        Some(keys) => Credential::Keys(keys.0),
        None => Credential::Secret {
            hash: row.secret_hash,
            former: former.map(|(hash, until)| FormerSecret {
                hash,
                until: until.0,
            }),
        },
    };
    Ok(ClientRecord {
        id: row.id,
        organisation: row.organisation_id.into(),
        name: row.name,
        credential,
        scopes: column("clients", "scopes").json(row.scopes.0)?,
        roles: column("clients", "roles").json(row.roles.0)?,
        demo: row.demo,
        created_at: row.created_at.0,
        expires_at: row.expires_at.map(|at| at.0),
        revoked_at: row.revoked_at.map(|at| at.0),
        last_used_at: row.last_used_at.map(|at| at.0),
        revision: row.revision,
    })
}
