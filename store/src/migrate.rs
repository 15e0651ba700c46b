//! Migrations: embedded in the program, one series per database under the same names.

use diesel::{
    QueryableByName, RunQueryDsl as _, sql_query,
    sql_types::{BigInt, Bool, Text},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::{
    Backend, Conn, StoreError,
    conn::{AnyConn, MultiBackend},
    walls,
};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// The advisory lock under which PostgreSQL is migrated; any number that nobody else uses.
pub(crate) const LOCK: i64 = 0x5041_5353_4552_454C;

type Migrations = Vec<Box<dyn diesel::migration::Migration<MultiBackend>>>;

/// Applies what is missing, inside the transaction of `conn`.
pub(crate) fn apply(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    if conn.backend() == Backend::Postgres {
        // Another process may be at it for as long as it needs, and so may this one.
        sql_query("SET LOCAL statement_timeout = 0").execute(conn.db())?;
        sql_query("SET LOCAL lock_timeout = 0").execute(conn.db())?;
        sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<BigInt, _>(LOCK)
            .execute(conn.db())?;
    }
    let missing = missing(conn)?;
    // The first call makes diesel's own table, which `missing` did without.
    conn.db()
        .applied_migrations()
        .map_err(StoreError::Migration)?;
    for migration in &missing {
        conn.db()
            .run_migration(migration)
            .map_err(StoreError::Migration)?;
    }
    walls::raise(conn)?;
    Ok(names(&missing))
}

/// The names of what is missing.
pub(crate) fn pending(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    Ok(names(&missing(conn)?))
}

/// Undoes everything, newest first.
#[cfg(test)]
pub(crate) fn undo_all(conn: &mut Conn) -> Result<(), StoreError> {
    let source = source(conn.backend());
    conn.db()
        .revert_all_migrations(source)
        .map_err(StoreError::Migration)?;
    walls::remove(conn)
}

/// Undoes everything after the migration `version`, newest first.
#[cfg(test)]
pub(crate) fn undo_to(conn: &mut Conn, version: &str) -> Result<(), StoreError> {
    while applied(conn)?
        .last()
        .is_some_and(|last| last.as_str() > version)
    {
        let source = source(conn.backend());
        conn.db()
            .revert_last_migration(source)
            .map_err(StoreError::Migration)?;
    }
    Ok(())
}

fn source(backend: Backend) -> EmbeddedMigrations {
    match backend {
        Backend::Postgres => POSTGRES,
        Backend::Sqlite => SQLITE,
    }
}

fn names(migrations: &Migrations) -> Vec<String> {
    migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect()
}

fn missing(conn: &mut Conn) -> Result<Migrations, StoreError> {
    let mut migrations: Migrations =
        diesel::migration::MigrationSource::migrations(&source(conn.backend()))
            .map_err(StoreError::Migration)?;
    migrations.sort_by_key(|migration| migration.name().to_string());
    for version in applied(conn)? {
        let known = migrations
            .iter()
            .position(|migration| migration.name().version().to_string() == version);
        match known {
            Some(index) => drop(migrations.remove(index)),
            None => return Err(StoreError::SchemaNewer { version }),
        }
    }
    Ok(migrations)
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    found: bool,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The versions that the database has; reading them does not make diesel's table.
fn applied(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let question = match conn.db() {
        AnyConn::Postgres(_) => {
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS found"
        }
        AnyConn::Sqlite(_) => {
            "SELECT count(*) > 0 AS found FROM sqlite_master \
             WHERE type = 'table' AND name = '__diesel_schema_migrations'"
        }
    };
    if !sql_query(question).get_result::<Exists>(conn.db())?.found {
        return Ok(Vec::new());
    }
    let versions = sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version")
        .load::<Version>(conn.db())?;
    Ok(versions.into_iter().map(|row| row.version).collect())
}
