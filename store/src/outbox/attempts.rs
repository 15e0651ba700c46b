//! The log of what was tried.

use diesel::prelude::*;
use passerelle_domain::MessageId;

use super::AttemptRecord;
use crate::{
    Conn, StoreError,
    conn::{Id, Ts},
    insert::insert_rows,
    schema::delivery_attempts,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = delivery_attempts, treat_none_as_default_value = false)]
struct Row {
    message_id: Id,
    at: Ts,
    result: String,
    detail: Option<String>,
}

/// Remembers tries, in their order.
///
/// # Errors
/// [`StoreError::MissingReference`] when there is no such message.
pub fn record_attempts(conn: &mut Conn, records: &[AttemptRecord]) -> Result<(), StoreError> {
    let rows = records.iter().map(|record| Row {
        message_id: record.message_id.into(),
        at: record.at.into(),
        result: record.result.clone(),
        detail: record.detail.clone(),
    });
    insert_rows!(conn, delivery_attempts::table, rows.collect());
    Ok(())
}

/// What was tried with a message, in order.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn attempts_of(conn: &mut Conn, id: MessageId) -> Result<Vec<AttemptRecord>, StoreError> {
    let rows: Vec<Row> = delivery_attempts::table
        .filter(delivery_attempts::message_id.eq(Id::from(id)))
        .order(delivery_attempts::position)
        .select(Row::as_select())
        .load(conn.db())?;
    Ok(rows
        .into_iter()
        .map(|row| AttemptRecord {
            message_id: row.message_id.into(),
            at: row.at.0,
            result: row.result,
            detail: row.detail,
        })
        .collect())
}
