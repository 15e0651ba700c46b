//! What takes too long on PostgreSQL is given up, and may be tried again.

use std::time::Duration;

use diesel::{RunQueryDsl as _, sql_query};
use passerelle_domain::PartnerKind;

use super::{sample, sandbox::Sandbox};
use crate::{Conn, Store, StoreError, StoreOptions, partners};

/// The same database with little patience.
fn impatient(sandbox: &Sandbox) -> Store {
    let moment = Duration::from_millis(100);
    Store::open(&StoreOptions {
        statement_timeout: moment * 5,
        lock_timeout: moment,
        idle_timeout: moment * 5,
        ..sandbox.options.clone()
    })
    .unwrap()
}

fn sleep(conn: &mut Conn, seconds: f32) -> Result<(), StoreError> {
    sql_query(format!("SELECT pg_sleep({seconds})")).execute(conn.db())?;
    Ok(())
}

fn reason(result: Result<(), StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_statement_that_takes_too_long_is_given_up() {
    let sandbox = Sandbox::postgres();
    let store = impatient(&sandbox);
    let told = reason(store.write(|conn| sleep(conn, 60.0)));
    assert_eq!(told, "a statement took too long");
    store.ping().unwrap();
}

#[test]
fn nobody_waits_for_ever_for_a_row() {
    let sandbox = Sandbox::postgres();
    let partner = sample::partner("p-1", PartnerKind::School);
    sandbox.writing(|conn| partners::insert(conn, &partner));
    let store = impatient(&sandbox);
    let change = |conn: &mut Conn| {
        let change = "UPDATE partners SET name = name WHERE code = 'p-1'";
        sql_query(change).execute(conn.db())?;
        Ok::<_, StoreError>(())
    };
    sandbox.writing(|conn| {
        change(conn)?;
        let told = reason(store.write(change));
        assert_eq!(told, "another transaction was in the way for too long");
        Ok(())
    });
    store.write(change).unwrap();
}

#[test]
fn a_transaction_that_stands_still_is_ended() {
    let sandbox = Sandbox::postgres();
    let store = impatient(&sandbox);
    let told = reason(store.write(|conn| {
        sleep(conn, 0.0)?;
        let gone = "SELECT count(*)::text AS value FROM pg_stat_activity \
                    WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        while sandbox.texts(gone) != ["0"] {
            std::thread::yield_now();
        }
        sleep(conn, 0.0)
    }));
    assert!(!told.is_empty());
    store.ping().unwrap();
}

/// A service that starts beside one that migrates waits for it, however long it takes.
#[test]
fn migrations_are_not_hurried() {
    let sandbox = Sandbox::empty_postgres();
    let store = impatient(&sandbox);
    let lock = format!("SELECT pg_advisory_xact_lock({})", crate::migrate::LOCK);
    let applied = std::thread::scope(|scope| {
        sandbox.writing(|conn| {
            sql_query(&lock).execute(conn.db())?;
            let migrating = scope.spawn(|| store.migrate());
            let waits = "SELECT count(*)::text AS value FROM pg_locks \
                         WHERE locktype = 'advisory' AND NOT granted \
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            while sandbox.again().read(|conn| count(conn, waits))? != 1 {
                std::thread::yield_now();
            }
            sleep(conn, 0.7)?;
            Ok(migrating)
        })
        .join()
        .unwrap()
    });
    assert!(!applied.unwrap().is_empty());
}

fn count(conn: &mut Conn, question: &str) -> Result<usize, StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let row: Row = sql_query(question).get_result(conn.db())?;
    Ok(row.value.parse().unwrap())
}
