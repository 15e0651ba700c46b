//! Where and when a rule set or an overlay is meant to speak, and in which languages.

use jiff::civil::Date;
use passerelle_domain::{CommuneCode, Lang, QpvCode};

use super::{Condition, DateRange, Test, Zone};

/// The languages, territory and dates of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The languages of its texts.
    pub languages: Vec<Lang>,
    /// Where it speaks: in any of these.
    pub territory: Vec<Zone>,
    /// When it speaks, by the days of Paris.
    pub valid: DateRange,
}

impl Default for Scope {
    /// The whole country, always.
    fn default() -> Self {
        Self {
            languages: Lang::ALL.to_vec(),
            territory: vec![Zone::FRANCE],
            valid: DateRange::ALWAYS,
        }
    }
}

impl Scope {
    /// Whether a place lies in the territory.
    #[must_use]
    pub fn covers(&self, commune: &CommuneCode, qpv: Option<&QpvCode>) -> bool {
        self.territory
            .iter()
            .any(|zone| zone.contains(commune, qpv))
    }

    /// Whether the day is within the dates.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid.contains(day)
    }

    /// How narrow the territory is: as its widest part.
    pub(crate) fn rank(&self) -> u8 {
        self.territory.iter().map(Zone::rank).min().unwrap_or(0)
    }

    /// Whether both speak for one zone on the same day.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let shared = self
            .territory
            .iter()
            .any(|zone| other.territory.contains(zone));
        shared && self.valid.meets(other.valid)
    }

    /// What holds inside it; no test for what every case fulfils.
    pub(crate) fn inside(&self) -> Vec<Test> {
        let somewhere = !self.territory.contains(&Zone::FRANCE);
        let sometimes = self.valid != DateRange::ALWAYS;
        let place = somewhere.then(|| Test::Territory(self.territory.clone()));
        let time = sometimes.then_some(Test::Date(self.valid));
        place.into_iter().chain(time).collect()
    }

    /// What holds outside it: one of the tests of [`Scope::inside`] does not. `None` when nothing
    /// is outside.
    pub(crate) fn outside(&self) -> Option<Test> {
        let not = |test: Test| Test::Not(Box::new(test));
        let mut missed: Vec<Test> = self.inside().into_iter().map(not).collect();
        if missed.len() < 2 {
            return missed.pop();
        }
        let alternative = |test: Test| Condition { tests: vec![test] };
        Some(Test::Any(missed.into_iter().map(alternative).collect()))
    }
}
