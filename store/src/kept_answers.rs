//! What was answered to requests that may be repeated: who repeats one under the same key gets the
//! same answer, and nothing is done twice.

use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{Bool, Text},
};
use jiff::Timestamp;
use passerelle_domain::ReferralId;

use crate::{
    Backend, Conn, StoreError,
    conn::{Id, Ts},
    schema::kept_answers,
};

/// The answer to one request, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The client whose request it was.
    pub client: String,
    /// A digest of the key that the client chose for it.
    pub key: String,
    /// A digest of what was asked.
    pub request: String,
    /// The case that the answer tells of, where it tells of one.
    pub case: Option<ReferralId>,
    /// The answer, sealed; `None` once it must not be told any more.
    pub answer: Option<Vec<u8>>,
    /// Until when it is kept.
    pub until: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = kept_answers, treat_none_as_default_value = false)]
struct Row {
    client_id: String,
    key_digest: String,
    request_digest: String,
    case_id: Option<Id>,
    answer: Option<Vec<u8>>,
    until: Ts,
}

impl From<Row> for KeptAnswer {
    fn from(row: Row) -> Self {
        Self {
            client: row.client_id,
            key: row.key_digest,
            request: row.request_digest,
            case: row.case_id.map(Into::into),
            answer: row.answer,
            until: row.until.0,
        }
    }
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Keeps other processes from answering the same request until this transaction ends; `false` where
/// one of them is at it. On SQLite the only writer has it anyway.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn take(conn: &mut Conn, client: &str, key: &str) -> Result<bool, StoreError> {
    if conn.backend() == Backend::Sqlite {
        return Ok(true);
    }
    let lock = sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 37)) AS taken");
    let found: Taken = lock
        .bind::<Text, _>(format!("{client} {key}"))
        .get_result(conn.db())?;
    Ok(found.taken)
}

/// What was answered to the request of this client under this key, where it is still kept at `now`.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn find(
    conn: &mut Conn,
    client: &str,
    key: &str,
    now: Timestamp,
) -> Result<Option<KeptAnswer>, StoreError> {
    let row: Option<Row> = kept_answers::table
        .find((client, key))
        .filter(kept_answers::until.gt(Ts::from(now)))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    Ok(row.map(Into::into))
}

/// Keeps an answer, in the place of one under the same key that has had its time.
///
/// # Errors
/// [`StoreError::MissingReference`] when the client does not exist.
pub fn insert(conn: &mut Conn, kept: &KeptAnswer) -> Result<(), StoreError> {
    diesel::delete(kept_answers::table.find((&kept.client, &kept.key))).execute(conn.db())?;
    let row = Row {
        client_id: kept.client.clone(),
        key_digest: kept.key.clone(),
        request_digest: kept.request.clone(),
        case_id: kept.case.map(Into::into),
        answer: kept.answer.clone(),
        until: kept.until.into(),
    };
    diesel::insert_into(kept_answers::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// Has no answer tell of the case any more. That they were given stays known.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn silence(conn: &mut Conn, case: ReferralId) -> Result<(), StoreError> {
    let told = kept_answers::table.filter(kept_answers::case_id.eq(Id::from(case)));
    diesel::update(told)
        .set(kept_answers::answer.eq(None::<Vec<u8>>))
        .execute(conn.db())?;
    Ok(())
}

/// Whether there are answers that need not be kept any more at `now`.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn any_expired(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    let first: Option<String> = kept_answers::table
        .filter(kept_answers::until.le(Ts::from(now)))
        .select(kept_answers::client_id)
        .first(conn.db())
        .optional()?;
    Ok(first.is_some())
}

/// Forgets them, and tells how many that were.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn forget(conn: &mut Conn, now: Timestamp) -> Result<usize, StoreError> {
    let expired = kept_answers::table.filter(kept_answers::until.le(Ts::from(now)));
    Ok(diesel::delete(expired).execute(conn.db())?)
}
