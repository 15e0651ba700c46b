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
            let ways = match test {
                Test::Any(alternatives) => self.any(alternatives),
                test => Cover {
                    regions: self.ways(test),
                    exact: true,
                },
            };
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

    /// The ways in which a test on one fact can hold.
    fn ways(&self, test: &Test) -> Vec<Region> {
        let one = |slice: Slice| vec![slice];
        let slices: Vec<Slice> = match test {
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
            Test::Any(alternatives) => return self.any(alternatives).regions,
        };
        slices
            .into_iter()
            .map(|(fact, values)| self.slice(fact, values))
            .filter(|region| !region.is_empty(self.dimensions()))
            .collect()
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
