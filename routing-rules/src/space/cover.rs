//! Conditions as regions: their disjunctive normal form.

use passerelle_domain::{AgeBand, Tenure, vocabulary::Code};

use super::{
    Dimension, Fact, Region, Space,
    axes::day_number,
    fact::{answer, number, told, unknown_first},
    steps::Steps,
};
use crate::rules::{Condition, DetailTest, FactKind, FactValue, Test, Wanted, Zone};

/// A condition that would fall into more regions than this is covered by fewer, wider ones.
const MOST: usize = 256;

/// So many ways for a condition to hold are taken as they come.
const FEW: usize = 16;

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
        let mut ways: Vec<Cover> = condition
            .tests()
            .iter()
            .map(|test| self.ways(test))
            .collect();
        let lengths = ways.iter().map(|ways| ways.regions.len());
        if lengths.fold(1_usize, usize::saturating_mul) > FEW {
            // A rule that gave way to many overlays holds outside of the first, outside of the
            // second … Ways that overlap would multiply; of those that do not, most pairs are empty.
            for ways in &mut ways {
                ways.regions = self.apart(std::mem::take(&mut ways.regions));
            }
        }
        let mut cover = Cover {
            regions: vec![self.everything()],
            exact: true,
        };
        for ways in ways {
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

    /// The same cases in regions that do not overlap; the regions themselves where those are many.
    fn apart(&self, regions: Vec<Region>) -> Vec<Region> {
        let dimensions = self.dimensions();
        let mut apart: Vec<Region> = Vec::with_capacity(regions.len());
        for region in &regions {
            let mut parts = vec![region.clone()];
            for other in &apart {
                let rest = parts.iter().flat_map(|part| part.minus(other, dimensions));
                parts = rest.collect();
            }
            apart.extend(parts);
            if apart.len() > FEW.max(2 * regions.len()) {
                return regions;
            }
        }
        apart
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

    /// The fact that alone tells whether a test holds, with the values for which it does; nothing
    /// where several facts tell, or none of the space.
    pub(crate) fn told_by_one(&self, test: &Test) -> Option<(&Dimension, Vec<u64>)> {
        if let Test::Not(test) = test {
            let (dimension, mask) = self.told_by_one(test)?;
            return Some((dimension, mask.iter().map(|word| !word).collect()));
        }
        let slices = self.slices(test)?;
        let [(fact, values)] = slices.as_slice() else {
            return None;
        };
        let dimension = self.dimension(*fact)?;
        Some((dimension, dimension.mask(values.iter().copied())))
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
            let Some(dimension) = self.dimension(fact) else {
                // Of a fact with one value no dimension is needed; to exclude it excludes all.
                return Cover {
                    regions: Vec::new(),
                    exact: true,
                };
            };
            let others = (0..dimension.values).filter(|value| !values.contains(value));
            region.restrict(dimension, &dimension.mask(others));
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
            test => return self.slices_of_axes(test),
        })
    }

    /// The same for the facts whose values follow from what rules name.
    fn slices_of_axes(&self, test: &Test) -> Option<Vec<Slice>> {
        let axes = self.axes()?;
        let one = |slice: Slice| vec![slice];
        Some(match test {
            Test::ReferrerKind(any) => one((Fact::ReferrerKind, tolds(any))),
            Test::Language(any) => one((Fact::Language, axes.tags_within(any))),
            Test::Territory(zones) => {
                let mut slices = Vec::new();
                let mut classes = Vec::new();
                let mut districts = Vec::new();
                for zone in zones {
                    match zone {
                        Zone::Area(area) => {
                            let places = axes.places.as_ref();
                            classes.extend(places.map(|places| places.within(area)));
                        }
                        Zone::Qpv(qpv) => districts.push(axes.qpvs.binary_search(qpv).ok()? + 1),
                    }
                }
                slices.extend((!classes.is_empty()).then(|| (Fact::Place, classes.concat())));
                slices.extend((!districts.is_empty()).then_some((Fact::Qpv, districts)));
                slices
            }
            Test::Hour(ranges) => one((Fact::Hour, axes.clock.hours.within(ranges))),
            Test::Day(any) => one((Fact::Day, any.iter().copied().map(day_number).collect())),
            Test::SchoolHoliday(any) => one((
                Fact::SchoolHoliday,
                any.iter().copied().map(answer).collect(),
            )),
            Test::Date(range) => one((Fact::Date, axes.clock.within(*range))),
            Test::DeadlineEvent(any) => one((Fact::Event, tolds(any))),
            Test::DaysToEvent(ranges) => {
                let near = axes.days_to_event.as_ref()?.within(ranges).into_iter();
                one((Fact::DaysToEvent, near.map(|class| class + 1).collect()))
            }
            Test::PriorReferrals { days, count } => {
                let (number, steps) = axes.window(*days)?;
                one((Fact::PriorReferrals(number), steps.within(&[*count])))
            }
            Test::Detail(test) => {
                let (number, steps) = axes.detail(&test.fact.id)?;
                one((Fact::Detail(number), answers(test, steps)))
            }
            _ => return None,
        })
    }
}

/// The values of a declared fact that will do.
fn answers(test: &DetailTest, steps: &Steps) -> Vec<usize> {
    match &test.wanted {
        Wanted::Answers(any) => any.iter().copied().map(answer).collect(),
        Wanted::Numbers(ranges) => {
            let classes = steps.within(ranges).into_iter();
            classes.map(|class| class + 1).collect()
        }
        Wanted::Values(any) => {
            let FactKind::Enumeration(all) = &test.fact.kind else {
                return Vec::new();
            };
            let place = |one: &FactValue| all.iter().position(|other| other.code == one.code);
            any.iter()
                .filter_map(|one| place(one).map(|place| place + 1))
                .collect()
        }
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
