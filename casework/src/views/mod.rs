//! What each audience gets to see.
//!
//! [`shapes`] says what a view is made of, [`audience`] who an actor is to a referral, and [`cut`]
//! holds the rules of who sees what. [`build`] reads a case and hands it to the rules; nothing
//! leaves this crate without passing through them.

pub mod shapes;
