//! The partner directory, ordered for deciding: by kind, then by where partners work.
//!
//! A country has tens of thousands of partners, and a case concerns a few: those who work in its
//! commune, its département, its school, and so on. They are found here without looking at the rest.

use std::collections::HashMap;

use passerelle_domain::{
    Area, Availability, CommuneCode, Coverage, LandlordRef, Partner, PartnerId, PartnerKind,
    QpvCode, Setting, Siren, Territory, Uai,
};

use crate::Facts;

/// All partners, by code.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    partners: Vec<Partner>,
    by_id: HashMap<PartnerId, usize>,
    by_siren: HashMap<Siren, Vec<usize>>,
    kinds: HashMap<PartnerKind, Areas>,
    territory: Option<&'static Territory>,
}

/// The partners of one kind that have not left the network: all of them, and by each area. Lists
/// are in the order of codes.
#[derive(Debug, Clone, Default)]
struct Areas {
    all: Vec<usize>,
    france: Vec<usize>,
    /// Regions, départements, intercommunal bodies and communes.
    areas: HashMap<Area, Vec<usize>>,
    prisons: HashMap<CommuneCode, Vec<usize>>,
    districts: HashMap<QpvCode, Vec<usize>>,
    schools: HashMap<Uai, Vec<usize>>,
    own_stock: Vec<usize>,
}

impl Directory {
    pub(crate) fn new(mut partners: Vec<Partner>) -> Self {
        partners.sort_by(|one, other| one.code.cmp(&other.code));
        let mut by_id = HashMap::with_capacity(partners.len());
        let mut by_siren: HashMap<Siren, Vec<usize>> = HashMap::new();
        let mut kinds: HashMap<PartnerKind, Areas> = HashMap::new();
        let territory = Territory::shipped().ok();
        for (index, partner) in partners.iter().enumerate() {
            by_id.insert(partner.id, index);
            if let Some(siren) = partner.siren() {
                by_siren.entry(siren).or_default().push(index);
            }
            if partner.availability != Availability::Archived {
                let areas = kinds.entry(partner.kind).or_default();
                areas.add(index, partner, territory);
            }
        }
        Self {
            partners,
            by_id,
            by_siren,
            kinds,
            territory,
        }
    }

    pub(crate) fn territory(&self) -> Option<&'static Territory> {
        self.territory
    }

    pub(crate) fn partners(&self) -> &[Partner] {
        &self.partners
    }

    pub(crate) fn partner(&self, id: PartnerId) -> Option<&Partner> {
        self.partners.get(*self.by_id.get(&id)?)
    }

    pub(crate) fn of_kind(&self, kind: PartnerKind) -> impl Iterator<Item = &Partner> {
        let all = self.kinds.get(&kind).map_or(&[][..], |areas| &areas.all);
        all.iter().filter_map(|index| self.partners.get(*index))
    }

    /// The partners of one kind, as one case sees them.
    pub(crate) fn shelf<'n>(&'n self, kind: PartnerKind, facts: &Facts<'_>) -> Shelf<'n> {
        let Some(areas) = self.kinds.get(&kind) else {
            return Shelf {
                partners: &self.partners,
                all: &[],
                covering: Vec::new(),
                named: Vec::new(),
            };
        };
        let landlords = self.landlords(facts.need.place.landlord.as_ref());
        let mut covering = areas.around(facts, self.territory);
        covering.extend(
            landlords
                .iter()
                .filter(|one| contains(&areas.own_stock, **one)),
        );
        let referrer = facts.referrer.and_then(|id| self.by_id.get(&id));
        let mut named: Vec<usize> = landlords.iter().chain(referrer).copied().collect();
        named.retain(|one| contains(&areas.all, *one));
        named.extend(&covering);
        Shelf {
            partners: &self.partners,
            all: &areas.all,
            covering: ascending(covering),
            named: ascending(named),
        }
    }

    /// The partners that the case names as the landlord of the dwelling.
    fn landlords(&self, landlord: Option<&LandlordRef>) -> Vec<usize> {
        match landlord {
            Some(LandlordRef::Partner(id)) => self.by_id.get(id).copied().into_iter().collect(),
            Some(LandlordRef::Siren(siren)) => {
                self.by_siren.get(siren).cloned().unwrap_or_default()
            }
            None => Vec::new(),
        }
    }
}

impl Areas {
    fn add(&mut self, index: usize, partner: &Partner, territory: Option<&Territory>) {
        self.all.push(index);
        for area in &partner.coverage {
            let list = match area {
                Coverage::Prison(code) => self.prisons.entry(current(code, territory)).or_default(),
                Coverage::Qpv(code) => self.districts.entry(code.clone()).or_default(),
                Coverage::School(uai) => self.schools.entry(uai.clone()).or_default(),
                Coverage::OwnStock => &mut self.own_stock,
                area => match area.area() {
                    Some(Area::Commune(code)) => {
                        let area = Area::Commune(current(&code, territory));
                        self.areas.entry(area).or_default()
                    }
                    Some(Area::France) | None => &mut self.france,
                    Some(area) => self.areas.entry(area).or_default(),
                },
            };
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }

    /// Those whose area is around the place of the case, in no order.
    fn around(&self, facts: &Facts<'_>, territory: Option<&Territory>) -> Vec<usize> {
        let place = &facts.need.place;
        let mut found = self.france.clone();
        for area in areas_around(&place.commune_code, territory) {
            found.extend(self.areas.get(&area).into_iter().flatten());
            let prisons = match area {
                Area::Commune(code) if facts.need.setting == Setting::Detention => {
                    self.prisons.get(&code)
                }
                _ => None,
            };
            found.extend(prisons.into_iter().flatten());
        }
        let lists = [
            place
                .qpv_code
                .as_ref()
                .and_then(|code| self.districts.get(code)),
            place.uai.as_ref().and_then(|uai| self.schools.get(uai)),
        ];
        found.extend(lists.into_iter().flatten().flatten());
        found
    }
}

/// The areas that [`Territory::contains`] finds around a commune, each by its code of today.
pub(crate) fn areas_around(commune: &CommuneCode, territory: Option<&Territory>) -> Vec<Area> {
    let own = Area::Commune(current(commune, territory));
    let Some(territory) = territory else {
        return vec![own, Area::Departement(commune.departement())];
    };
    let Some(found) = territory.commune(commune) else {
        let code = commune.departement();
        let region = territory.departement(&code).map(|found| &found.region.code);
        let region = region.map(|code| Area::Region(code.clone()));
        return [own, Area::Departement(code)]
            .into_iter()
            .chain(region)
            .collect();
    };
    let mut areas = vec![
        Area::Departement(found.departement().code.clone()),
        Area::Region(found.region().code.clone()),
    ];
    areas.extend(found.epci().map(|epci| Area::Epci(epci.code.clone())));
    let whole = Area::Commune(found.code().clone());
    if whole != own {
        areas.push(whole);
    }
    areas.push(own);
    areas
}

pub(crate) fn current(commune: &CommuneCode, territory: Option<&Territory>) -> CommuneCode {
    territory
        .map_or(commune, |territory| territory.current(commune))
        .clone()
}

fn contains(sorted: &[usize], one: usize) -> bool {
    sorted.binary_search(&one).is_ok()
}

fn ascending(mut list: Vec<usize>) -> Vec<usize> {
    list.sort_unstable();
    list.dedup();
    list
}

/// The partners of one kind, as one case sees them. Every walk is in the order of codes.
pub(crate) struct Shelf<'n> {
    partners: &'n [Partner],
    all: &'n [usize],
    covering: Vec<usize>,
    /// Those who cover the place, and those whom the case names: its referrer and its landlord.
    named: Vec<usize>,
}

impl<'n> Shelf<'n> {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &'n Partner> + use<'n> {
        let partners = self.partners;
        self.all.iter().filter_map(|index| partners.get(*index))
    }

    /// Those who work at the place of the case.
    pub(crate) fn covering(self) -> impl Iterator<Item = &'n Partner> {
        let partners = self.partners;
        self.covering
            .into_iter()
            .filter_map(|index| partners.get(index))
    }

    /// Those who work at the place of the case or are named by it, and the first `most` of the
    /// others.
    pub(crate) fn with_some_elsewhere(mut self, most: usize) -> impl Iterator<Item = &'n Partner> {
        let elsewhere = |one: &&usize| !contains(&self.named, **one);
        let some: Vec<usize> = self
            .all
            .iter()
            .filter(elsewhere)
            .take(most)
            .copied()
            .collect();
        self.named.extend(some);
        let partners = self.partners;
        ascending(self.named)
            .into_iter()
            .filter_map(|index| partners.get(index))
    }
}
