//! Machine sign-in: OAuth 2.0 client credentials (RFC 6749 §4.4), with JWT access tokens (RFC 9068).
//!
//! [`token`] is the endpoint, [`access_token`] what it hands out and how that is verified again,
//! [`credentials`] how a client shows who it is (and [`assertion`], where it does so by a key), [`metadata`] what other software reads about it.

pub mod access_token;
pub mod assertion;
pub mod credentials;
pub mod metadata;
pub mod token;
