//! Who did what to which version of a rule set. The database refuses to change it afterwards.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{RuleSetEventKind, RuleSetId};
use serde_json::Value;

use crate::{
    Conn, StoreError,
    conn::{Id, Js, Ts},
    parse::column,
    schema::ruleset_events,
};

/// Something that happened to a version of a rule set.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSetEvent {
    /// The version.
    pub ruleset: RuleSetId,
    /// Its revision after the change.
    pub revision: i64,
    /// What happened.
    pub kind: RuleSetEventKind,
    /// When.
    pub at: Timestamp,
    /// The client that did it; `None` where the service did.
    pub client: Option<String>,
    /// More codes: which rules changed, which edition began.
    pub data: Value,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ruleset_events, treat_none_as_default_value = false)]
struct Row {
    ruleset_id: Id,
    revision: i64,
    kind: String,
    at: Ts,
    client: Option<String>,
    data: Js,
}

/// Remembers an event.
///
/// # Errors
/// [`StoreError::MissingReference`] when the version or the client does not exist.
pub fn append(conn: &mut Conn, event: &RuleSetEvent) -> Result<(), StoreError> {
    let row = Row {
        ruleset_id: event.ruleset.into(),
        revision: event.revision,
        kind: event.kind.code().to_owned(),
        at: event.at.into(),
        client: event.client.clone(),
        data: Js(event.data.clone()),
    };
    diesel::insert_into(ruleset_events::table)
        .values(row)
        .execute(conn.db())?;
    Ok(())
}

/// At most `limit` events of a version after a position, in their order, each with its position; 0
/// stands before all.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_rule_set(
    conn: &mut Conn,
    ruleset: RuleSetId,
    after_position: i64,
    limit: i64,
) -> Result<Vec<(i64, RuleSetEvent)>, StoreError> {
    let rows: Vec<(i64, Row)> = ruleset_events::table
        .filter(ruleset_events::ruleset_id.eq(Id::from(ruleset)))
        .filter(ruleset_events::position.gt(after_position))
        .order(ruleset_events::position)
        .limit(limit)
        .select((ruleset_events::position, Row::as_select()))
        .load(conn.db())?;
    rows.into_iter()
        .map(|(position, row)| Ok((position, event(row)?)))
        .collect()
}

/// The clients that wrote on a version's document: who began it, and who changed it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn writers(conn: &mut Conn, ruleset: RuleSetId) -> Result<Vec<String>, StoreError> {
    let written = [RuleSetEventKind::Created, RuleSetEventKind::Edited].map(RuleSetEventKind::code);
    let clients: Vec<Option<String>> = ruleset_events::table
        .filter(ruleset_events::ruleset_id.eq(Id::from(ruleset)))
        .filter(ruleset_events::kind.eq_any(written))
        .select(ruleset_events::client)
        .distinct()
        .load(conn.db())?;
    Ok(clients.into_iter().flatten().collect())
}

fn event(row: Row) -> Result<RuleSetEvent, StoreError> {
    let kind = RuleSetEventKind::from_code(&row.kind);
    Ok(RuleSetEvent {
        ruleset: row.ruleset_id.into(),
        revision: row.revision,
        kind: column("ruleset_events", "kind").present(kind)?,
        at: row.at.0,
        client: row.client,
        data: row.data.0,
    })
}
