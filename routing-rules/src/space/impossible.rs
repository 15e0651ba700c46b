//! What no case can be, because one fact settles another.

use passerelle_domain::{Setting, Situation};

use super::{
    Axes, Dimension, Fact, Region, Space,
    axes::day_number,
    clock::DayLike,
    fact::{answer, number},
    places::{PlaceClass, Places, anywhere},
};
use crate::rules::{Answer, DayKind};

/// "Not told", for every fact that has such a value.
const NOT_TOLD: usize = 0;

impl Space {
    /// Regions without a case in them.
    ///
    /// A situation keeps to its setting. Age, minority, enrolment, language and consent are those of
    /// the persons concerned: where there is nobody, nothing is told of them, and whoever tells an age
    /// band tells whether the person is a minor. A band and a minority that contradict each other
    /// are possible, with two persons concerned of whom each states one. Answers to declared
    /// questions come with the situations that they are asked about; a date is near only where there
    /// is one; no more cases came in a short time than in a longer one; and some kinds of day and
    /// hours do not occur on some dates in some places.
    pub(crate) fn impossible(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Setting::ALL
            .iter()
            .map(|setting| self.outside(*setting))
            .collect();
        let nobody = self.slice(Fact::Consent, [NOT_TOLD]);
        let no_minority = self.slice(Fact::Minor, [NOT_TOLD]);
        let no_event = self.slice(Fact::Event, [NOT_TOLD]);
        let pairs = [
            (Fact::AgeBand, &no_minority),
            (Fact::AgeBand, &nobody),
            (Fact::Minor, &nobody),
            (Fact::Enrolled, &nobody),
            (Fact::Language, &nobody),
            (Fact::DaysToEvent, &no_event),
        ];
        let dimensions: &[Dimension] = self.dimensions();
        regions.extend(
            pairs
                .iter()
                .filter_map(|(fact, other)| self.told(*fact)?.meet(other, dimensions)),
        );
        if let Some(axes) = self.axes() {
            self.details_elsewhere(axes, &mut regions);
            self.more_in_less_time(axes, &mut regions);
            self.moments_that_do_not_occur(axes, &mut regions);
        }
        regions.retain(|region| !region.is_empty(dimensions));
        regions
    }

    /// The cases in which something is told of a fact.
    fn told(&self, fact: Fact) -> Option<Region> {
        let values = self.dimension(fact)?.values;
        Some(self.slice(fact, NOT_TOLD + 1..values))
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

    /// Answers to questions that are not asked about the situation.
    fn details_elsewhere(&self, axes: &Axes, regions: &mut Vec<Region>) {
        for (number_of_fact, (fact, _)) in axes.details.iter().enumerate() {
            let asked = |situation: &&Situation| !fact.situations.contains(situation);
            let others = Situation::ALL.iter().filter(asked).copied().map(number);
            let elsewhere = self.slice(Fact::Situation, others);
            let told = self.told(Fact::Detail(number_of_fact));
            regions.extend(told.and_then(|told| told.meet(&elsewhere, self.dimensions())));
        }
    }

    /// More earlier cases in a few days than in many.
    fn more_in_less_time(&self, axes: &Axes, regions: &mut Vec<Region>) {
        for (long, (_, in_long)) in axes.prior.iter().enumerate() {
            for (short, (_, in_short)) in axes.prior.iter().enumerate().take(long) {
                for class in 0..in_long.len() {
                    let Some(most) = in_long.range(class).map(|range| range.to) else {
                        continue;
                    };
                    let more = |class: &usize| {
                        let range = in_short.range(*class);
                        range.is_some_and(|range| range.from > most)
                    };
                    let more = (0..in_short.len()).filter(more);
                    let few = self.slice(Fact::PriorReferrals(long), [class]);
                    let many = self.slice(Fact::PriorReferrals(short), more);
                    regions.extend(few.meet(&many, self.dimensions()));
                }
            }
        }
    }

    /// Kinds of day and hours that no date of a class has, where holidays are the same.
    fn moments_that_do_not_occur(&self, axes: &Axes, regions: &mut Vec<Region>) {
        let clock = &axes.clock;
        let kinds: Vec<Option<DayKind>> = if clock.by_kind {
            DayKind::ALL.iter().map(|(_, kind)| Some(*kind)).collect()
        } else {
            vec![None]
        };
        let schools: Vec<Option<Answer>> = if clock.by_school {
            Answer::ALL.iter().map(|(_, one)| Some(*one)).collect()
        } else {
            vec![None]
        };
        let likes = kinds
            .into_iter()
            .flat_map(|kind| schools.iter().map(move |school| (kind, *school)));
        let likes: Vec<DayLike> = likes
            .map(|(kind, school)| DayLike { kind, school })
            .collect();
        for (sample, places) in calendars(axes.places.as_ref()) {
            let Some(departement) = sample.map(|sample| sample.departement()) else {
                continue;
            };
            for date in 0..clock.dates() {
                let missing = clock.hours_that_never_come(date, &likes, &departement);
                for (like, hours) in likes.iter().zip(missing) {
                    if hours.is_empty() {
                        continue;
                    }
                    let mut region = self.slice(Fact::Date, [date]);
                    let mut keep = |fact, values: &[usize]| {
                        if let Some(dimension) = self.dimension(fact) {
                            region.restrict(dimension, &dimension.mask(values.iter().copied()));
                        }
                    };
                    let kind = like.kind.map(day_number);
                    keep(Fact::Day, &[kind.unwrap_or_default()]);
                    let school = like.school.map(answer);
                    keep(Fact::SchoolHoliday, &[school.unwrap_or_default()]);
                    keep(Fact::Hour, &hours);
                    keep(Fact::Place, &places);
                    regions.push(region);
                }
            }
        }
    }
}

/// Places by their holidays: one of them, and the numbers of their classes.
fn calendars(places: Option<&Places>) -> Vec<(Option<passerelle_domain::CommuneCode>, Vec<usize>)> {
    let Some(places) = places else {
        return vec![(anywhere(), vec![])];
    };
    let classes = places.classes();
    let mut calendars: Vec<usize> = classes.iter().map(|class| class.calendar).collect();
    calendars.sort_unstable();
    calendars.dedup();
    let of = |calendar: usize| {
        let own = classes.iter().enumerate();
        let own: Vec<(usize, &PlaceClass)> = own
            .filter(|(_, class)| class.calendar == calendar)
            .collect();
        let sample = own.first().map(|(_, class)| class.sample.clone());
        (sample, own.iter().map(|(number, _)| *number).collect())
    };
    calendars.into_iter().map(of).collect()
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
