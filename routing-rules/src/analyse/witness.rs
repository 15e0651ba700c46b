//! Concrete cases: the smallest one of a region, and a need that has its facts.

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, CommuneCode, Consent, ConsentState, Identity, Need, Party, PartyRole, Place,
    vocabulary::Code,
};

use super::survey::Survey;
use crate::{
    rules::{Answer, CaseFacts},
    space::{Fact, Region},
};

impl Survey<'_> {
    /// The case of a region that says least.
    pub(super) fn case_in(&self, region: &Region) -> Option<CaseFacts> {
        self.space.facts(&self.point_in(region)?)
    }

    /// Says less and less of a case, as long as `holds` stays true of it.
    pub(super) fn reduce(&self, case: CaseFacts, holds: impl Fn(&CaseFacts) -> bool) -> CaseFacts {
        let mut smallest = case;
        for (place, dimension) in self.dimensions().iter().enumerate() {
            if matches!(dimension.fact, Fact::DecidedBy) {
                continue;
            }
            let mut point = self.space.point(&smallest.case());
            let now = point.get(place).copied().unwrap_or_default();
            for value in 0..now {
                if let Some(slot) = point.get_mut(place) {
                    *slot = value;
                }
                let possible = !self
                    .impossible
                    .iter()
                    .any(|region| region.contains(&point, self.dimensions()));
                let smaller = self.space.facts(&point);
                if let Some(smaller) = smaller.filter(|case| possible && holds(case)) {
                    smallest = smaller;
                    break;
                }
            }
        }
        smallest
    }

    /// The lowest value of each fact; a minority that does not contradict the age, where there is one.
    fn point_in(&self, region: &Region) -> Option<Vec<usize>> {
        let lowest = |dimension| region.values(dimension).next();
        let mut point: Vec<usize> = self
            .dimensions()
            .iter()
            .map(lowest)
            .collect::<Option<_>>()?;
        let case = self.space.facts(&point)?;
        if let Some(minor) = case.age_band.minor() {
            let wanted = crate::space::answer(Answer::from(Some(minor)));
            let mut slots = self.dimensions().iter().zip(&mut point);
            let slot = slots.find(|(dimension, _)| dimension.fact == Fact::Minor);
            if let Some((dimension, slot)) = slot
                && region.has(dimension, wanted)
            {
                *slot = wanted;
            }
        }
        Some(point)
    }
}

/// A need whose facts are these, or nothing where no need has them.
pub(super) fn need_of(case: &CaseFacts) -> Option<Need> {
    let commune = CommuneCode::parse("00001").ok()?;
    let place = Place {
        tenure: (case.tenure != passerelle_domain::Tenure::Unknown).then_some(case.tenure),
        period: case.period,
        time_context: case.time_context,
        ..Place::in_commune(commune)
    };
    Some(Need {
        setting: case.setting,
        situation: case.situation,
        case_kind: case.case_kind,
        received_at: Timestamp::UNIX_EPOCH,
        referrer_role: None,
        safety: case.safety,
        place,
        parties: parties_of(case),
        prior_attempts: case.prior_attempts.clone(),
        deadline_event: None,
        narrative: None,
    })
}

/// One person concerned, or two where the age is that of one and the minority that of the other.
fn parties_of(case: &CaseFacts) -> Vec<Party> {
    let Some(state) = case.consent else {
        return Vec::new();
    };
    let minor = told(case.minor);
    let by_band = case.age_band.minor();
    let contradict = by_band.is_some() && minor != by_band;
    let person = |age_band, minor, enrolled| Party {
        role: PartyRole::Concerned,
        age_band,
        minor,
        enrolled,
        language: None,
        identity: Identity::default(),
        consent: Consent::of(state),
        guardian_consent: (state == ConsentState::Given).then(|| Consent::of(state)),
    };
    let enrolled = told(case.enrolled);
    if contradict {
        let other = person(case.age_band, None, None);
        vec![person(AgeBand::Unknown, minor, enrolled), other]
    } else {
        let minor = minor.filter(|_| by_band.is_none());
        vec![person(case.age_band, minor, enrolled)]
    }
}

fn told(answer: Answer) -> Option<bool> {
    match answer {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Unknown => None,
    }
}

/// The case as one table of an example, ready to be saved.
pub(super) fn as_toml(case: &CaseFacts) -> String {
    let mut fields = vec![
        code("setting", case.setting),
        code("situation", case.situation),
        code("case_kind", case.case_kind),
    ];
    let some = |key, told: bool, text: &'static str| told.then(|| format!("{key} = \"{text}\""));
    let unknown_tenure = passerelle_domain::Tenure::Unknown;
    let band = case.age_band;
    fields.extend(some(
        "tenure",
        case.tenure != unknown_tenure,
        case.tenure.code(),
    ));
    fields.extend(some("age_band", band != AgeBand::Unknown, band.code()));
    for (key, answer) in [("enrolled", case.enrolled), ("minor", case.minor)] {
        let implied = key == "minor" && band.minor() == told(answer);
        let word = Answer::ALL.iter().find(|(_, other)| *other == answer);
        let word = word.map_or("unknown", |(word, _)| word);
        fields.extend(some(key, answer != Answer::Unknown && !implied, word));
    }
    fields.extend(case.period.map(|period| code("period", period)));
    fields.extend(case.time_context.map(|time| code("time_context", time)));
    fields.extend(case.consent.map(|state| code("consent", state)));
    for (key, question) in crate::rules::SafetyQuestion::ALL {
        fields.extend(
            question
                .answer(case.safety)
                .then(|| format!("{key} = true")),
        );
    }
    if !case.prior_attempts.is_empty() {
        let steps = case.prior_attempts.iter();
        let steps: Vec<String> = steps.map(|step| format!("\"{}\"", step.code())).collect();
        fields.push(format!("prior_attempts = [{}]", steps.join(", ")));
    }
    format!("{{ {} }}", fields.join(", "))
}

fn code<T: Code>(key: &str, value: T) -> String {
    format!("{key} = \"{}\"", value.code())
}
