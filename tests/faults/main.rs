//! Faults: what breaks while the service is under load, and what must be true afterwards.
//!
//! Everything here is real: the binary, the signals, the databases, the mail server. Several clients send referrals
//! and answer them ([`load`]), something goes wrong in one of the other modules, and in the end the books are
//! balanced ([`books`]): what was acknowledged is there, once, and every message has left.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test reports by panicking"
)]

mod backup;
mod books;
mod clock;
mod database_away;
mod disk_full;
mod kills;
mod load;
mod proxy;
mod stopping;
