//! The clock and the randomness of the whole product, read in this one place and handed to
//! everybody else as arguments.

use jiff::Timestamp;
use passerelle_casework::{Clock, Entropy};

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // Whole microseconds, which is what both databases keep: what is told at once and what is
        // read later are the same.
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// The random source of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[allow(
        clippy::expect_used,
        reason = "without randomness, stopping is the only safe thing"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
