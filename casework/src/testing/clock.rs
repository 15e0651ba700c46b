//! A clock that stands still until a test moves it, and randomness that repeats.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

use crate::{Clock, Entropy};

/// A clock that a test moves.
#[derive(Debug)]
pub(crate) struct TestClock(Mutex<Timestamp>);

impl TestClock {
    pub(crate) fn at(instant: &str) -> Self {
        Self(Mutex::new(instant.parse().unwrap()))
    }

    pub(crate) fn set(&self, instant: Timestamp) {
        *self.0.lock().unwrap() = instant;
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Bytes that differ each time, and are the same in each run.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// One whose bytes differ from those of a counter of another number.
    pub(crate) fn starting_at(number: u64) -> Self {
        Self(AtomicU64::new(number << 32))
    }
}

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        // A multiplicative hash, so that the low bits are spread too.
        let word = turn.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
        for (byte, at) in bytes.iter_mut().zip(0_u32..) {
            *byte = (word.rotate_left(at * 5) & 0xff) as u8;
        }
    }
}
