//! What a transaction promises.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use passerelle_domain::{CommuneCode, PartnerKind};

use super::{
    on_both,
    sample::{self, Network},
    sandbox::Sandbox,
};
use crate::{Backend, Store, StoreError, StoreOptions, communes, partners};

on_both! {
    fn an_error_gives_up_the_whole_transaction(sandbox) {
        let partner = sample::partner("p-1", PartnerKind::School);
        let result: Result<(), StoreError> = sandbox.write(|conn| {
            partners::insert(conn, &partner)?;
            Err(StoreError::MissingReference)
        });
        assert!(result.is_err());
        assert_eq!(sandbox.reading(partners::all), []);
    }

    fn a_panic_gives_up_the_whole_transaction(sandbox) {
        let partner = sample::partner("p-1", PartnerKind::School);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            sandbox.write(|conn| -> Result<(), StoreError> {
                partners::insert(conn, &partner)?;
                panic!("on purpose");
            })
        }));
        assert!(caught.is_err());
        assert_eq!(sandbox.reading(partners::all), []);
        sandbox.writing(|conn| partners::insert(conn, &partner));
        assert_eq!(sandbox.reading(partners::all), [partner]);
    }

    fn a_swallowed_error_never_looks_like_success(sandbox) {
        let partner = sample::partner("p-1", PartnerKind::School);
        sandbox.writing(|conn| partners::insert(conn, &partner));
        let code = CommuneCode::parse("00001").unwrap();
        let kept = sandbox.write(|conn| {
            communes::insert(conn, &code, "Saint-Avenin-sur-Odre")?;
            // Against the advice of `StoreError::Duplicate`, the caller goes on.
            assert!(partners::insert(conn, &partner).is_err());
            Ok::<_, StoreError>(())
        });
        let name = sandbox.reading(|conn| communes::name(conn, &code));
        assert_eq!(kept.is_ok(), name.is_some(), "{kept:?}");
    }

    fn a_reader_sees_one_state_and_cannot_write(sandbox) {
        let partner = sample::partner("p-1", PartnerKind::School);
        sandbox.reading(|conn| {
            assert_eq!(partners::all(conn)?, []);
            sandbox.writing(|other| partners::insert(other, &partner));
            assert_eq!(partners::all(conn)?, []);
            Ok(())
        });
        assert_eq!(sandbox.reading(partners::all), [partner]);
        let second = sample::partner("p-2", PartnerKind::School);
        assert!(sandbox.read(|conn| partners::insert(conn, &second)).is_err());
        assert_eq!(sandbox.reading(partners::all).len(), 1);
    }

    fn a_second_start_finds_what_the_first_one_stored(sandbox) {
        let network = sandbox.writing(Network::insert);
        let again = sandbox.again();
        assert_eq!(again.migrate().unwrap(), Vec::<String>::new());
        again.ping().unwrap();
        let found = again.read(|conn| partners::find(conn, network.team)).unwrap();
        assert!(found.is_some());
    }

    fn more_callers_than_connections_wait_their_turn(sandbox) {
        sandbox.writing(Network::insert);
        let options = StoreOptions { readers: 2, ..sandbox.options.clone() };
        let narrow = Store::open(&options).unwrap();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let all = narrow.read(|conn| {
                        thread::sleep(Duration::from_millis(5));
                        partners::all(conn)
                    });
                    assert_eq!(all.unwrap().len(), 2);
                });
            }
        });
    }
}

#[test]
fn a_caller_that_waits_too_long_is_told_so() {
    for sandbox in [Sandbox::sqlite(), Sandbox::postgres()] {
        let wait = Duration::from_millis(50);
        let options = StoreOptions {
            readers: 1,
            wait,
            ..sandbox.options.clone()
        };
        let store = Store::open(&options).unwrap();
        let (busy, ready) = mpsc::channel();
        let (leave, left) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let store = &store;
            scope.spawn(move || {
                store.write(|_| {
                    busy.send(()).unwrap();
                    let _ = left.recv();
                    Ok::<_, StoreError>(())
                })
            });
            ready.recv().unwrap();
            let refused = store.write(|_| Ok::<_, StoreError>(()));
            assert!(matches!(refused, Err(StoreError::Unavailable { .. })));
            drop(leave);
        });
        store.write(|_| Ok::<_, StoreError>(())).unwrap();
    }
}

#[test]
fn another_process_that_writes_is_waited_for_and_then_reported() {
    let sandbox = Sandbox::sqlite();
    let options = StoreOptions {
        wait: Duration::from_millis(50),
        ..sandbox.options.clone()
    };
    let other = Store::open(&options).unwrap();
    sandbox.writing(|_| {
        let refused = other.write(|_| Ok::<_, StoreError>(()));
        assert!(
            matches!(refused, Err(StoreError::Unavailable { .. })),
            "{refused:?}"
        );
        Ok(())
    });
    other.write(|_| Ok::<_, StoreError>(())).unwrap();
}

#[test]
fn sqlite_has_the_settings_that_were_promised() {
    let sandbox = Sandbox::sqlite();
    assert_eq!(sandbox.kind(), Backend::Sqlite);
    let setting = |name: &str| {
        sandbox.texts(&format!(
            "SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}"
        ))
    };
    assert_eq!(setting("journal_mode"), ["wal"]);
    assert_eq!(setting("synchronous"), ["2"]);
    assert_eq!(setting("foreign_keys"), ["1"]);
    assert_eq!(setting("query_only"), ["1"]);
    assert_eq!(
        sandbox.texts("SELECT CAST(timeout AS TEXT) AS value FROM pragma_busy_timeout"),
        ["20000"]
    );
}

#[test]
fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("data/new/p.sqlite3");
    let store = Store::open(&StoreOptions::new(format!("sqlite:{}", path.display()))).unwrap();
    store.migrate().unwrap();
    let mode = |name: &str| {
        let path = directory.path().join("data/new").join(name);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(
        (mode("p.sqlite3"), mode("p.sqlite3-wal"), mode("")),
        (0o600, 0o600, 0o700)
    );
}
