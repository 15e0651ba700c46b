//! What the tests of this crate share.

pub(crate) mod cases;
pub(crate) mod clock;
pub(crate) mod rules;
pub(crate) mod stage;
pub(crate) mod world;

pub(crate) use clock::{Counter, TestClock};
pub(crate) use stage::Stage;
pub(crate) use world::World;

/// An Ed25519 key made for these tests.
pub(crate) const SIGNING_KEY: &str = include_str!("signing_key.pem");
