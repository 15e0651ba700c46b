//! What no case can be, because one fact settles another.

use passerelle_domain::{Setting, Situation};

use super::{Dimension, Fact, Region, Space, fact::number};

/// "Not told", for every fact that has such a value.
const NOT_TOLD: usize = 0;

impl Space {
    /// Regions without a case in them.
    ///
    /// A situation keeps to its setting. Age, minority, enrolment and consent are those of the
    /// persons concerned: where there is nobody, nothing is told of them, and whoever tells an age
    /// band tells whether the person is a minor. A band and a minority that contradict each other
    /// are possible, with two persons concerned of whom each states one.
    pub(crate) fn impossible(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Setting::ALL
            .iter()
            .map(|setting| self.outside(*setting))
            .collect();
        let told = |fact| {
            let values = self.dimension(fact).map_or(0, |dimension| dimension.values);
            self.slice(fact, NOT_TOLD + 1..values)
        };
        let nobody = self.slice(Fact::Consent, [NOT_TOLD]);
        let no_minority = self.slice(Fact::Minor, [NOT_TOLD]);
        let pairs = [
            (told(Fact::AgeBand), no_minority),
            (told(Fact::AgeBand), nobody.clone()),
            (told(Fact::Minor), nobody.clone()),
            (told(Fact::Enrolled), nobody),
        ];
        let dimensions: &[Dimension] = self.dimensions();
        regions.extend(
            pairs
                .iter()
                .filter_map(|(one, other)| one.meet(other, dimensions)),
        );
        regions.retain(|region| !region.is_empty(dimensions));
        regions
    }

    /// The situations of this setting, in any other one.
    fn outside(&self, setting: Setting) -> Region {
        let own = Situation::ALL
            .iter()
            .filter(|situation| situation.setting() == Some(setting));
        let mut region = self.slice(Fact::Situation, own.copied().map(number));
        if let Some(dimension) = self.dimension(Fact::Setting) {
            let others = Setting::ALL.iter().filter(|other| **other != setting);
            region.restrict(dimension, &dimension.mask(others.copied().map(number)));
        }
        region
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::{AgeBand, Tenure};

    #[test]
    fn vocabularies_that_know_the_unknown_end_with_it() {
        assert_eq!(Tenure::ALL.last(), Some(&Tenure::Unknown));
        assert_eq!(AgeBand::ALL.last(), Some(&AgeBand::Unknown));
    }
}
