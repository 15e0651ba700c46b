//! Concrete cases: the smallest one of a region, and a need that has its facts.

use jiff::Timestamp;
use passerelle_domain::{
    AgeBand, CommuneCode, Consent, ConsentState, Identity, Need, Party, PartyRole, Place,
    vocabulary::Code,
};

use super::survey::Survey;
use crate::{
    Detail,
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
                let smaller = possible.then(|| self.space.facts(&point)).flatten();
                if let Some(smaller) = smaller.filter(|case| holds(case)) {
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

/// A need with these facts, in a commune.
pub(super) fn need_of(case: &CaseFacts, commune: CommuneCode) -> Need {
    let place = Place {
        tenure: (case.tenure != passerelle_domain::Tenure::Unknown).then_some(case.tenure),
        period: case.period,
        time_context: case.time_context,
        qpv_code: case.qpv.clone(),
        ..Place::in_commune(commune)
    };
    Need {
        setting: case.setting,
        situation: case.situation,
        case_kind: case.case_kind,
        received_at: Timestamp::UNIX_EPOCH,
        referrer_role: None,
        safety: case.safety,
        place,
        parties: parties_of(case),
        prior_attempts: case.prior_attempts.clone(),
        deadline_event: case.event.clone(),
        narrative: None,
    }
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
        language: case.language.clone(),
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
    fields.extend(around(case));
    format!("{{ {} }}", fields.join(", "))
}

/// Where and when, in which language, from whom.
fn around(case: &CaseFacts) -> Vec<String> {
    let mut fields = Vec::new();
    let mut text = |key: &str, value: Option<String>| {
        fields.extend(value.map(|value| format!("{key} = \"{value}\"")));
    };
    text("language", case.language.as_ref().map(ToString::to_string));
    text("commune", case.commune.as_ref().map(ToString::to_string));
    text("qpv", case.qpv.as_ref().map(ToString::to_string));
    text("at", case.at.map(in_paris));
    let referrer = case.referrer_kind.map(Code::code);
    text("referrer_kind", referrer.map(str::to_owned));
    if let Some(event) = &case.event {
        let (kind, date) = (event.kind.code(), event.date);
        fields.push(format!(
            "deadline_event = {{ kind = \"{kind}\", date = {date} }}"
        ));
    }
    if !case.earlier.is_empty() {
        let earlier = case.earlier.iter();
        let earlier: Vec<String> = earlier.map(|at| format!("\"{}\"", in_paris(*at))).collect();
        fields.push(format!("earlier = [{}]", earlier.join(", ")));
    }
    let details = case.details.iter().map(|(id, detail)| match detail {
        Detail::YesNo(yes) => format!("{id} = {yes}"),
        Detail::Number(number) => format!("{id} = {number}"),
        Detail::Code(code) => format!("{id} = \"{code}\""),
    });
    let details: Vec<String> = details.collect();
    if !details.is_empty() {
        fields.push(format!("details = {{ {} }}", details.join(", ")));
    }
    fields
}

/// A moment by the clocks of Paris, with its offset.
pub(super) fn in_paris(at: Timestamp) -> String {
    match passerelle_domain::calendar::paris() {
        Ok(zone) => at
            .to_zoned(zone)
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string(),
        Err(_) => at.to_string(),
    }
}

fn code<T: Code>(key: &str, value: T) -> String {
    format!("{key} = \"{}\"", value.code())
}
