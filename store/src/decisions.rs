//! Decisions: what the rules said of a referral, kept as it was so that it can be replayed.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{DecisionId, ReferralId};
use serde_json::Value;

use crate::{
    Conn, StoreError,
    conn::{Id, Js, Ts},
    insert::insert_rows,
    schema::decisions,
};

/// A decision as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRecord {
    /// Identifier.
    pub id: DecisionId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The rule set that decided.
    pub ruleset_name: String,
    /// Its version.
    pub ruleset_version: i32,
    /// The rule.
    pub rule: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The whole decision: codes and identifiers, nothing personal.
    pub document: Value,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    referral_id: Id,
    ruleset_name: String,
    ruleset_version: i32,
    rule: String,
    decided_at: Ts,
    document: Js,
}

impl From<Row> for DecisionRecord {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.into(),
            referral_id: row.referral_id.into(),
            ruleset_name: row.ruleset_name,
            ruleset_version: row.ruleset_version,
            rule: row.rule,
            decided_at: row.decided_at.0,
            document: row.document.0,
        }
    }
}

/// Keeps a decision.
///
/// # Errors
/// [`StoreError::MissingReference`] when the referral or the rule set does not exist.
pub fn insert(conn: &mut Conn, record: &DecisionRecord) -> Result<(), StoreError> {
    let row = Row {
        id: record.id.into(),
        referral_id: record.referral_id.into(),
        ruleset_name: record.ruleset_name.clone(),
        ruleset_version: record.ruleset_version,
        rule: record.rule.clone(),
        decided_at: record.decided_at.into(),
        document: Js(record.document.clone()),
    };
    insert_rows!(conn, decisions::table, vec![row]);
    Ok(())
}

/// The decision that stands.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn latest(conn: &mut Conn, referral: ReferralId) -> Result<Option<DecisionRecord>, StoreError> {
    let row = decisions::table
        .filter(decisions::referral_id.eq(Id::from(referral)))
        .order((decisions::decided_at.desc(), decisions::id.desc()))
        .select(Row::as_select())
        .first(conn.db())
        .optional()?;
    Ok(row.map(Into::into))
}

/// Every decision of a referral, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn all(conn: &mut Conn, referral: ReferralId) -> Result<Vec<DecisionRecord>, StoreError> {
    let rows = decisions::table
        .filter(decisions::referral_id.eq(Id::from(referral)))
        .order((decisions::decided_at, decisions::id))
        .select(Row::as_select())
        .load(conn.db())?;
    Ok(rows.into_iter().map(Into::into).collect())
}
