//! The harness of the end-to-end tests: it starts the real binary and stands around it as the world does.
//!
//! A story (a module of the test binary `e2e`) asks a [`World`] for a running [`Service`] at an instant of its
//! choosing, talks to it over HTTP with a [`Client`], reads the mails that left ([`mail`], [`smtp`]), opens the
//! links in a real [`Browser`], and moves the [`Clock`] instead of sleeping. [`both_databases!`] writes each story
//! once and runs it twice: on SQLite, and on the PostgreSQL cluster that this process starts for itself
//! ([`postgres`]). Everything lies under one directory per test process ([`workshop`]), which is swept even when
//! the process is killed. What a service logs is searched for the people of the story when it stops,
//! and every mail when the story ends ([`privacy`]).
//!
//! Nothing here imports the product: whoever talks to it does so through its front door.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test harness reports by panicking, in the words of the person who must act"
)]

pub mod browser;
pub mod clock;
pub mod copies;
pub mod http;
pub mod machine;
pub mod mail;
pub mod postgres;
pub mod privacy;
pub mod service;
pub mod smtp;
pub mod sqlite;
pub mod tools;
pub mod workshop;
pub mod world;

pub use browser::Browser;
pub use clock::Clock;
pub use http::{Answer, Client};
pub use service::Service;
pub use world::{Backend, World};

use std::time::{Duration, Instant};

/// Asks `probe` again and again until it answers, and says what was awaited when it never does.
///
/// The product's background worker runs on its own time, so a story waits for what it can see from outside.
pub fn wait_for<T>(what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    let patience = Duration::from_secs(30);
    let start = Instant::now();
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(
            start.elapsed() < patience,
            "waited {patience:?} in vain for {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}
