//! A copy made while others write, tried by a restore.

use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use passerelle_domain::ReferralId;
use tempfile::TempDir;

use super::{on_both, postgres, sample::Network, sandbox::Sandbox};
use crate::{Backend, BackupError, Store, StoreError, StoreOptions, decisions, events, referrals};

/// Stores one case.
fn store_one(store: &Store, network: &Network) -> ReferralId {
    let referral = network.referral(0);
    store
        .write(|conn| {
            referrals::insert(conn, &referral)?;
            decisions::insert(conn, &network.decision(referral.id, 0))?;
            events::append(conn, &[network.event(referral.id, 1)])?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    referral.id
}

/// The database that the copy holds.
fn restore(sandbox: &Sandbox, copy: &Path) -> Store {
    let url = match sandbox.kind() {
        Backend::Sqlite => format!("sqlite://{}", copy.display()),
        Backend::Postgres => postgres::shared().restore(copy),
    };
    Store::open(&StoreOptions::new(url).existing()).unwrap()
}

on_both! {
    fn a_copy_made_under_writes_is_whole(sandbox) {
        let network = sandbox.writing(Network::insert);
        let directory = TempDir::new().unwrap();
        let copy = directory.path().join("copy");
        let (stop, written) = (AtomicBool::new(false), Mutex::new(Vec::new()));
        let before = thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let id = store_one(&sandbox.store, &network);
                    written.lock().unwrap().push(id);
                }
            });
            while written.lock().unwrap().len() < 20 {
                thread::yield_now();
            }
            let before = written.lock().unwrap().clone();
            let copied = sandbox.backup(&copy);
            stop.store(true, Ordering::Relaxed);
            assert_eq!(copied.unwrap(), copy.metadata().unwrap().len());
            before
        });
        let restored = restore(sandbox, &copy);
        assert_eq!(restored.migrate().unwrap(), Vec::<String>::new());
        assert_eq!(restored.has_walls(), sandbox.has_walls());
        let held = |id: &ReferralId| {
            restored.read(|conn| {
                let referral = referrals::find(conn, *id)?.is_some();
                let decision = decisions::latest(conn, *id)?.is_some();
                let event = !events::of_referral(conn, *id, 0, 1)?.is_empty();
                assert_eq!((decision, event), (referral, referral), "half of a case");
                Ok::<_, StoreError>(referral)
            })
            .unwrap()
        };
        assert!(before.iter().all(held), "what was there before is missing");
        written.lock().unwrap().iter().for_each(|id| {
            held(id);
        });
        // It can be written to, as what it is a copy of.
        assert!(held(&store_one(&restored, &network)));
    }

    fn no_file_is_written_over_and_no_half_one_is_left(sandbox) {
        let directory = TempDir::new().unwrap();
        let copy = directory.path().join("copy");
        std::fs::write(&copy, "precious").unwrap();
        assert!(matches!(sandbox.backup(&copy), Err(BackupError::Exists)));
        assert_eq!(std::fs::read(&copy).unwrap(), b"precious");
        let nowhere = directory.path().join("missing").join("copy");
        assert!(matches!(sandbox.backup(&nowhere), Err(BackupError::File(_))));
        // A run that was killed left this.
        let other = directory.path().join("other");
        std::fs::write(directory.path().join("other.part"), "half").unwrap();
        sandbox.backup(&other).unwrap();
        let mut left: Vec<_> = std::fs::read_dir(directory.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["copy", "other"]);
        let mode = std::os::unix::fs::PermissionsExt::mode(&other.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}
