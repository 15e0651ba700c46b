//! The list of versions, the newest first.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{RuleSetId, RuleSetKind, RuleSetStatus};

use super::{RuleSetRecord, rows::Row};
use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    schema::rulesets,
};

/// Which versions; left out, all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSetFilter {
    /// Of this name.
    pub name: Option<String>,
    /// Of this kind.
    pub kind: Option<RuleSetKind>,
    /// In this state.
    pub status: Option<RuleSetStatus>,
}

/// At most `limit` versions after a position, the newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn list(
    conn: &mut Conn,
    filter: &RuleSetFilter,
    after: Option<(Timestamp, RuleSetId)>,
    limit: i64,
) -> Result<Vec<RuleSetRecord>, StoreError> {
    let mut query = rulesets::table.select(Row::as_select()).into_boxed();
    if let Some(name) = &filter.name {
        query = query.filter(rulesets::name.eq(name.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(rulesets::kind.eq(kind.code()));
    }
    if let Some(status) = filter.status {
        query = query.filter(rulesets::status.eq(status.code()));
    }
    if let Some((at, id)) = after {
        let (at, id) = (Ts::from(at), Id::from(id));
        query = query.filter(
            rulesets::created_at
                .lt(at)
                .or(rulesets::created_at.eq(at).and(rulesets::id.lt(id))),
        );
    }
    let rows = query
        .order((rulesets::created_at.desc(), rulesets::id.desc()))
        .limit(limit)
        .load(conn.db())?;
    rows.into_iter().map(TryInto::try_into).collect()
}
