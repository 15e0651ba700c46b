//! Communes by the largest areas that hold nothing else.

use std::collections::{HashMap, HashSet};

use passerelle_domain::{Area, territory::Commune};

/// The communes that are looked at, among all of the country.
pub(super) struct Communes<'t> {
    communes: Vec<&'t Commune>,
    /// How many communes each area of the country has.
    totals: HashMap<Area, usize>,
}

/// The areas around a commune, from the widest to the narrowest.
fn around(commune: &Commune) -> Vec<Area> {
    let mut areas = vec![
        Area::France,
        Area::Region(commune.region().code.clone()),
        Area::Departement(commune.departement().code.clone()),
    ];
    areas.extend(commune.epci().map(|epci| Area::Epci(epci.code.clone())));
    areas
}

impl<'t> Communes<'t> {
    pub(super) fn of(all: &[Commune], communes: Vec<&'t Commune>) -> Self {
        let mut totals: HashMap<Area, usize> = HashMap::new();
        for area in all.iter().flat_map(around) {
            *totals.entry(area).or_default() += 1;
        }
        Self { communes, totals }
    }

    pub(super) fn len(&self) -> usize {
        self.communes.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'t Commune> {
        self.communes.iter().copied()
    }

    /// Every area that has one of the communes.
    pub(super) fn areas(&self) -> HashSet<Area> {
        let around = self.communes.iter().flat_map(|commune| {
            let mut areas = around(commune);
            areas.push(Area::Commune(commune.code().clone()));
            areas
        });
        around.collect()
    }

    /// A set of no communes, with a bit for each.
    pub(super) fn nothing(&self) -> Vec<u64> {
        vec![0; self.communes.len().div_ceil(64)]
    }

    /// The largest areas that make up a set of communes.
    pub(super) fn largest(&self, set: &[u64]) -> Vec<Area> {
        let inside = self.communes.iter().enumerate().filter(|(number, _)| {
            let word = set.get(number / 64).copied().unwrap_or_default();
            word >> (number % 64) & 1 == 1
        });
        let inside: Vec<&Commune> = inside.map(|(_, commune)| *commune).collect();
        let mut counts: HashMap<Area, usize> = HashMap::new();
        for area in inside.iter().flat_map(|commune| around(commune)) {
            *counts.entry(area).or_default() += 1;
        }
        let whole = |area: &Area| counts.get(area) == self.totals.get(area);
        let mut areas: Vec<Area> = inside
            .iter()
            .map(|commune| {
                let widest = around(commune).into_iter().find(whole);
                widest.unwrap_or_else(|| Area::Commune(commune.code().clone()))
            })
            .collect();
        areas.sort();
        areas.dedup();
        areas
    }
}
