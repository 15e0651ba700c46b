//! What the tests of this crate share.

pub(crate) mod smtp_script;
pub(crate) mod world;
