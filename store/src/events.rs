//! Events: the memory of a referral. The database itself refuses to change or delete one.

use diesel::prelude::*;
use jiff::Timestamp;
use passerelle_domain::{ActorKind, AssignmentId, EventId, EventKind, PartnerId, ReferralId};
use serde_json::Value;

use crate::{
    Conn, StoreError,
    conn::{Id, Js, Ts},
    insert::insert_rows,
    parse::column,
    schema::events,
};

/// An event to be remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Identifier.
    pub id: EventId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// The sequence of the referral after the change.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor_kind: ActorKind,
    /// For which organisation.
    pub actor_organisation: Option<PartnerId>,
    /// More codes and identifiers; nothing personal.
    pub data: Value,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// Where it stands among all events of the service; grows within a referral.
    pub position: i64,
    /// Identifier.
    pub id: EventId,
    /// The referral.
    pub referral_id: ReferralId,
    /// The assignment, where it is about one.
    pub assignment_id: Option<AssignmentId>,
    /// The sequence of the referral after the change.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor_kind: ActorKind,
    /// For which organisation.
    pub actor_organisation: Option<PartnerId>,
    /// More codes and identifiers; nothing personal.
    pub data: Value,
}

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct NewRow {
    id: Id,
    referral_id: Id,
    assignment_id: Option<Id>,
    sequence: i64,
    kind: &'static str,
    at: Ts,
    actor_kind: &'static str,
    actor_organisation_id: Option<Id>,
    data: Js,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
pub(crate) struct Row {
    position: i64,
    id: Id,
    referral_id: Id,
    assignment_id: Option<Id>,
    sequence: i64,
    kind: String,
    at: Ts,
    actor_kind: String,
    actor_organisation_id: Option<Id>,
    data: Js,
}

/// Remembers events, in their order.
///
/// # Errors
/// [`StoreError::MissingReference`] when something that they name does not exist.
pub fn append(conn: &mut Conn, events: &[NewEvent]) -> Result<(), StoreError> {
    let rows = events.iter().map(|event| NewRow {
        id: event.id.into(),
        referral_id: event.referral_id.into(),
        assignment_id: event.assignment_id.map(Into::into),
        sequence: event.sequence,
        kind: event.kind.code(),
        at: event.at.into(),
        actor_kind: event.actor_kind.code(),
        actor_organisation_id: event.actor_organisation.map(Into::into),
        data: Js(event.data.clone()),
    });
    insert_rows!(conn, events::table, rows.collect());
    Ok(())
}

/// At most `limit` events of a referral after a position, in their order; 0 stands before all.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or holds what cannot be read.
pub fn of_referral(
    conn: &mut Conn,
    referral: ReferralId,
    after_position: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    let rows = events::table
        .filter(events::referral_id.eq(Id::from(referral)))
        .filter(events::position.gt(after_position))
        .order(events::position)
        .limit(limit)
        .select(Row::as_select())
        .load(conn.db())?;
    rows.into_iter().map(record).collect()
}

pub(crate) fn record(row: Row) -> Result<EventRecord, StoreError> {
    let kind = EventKind::from_code(&row.kind);
    let actor_kind = ActorKind::from_code(&row.actor_kind);
    Ok(EventRecord {
        position: row.position,
        id: row.id.into(),
        referral_id: row.referral_id.into(),
        assignment_id: row.assignment_id.map(Into::into),
        sequence: row.sequence,
        kind: column("events", "kind").present(kind)?,
        at: row.at.0,
        actor_kind: column("events", "actor_kind").present(actor_kind)?,
        actor_organisation: row.actor_organisation_id.map(Into::into),
        data: row.data.0,
    })
}
