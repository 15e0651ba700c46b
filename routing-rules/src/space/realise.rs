//! From values back to facts.

use jiff::{SignedDuration, Timestamp, civil::Date};
use passerelle_domain::{
    AgeBand, CommuneCode, DeadlineEvent, DeadlineEventKind, LanguageTag, PriorAttempt,
    SafetyAnswers, Tenure, calendar::paris, vocabulary::Code,
};

use super::{
    Axes, Fact, Space,
    clock::{DayLike, Wanted},
    fact::untold,
    places::anywhere,
};
use crate::{
    Detail,
    rules::{Answer, CaseFacts, DayKind, FactKind, SafetyQuestion, includes},
};

/// More earlier cases than this are not made up to show something.
const MOST_EARLIER: u32 = 1_000;

/// Languages, of which one is always another than those that rules name.
const LANGUAGES: [&str; 8] = ["fr", "en", "ar", "pt", "tr", "zh", "es", "ro"];

/// A day that has passed, for a case that has no clock.
const LONG_AGO: (i16, i8, i8) = (2000, 1, 1);

impl Space {
    /// The case whose facts have these values, in the order of the dimensions; nothing where a
    /// number is out of its range or no case has these values together.
    pub(crate) fn facts(&self, point: &[usize]) -> Option<CaseFacts> {
        let value = |fact: Fact| {
            let mut all = self.dimensions().iter().zip(point);
            all.find(|(dimension, _)| dimension.fact == fact)
                .map_or(0, |(_, value)| *value)
        };
        let mut safety = SafetyAnswers::default();
        for (_, question) in SafetyQuestion::ALL {
            *question.answer_mut(&mut safety) = value(Fact::Safety(*question)) == 1;
        }
        let tried = PriorAttempt::ALL.iter().copied();
        let (setting, situation) = (at(value(Fact::Setting))?, at(value(Fact::Situation))?);
        let case = CaseFacts {
            tenure: untold(value(Fact::Tenure)).unwrap_or(Tenure::Unknown),
            age_band: untold(value(Fact::AgeBand)).unwrap_or(AgeBand::Unknown),
            enrolled: answer(value(Fact::Enrolled)),
            minor: answer(value(Fact::Minor)),
            period: untold(value(Fact::Period)),
            time_context: untold(value(Fact::TimeContext)),
            consent: untold(value(Fact::Consent)),
            prior_attempts: tried
                .filter(|step| value(Fact::PriorAttempt(*step)) == 1)
                .collect(),
            safety,
            ..CaseFacts::of_a(setting, situation, at(value(Fact::CaseKind))?)
        };
        match self.axes() {
            Some(axes) => axes.complete(case, value),
            None => Some(case),
        }
    }

    /// A commune that rules say as little of as they can.
    pub(crate) fn anywhere(&self) -> Option<CommuneCode> {
        let places = self.axes().and_then(|axes| axes.places.as_ref());
        match places.and_then(|places| places.classes().first()) {
            Some(class) => Some(class.sample.clone()),
            None => anywhere(),
        }
    }
}

impl Axes {
    /// Adds the facts whose values follow from what rules name.
    fn complete(&self, mut case: CaseFacts, value: impl Fn(Fact) -> usize) -> Option<CaseFacts> {
        if let Some(number) = value(Fact::Qpv).checked_sub(1) {
            case.qpv = Some(self.qpvs.get(number)?.clone());
        }
        if let Some(places) = &self.places {
            case.commune = Some(places.sample(value(Fact::Place), case.qpv.as_ref())?);
        }
        if self.needs_clock() {
            // The clock of a case is that of its place.
            let commune = match &case.commune {
                Some(commune) => commune.clone(),
                None => anywhere()?,
            };
            let kind = DayKind::ALL.get(value(Fact::Day)).map(|(_, kind)| *kind);
            let school = self.clock.by_school;
            let wanted = Wanted {
                date: value(Fact::Date),
                day: DayLike {
                    kind: kind.filter(|_| self.clock.by_kind),
                    school: school.then(|| answer(value(Fact::SchoolHoliday))),
                },
                hour: value(Fact::Hour),
            };
            case.at = Some(self.clock.moment(wanted, &commune.departement())?);
            case.commune = Some(commune);
        }
        case.language = match value(Fact::Language) {
            0 => None,
            1 => Some(self.another_language()?),
            number => Some(self.tags.get(number - 2)?.clone()),
        };
        case.referrer_kind = untold(value(Fact::ReferrerKind));
        case.event = self.event(
            untold(value(Fact::Event)),
            value(Fact::DaysToEvent),
            case.at,
        )?;
        case.earlier = self.earlier(&value, case.at)?;
        for (number, (fact, steps)) in self.details.iter().enumerate() {
            let Some(class) = value(Fact::Detail(number)).checked_sub(1) else {
                continue;
            };
            let detail = match &fact.kind {
                FactKind::YesNo => Detail::YesNo(class == 0),
                FactKind::Number => Detail::Number(steps.range(class)?.from),
                FactKind::Enumeration(values) => Detail::Code(values.get(class)?.code.clone()),
            };
            case.details.insert(fact.id.clone(), detail);
        }
        Some(case)
    }

    fn another_language(&self) -> Option<LanguageTag> {
        let known = LANGUAGES
            .iter()
            .filter_map(|text| LanguageTag::parse(text).ok());
        let mut others = known.chain(every_language());
        others.find(|spoken| !self.tags.iter().any(|tag| includes(tag, spoken)))
    }

    /// A date before which an answer must come, so many days away. The outer `None` where the
    /// calendar does not reach that far.
    #[expect(clippy::option_option, reason = "no event at all is an answer")]
    fn event(
        &self,
        kind: Option<DeadlineEventKind>,
        near: usize,
        now: Option<Timestamp>,
    ) -> Option<Option<DeadlineEvent>> {
        let Some(kind) = kind else { return Some(None) };
        let today = match now {
            Some(now) => Some(now.to_zoned(paris().ok()?).date()),
            None => None,
        };
        let days = near.checked_sub(1).and_then(|class| {
            let range = self.days_to_event.as_ref()?.range(class)?;
            Some(range.from)
        });
        let (year, month, day) = LONG_AGO;
        let date = match (today, days) {
            (Some(today), Some(days)) => {
                let ahead = SignedDuration::from_hours(i64::from(days) * 24);
                today.checked_add(ahead).ok()?
            }
            (Some(today), None) => today.yesterday().ok()?,
            (None, _) => Date::new(year, month, day).ok()?,
        };
        Some(Some(DeadlineEvent { kind, date }))
    }

    /// When earlier cases came, so that each window holds a number of its class.
    fn earlier(
        &self,
        value: impl Fn(Fact) -> usize,
        now: Option<Timestamp>,
    ) -> Option<Vec<Timestamp>> {
        let mut earlier = Vec::new();
        for (number, (days, steps)) in self.prior.iter().enumerate() {
            let wanted = steps.range(value(Fact::PriorReferrals(number)))?;
            let so_far = u32::try_from(earlier.len()).ok()?;
            if so_far > wanted.to || wanted.from > MOST_EARLIER {
                return None;
            }
            let ago = SignedDuration::from_hours(i64::from(*days) * 24);
            let then = now?.checked_sub(ago).ok()?;
            let more = wanted.from.saturating_sub(so_far);
            earlier.extend((0..more).map(|_| then));
        }
        Some(earlier)
    }
}

/// Every code of three letters.
fn every_language() -> impl Iterator<Item = LanguageTag> {
    let letters = || 'a'..='z';
    letters().flat_map(move |first| {
        letters().flat_map(move |second| {
            letters().filter_map(move |third| {
                LanguageTag::parse(&String::from_iter([first, second, third])).ok()
            })
        })
    })
}

fn at<T: Code>(number: usize) -> Option<T> {
    T::ALL.get(number).copied()
}

fn answer(number: usize) -> Answer {
    match number {
        1 => Answer::Yes,
        2 => Answer::No,
        _ => Answer::Unknown,
    }
}
