//! Opening one connection to either database, with the settings that the service relies on.

use std::{
    fs::{DirBuilder, OpenOptions},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::{Duration, Instant},
};

use diesel::{
    Connection as _, ConnectionError, PgConnection, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection as _, sql_query, sql_types::Text,
};

use crate::{
    Conn, StoreError, StoreOptions,
    conn::{AnyConn, Purpose},
    error::unavailable,
};

/// Makes the file of a database that does not exist yet: it will hold personal data, so nobody but
/// the account of the service may read it. SQLite gives the same rights to the files beside it.
pub(crate) fn create_file(path: &Path) -> Result<(), StoreError> {
    let fault = |error: std::io::Error| {
        unavailable(format!(
            "the database file cannot be made or opened: {}",
            error.kind()
        ))
    };
    if let Some(directory) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(fault)?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map_err(fault)?;
    Ok(())
}

/// A connection to the file at `path`. Only one for [`Purpose::Write`] can change anything.
pub(crate) fn sqlite(path: &Path, purpose: Purpose, wait: Duration) -> Result<Conn, StoreError> {
    let path = path.to_str().ok_or(StoreError::InvalidUrl {
        reason: "the path is not UTF-8",
    })?;
    let mut conn = SqliteConnection::establish(path)
        .map_err(|_| unavailable("the database file cannot be opened"))?;
    conn.batch_execute(&format!(
        "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
        wait.as_millis()
    ))?;
    match purpose {
        Purpose::Write => use_wal(&mut conn, wait)?,
        Purpose::Read => conn.batch_execute("PRAGMA query_only = ON;")?,
    }
    Ok(Conn::new(AnyConn::Sqlite(conn)))
}

#[derive(diesel::QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

/// Turns the write-ahead log on, so that reading and writing do not wait for each other. The file
/// remembers it; the first time, two processes may be at it at once, and SQLite does not apply
/// `busy_timeout` to that.
fn use_wal(conn: &mut SqliteConnection, wait: Duration) -> Result<(), StoreError> {
    let start = Instant::now();
    loop {
        let mode = sql_query("PRAGMA journal_mode = WAL").get_result::<Mode>(conn);
        match mode {
            Ok(mode) if mode.journal_mode == "wal" => return Ok(()),
            Ok(_) => {
                return Err(unavailable(
                    "the file system cannot carry a write-ahead log",
                ));
            }
            Err(error) => {
                let error = StoreError::from(error);
                let busy = matches!(error, StoreError::Unavailable { .. });
                if !busy || start.elapsed() >= wait {
                    return Err(error);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}

/// A connection to the server at `url`, for queries.
pub(crate) fn postgres(url: &str, options: &StoreOptions) -> Result<Conn, StoreError> {
    let mut conn = connect(url, options)?;
    // A statement, or a wait for somebody else's, that takes longer is given up; a transaction in
    // which this process does nothing any more is taken from it.
    conn.batch_execute(&format!(
        "SET statement_timeout = {}; SET lock_timeout = {}; \
         SET idle_in_transaction_session_timeout = {}",
        options.statement_timeout.as_millis(),
        options.lock_timeout.as_millis(),
        options.idle_timeout.as_millis(),
    ))?;
    Ok(Conn::new(AnyConn::Postgres(conn)))
}

/// A connection to the server at `url`.
pub(crate) fn connect(url: &str, options: &StoreOptions) -> Result<PgConnection, StoreError> {
    match PgConnection::establish(&bounded(url, options.wait)) {
        Ok(conn) => Ok(conn),
        Err(ConnectionError::BadConnection(message)) => Err(refused(&message)),
        Err(_) => Err(unavailable(
            "the connection to PostgreSQL could not be set up",
        )),
    }
}

/// libpq waits for an unreachable server as long as the system does, which is minutes, and for the
/// answer of one that has vanished, hours. What the URL says itself stands.
fn bounded(url: &str, wait: Duration) -> String {
    let mut url = url.to_owned();
    let settings = [
        ("connect_timeout", wait.as_secs().max(2).to_string()),
        ("tcp_user_timeout", wait.as_millis().max(2000).to_string()),
        ("keepalives_idle", "5".to_owned()),
        ("keepalives_interval", "2".to_owned()),
        ("keepalives_count", "3".to_owned()),
        ("fallback_application_name", "passerelle".to_owned()),
    ];
    for (name, value) in settings {
        if !url.contains(&format!("{name}=")) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{separator}{name}={value}"));
        }
    }
    url
}

/// What libpq says about a connection names the host and the user; what it says about a URL that it
/// cannot read may quote the password, and is not repeated.
fn refused(message: &str) -> StoreError {
    let about_the_server = ["connection to server", "could not translate host name"]
        .iter()
        .any(|start| message.starts_with(start));
    if about_the_server {
        return unavailable(message.trim_end());
    }
    let reason = if message.contains("SSL support is not compiled in") {
        "it asks for TLS, which this build does not speak with PostgreSQL"
    } else {
        "PostgreSQL's client library cannot read it"
    };
    StoreError::InvalidUrl { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_server_is_not_waited_for() {
        let url = bounded("postgres://u@h/p", Duration::from_secs(5));
        assert_eq!(
            url,
            "postgres://u@h/p?connect_timeout=5&tcp_user_timeout=5000&keepalives_idle=5\
             &keepalives_interval=2&keepalives_count=3&fallback_application_name=passerelle"
        );
        let url = bounded(
            "postgres:///p?host=/tmp&connect_timeout=1",
            Duration::from_secs(5),
        );
        assert!(url.starts_with("postgres:///p?host=/tmp&connect_timeout=1&tcp_user_timeout="));
    }

    #[test]
    fn a_password_is_never_repeated() {
        let url = "postgres://u:se/cret@h/p";
        let error = connect(url, &StoreOptions::new(url)).err().unwrap();
        assert!(matches!(error, StoreError::InvalidUrl { .. }), "{error}");
        assert!(!format!("{error:?}").contains("cret"));
    }

    #[test]
    #[cfg(not(feature = "tls"))]
    fn a_build_without_tls_says_so() {
        let url = "postgres://u@h/p?sslmode=require";
        let error = connect(url, &StoreOptions::new(url));
        assert!(error.err().unwrap().to_string().contains("TLS"));
    }
}
