//! SQLite copies itself, as one reader among others.

use std::path::Path;

use diesel::{
    Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, sql_query, sql_types::Text,
};

use super::BackupError;
use crate::{StoreError, error::unavailable};

/// Writes the database in `from` into the empty file `to`.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut conn = open(from)?;
    let name = to.to_str().ok_or(StoreError::InvalidUrl {
        reason: "the path is not UTF-8",
    })?;
    // A writer of another process that makes the log its own for a moment is waited for.
    let copied = conn
        .batch_execute("PRAGMA busy_timeout = 30000")
        .and_then(|()| {
            sql_query("VACUUM INTO ?")
                .bind::<Text, _>(name)
                .execute(&mut conn)
        });
    copied.map_err(StoreError::from)?;
    sound(&mut open(to)?)
}

#[derive(QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    verdict: String,
}

/// Reads the copy through: a disk that lies is found today, and not when the copy is needed.
fn sound(conn: &mut SqliteConnection) -> Result<(), BackupError> {
    let question = "SELECT quick_check AS verdict FROM pragma_quick_check";
    let found: Vec<Verdict> = sql_query(question).load(conn).map_err(StoreError::from)?;
    match found.as_slice() {
        [one] if one.verdict == "ok" => Ok(()),
        faults => {
            let faults: Vec<&str> = faults.iter().map(|one| one.verdict.as_str()).collect();
            Err(BackupError::Unsound(faults.join("; ")))
        }
    }
}

fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let path = path.to_str().ok_or(StoreError::InvalidUrl {
        reason: "the path is not UTF-8",
    })?;
    SqliteConnection::establish(path).map_err(|_| unavailable("the database file cannot be opened"))
}
