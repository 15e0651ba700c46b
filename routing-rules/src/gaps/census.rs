//! How many partners there are around a commune.

use std::collections::HashMap;

use jiff::Timestamp;
use passerelle_domain::{
    Area, Coverage, Partner, PartnerKind, QpvCode, Setting, Situation, calendar::day_of,
    territory::Commune,
};

use super::reach::Situations;
use crate::Network;

/// The situations that somebody takes on, and those that two do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) one: Situations,
    pub(super) two: Situations,
}

impl Count {
    fn add(&mut self, taken: Situations) {
        self.two |= self.one & taken;
        self.one |= taken;
    }

    fn join(&mut self, other: Self) {
        self.two |= other.two | (self.one & other.one);
        self.one |= other.one;
    }

    fn within(self, situations: Situations) -> Self {
        Self {
            one: self.one & situations,
            two: self.two & situations,
        }
    }
}

/// The partners that take cases, by where they work. The district that is looked at is everywhere.
pub(super) struct Census {
    qpv: Option<QpvCode>,
    /// Partners of one area each: what they take on, added up by kind.
    by_area: HashMap<Area, Vec<(PartnerKind, Count)>>,
    /// Partners of several areas, of which each counts once: by area their numbers.
    several: HashMap<Area, Vec<usize>>,
    taken: Vec<(PartnerKind, Vec<(Area, Situations)>)>,
}

impl Census {
    pub(super) fn of(network: &Network, at: Timestamp, qpv: Option<&QpvCode>) -> Self {
        let mut census = Self {
            qpv: qpv.cloned(),
            by_area: HashMap::new(),
            several: HashMap::new(),
            taken: Vec::new(),
        };
        let today = day_of(at).ok();
        let takes_cases =
            |partner: &&Partner| today.is_some_and(|today| partner.takes_cases_on(today));
        for partner in network.partners().iter().filter(takes_cases) {
            census.add(partner);
        }
        census
    }

    fn add(&mut self, partner: &Partner) {
        let tree = passerelle_domain::Territory::in_use().ok();
        let mut areas: Vec<(Area, Situations)> = Vec::new();
        for own in &partner.coverage {
            let taken = situations(partner, own);
            let area = match own {
                Coverage::Qpv(district) if self.qpv.as_ref() == Some(district) => {
                    Some(Area::France)
                }
                own => own.area(),
            };
            let Some(area) = area else { continue };
            let area = match area {
                Area::Commune(code) => Area::Commune(crate::areas::current(&code, tree).clone()),
                area => area,
            };
            areas.push((area, taken));
        }
        match areas.as_slice() {
            [] => {}
            [(area, taken)] => {
                let kinds = self.by_area.entry(area.clone()).or_default();
                match kinds.iter_mut().find(|(kind, _)| *kind == partner.kind) {
                    Some((_, count)) => count.add(*taken),
                    None => {
                        let mut count = Count::default();
                        count.add(*taken);
                        kinds.push((partner.kind, count));
                    }
                }
            }
            _ => {
                for (area, _) in &areas {
                    let list = self.several.entry(area.clone()).or_default();
                    list.push(self.taken.len());
                }
                self.taken.push((partner.kind, areas));
            }
        }
    }

    /// The partners around a commune, each for the situations in which its kind is asked.
    pub(super) fn around(
        &self,
        commune: &Commune,
        asked: impl Fn(PartnerKind) -> Situations,
    ) -> Count {
        let mut around = vec![
            Area::France,
            Area::Region(commune.region().code.clone()),
            Area::Departement(commune.departement().code.clone()),
            Area::Commune(commune.code().clone()),
        ];
        around.extend(commune.epci().map(|epci| Area::Epci(epci.code.clone())));
        let mut found = Count::default();
        let mut several: Vec<usize> = Vec::new();
        for area in &around {
            for (kind, count) in self.by_area.get(area).into_iter().flatten() {
                found.join(count.within(asked(*kind)));
            }
            several.extend(self.several.get(area).into_iter().flatten());
        }
        several.sort_unstable();
        several.dedup();
        for number in several {
            let Some((kind, areas)) = self.taken.get(number) else {
                continue;
            };
            let here = areas.iter().filter(|(area, _)| around.contains(area));
            let taken = here.fold(0, |all, (_, taken)| all | taken);
            found.add(taken & asked(*kind));
        }
        found
    }
}

/// What a partner takes on in one of its areas. Inside a prison these are the cases of detention.
fn situations(partner: &Partner, area: &Coverage) -> Situations {
    let in_prison = matches!(area, Coverage::Prison(_));
    let takes = |situation: &&Situation| {
        let inside = situation.setting() == Some(Setting::Detention);
        partner.serves(**situation) && (inside || !in_prison)
    };
    let all = Situation::ALL.iter().filter(takes);
    all.fold(0, |all, situation| all | 1 << (*situation as u32))
}
