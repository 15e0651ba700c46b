//! A PostgreSQL server that goes away and comes back, under a service that stays.

use std::time::Duration;

use super::{postgres::Cluster, sample, sandbox::Sandbox};
use crate::{Store, StoreError, StoreOptions, partners};
use passerelle_domain::PartnerKind;

#[test]
fn a_server_that_is_back_serves_the_next_call() {
    let cluster = Cluster::start_new();
    let options = StoreOptions {
        wait: Duration::from_secs(5),
        ..StoreOptions::new(cluster.new_database())
    };
    let store = Store::open(&options).unwrap();
    store.migrate().unwrap();
    for round in 0..2 {
        cluster.stop();
        for _ in 0..3 {
            let away = store.ping();
            assert!(
                matches!(away, Err(StoreError::Unavailable { .. })),
                "{away:?}"
            );
        }
        assert!(matches!(
            Store::open(&options),
            Err(StoreError::Unavailable { .. })
        ));
        cluster.start();
        store.ping().unwrap();
        let partner = sample::partner(&format!("p-{round}"), PartnerKind::School);
        store
            .write(|conn| partners::insert(conn, &partner))
            .unwrap();
    }
    // Stopped in the middle of a transaction: nothing of it stays.
    let partner = sample::partner("p-lost", PartnerKind::School);
    let lost = store.write(|conn| {
        partners::insert(conn, &partner)?;
        cluster.stop();
        partners::directory_version(conn)
    });
    assert!(
        matches!(lost, Err(StoreError::Unavailable { .. })),
        "{lost:?}"
    );
    cluster.start();
    assert_eq!(store.read(partners::all).unwrap().len(), 2);
}

#[test]
fn idle_connections_that_were_cut_are_not_noticed_by_callers() {
    let sandbox = Sandbox::postgres();
    // Several idle connections.
    sandbox.reading(|_| {
        sandbox.reading(|_| {
            sandbox.reading(|_| Ok(()));
            Ok(())
        });
        Ok(())
    });
    let other = sandbox.again();
    let cut = "SELECT pg_terminate_backend(pid)::text AS value FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    other
        .manage(|conn| {
            use diesel::RunQueryDsl as _;
            diesel::sql_query(cut).execute(conn.db())?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    for _ in 0..5 {
        sandbox.ping().unwrap();
        sandbox.reading(partners::all);
    }
}
