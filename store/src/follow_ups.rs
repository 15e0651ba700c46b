//! Follow-ups: asking, some time after a case was closed, what became of it.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{
    FollowUpId, FollowUpReason, FollowUpResult, FollowUpStatus, PartnerId, ReferralId,
};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::{Column, column},
    schema::follow_ups,
};

/// A follow-up as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpRecord {
    /// Identifier.
    pub id: FollowUpId,
    /// The referral.
    pub referral_id: ReferralId,
    /// Why it is asked.
    pub reason: FollowUpReason,
    /// When it is time to ask.
    pub due_at: Timestamp,
    /// Where it stands.
    pub status: FollowUpStatus,
    /// What became of the case.
    pub result: Option<FollowUpResult>,
    /// When that was said, or when the question lost its point.
    pub finished_at: Option<Timestamp>,
    /// The organisation that said it.
    pub finished_by: Option<PartnerId>,
    /// When the case was closed.
    pub created_at: Timestamp,
}

/// Which follow-ups a list shows: all conditions that are set hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FollowUpFilter {
    /// In one of these statuses.
    pub status: Option<Vec<FollowUpStatus>>,
    /// Due at this instant or before.
    pub due_before: Option<Timestamp>,
    /// Of this referral.
    pub referral: Option<ReferralId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = follow_ups, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    referral_id: Id,
    reason: String,
    due_at: Ts,
    status: String,
    result: Option<String>,
    finished_at: Option<Ts>,
    finished_by_id: Option<Id>,
    created_at: Ts,
}

/// Adds a follow-up.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral does not exist.
pub fn insert(conn: &mut Conn, record: &FollowUpRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.into(),
        referral_id: record.referral_id.into(),
        reason: record.reason.code().to_owned(),
        due_at: record.due_at.into(),
        status: record.status.code().to_owned(),
        result: record.result.map(|result| result.code().to_owned()),
        finished_at: record.finished_at.map(Into::into),
        finished_by_id: record.finished_by.map(Into::into),
        created_at: record.created_at.into(),
    };
    diesel::insert_into(follow_ups::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The follow-up with this identifier.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn find(conn: &mut Conn, id: FollowUpId) -> Result<Option<FollowUpRecord>, StoreError> {
    let row = follow_ups::table
        .find(Id::from(id))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// At most `limit` follow-ups, the first due first, from the one behind `after` on.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn list(
    conn: &mut Conn,
    filter: &FollowUpFilter,
    after: Option<(Timestamp, FollowUpId)>,
    limit: i64,
) -> Result<Vec<FollowUpRecord>, StoreError> {
    let mut query = follow_ups::table
        .order((follow_ups::due_at, follow_ups::id))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some(statuses) = &filter.status {
        let codes: Vec<&str> = statuses.iter().map(|status| status.code()).collect();
        query = query.filter(follow_ups::status.eq_any(codes));
    }
    if let Some(due) = filter.due_before {
        query = query.filter(follow_ups::due_at.le(Ts::from(due)));
    }
    if let Some(referral) = filter.referral {
        query = query.filter(follow_ups::referral_id.eq(Id::from(referral)));
    }
    if let Some((at, id)) = after {
        let at = Ts::from(at);
        query = query.filter(
            follow_ups::due_at.gt(at).or(follow_ups::due_at
                .eq(at)
                .and(follow_ups::id.gt(Id::from(id)))),
        );
    }
    let rows: Vec<Row> = query.load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Says what became of the case; `false`, and nothing changed, where that was said already or the
/// question has lost its point. Of two that say it, one gets `true`.
///
/// # Errors
/// [`StoreError::MissingReference`] when the organisation does not exist.
pub fn finish(
    conn: &mut Conn,
    id: FollowUpId,
    result: FollowUpResult,
    by: PartnerId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = diesel::update(
        follow_ups::table
            .filter(follow_ups::id.eq(Id::from(id)))
            .filter(follow_ups::status.eq(FollowUpStatus::Open.code())),
    )
    .set((
        follow_ups::status.eq(FollowUpStatus::Done.code()),
        follow_ups::result.eq(Some(result.code())),
        follow_ups::finished_at.eq(Some(Ts::from(at))),
        follow_ups::finished_by_id.eq(Some(Id::from(by))),
    ))
    .execute(conn.db())?;
    Ok(changed == 1)
}

/// Takes back what is still to be asked of a referral: it is not closed any more.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn drop_open(conn: &mut Conn, referral: ReferralId, at: Timestamp) -> Result<(), StoreError> {
    diesel::update(
        follow_ups::table
            .filter(follow_ups::referral_id.eq(Id::from(referral)))
            .filter(follow_ups::status.eq(FollowUpStatus::Open.code())),
    )
    .set((
        follow_ups::status.eq(FollowUpStatus::Dropped.code()),
        follow_ups::finished_at.eq(Some(Ts::from(at))),
    ))
    .execute(conn.db())?;
    Ok(())
}

const fn at(name: &'static str) -> Column {
    column("follow_ups", name)
}

impl TryFrom<Row> for FollowUpRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let result = row.result.as_deref();
        Ok(Self {
            id: row.id.into(),
            referral_id: row.referral_id.into(),
            reason: at("reason").code(&row.reason)?,
            due_at: row.due_at.0,
            status: at("status").code(&row.status)?,
            result: result.map(|code| at("result").code(code)).transpose()?,
            finished_at: row.finished_at.map(|ts| ts.0),
            finished_by: row.finished_by_id.map(Into::into),
            created_at: row.created_at.0,
        })
    }
}
