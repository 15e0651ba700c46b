//! The clock of the started binary, moved from outside by Debian's libfaketime.
//!
//! The library stands between the binary and the C library's clocks and reads the time of day from a file, each
//! time anew. The time stands still until a story moves it, so every due date can be told exactly. The monotonic
//! clock is left alone: sleeps, time-outs and the worker's pace stay real.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::machine;

/// A time of day that stands still, and that a running process reads.
#[derive(Debug)]
pub struct Clock {
    file: PathBuf,
    now: std::cell::Cell<Timestamp>,
}

impl Clock {
    /// A clock that stands at `at` (RFC 3339), kept in `dir`.
    pub fn standing_at(at: &str, dir: &Path) -> Self {
        let clock = Self {
            file: dir.join("clock"),
            now: Timestamp::UNIX_EPOCH.into(),
        };
        clock.set(at);
        clock
    }

    /// What the binary takes for now.
    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// Jumps to an instant (RFC 3339).
    pub fn set(&self, at: &str) {
        self.jump(
            at.parse()
                .unwrap_or_else(|error| panic!("{at} is not an instant: {error}")),
        );
    }

    /// Goes forward by this much.
    pub fn step(&self, by: SignedDuration) {
        self.jump(self.now() + by);
    }

    /// What the environment of a process needs so that it lives by this clock.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LD_PRELOAD", library().to_string_lossy().into_owned()),
            (
                "FAKETIME_TIMESTAMP_FILE",
                self.file.to_string_lossy().into_owned(),
            ),
            ("FAKETIME_NO_CACHE", "1".into()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
            // The library reads the file's time in the process's own zone.
            ("TZ", "UTC".into()),
        ]
    }

    fn jump(&self, to: Timestamp) {
        let text = to.strftime("%Y-%m-%d %H:%M:%S%.6f\n").to_string();
        let fresh = self.file.with_extension("next");
        std::fs::write(&fresh, text).expect("the clock's file");
        // Renamed into place, since a process may read it at this very moment.
        std::fs::rename(&fresh, &self.file).expect("the clock's file");
        self.now.set(to);
    }
}

fn library() -> PathBuf {
    let multiarch = machine::newest_first(Path::new("/usr/lib"));
    let candidates: Vec<PathBuf> = multiarch
        .iter()
        .map(|dir| dir.join("faketime/libfaketimeMT.so.1"))
        .collect();
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .unwrap_or_else(|| machine::missing("libfaketime", "faketime"))
}
