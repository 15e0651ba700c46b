//! The disk under SQLite is full: whoever writes is told so, whoever reads is served, and when there is room again the
//! service goes on by itself.
//!
//! The disk is a small file system of its own where this process may mount one. Beside it, and everywhere, the same is
//! tried with a limit on the size of files.

use std::path::PathBuf;
use std::process::{Child, Command};

use passerelle_tests::smtp::Security;
use passerelle_tests::{Service, World, wait_for, workshop};

use crate::books;
use crate::load::{Callers, Load};

const CLIENTS: usize = 6;

/// A file system of a few megabytes, gone with this.
struct Disk {
    directory: PathBuf,
    _guardian: Child,
}

impl Disk {
    /// `None` where nothing may be mounted.
    fn mount() -> Option<Self> {
        let directory = workshop::root().with_extension("disk");
        std::fs::create_dir(&directory).expect("a place for the disk");
        let path = workshop::path(&directory);
        let guardian = workshop::guard(r#"umount -l "$1"; rmdir "$1""#, &[path]);
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16m", "passerelle-tests", path])
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self {
                directory,
                _guardian: guardian,
            })
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        use std::io::Write as _;
        let mut filler = std::fs::File::create(self.filler()).expect("a file that takes the room");
        for size in [1 << 16, 1 << 12, 1] {
            while filler.write_all(&vec![1; size]).is_ok() {}
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("the file that takes the room");
    }

    fn filler(&self) -> PathBuf {
        self.directory.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("-l")
            .arg(&self.directory)
            .status();
    }
}

fn full(world: &mut World, fill: impl Fn(&Service), make_room: impl Fn(&Service)) {
    let sink = world.mails_to_server(Security::None);
    world.set("PASSERELLE_LOG_LEVEL", "info");
    world.without_limits();
    let service = world.serve();
    let callers = Callers::of(&service.client());
    let landlord = callers.landlord.clone();
    let load = Load::start(CLIENTS, &[callers]);
    for _ in 0..2 {
        load.go_on(CLIENTS);
        let known = load.sent();
        let before = load.refused();
        fill(&service);
        wait_for("somebody to be told", || {
            (load.refused() > before + CLIENTS).then_some(())
        });
        for id in known.iter().take(CLIENTS) {
            landlord.get(&format!("/v1/referrals/{id}")).expect(200);
        }
        service.client().get("/health/live").expect(200);
        make_room(&service);
        load.go_on(2 * CLIENTS);
    }
    let ledger = load.stop();
    let mails = books::all_mails_left(world, &sink);
    books::balance(world, &ledger);
    assert_eq!(ledger.cut, 0, "a request got no answer");
    assert_eq!(
        world.query("SELECT integrity_check AS line FROM pragma_integrity_check"),
        ["ok"]
    );
    println!(
        "{} referrals acknowledged, {} requests refused, usually after {:?}; {} messages, {} of them left twice",
        ledger.sent.len(),
        ledger.refusals.len(),
        ledger.usual_refusal(),
        mails.messages,
        mails.repeated
    );
}

#[test]
fn a_disk_without_room() {
    let Some(disk) = Disk::mount() else {
        println!("nothing may be mounted here: the limit on files has to do");
        return;
    };
    let mut world = World::in_directory(&disk.directory);
    full(&mut world, |_| disk.fill(), |_| disk.make_room());
}

#[test]
fn files_that_may_not_grow() {
    let mut world = World::new(passerelle_tests::Backend::Sqlite);
    // The signal that says so would end the process.
    world.through(&["env", "--ignore-signal=XFSZ"]);
    let limit = |service: &Service, limit: &str| {
        let status = Command::new("prlimit")
            .args([
                "--pid",
                &service.pid().to_string(),
                &format!("--fsize={limit}"),
            ])
            .status();
        assert!(status.expect("prlimit is part of util-linux").success());
    };
    full(
        &mut world,
        |service| limit(service, "4096:unlimited"),
        |service| limit(service, "unlimited"),
    );
}
