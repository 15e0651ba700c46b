//! Which partners of the route can take the case, and why each other one cannot.

use passerelle_domain::{
    Availability, Coverage, Partner, PartnerKind, Place, Setting, Territory, TurnedDownReason,
};

use super::{Ground, route};
use crate::{TurnedDown, rules::Only};

/// How many partners of one kind are listed as turned down for one reason: a directory of a whole
/// country has thousands elsewhere.
const LISTED: usize = 20;

/// The partners of a route, sorted into those that can be asked and those that cannot.
pub(crate) struct Sifted<'n> {
    pub(crate) eligible: Vec<&'n Partner>,
    pub(crate) turned_down: Vec<TurnedDown>,
    pub(crate) vacant: Vec<PartnerKind>,
}

pub(crate) fn sift<'n>(ground: &Ground<'n>) -> Sifted<'n> {
    let mut sifted = Sifted {
        eligible: Vec::new(),
        turned_down: Vec::new(),
        vacant: Vec::new(),
    };
    for kind in route(ground) {
        sifted.add(ground, kind);
    }
    // Police forces come after everybody else, unless the rule was signed for.
    if ground.rule.then.law_enforcement.is_none() {
        sifted
            .eligible
            .sort_by_key(|partner| partner.kind.is_law_enforcement());
    }
    sifted
}

impl<'n> Sifted<'n> {
    fn add(&mut self, ground: &Ground<'n>, kind: PartnerKind) {
        let mut found = Vec::new();
        let mut listed: Vec<TurnedDownReason> = Vec::new();
        let shelf = ground.network.shelf(kind, &ground.facts);
        let vacant = shelf.is_empty();
        let is_party = ground.row.is_some_and(|row| row.parties.contains(&kind));
        let mut consider = |partner: &'n Partner| match objection(ground, partner) {
            None => found.push(partner),
            Some(reason) => {
                if listed.iter().filter(|other| **other == reason).count() < LISTED {
                    listed.push(reason);
                    self.turned_down.push(TurnedDown {
                        partner: partner.id,
                        reason,
                    });
                }
            }
        };
        if is_party {
            // All of them are, wherever they work.
            shelf.all().take(LISTED).for_each(&mut consider);
        } else {
            // Of those who work elsewhere only the first few are listed.
            shelf.with_some_elsewhere(LISTED).for_each(&mut consider);
        }
        if vacant {
            self.vacant.push(kind);
        }
        let need = ground.facts.need;
        // The directory is in the order of codes already, and this sort keeps it among equals.
        found.sort_by_key(|partner| {
            breadth(
                partner,
                need.setting,
                &need.place,
                ground.network.territory(),
            )
        });
        self.eligible.extend(found);
    }
}

/// Why this partner cannot take the case, if it cannot.
pub(crate) fn objection(ground: &Ground<'_>, partner: &Partner) -> Option<TurnedDownReason> {
    let facts = &ground.facts;
    let need = facts.need;
    if is_party(ground, partner) {
        Some(TurnedDownReason::PartyToTheCase)
    } else if facts.referrer == Some(partner.id) {
        Some(TurnedDownReason::ReferrerOrganisation)
    } else if !partner.covers(need.setting, &need.place, ground.network.territory()) {
        Some(TurnedDownReason::OutOfCoverage)
    } else if ground
        .rule
        .then
        .only
        .as_ref()
        .is_some_and(|only| !only.allows(partner))
    {
        Some(TurnedDownReason::ExcludedByRule)
    } else if partner.availability != Availability::Open {
        Some(TurnedDownReason::ClosedOrPaused)
    } else if facts.already_asked.contains(&partner.id) {
        Some(TurnedDownReason::AlreadyDeclined)
    } else {
        None
    }
}

/// Whether the partner is itself a party: where the situation makes its kind one, and so the
/// landlord of the dwelling too, whatever its kind.
pub(crate) fn is_party(ground: &Ground<'_>, partner: &Partner) -> bool {
    let Some(row) = ground.row else { return false };
    let landlord = ground.facts.need.place.landlord.as_ref();
    let lets_the_dwelling = landlord.is_some_and(|landlord| partner.is_landlord(landlord));
    row.parties.contains(&partner.kind)
        || (row.parties.contains(&PartnerKind::SocialLandlord) && lets_the_dwelling)
}

impl Only {
    fn allows(&self, partner: &Partner) -> bool {
        self.kinds.contains(&partner.kind) || (self.works_in_prison && partner.works_in_prison())
    }
}

/// How wide the narrowest of the partner's areas around this place is: the nearest comes first.
pub(crate) fn breadth(
    partner: &Partner,
    setting: Setting,
    place: &Place,
    territory: Option<&Territory>,
) -> u8 {
    let width = |area: &Coverage| match area {
        Coverage::Qpv(_) => 0,
        Coverage::Commune(_) | Coverage::School(_) | Coverage::OwnStock | Coverage::Prison(_) => 1,
        Coverage::Epci(_) => 2,
        Coverage::Departement(_) => 3,
        Coverage::Region(_) => 4,
        Coverage::France => 5,
    };
    partner
        .coverage
        .iter()
        .filter(|area| partner.reaches(area, setting, place, territory))
        .map(width)
        .min()
        .unwrap_or(u8::MAX)
}
