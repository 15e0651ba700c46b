//! Conditions as regions: their disjunctive normal form.

use passerelle_domain::{AgeBand, Tenure, vocabulary::Code};

use super::{
    Fact, Region, Space,
    fact::{answer, number, told, unknown_first},
};
use crate::rules::{Condition, Test};

/// A condition that would fall into more regions than this is covered by fewer, wider ones.
const MOST: usize = 256;

/// The regions in which a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) regions: Vec<Region>,
    /// Whether it holds in all of these regions; if not, it holds nowhere else, and a case inside
    /// them must be looked at on its own.
    pub(crate) exact: bool,
}

/// One way for a test to hold: the values that one fact may have.
type Slice = (Fact, Vec<usize>);

impl Space {
    /// The regions in which `condition` holds.
    pub(crate) fn cover(&self, condition: &Condition) -> Cover {
        let mut cover = Cover {
            regions: vec![self.everything()],
            exact: true,
        };
        for test in condition.tests() {
            let ways = self.ways(test);
            cover.exact &= ways.exact;
            if cover.regions.len().saturating_mul(ways.regions.len()) > MOST {
                cover.exact = false;
                continue;
            }
            let dimensions = self.dimensions();
            let meet = |one: &Region| -> Vec<Region> {
                let ways = ways.regions.iter();
                ways.filter_map(|way| one.meet(way, dimensions)).collect()
            };
            cover.regions = cover.regions.iter().flat_map(meet).collect();
        }
        cover.regions = without_repeats(cover.regions);
        cover
    }

    fn any(&self, alternatives: &[Condition]) -> Cover {
        let mut all = Cover {
            regions: Vec::new(),
            exact: true,
        };
        for alternative in alternatives {
            let cover = self.cover(alternative);
            all.exact &= cover.exact;
            all.regions.extend(cover.regions);
        }
        all
    }

    /// The ways in which a test can hold.
    fn ways(&self, test: &Test) -> Cover {
        match test {
            Test::Any(alternatives) => self.any(alternatives),
            Test::Not(test) => self.excluded(test),
            test => match self.slices(test) {
                Some(slices) => self.either(slices),
                None => self.unknown(),
            },
        }
    }

    /// A case of which the facts alone do not tell whether the test holds: it must be looked at.
    fn unknown(&self) -> Cover {
        Cover {
            regions: vec![self.everything()],
            exact: false,
        }
    }

    fn either(&self, slices: Vec<Slice>) -> Cover {
        let regions = slices
            .into_iter()
            .map(|(fact, values)| self.slice(fact, values))
            .filter(|region| !region.is_empty(self.dimensions()));
        Cover {
            regions: regions.collect(),
            exact: true,
        }
    }

    /// The ways in which a test on facts does not hold: all of its slices are missed at once.
    fn excluded(&self, test: &Test) -> Cover {
        let Some(slices) = self.slices(test) else {
            return self.unknown();
        };
        let mut region = self.everything();
        for (fact, values) in slices {
            if let Some(dimension) = self.dimension(fact) {
                let others = (0..dimension.values).filter(|value| !values.contains(value));
                region.restrict(dimension, &dimension.mask(others));
            }
        }
        let regions = (!region.is_empty(self.dimensions())).then_some(region);
        Cover {
            regions: regions.into_iter().collect(),
            exact: true,
        }
    }

    /// The values for which a test holds, any of these slices; nothing for a fact that is no
    /// dimension of the space.
    fn slices(&self, test: &Test) -> Option<Vec<Slice>> {
        let one = |slice: Slice| vec![slice];
        Some(match test {
            Test::Setting(any) => one((Fact::Setting, numbers(any))),
            Test::Situation(any) => one((Fact::Situation, numbers(any))),
            Test::CaseKind(any) => one((Fact::CaseKind, numbers(any))),
            Test::Tenure(any) => {
                let value = |one: &Tenure| unknown_first(*one, Tenure::Unknown);
                one((Fact::Tenure, any.iter().map(value).collect()))
            }
            Test::AgeBand(any) => {
                let value = |one: &AgeBand| unknown_first(*one, AgeBand::Unknown);
                one((Fact::AgeBand, any.iter().map(value).collect()))
            }
            Test::Enrolled(any) => one((Fact::Enrolled, any.iter().copied().map(answer).collect())),
            Test::Minor(any) => one((Fact::Minor, any.iter().copied().map(answer).collect())),
            Test::Period(any) => one((Fact::Period, tolds(any))),
            Test::TimeContext(any) => one((Fact::TimeContext, tolds(any))),
            Test::Consent(any) => one((Fact::Consent, tolds(any))),
            Test::Safety(question, wanted) => {
                one((Fact::Safety(*question), vec![usize::from(*wanted)]))
            }
            Test::PriorAttempt(any) => any
                .iter()
                .map(|step| (Fact::PriorAttempt(*step), vec![1]))
                .collect(),
            Test::DecidedBy(any) => one((
                Fact::DecidedBy,
                any.iter().map(|id| self.decider(Some(id))).collect(),
            )),
            Test::ReferrerKind(_)
            | Test::Language(_)
            | Test::Territory(_)
            | Test::Hour(_)
            | Test::Day(_)
            | Test::Date(_)
            | Test::DeadlineEvent(_)
            | Test::DaysToEvent(_)
            | Test::PriorReferrals { .. }
            | Test::Detail(_)
            | Test::Not(_)
            | Test::Any(_) => return None,
        })
    }
}

fn numbers<T: Code>(values: &[T]) -> Vec<usize> {
    values.iter().copied().map(number).collect()
}

fn tolds<T: Code>(values: &[T]) -> Vec<usize> {
    values.iter().map(|value| told(Some(*value))).collect()
}

/// Drops the regions that lie within another one.
pub(crate) fn without_repeats(regions: Vec<Region>) -> Vec<Region> {
    let mut kept: Vec<Region> = Vec::with_capacity(regions.len());
    for region in regions {
        if kept.iter().any(|other| region.within(other)) {
            continue;
        }
        kept.retain(|other| !other.within(&region));
        kept.push(region);
    }
    kept
}
