//! What lies around each commune, looked up before anybody asks.
//!
//! A case takes place in a commune, and so in an intercommunal body, a département and a region.
//! Finding the shelf of each of them by its key costs more than all the rest of finding partners: the
//! keys of a country lie far apart in memory.

use passerelle_domain::{Territory, territory::Commune};
use smallvec::SmallVec;

use super::{
    key::Key,
    shelves::{Shelf, Shelves},
};

/// For each commune of a territory, in its order, the shelves around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings(Vec<Row>);

/// Shelves by number, each with how wide it is, the narrowest first. A prison is only looked at in a
/// case of detention.
type Row = [Option<u32>; AREAS.len()];

/// How wide each area of a row is.
const AREAS: [u8; 5] = [1, 1, 2, 3, 4];

/// Where a row has the prison.
const PRISON: usize = 1;

impl Surroundings {
    pub(super) fn of(territory: Option<&Territory>, shelves: &Shelves) -> Self {
        let communes = territory.map_or(&[][..], Territory::communes);
        Self(
            communes
                .iter()
                .map(|commune| row(commune, shelves))
                .collect(),
        )
    }

    /// The shelves around the commune at this place of the territory.
    pub(super) fn around(
        &self,
        position: usize,
        detention: bool,
        shelves: &Shelves,
    ) -> SmallVec<[(u8, Shelf); 10]> {
        let row = self.0.get(position).copied().unwrap_or_default();
        let looked_at = row
            .into_iter()
            .zip(AREAS)
            .enumerate()
            .filter(|(place, _)| detention || *place != PRISON);
        looked_at
            .filter_map(|(_, (number, breadth))| Some((breadth, shelves.shelf(number?)?)))
            .collect()
    }
}

fn row(commune: &Commune, shelves: &Shelves) -> Row {
    let code = commune.code();
    let epci = commune.epci().map(|epci| Key::epci(&epci.code));
    [
        Some(Key::commune(code)),
        Some(Key::prison(code)),
        epci,
        Some(Key::departement(&commune.departement().code)),
        Some(Key::region(&commune.region().code)),
    ]
    .map(|key| shelves.number(key?))
}
