//! The partner API and the `passerelle` binary: where all parts of the product are put together.
//!
//! [`cli`] is what a person types; its `serve` reads the [`settings`], opens the database, and hands
//! over to [`server`]. There, [`app`] is the table of contents: from a URL to its handler in one
//! step. Handlers live in [`v1`] and [`oauth`]; what a request says is taken from it in [`extract`],
//! what goes over the wire is spelled out in [`contract`], and every refusal is one of [`problems`].
//! [`clock`] is the one place that reads time and randomness.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod contract;
pub mod cursor;
pub mod desk;
pub mod docs;
pub mod extract;
pub mod followers;
pub mod headers;
pub mod health;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod methods;
pub mod metrics;
pub mod oauth;
pub mod once;
pub mod openapi;
pub mod problems;
pub mod rights;
pub mod server;
pub mod settings;
pub mod state;
pub mod v1;
