//! What each audience gets to see.
//!
//! [`shapes`] says what a view is made of, and [`cut`] holds the rules of who sees what: read it to
//! know. [`build`] reads a case and hands it to the rules; nothing leaves this crate without
//! passing through them.

pub(crate) mod build;
pub(crate) mod cut;
pub(crate) mod events;
pub(crate) mod need;
pub mod shapes;

#[cfg(test)]
mod events_tests;
#[cfg(test)]
mod tests;
