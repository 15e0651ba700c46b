//! A look into a SQLite file, beside the service that writes it.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Runs one statement on the database in `file`, and returns the column `line` of each row.
pub fn query(file: &Path, statement: &str) -> Vec<String> {
    let path = file.to_str().expect("a path in UTF-8");
    let mut conn = SqliteConnection::establish(path).expect("the file of the database");
    conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON")
        .expect("a patient connection");
    let rows: Vec<Row> = sql_query(statement)
        .load(&mut conn)
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    rows.into_iter().map(|row| row.line).collect()
}

/// Changes the database in `file` beside the service.
pub fn change(file: &Path, statement: &str) {
    let path = file.to_str().expect("a path in UTF-8");
    let mut conn = SqliteConnection::establish(path).expect("the file of the database");
    conn.batch_execute(&format!("PRAGMA busy_timeout = 10000; {statement}"))
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}
