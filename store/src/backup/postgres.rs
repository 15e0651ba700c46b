//! PostgreSQL is copied by its own program, `pg_dump`, which has to be as new as the server.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use percent_encoding::percent_decode_str;

use super::BackupError;
use crate::{Store, StoreError};

/// Writes an archive for `pg_restore` into the empty file `to`.
pub(super) fn dump(store: &Store, url: &str, to: &Path) -> Result<(), BackupError> {
    let major = version(store)?;
    let program = find(major).ok_or(BackupError::NoProgram { major })?;
    let Parted { url, password } = part(url);
    let mut command = Command::new(program);
    command
        .args(["--format=custom", "--no-password", "--no-owner"])
        .arg("--file")
        .arg(to)
        .arg("--dbname")
        .arg(url)
        .stdin(Stdio::null());
    if let Some(password) = password {
        // Everybody on the machine can read the arguments of a process.
        command.env("PGPASSWORD", password);
    }
    let output = command.output().map_err(BackupError::File)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BackupError::Program(said.trim().to_owned()))
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    number: String,
}

/// The major version of the server.
fn version(store: &Store) -> Result<u32, StoreError> {
    let number = store.read(|conn| {
        let question = "SELECT current_setting('server_version_num') AS number";
        let version: Version = sql_query(question).get_result(conn.db())?;
        Ok::<_, StoreError>(version.number)
    })?;
    Ok(number.parse::<u32>().unwrap_or_default() / 10_000)
}

/// The oldest program that is as new as the server, on the path or where Debian keeps all versions.
fn find(major: u32) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_the_path = std::env::split_paths(&path);
    let of_debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"));
    on_the_path
        .chain(of_debian)
        .map(|directory| directory.join("pg_dump"))
        .filter(|program| program.is_file())
        .filter_map(|program| Some((speaks(program.as_os_str())?, program)))
        .filter(|(version, _)| *version >= major)
        .min_by_key(|(version, _)| *version)
        .map(|(_, program)| program)
}

/// The major version of a program: `pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn speaks(program: &OsStr) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = said.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A URL without its password.
#[derive(Debug, PartialEq, Eq)]
struct Parted {
    url: String,
    password: Option<String>,
}

/// Takes the password out of a URL as libpq reads it: after the user, or among the parameters.
fn part(url: &str) -> Parted {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (rest, parameters) = match url.split_once('?') {
        Some((rest, parameters)) => (rest, Some(parameters)),
        None => (url, None),
    };
    let (scheme, rest) = rest.split_once("://").unwrap_or(("postgres", rest));
    let (mut password, rest) = match rest.split_once('@') {
        Some((user, host)) if !user.contains('/') => match user.split_once(':') {
            Some((user, password)) => (Some(decoded(password)), format!("{user}@{host}")),
            None => (None, rest.to_owned()),
        },
        _ => (None, rest.to_owned()),
    };
    let mut kept = Vec::new();
    for parameter in parameters.into_iter().flat_map(|all| all.split('&')) {
        match parameter.strip_prefix("password=") {
            Some(given) => password = Some(decoded(given)),
            None => kept.push(parameter),
        }
    }
    let separator = if kept.is_empty() { "" } else { "?" };
    Parted {
        url: format!("{scheme}://{rest}{separator}{}", kept.join("&")),
        password,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_wherever_it_stands() {
        for (whole, without, password) in [
            ("postgres://u@h/p", "postgres://u@h/p", None),
            (
                "postgres://u:s%40e:cret@h:5432/p?sslmode=require",
                "postgres://u@h:5432/p?sslmode=require",
                Some("s@e:cret"),
            ),
            (
                "postgres:///p?host=/tmp&password=s%20e&user=u",
                "postgres:///p?host=/tmp&user=u",
                Some("s e"),
            ),
            (
                "postgresql://u:x@/p?password=y",
                "postgresql://u@/p",
                Some("y"),
            ),
            ("postgres://h/a@b:c", "postgres://h/a@b:c", None),
        ] {
            let expected = Parted {
                url: without.to_owned(),
                password: password.map(str::to_owned),
            };
            assert_eq!(part(whole), expected, "{whole}");
        }
    }
}
