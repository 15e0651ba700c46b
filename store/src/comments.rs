//! Comments: what people of a case tell each other, each with those for whom it is meant.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{AssignmentId, CommentAudience, CommentId, PartnerId, ReferralId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::column,
    schema::comments,
};

/// A comment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentRecord {
    /// Identifier.
    pub id: CommentId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The lead partner's assignment, where it is for the lead partner of that time.
    pub assignment_id: Option<AssignmentId>,
    /// For whom it is meant.
    pub audience: CommentAudience,
    /// What it says.
    pub body: String,
    /// The organisation that wrote it.
    pub written_by: PartnerId,
    /// When.
    pub created_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = comments, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    referral_id: Id,
    assignment_id: Option<Id>,
    audience: String,
    body: String,
    written_by_id: Id,
    created_at: Ts,
}

/// Adds a comment.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral, the assignment or the organisation does not
/// exist.
pub fn insert(conn: &mut Conn, record: &CommentRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.into(),
        referral_id: record.referral_id.into(),
        assignment_id: record.assignment_id.map(Into::into),
        audience: record.audience.code().to_owned(),
        body: record.body.clone(),
        written_by_id: record.written_by.into(),
        created_at: record.created_at.into(),
    };
    diesel::insert_into(comments::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The latest `limit` comments of a referral, the oldest of them first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(
    conn: &mut Conn,
    referral: ReferralId,
    limit: i64,
) -> Result<Vec<CommentRecord>, StoreError> {
    let rows: Vec<Row> = comments::table
        .filter(comments::referral_id.eq(Id::from(referral)))
        .order((comments::created_at.desc(), comments::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().rev().map(TryInto::try_into).collect()
}

/// How many comments a referral has.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn count(conn: &mut Conn, referral: ReferralId) -> Result<i64, StoreError> {
    Ok(comments::table
        .filter(comments::referral_id.eq(Id::from(referral)))
        .count()
        .get_result(conn.db())?)
}

impl TryFrom<Row> for CommentRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            referral_id: row.referral_id.into(),
            assignment_id: row.assignment_id.map(Into::into),
            audience: column("comments", "audience").code(&row.audience)?,
            body: row.body,
            written_by: row.written_by_id.into(),
            created_at: row.created_at.0,
        })
    }
}
