//! What the database knows of the time: enough to tell that the clock of this machine is wrong.

use diesel::{QueryableByName, prelude::*, sql_query, sql_types::BigInt};
use jiff::Timestamp;

use crate::{Backend, Conn, StoreError, conn::Ts, schema::events};

#[derive(QueryableByName)]
struct Microseconds {
    #[diesel(sql_type = BigInt)]
    since_1970: i64,
}

/// The clock of the database server; `None` for a file, which has the clock of this machine.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn of_the_server(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    if conn.backend() == Backend::Sqlite {
        return Ok(None);
    }
    let question = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS since_1970";
    let told: Microseconds = sql_query(question).get_result(conn.db())?;
    Ok(Timestamp::from_microsecond(told.since_1970).ok())
}

/// When the last thing happened of all that is stored; `None` while nothing has.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
pub fn of_the_last_event(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let last: Option<Ts> = events::table
        .order(events::position.desc())
        .select(events::at)
        .first(conn.db())
        .optional()?;
    Ok(last.map(|at| at.0))
}
