//! Gaps in the network: which situations have nobody to ask, or one partner only, and where.
//!
//! [`reach`] says which kinds of partner the rules ask in each situation and place, [`census`] counts
//! the partners of these kinds around every commune, and [`areas`] tells the communes that lack one by
//! the largest areas that hold nothing else. [`words`] says it all in French and English.
//!
//! What is counted is a case without danger, for which a partner is asked wherever it takes place:
//! those who serve their own dwellings or their own pupils count for no commune, those of one priority
//! district only where that district is looked at, and a police force, which is never asked first,
//! counts for nobody.

mod areas;
mod census;
mod reach;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use passerelle_domain::{
    Area, Availability, Coverage, PartnerId, QpvCode, Situation, Territory, territory::Commune,
};
use serde::Serialize;

use crate::Network;
use areas::Communes;
use census::Census;
use reach::Reach;

/// The part of the country that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The communes of this area.
    pub area: Area,
    /// Of them only this priority district, wherever in the area it lies: no official list tells its
    /// communes by their codes.
    pub qpv: Option<QpvCode>,
}

impl From<Area> for Part {
    fn from(area: Area) -> Self {
        Self { area, qpv: None }
    }
}

/// What is known of partners beside the directory.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The moment that is looked at: rules and pauses may depend on it.
    pub at: Timestamp,
    /// How many cases each partner carries as their lead.
    pub open: &'a [(PartnerId, u32)],
    /// Partners whose mailbox gave a mail back.
    pub bounced: &'a [PartnerId],
}

/// The gaps of a network in a part of the country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gaps {
    /// The part of the country.
    pub area: Area,
    /// The priority district of it that was looked at alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qpv: Option<QpvCode>,
    /// How many communes the area has.
    pub communes: usize,
    /// Situations that lack a partner, those that lack any first.
    pub lacking: Vec<Lacking>,
    /// Partners that carry as many cases as they can, or more.
    pub full: Vec<Full>,
    /// Partners that cannot be told of a case by mail.
    pub unreachable: Vec<Unreachable>,
}

/// Situations that lack a partner in the same places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// What is missing.
    pub code: Shortage,
    /// The situations.
    pub situations: Vec<Situation>,
    /// Where: the largest areas of which it is true as a whole, and communes.
    pub areas: Vec<Area>,
    /// How many communes these are.
    pub communes: usize,
}

/// How many partners there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortage {
    /// Nobody to ask.
    NoPartner,
    /// One, and nobody to ask after it.
    OnePartner,
}

/// A partner that carries as many cases as it can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Full {
    /// Its code in the directory.
    pub partner: String,
    /// How many cases it carries.
    pub open: u32,
    /// How many it can carry.
    pub capacity: u32,
}

/// A partner that cannot be told of a case by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreachable {
    /// Its code in the directory.
    pub partner: String,
    /// Why.
    pub code: NoMail,
}

/// Why a mail reaches nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoMail {
    /// The directory has no address.
    NoAddress,
    /// The mailbox gave a mail back.
    Bounced,
}

/// The gaps of `network` in a part of the country.
#[must_use]
pub fn gaps(network: &Network, part: &Part, around: Circumstances<'_>) -> Gaps {
    let Part { area, qpv } = part;
    let qpv = qpv.as_ref();
    let tree = Territory::in_use().ok();
    let all: &[Commune] = tree.map_or(&[], Territory::communes);
    let inside = |commune: &&Commune| tree.is_some_and(|tree| tree.contains(area, commune.code()));
    let communes: Vec<&Commune> = all.iter().filter(inside).collect();
    let reach = Reach::of(network, around.at, &communes, qpv);
    let census = Census::of(network, around.at, qpv);
    let communes = Communes::of(all, communes);
    let mut gaps = Gaps {
        area: area.clone(),
        qpv: qpv.cloned(),
        communes: communes.len(),
        lacking: lacking(&communes, &reach, &census),
        full: Vec::new(),
        unreachable: Vec::new(),
    };
    gaps.partners(network, part, &communes.areas(), around);
    gaps
}

/// The situations that lack a partner, together where they lack it in the same communes.
fn lacking(communes: &Communes<'_>, reach: &Reach, census: &Census) -> Vec<Lacking> {
    let mut missing: BTreeMap<(Shortage, Situation), Vec<u64>> = BTreeMap::new();
    for (number, commune) in communes.iter().enumerate() {
        let found = census.around(commune, |kind| reach.situations(number, kind));
        for situation in Situation::ALL {
            let bit = 1_u128 << (*situation as u32);
            let shortage = if found.one & bit == 0 {
                Shortage::NoPartner
            } else if found.two & bit == 0 {
                Shortage::OnePartner
            } else {
                continue;
            };
            if !reach.asks(number, *situation) {
                continue;
            }
            let set = missing.entry((shortage, *situation));
            let set = set.or_insert_with(|| communes.nothing());
            if let Some(word) = set.get_mut(number / 64) {
                *word |= 1 << (number % 64);
            }
        }
    }
    let mut groups: BTreeMap<(Shortage, Vec<u64>), Vec<Situation>> = BTreeMap::new();
    for ((shortage, situation), set) in missing {
        groups.entry((shortage, set)).or_default().push(situation);
    }
    let mut lacking: Vec<Lacking> = groups
        .into_iter()
        .map(|((code, set), situations)| Lacking {
            code,
            situations,
            areas: communes.largest(&set),
            communes: set.iter().map(|word| word.count_ones() as usize).sum(),
        })
        .collect();
    lacking.sort_by_key(|one| (one.code, usize::MAX - one.communes));
    lacking
}

impl Gaps {
    /// The partners that work in one of `areas`. Dwellings, pupils, and districts while none is looked
    /// at, may be anywhere.
    fn partners(
        &mut self,
        network: &Network,
        part: &Part,
        areas: &HashSet<Area>,
        around: Circumstances<'_>,
    ) {
        let bounced: HashSet<PartnerId> = around.bounced.iter().copied().collect();
        let open: HashMap<PartnerId, u32> = around.open.iter().copied().collect();
        let tree = Territory::in_use().ok();
        // A commune may be named by the code that it had before a merger, or be in no list at all.
        let meets = |own: &Area| match own {
            Area::Commune(code) => tree.is_some_and(|tree| tree.contains(&part.area, code)),
            own => areas.contains(own),
        };
        let here = network.partners().iter().filter(|partner| {
            let active = partner.availability != Availability::Archived;
            let covered = |own: &Coverage| match (own, &part.qpv) {
                (Coverage::Qpv(own), Some(district)) => own == district,
                _ => own
                    .area()
                    .is_none_or(|own| meets(&own) || areas.contains(&own)),
            };
            active && partner.coverage.iter().any(covered)
        });
        for partner in here {
            let open = open.get(&partner.id).copied().unwrap_or_default();
            if let Some(capacity) = partner.capacity.filter(|capacity| open >= *capacity) {
                self.full.push(Full {
                    partner: partner.code.clone(),
                    open,
                    capacity,
                });
            }
            let code = match &partner.email {
                None => NoMail::NoAddress,
                Some(_) if bounced.contains(&partner.id) => NoMail::Bounced,
                Some(_) => continue,
            };
            self.unreachable.push(Unreachable {
                partner: partner.code.clone(),
                code,
            });
        }
    }
}
