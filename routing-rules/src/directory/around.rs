//! The partners around one case: those who work where it takes place, and those whom it names.

use passerelle_domain::{LandlordRef, PartnerKind, Place, Setting, Territory};
use smallvec::SmallVec;

use super::{Directory, card::Card, key::Key, shelves::Shelf};
use crate::Facts;

/// The places of a case, looked up once for a whole decision.
#[derive(Debug, Clone)]
pub(crate) struct Around<'n> {
    directory: &'n Directory,
    /// Each with how wide it is, the narrowest first.
    shelves: SmallVec<[(u8, Shelf); 10]>,
    /// Those whom the case names as the landlord of the dwelling, in the order of codes.
    landlords: SmallVec<[u32; 2]>,
    referrer: Option<u32>,
}

/// Partners with how wide their area around the case is, the narrowest first, and the others in the
/// order of codes.
pub(crate) type Covering = SmallVec<[(u8, Card); 24]>;

impl<'n> Around<'n> {
    pub(super) fn of(directory: &'n Directory, facts: &Facts<'_>) -> Self {
        let place = &facts.need.place;
        let mut shelves: SmallVec<[(u8, Shelf); 10]> = SmallVec::new();
        let mut add = |breadth, key| {
            shelves.extend(directory.shelves.place(key).map(|shelf| (breadth, shelf)));
        };
        let own_places = [
            place.qpv_code.as_ref().map(|code| (0, Key::qpv(code))),
            place.uai.as_ref().map(|code| (1, Key::school(code))),
        ];
        for (breadth, key) in own_places.into_iter().flatten() {
            add(breadth, key);
        }
        let detention = facts.need.setting == Setting::Detention;
        let known = directory
            .territory
            .and_then(|territory| territory.position(&place.commune_code));
        if let Some(position) = known {
            let around = &directory.surroundings;
            shelves.extend(around.around(position, detention, &directory.shelves));
        } else {
            areas(place, directory.territory, detention, &mut add);
        }
        shelves.extend(directory.shelves.place(Key::FRANCE).map(|shelf| (5, shelf)));
        Self {
            directory,
            shelves,
            landlords: directory.landlords(place.landlord.as_ref()),
            referrer: facts.referrer.and_then(|id| directory.index(id)),
        }
    }

    /// Those of one kind who work at the place of the case, each once.
    pub(crate) fn covering(&self, kind: PartnerKind) -> Covering {
        let mut found = Covering::new();
        let mut stock = self.landlords.as_slice();
        for (breadth, shelf) in &self.shelves {
            if *breadth >= 1 {
                self.stock(kind, std::mem::take(&mut stock), &mut found);
            }
            for card in self.directory.shelves.of_kind(*shelf, kind) {
                add(&mut found, *breadth, card);
            }
        }
        self.stock(kind, stock, &mut found);
        found
    }

    /// The landlords among `landlords` who work for the dwellings that they let.
    fn stock(&self, kind: PartnerKind, landlords: &[u32], found: &mut Covering) {
        for card in landlords
            .iter()
            .filter_map(|index| self.directory.card(*index))
        {
            if card.kind == kind && card.works_for_its_stock() && !self.directory.has_left(card) {
                add(found, 1, card);
            }
        }
    }

    /// Those of one kind whom the case names, wherever they work: its referrer and its landlord.
    pub(crate) fn named(&self, kind: PartnerKind) -> impl Iterator<Item = &'n Card> {
        let indices = self.landlords.iter().chain(&self.referrer);
        indices
            .filter_map(|index| self.directory.card(*index))
            .filter(move |card| card.kind == kind && !self.directory.has_left(card))
    }

    /// Whether the case names a partner, as its referrer or as the landlord of the dwelling.
    pub(crate) fn names_somebody(&self) -> bool {
        self.referrer.is_some() || !self.landlords.is_empty()
    }

    /// Whether the case names the partner as the landlord of the dwelling.
    pub(crate) fn is_landlord(&self, card: &Card) -> bool {
        self.landlords.contains(&card.index)
    }

    pub(crate) fn is_referrer(&self, card: &Card) -> bool {
        self.referrer == Some(card.index)
    }
}

fn add(found: &mut Covering, breadth: u8, card: &Card) {
    // Whoever was found before was found with a narrower area.
    if card.has_several_areas() && found.iter().any(|(_, other)| other.index == card.index) {
        return;
    }
    found.push((breadth, *card));
}

/// The areas that [`Territory::contains`] finds around a code that is no commune's own, each by its
/// code of today, with how wide it is.
fn areas(
    place: &Place,
    territory: Option<&Territory>,
    detention: bool,
    add: &mut impl FnMut(u8, Key),
) {
    let commune = &place.commune_code;
    let mut communes: SmallVec<[_; 2]> = SmallVec::new();
    let found = territory.and_then(|territory| territory.commune(commune));
    match (found, territory) {
        (Some(found), _) if found.code() == commune => communes.push(commune),
        (Some(found), Some(territory)) => {
            let own = territory.current(commune);
            communes.push(own);
            if own != found.code() {
                communes.push(found.code());
            }
        }
        _ => communes.push(commune),
    }
    for code in communes {
        add(1, Key::commune(code));
        if detention {
            add(1, Key::prison(code));
        }
    }
    if let Some(found) = found {
        if let Some(epci) = found.epci() {
            add(2, Key::epci(&epci.code));
        }
        add(3, Key::departement(&found.departement().code));
        add(4, Key::region(&found.region().code));
    } else {
        let code = commune.departement();
        add(3, Key::departement(&code));
        if let Some(found) = territory.and_then(|territory| territory.departement(&code)) {
            add(4, Key::region(&found.region.code));
        }
    }
}

impl Directory {
    /// The partners that the case names as the landlord of the dwelling.
    fn landlords(&self, landlord: Option<&LandlordRef>) -> SmallVec<[u32; 2]> {
        match landlord {
            Some(LandlordRef::Partner(id)) => self.index(*id).into_iter().collect(),
            Some(LandlordRef::Siren(siren)) => {
                let found = self.by_siren.get(&Key::siren(siren));
                found
                    .map(|all| all.iter().copied().collect())
                    .unwrap_or_default()
            }
            None => SmallVec::new(),
        }
    }
}
