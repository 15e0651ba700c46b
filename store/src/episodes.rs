//! The episodes of a referral that are over, where the trouble came back and it was opened again.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{Outcome, ReferralId};

use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    parse::column,
    schema::past_episodes,
};

/// An episode that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpisodeRecord {
    /// The referral.
    pub referral_id: ReferralId,
    /// The first is 1.
    pub number: i32,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// What had changed for the situation.
    pub outcome: Outcome,
    /// When the referral was opened again, and the next episode began.
    pub reopened_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = past_episodes, treat_none_as_default_value = false)]
struct Row {
    referral_id: Id,
    number: i32,
    closed_at: Ts,
    outcome: String,
    reopened_at: Ts,
}

/// Keeps an episode that is over.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral does not exist.
pub fn insert(conn: &mut Conn, record: &EpisodeRecord) -> Result<(), StoreError> {
    let row = Row {
        referral_id: record.referral_id.into(),
        number: record.number,
        closed_at: record.closed_at.into(),
        outcome: record.outcome.code().to_owned(),
        reopened_at: record.reopened_at.into(),
    };
    diesel::insert_into(past_episodes::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// The episodes of a referral that are over, the first one first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(conn: &mut Conn, id: ReferralId) -> Result<Vec<EpisodeRecord>, StoreError> {
    let rows: Vec<Row> = past_episodes::table
        .filter(past_episodes::referral_id.eq(Id::from(id)))
        .order(past_episodes::number)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter()
        .map(|row| {
            Ok(EpisodeRecord {
                referral_id: row.referral_id.into(),
                number: row.number,
                closed_at: row.closed_at.0,
                outcome: column("past_episodes", "outcome").code(&row.outcome)?,
                reopened_at: row.reopened_at.0,
            })
        })
        .collect()
}
