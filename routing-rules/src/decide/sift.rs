//! Which partners of the route can take the case, and why each other one cannot.

use passerelle_domain::{PartnerKind, TurnedDownReason};
use smallvec::SmallVec;

use super::{Search, Sought, route, search::Wanted};
use crate::{TurnedDown, directory::Card};

/// How many partners of one kind are listed as turned down for one reason: a directory of a whole
/// country has thousands elsewhere.
const LISTED: usize = 20;

/// How many candidates a case usually has at most: the lists of so many stay where they are made.
const ROOM: usize = 32;

/// Which partners that cannot take a case are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    /// Those who work at the place of the case or are named by it.
    Near,
    /// The first of those who work elsewhere too.
    Elsewhere,
}

/// The partners of a route, sorted into those that can be asked and those that cannot.
#[derive(Default)]
pub(crate) struct Sifted {
    pub(crate) eligible: SmallVec<[Card; ROOM]>,
    pub(crate) turned_down: Vec<TurnedDown>,
    pub(crate) vacant: Vec<PartnerKind>,
}

pub(crate) fn sift(search: &Search<'_, '_>, listing: Listing) -> Sifted {
    let mut sifted = Sifted::default();
    let route = route(search.ground);
    for (number, sought) in route.iter().enumerate() {
        let (before, after) = route.split_at(number);
        let again = |other: &Sought| other.kind == sought.kind;
        if search.directory().is_vacant(sought.kind) {
            if !before.iter().any(again) {
                sifted.vacant.push(sought.kind);
            }
        } else {
            sifted.add(search, *sought, listing, before.iter().any(again));
        }
        if before.iter().any(again) && !after.iter().skip(1).any(again) {
            sifted.settle();
        }
    }
    // Police forces come after everybody else, unless the rule was signed for.
    let police = |card: &Card| card.kind.is_law_enforcement();
    if search.ground.rule.then.law_enforcement.is_none() && sifted.eligible.iter().any(police) {
        sifted.eligible.sort_by_key(police);
    }
    sifted
}

impl Sifted {
    fn add(&mut self, search: &Search<'_, '_>, sought: Sought, listing: Listing, again: bool) {
        let kind = sought.kind;
        let mut refused: SmallVec<[(u32, TurnedDown); 8]> = SmallVec::new();
        let mut refuse = |card: &Card, reason| {
            let partner = card.id;
            refused.push((card.index, TurnedDown { partner, reason }));
        };
        let mut covering = search.around.covering(kind);
        let is_covering = |card: &Card| covering.iter().any(|(_, one)| one.index == card.index);
        let elsewhere = |card: &Card| search.objection(sought, Wanted::ToTake, card, false);
        for card in search.around.named(kind).filter(|card| !is_covering(card)) {
            elsewhere(card)
                .into_iter()
                .for_each(|reason| refuse(card, reason));
        }
        if listing == Listing::Elsewhere {
            let is_named =
                |card: &Card| search.around.is_landlord(card) || search.around.is_referrer(card);
            let others = search.directory().cards(kind);
            for card in others
                .filter(|card| !is_covering(card) && !is_named(card))
                .take(LISTED)
            {
                elsewhere(card)
                    .into_iter()
                    .for_each(|reason| refuse(card, reason));
            }
        }
        let asks_nothing = search.asks_nothing_of(sought);
        covering.retain(|(_, card)| {
            if asks_nothing && card.is_open() && !card.is_particular() {
                return true;
            }
            let objection = search.objection(sought, Wanted::ToTake, card, true);
            objection
                .into_iter()
                .for_each(|reason| refuse(card, reason));
            objection.is_none()
        });
        search.order(&mut covering);
        let before = self.eligible.len();
        for (_, card) in &covering {
            let known = self.eligible.get(..before).filter(|_| again);
            if known.is_none_or(|known| known.iter().all(|other| other.index != card.index)) {
                self.eligible.push(*card);
            }
        }
        if !refused.is_empty() {
            self.list(refused);
        }
    }

    /// Lists those who were refused, in the order of codes, each once, and of one reason not all.
    fn list(&mut self, mut refused: SmallVec<[(u32, TurnedDown); 8]>) {
        refused.sort_unstable_by_key(|(index, _)| *index);
        refused.dedup_by_key(|(index, _)| *index);
        let before = self.turned_down.len();
        for (_, one) in refused {
            let own = self.turned_down.get(before..).unwrap_or_default();
            if own.len() < LISTED || same_reason(own, one.reason) < LISTED {
                self.turned_down.push(one);
            }
        }
    }

    /// After a kind that was sought twice: whoever can be asked was not turned down, and nobody was
    /// turned down twice.
    fn settle(&mut self) {
        let Self {
            eligible,
            turned_down,
            ..
        } = self;
        let mut seen = Vec::with_capacity(turned_down.len());
        turned_down.retain(|one| {
            let keep =
                !seen.contains(&one.partner) && eligible.iter().all(|card| card.id != one.partner);
            seen.push(one.partner);
            keep
        });
    }
}

fn same_reason(list: &[TurnedDown], reason: TurnedDownReason) -> usize {
    list.iter().filter(|one| one.reason == reason).count()
}
