//! The shipped rule set on the fictional network, and what must hold of every rule set.

mod acceptance;
mod analysis;
mod bad_input;
mod choices;
mod claims;
mod conditions;
mod declared;
mod edges;
mod equals;
pub(crate) mod exact;
mod explanations;
mod faults;
mod forms;
mod gaps;
mod guide;
mod linear;
mod overlays;
mod policies;
mod properties;
mod schema;
mod situations;
mod timing;
mod written;

pub(crate) use crate::reference::{fixture, random};
