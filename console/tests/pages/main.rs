//! The pages as a browser gets them, over real use cases on SQLite.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reports by panicking"
)]

mod answering;
mod landing;
mod links;
mod reading;
mod site;

// The tests of the mails have the same needs; what they need beyond these is unused here.
#[allow(dead_code, reason = "shared with the tests of the mails")]
#[path = "../../../notifications/src/testing/world.rs"]
mod world;
