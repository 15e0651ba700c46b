//! Writing rows, on the connection itself: what both databases have in common knows no statement with
//! several rows, and puts each one together anew.

/// Inserts rows of one table, in their order. PostgreSQL is given up to four with a statement: each
/// number of rows is a statement of its own, which a connection prepares once, and more at a time
/// would save little and prepare much. On SQLite a statement is no round trip.
macro_rules! insert_rows {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let mut waiting: Vec<_> = $rows;
        match $conn.db() {
            $crate::conn::AnyConn::Postgres(db) => {
                while !waiting.is_empty() {
                    let later = waiting.split_off(waiting.len().min(4));
                    insert_rows!(@these db, $table, waiting, 4 3 2 1);
                    waiting = later;
                }
            }
            $crate::conn::AnyConn::Sqlite(db) => {
                for row in waiting {
                    diesel::insert_into($table).values(row).execute(db)?;
                }
            }
        }
    }};
    (@these $db:expr, $table:expr, $rows:expr, $count:literal $($less:literal)*) => {
        match <[_; $count]>::try_from($rows) {
            Ok(rows) => {
                diesel::insert_into($table).values(rows).execute($db)?;
            }
            Err(rows) => insert_rows!(@these $db, $table, rows, $($less)*),
        }
    };
    // None is left.
    (@these $db:expr, $table:expr, $rows:expr,) => {
        drop::<Vec<_>>($rows)
    };
}

pub(crate) use insert_rows;
