//! Places in classes: the communes that no rule tells apart.
//!
//! A rule names communes, intercommunal bodies, départements and regions, so two communes that lie in
//! the same of these are one to every rule. Tens of thousands of communes come down to as many
//! classes as rules make differences; the one that no rule names is the first.

use std::collections::{BTreeMap, HashMap, HashSet};

use passerelle_domain::{
    Area, CommuneCode, DepartementCode, QpvCode, SchoolCalendar, Territory,
    calendar::public_holidays,
};

use crate::areas::{areas_around, current};

/// The classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    /// What rules name.
    areas: Vec<Area>,
    numbers: HashMap<Area, Vec<usize>>,
    /// With which other holidays places are another class.
    calendars: Calendars,
    classes: Vec<PlaceClass>,
    by_sign: HashMap<Sign, usize>,
}

/// Places that no rule tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceClass {
    /// The areas that they lie in, by their numbers.
    pub(crate) areas: Vec<usize>,
    /// Which holidays they have.
    pub(crate) calendar: usize,
    /// One of them.
    pub(crate) sample: CommuneCode,
}

/// What rules can know of a place.
type Sign = (Vec<usize>, usize);

/// A fictional commune: what a case is about where no rule asks where it takes place.
const ANYWHERE: &str = "00001";

/// Codes that belong to no commune, as a request may state them, inside a département that exists
/// and outside of all.
const NOWHERE: &str = "96001";

/// Years in which no local holiday falls on a day that is one everywhere.
const YEARS: std::ops::RangeInclusive<i16> = 2024..=2027;

impl Places {
    pub(super) fn of(mut areas: Vec<Area>, calendars: Calendars) -> Self {
        areas.sort();
        areas.dedup();
        let mut places = Self {
            numbers: HashMap::new(),
            areas,
            calendars,
            classes: Vec::new(),
            by_sign: HashMap::new(),
        };
        let tree = Territory::in_use().ok();
        for (number, area) in places.areas.iter().enumerate() {
            let area = match area {
                Area::Commune(code) => Area::Commune(current(code, tree).clone()),
                area => area.clone(),
            };
            places.numbers.entry(area).or_default().push(number);
        }
        places.number(places.kinds(tree));
        places
    }

    /// Every kind of place that there is, with one of its communes.
    fn kinds(&self, tree: Option<&'static Territory>) -> BTreeMap<Sign, CommuneCode> {
        let areas = &self.areas;
        let mut calendars: HashMap<DepartementCode, usize> = HashMap::new();
        let mut found: BTreeMap<Sign, CommuneCode> = BTreeMap::new();
        let mut see = |code: &CommuneCode| {
            let departement = code.departement();
            let calendar = calendars
                .entry(departement)
                .or_insert_with_key(|departement| self.calendars.of(departement));
            let sign = (self.areas_around(code, tree), *calendar);
            found.entry(sign).or_insert_with(|| code.clone());
        };
        for code in [ANYWHERE, NOWHERE] {
            CommuneCode::parse(code).iter().for_each(&mut see);
        }
        let named: HashSet<CommuneCode> = areas
            .iter()
            .filter_map(|area| match area {
                Area::Commune(code) => Some(current(code, tree).clone()),
                _ => None,
            })
            .collect();
        named.iter().for_each(&mut see);
        let Some(tree) = tree else {
            return found;
        };
        // Of the communes that no rule names, those of one département and one body are alike.
        let mut seen: HashSet<(&str, Option<&str>)> = HashSet::new();
        for commune in tree.communes() {
            let own = (
                commune.departement().code.as_str(),
                commune.epci().map(|epci| epci.code.as_str()),
            );
            if !named.contains(commune.code()) && seen.insert(own) {
                see(commune.code());
            }
        }
        for code in tree.other_codes() {
            let whole = tree.commune(code).map(|commune| commune.code());
            let of = |code: &CommuneCode| self.calendars.of(&code.departement());
            // A few communes have merged into one of another département, with other holidays.
            let elsewhere = || whole.is_some_and(|whole| of(whole) != of(code));
            if named.contains(tree.current(code))
                || whole.is_some_and(|code| named.contains(code))
                || elsewhere()
            {
                see(code);
            }
        }
        for departement in tree.departements() {
            unknown_in(&departement.code, Some(tree))
                .iter()
                .for_each(&mut see);
        }
        for area in areas {
            if let Area::Departement(code) = area {
                unknown_in(code, Some(tree)).iter().for_each(&mut see);
            }
        }
        found
    }

    /// Gives each kind of place its number.
    fn number(&mut self, found: BTreeMap<Sign, CommuneCode>) {
        let mut classes: Vec<(Sign, CommuneCode)> = found.into_iter().collect();
        // The one that rules name least often stands for "somewhere": the smallest case is there.
        classes.sort_by_key(|((areas, calendar), _)| (areas.len(), *calendar));
        for ((areas, calendar), sample) in classes {
            self.by_sign
                .insert((areas.clone(), calendar), self.classes.len());
            self.classes.push(PlaceClass {
                areas,
                calendar,
                sample,
            });
        }
    }

    /// The areas around a commune, as [`Territory::contains`] has it, without trying each.
    fn areas_around(&self, code: &CommuneCode, tree: Option<&Territory>) -> Vec<usize> {
        let around = [Area::France].into_iter().chain(areas_around(code, tree));
        let numbers = around.filter_map(|area| self.numbers.get(&area));
        let mut numbers: Vec<usize> = numbers.flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The class of a commune.
    pub(crate) fn class(&self, code: &CommuneCode) -> usize {
        let calendar = self.calendars.of(&code.departement());
        let sign = (self.areas_around(code, Territory::in_use().ok()), calendar);
        self.by_sign.get(&sign).copied().unwrap_or_default()
    }

    pub(crate) fn classes(&self) -> &[PlaceClass] {
        &self.classes
    }

    /// What rules name, by the numbers that classes have them by.
    pub(crate) fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The classes that lie in an area that some rule names.
    pub(crate) fn within(&self, area: &Area) -> Vec<usize> {
        let Ok(number) = self.areas.binary_search(area) else {
            return Vec::new();
        };
        let classes = self.classes.iter().enumerate();
        classes
            .filter(|(_, class)| class.areas.contains(&number))
            .map(|(place, _)| place)
            .collect()
    }

    /// A commune of a class; one of the district's own département, where the class has one.
    pub(super) fn sample(&self, class: usize, qpv: Option<&QpvCode>) -> Option<CommuneCode> {
        let found = self.classes.get(class)?;
        let near = qpv.and_then(|qpv| {
            let own = departement_of(qpv)?;
            let communes = Territory::in_use().ok()?.communes().iter();
            let mut codes = communes.map(|commune| commune.code());
            codes.find(|code| code.as_str().starts_with(own.as_str()) && self.class(code) == class)
        });
        Some(near.unwrap_or(&found.sample).clone())
    }
}

/// A commune that no rule could name.
pub(crate) fn anywhere() -> Option<CommuneCode> {
    CommuneCode::parse(ANYWHERE).ok()
}

/// A code of this département that no commune has.
fn unknown_in(departement: &DepartementCode, tree: Option<&Territory>) -> Option<CommuneCode> {
    let digits = 5 - departement.as_str().len();
    let last = 10_u32.pow(u32::try_from(digits).unwrap_or_default()) - 1;
    let codes = (1..=last).rev().filter_map(|number| {
        CommuneCode::parse(&format!("{}{number:0digits$}", departement.as_str())).ok()
    });
    let mut unknown = codes.filter(|code| tree.is_none_or(|tree| tree.commune(code).is_none()));
    unknown.next()
}

/// The département that the code of a priority district tells.
fn departement_of(qpv: &QpvCode) -> Option<DepartementCode> {
    let code = qpv.as_str().get(2..5)?;
    DepartementCode::parse(code.strip_prefix('0').unwrap_or(code)).ok()
}

/// By which holidays places are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Calendars {
    pub(super) public: bool,
    pub(super) school: bool,
}

/// More than there are days in a year.
const DAYS: usize = 1_000;

impl Calendars {
    /// Whether any holidays matter.
    pub(super) fn matter(self) -> bool {
        self.public || self.school
    }

    /// A number that two départements share if they have the same holidays, as far as these matter:
    /// 0 for those of France at large without a school calendar.
    fn of(self, departement: &DepartementCode) -> usize {
        let public = if self.public { public(departement) } else { 0 };
        let school = if self.school { school(departement) } else { 0 };
        school * DAYS + public
    }
}

/// 0 for the public holidays of France at large, else the first local one of the year.
fn public(departement: &DepartementCode) -> usize {
    let local = YEARS.flat_map(|year| {
        let everywhere = public_holidays(year, None);
        let here = public_holidays(year, Some(departement));
        let own = here
            .into_iter()
            .filter(move |day| !everywhere.contains(day));
        own.map(|day| usize::from(day.day_of_year().unsigned_abs()))
    });
    local.last().unwrap_or(0)
}

/// 0 where no school holidays are known, else the number of the zone from 1.
fn school(departement: &DepartementCode) -> usize {
    let calendar = SchoolCalendar::in_use().ok();
    let zone = calendar.and_then(|calendar| {
        let own = calendar.zone(departement)?;
        let mut told = calendar.zones().iter();
        told.position(|zone| zone == own && !zone.told().is_empty())
    });
    zone.map_or(0, |zone| zone + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Zone;

    fn area(text: &str) -> Area {
        match Zone::parse(text).unwrap() {
            Zone::Area(area) => area,
            Zone::Qpv(_) => unreachable!(),
        }
    }

    #[test]
    fn a_class_lies_in_an_area_with_all_its_communes_or_with_none() {
        let named = [
            "region:53",
            "departement:35",
            "departement:67",
            "epci:243500139",
            "commune:35238",
            "commune:75056",
            "commune:75111",
            "departement:00",
            "commune:00002",
            "departement:2A",
        ];
        let areas: Vec<Area> = named.iter().map(|text| area(text)).collect();
        let calendars = Calendars {
            public: true,
            school: true,
        };
        let places = Places::of(areas.clone(), calendars);
        let tree = Territory::shipped().unwrap();
        let codes = [
            "35999", "22999", "00001", "00002", "96001", "75111", "67482",
        ];
        let some = codes.map(|code| CommuneCode::parse(code).unwrap());
        let all = tree.communes().iter().map(|commune| commune.code());
        for code in all.step_by(7).chain(tree.other_codes()).chain(&some) {
            let class = places.class(code);
            for area in &areas {
                let inside = places.within(area).contains(&class);
                assert_eq!(inside, tree.contains(area, code), "{code} in {area:?}");
            }
            let sample = &places.classes()[class].sample;
            assert_eq!(places.class(sample), class);
            for year in YEARS {
                let holidays =
                    |code: &CommuneCode| public_holidays(year, Some(&code.departement()));
                assert_eq!(holidays(code), holidays(sample), "{code} and {sample}");
            }
            let calendar = SchoolCalendar::shipped().unwrap();
            let school = |code: &CommuneCode| {
                let zone = calendar.zone(&code.departement());
                zone.map_or(&[][..], |zone| zone.holidays())
            };
            assert_eq!(school(code), school(sample), "{code} and {sample}");
        }
        assert!(places.classes()[0].areas.is_empty());
        assert!(places.classes().len() < 25);
    }
}
