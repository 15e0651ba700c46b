//! The partner directory, ordered for deciding: by kind, then by where partners work.
//!
//! A country has tens of thousands of partners, and a case concerns a few: those who work in its
//! commune, its département, its school, and so on. They are found here without looking at the rest.

use std::collections::HashMap;

use passerelle_domain::{
    Availability, CommuneCode, Coverage, DepartementCode, LandlordRef, Partner, PartnerId,
    PartnerKind, Setting, Siren, Uai,
};

use crate::Facts;

/// All partners, by code.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    partners: Vec<Partner>,
    by_id: HashMap<PartnerId, usize>,
    by_siren: HashMap<Siren, Vec<usize>>,
    kinds: HashMap<PartnerKind, Areas>,
}

/// The partners of one kind that have not left the network: all of them, and by each area. Lists
/// are in the order of codes.
#[derive(Debug, Clone, Default)]
struct Areas {
    all: Vec<usize>,
    france: Vec<usize>,
    departements: HashMap<DepartementCode, Vec<usize>>,
    communes: HashMap<CommuneCode, Vec<usize>>,
    prisons: HashMap<CommuneCode, Vec<usize>>,
    schools: HashMap<Uai, Vec<usize>>,
    own_stock: Vec<usize>,
}

impl Directory {
    pub(crate) fn new(mut partners: Vec<Partner>) -> Self {
        partners.sort_by(|one, other| one.code.cmp(&other.code));
        let mut by_id = HashMap::with_capacity(partners.len());
        let mut by_siren: HashMap<Siren, Vec<usize>> = HashMap::new();
        let mut kinds: HashMap<PartnerKind, Areas> = HashMap::new();
        for (index, partner) in partners.iter().enumerate() {
            by_id.insert(partner.id, index);
            if let Some(siren) = partner.siren() {
                by_siren.entry(siren).or_default().push(index);
            }
            if partner.availability != Availability::Archived {
                kinds.entry(partner.kind).or_default().add(index, partner);
            }
        }
        Self {
            partners,
            by_id,
            by_siren,
            kinds,
        }
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
        let mut covering = areas.around(facts);
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
    fn add(&mut self, index: usize, partner: &Partner) {
        self.all.push(index);
        for area in &partner.coverage {
            let list = match area {
                Coverage::France => &mut self.france,
                Coverage::Departement(code) => self.departements.entry(code.clone()).or_default(),
                Coverage::Commune(code) => self.communes.entry(code.clone()).or_default(),
                Coverage::Prison(code) => self.prisons.entry(code.clone()).or_default(),
                Coverage::School(uai) => self.schools.entry(uai.clone()).or_default(),
                Coverage::OwnStock => &mut self.own_stock,
            };
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }

    /// Those whose area is around the place of the case, in no order.
    fn around(&self, facts: &Facts<'_>) -> Vec<usize> {
        let place = &facts.need.place;
        let commune = &place.commune_code;
        let mut found = self.france.clone();
        let lists = [
            self.departements.get(&commune.departement()),
            self.communes.get(commune),
            self.prisons
                .get(commune)
                .filter(|_| facts.need.setting == Setting::Detention),
            place.uai.as_ref().and_then(|uai| self.schools.get(uai)),
        ];
        for list in lists.into_iter().flatten() {
            found.extend(list);
        }
        found
    }
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
