//! Territories that rules name, by number, and which of them a commune lies in.

use std::collections::HashMap;

use passerelle_domain::{Area, CommuneCode, DepartementCode, Territory};

use super::Numbers;
use crate::{
    areas::{areas_around, current},
    rules::{Condition, Test, Zone},
};

/// The territories that rules name.
#[derive(Debug, Clone, Default)]
pub(super) struct Zones {
    /// Each by the code that it has today.
    numbers: HashMap<Area, u32>,
    /// For each code that a commune could have, its place in `lists`.
    codes: Vec<u16>,
    /// Where the list of each of those places begins and ends in `listed`: an empty one first.
    lists: Vec<(u32, u32)>,
    /// Zones that some commune lies in, by their numbers.
    listed: Vec<u32>,
    places: HashMap<Vec<u32>, u16>,
}

/// Codes that a commune could have: two characters, then three digits.
const CODES: usize = 10 * SECOND * 1_000;
/// Digits, and what follows them up to `B`.
const SECOND: usize = 19;

impl Zones {
    pub(super) fn of<'r>(conditions: impl Iterator<Item = &'r Condition>) -> Self {
        let tree = Territory::shipped().ok();
        let mut zones = Self {
            lists: vec![(0, 0)],
            ..Self::default()
        };
        for test in conditions.flat_map(Condition::tests) {
            let Test::Territory(named) = test else {
                continue;
            };
            for zone in named {
                if let Zone::Area(area) = zone {
                    let next = u32::try_from(zones.numbers.len()).unwrap_or(u32::MAX);
                    zones.numbers.entry(today(area, tree)).or_insert(next);
                }
            }
        }
        if !zones.numbers.is_empty() {
            // A code of no département at all lies in France all the same.
            let france = zones.known([Area::France]);
            zones.codes = vec![zones.list(france); CODES];
            zones.find_communes(tree);
        }
        zones
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The zones that a case lies in, by their numbers.
    #[inline]
    pub(super) fn around(&self, numbers: &Numbers) -> &[u32] {
        let list = self.codes.get(numbers.commune());
        let ends = list.and_then(|list| self.lists.get(usize::from(*list)));
        let (start, end) = ends.copied().unwrap_or_default();
        self.listed
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Of tests of which all must hold, the one that names the smallest territories, with these by
    /// their numbers. A priority district is not found by the commune.
    pub(super) fn narrowest(&self, tests: &[Test]) -> Option<(usize, Vec<u32>)> {
        let tree = Territory::shipped().ok();
        let rank = |zones: &[Zone]| zones.iter().map(Zone::rank).min().unwrap_or_default();
        let named = tests.iter().enumerate().filter_map(|(place, test)| {
            let Test::Territory(zones) = test else {
                return None;
            };
            let number = |zone: &Zone| match zone {
                Zone::Area(area) => self.numbers.get(&today(area, tree)).copied(),
                Zone::Qpv(_) => None,
            };
            let numbers: Option<Vec<u32>> = zones.iter().map(number).collect();
            Some((rank(zones), place, numbers?))
        });
        let narrowest = named.max_by_key(|(rank, ..)| *rank)?;
        Some((narrowest.1, narrowest.2))
    }

    fn find_communes(&mut self, tree: Option<&Territory>) {
        let named: Vec<Area> = self.numbers.keys().cloned().collect();
        // A code that no commune has lies in the département that it begins with.
        let departements = tree.iter().flat_map(|tree| tree.departements());
        let mut codes: Vec<DepartementCode> = departements.map(|one| one.code.clone()).collect();
        codes.extend(named.iter().filter_map(|area| match area {
            Area::Departement(code) => Some(code.clone()),
            _ => None,
        }));
        for code in &codes {
            self.default_of(code, tree);
        }
        let Some(tree) = tree else {
            self.set_all(named.iter().filter_map(commune_of), None);
            return;
        };
        let mut wider: HashMap<&str, Vec<u32>> = HashMap::new();
        for commune in tree.communes() {
            let departement = &commune.departement().code;
            let wider = wider.entry(departement.as_str()).or_insert_with(|| {
                let region = Area::Region(commune.region().code.clone());
                self.known([Area::France, region, Area::Departement(departement.clone())])
            });
            let epci = commune.epci().map(|epci| Area::Epci(epci.code.clone()));
            let own = [Some(Area::Commune(commune.code().clone())), epci];
            let mut list = wider.clone();
            list.extend(self.known(own.into_iter().flatten()));
            self.set(commune.code().as_str(), list);
        }
        self.set_all(tree.other_codes(), Some(tree));
        self.set_all(named.iter().filter_map(commune_of), Some(tree));
    }

    fn known(&self, areas: impl IntoIterator<Item = Area>) -> Vec<u32> {
        let numbers = areas.into_iter().filter_map(|area| self.numbers.get(&area));
        numbers.copied().collect()
    }

    fn default_of(&mut self, departement: &DepartementCode, tree: Option<&Territory>) {
        let code = departement.as_str();
        let digits = 5_usize.saturating_sub(code.len());
        let Some(first) = place(&format!("{code}{:0digits$}", 0)) else {
            return;
        };
        let mut areas = vec![Area::France, Area::Departement(departement.clone())];
        let known = tree.and_then(|tree| tree.departement(departement));
        areas.extend(known.map(|known| Area::Region(known.region.code.clone())));
        let list = self.list(self.known(areas));
        let end = first + 10_usize.pow(u32::try_from(digits).unwrap_or_default());
        if let Some(codes) = self.codes.get_mut(first..end) {
            codes.fill(list);
        }
    }

    fn set_all<'c>(
        &mut self,
        codes: impl Iterator<Item = &'c CommuneCode>,
        tree: Option<&Territory>,
    ) {
        for code in codes {
            let around = [Area::France].into_iter().chain(areas_around(code, tree));
            let list = self.known(around);
            self.set(code.as_str(), list);
        }
    }

    fn set(&mut self, code: &str, list: Vec<u32>) {
        let list = self.list(list);
        if let Some(entry) = place(code).and_then(|place| self.codes.get_mut(place)) {
            *entry = list;
        }
    }

    fn list(&mut self, mut list: Vec<u32>) -> u16 {
        if list.is_empty() {
            return 0;
        }
        list.sort_unstable();
        list.dedup();
        if let Some(known) = self.places.get(&list) {
            return *known;
        }
        // There are fewer communes, today's and former ones, than numbers.
        let next = u16::try_from(self.lists.len()).unwrap_or_default();
        let start = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        self.listed.extend(&list);
        let end = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        self.lists.push((start, end));
        self.places.insert(list, next);
        next
    }
}

fn today(area: &Area, tree: Option<&Territory>) -> Area {
    match area {
        Area::Commune(code) => Area::Commune(current(code, tree).clone()),
        area => area.clone(),
    }
}

fn commune_of(area: &Area) -> Option<&CommuneCode> {
    match area {
        Area::Commune(code) => Some(code),
        _ => None,
    }
}

/// The place of a code among all that there could be.
pub(super) fn place(code: &str) -> Option<usize> {
    let [first, second, rest @ ..] = code.as_bytes() else {
        return None;
    };
    let value = |character: u8| usize::from(character.wrapping_sub(b'0'));
    let head = value(*first) * SECOND + value(*second);
    Some(
        rest.iter()
            .fold(head, |all, digit| all * 10 + value(*digit)),
    )
}
