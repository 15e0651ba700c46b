//! The territory of France: its communes, what each is part of, and what became of those that merged.
//!
//! Commune ⊂ département ⊂ region, and commune ⊂ intercommunal body (EPCI), which may reach across
//! départements. Codes that are no longer a commune's own stay usable: cases, partners and rules
//! were written with them.
//!
//! The product ships an edition of the tree ([`Territory::shipped`]; its source and licence are in
//! `domain/territory/SOURCE.md`). [`Territory::parse`] reads another one,
//! [`Territory::from_decoupage`] writes it from the official files of a later year, [`Changes`] says
//! what is different, and [`Territory::in_use`] is the one that a process works with. Which communes
//! exist is never a reason to refuse a case: the official list is renewed once a year, and a network
//! may add places of its own, such as the fictitious ones of the demo.
//!
//! - `tree`: the levels and the questions asked of them; `area`: which place lies in which area.
//! - `sheet`: the format of our file; `decoupage`: from the official files into it; `changes`: what a
//!   newer one changes.

mod address;
mod area;
mod changes;
mod decoupage;
mod error;
mod sheet;
mod tree;

pub use area::Area;
pub use changes::Changes;
pub use decoupage::{Decoupage, DecoupageError};
pub use error::{TerritoryError, TerritoryFault};
pub use tree::{Commune, Departement, Edition, Epci, Region, Territory};

#[cfg(test)]
mod tests;
