//! Rules and cases by chance, in no engine's language.
//!
//! A rule has two to five conditions: a situation, a territory (départements, or communes), and up
//! to three other facts, each with any of one to three codes. So few cases meet a given rule that a
//! scan reads most of ten thousand rules before one matches, and many cases are met by none.

use std::sync::LazyLock;

use passerelle_domain::{
    AgeBand, CaseKind, ConsentState, Period, Situation, Tenure, Territory, TimeContext,
};

use crate::Dice;

/// A fact that rules read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Situation,
    Departement,
    Commune,
    Tenure,
    AgeBand,
    Period,
    TimeContext,
    CaseKind,
    Consent,
    Enrolled,
}

/// Every field, in the order in which conditions are stated.
pub const FIELDS: [Field; 10] = [
    Field::Situation,
    Field::Departement,
    Field::Commune,
    Field::Tenure,
    Field::AgeBand,
    Field::Period,
    Field::TimeContext,
    Field::CaseKind,
    Field::Consent,
    Field::Enrolled,
];

/// The communes of one in `SPREAD` that rules and cases are about.
const SPREAD: usize = 17;

type Codes = Vec<&'static str>;

static COMMUNES: LazyLock<(Codes, Codes)> = LazyLock::new(|| {
    let territory = Territory::shipped().expect("the shipped territory can be read");
    let some = territory.communes().iter().step_by(SPREAD);
    let communes: Codes = some.map(|commune| commune.code().as_str()).collect();
    let departements = territory.departements();
    (
        communes,
        departements.map(|one| one.code.as_str()).collect(),
    )
});

impl Field {
    /// What the field is called in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Departement => "departement",
            Self::Commune => "commune",
            Self::Tenure => "tenure",
            Self::AgeBand => "age_band",
            Self::Period => "period",
            Self::TimeContext => "time_context",
            Self::CaseKind => "case_kind",
            Self::Consent => "consent",
            Self::Enrolled => "enrolled",
        }
    }

    /// Its values.
    pub fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Situation => Situation::CODES,
            Self::Departement => &COMMUNES.1,
            Self::Commune => &COMMUNES.0,
            Self::Tenure => Tenure::CODES,
            Self::AgeBand => AgeBand::CODES,
            Self::Period => Period::CODES,
            Self::TimeContext => TimeContext::CODES,
            Self::CaseKind => CaseKind::CODES,
            Self::Consent => ConsentState::CODES,
            Self::Enrolled => &["unknown", "yes", "no"],
        }
    }

    /// The number of a value.
    pub fn number(self, code: &str) -> usize {
        let mut all = self.codes().iter();
        all.position(|other| *other == code)
            .expect("a code of the field")
    }
}

/// A rule: each of its conditions is a field with the codes of which it must have one.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub conditions: Vec<(Field, Codes)>,
}

/// A case: the code of each of [`FIELDS`].
#[derive(Debug, Clone)]
pub struct Sample {
    pub codes: [&'static str; FIELDS.len()],
}

impl Sample {
    /// The code of one field.
    pub fn code(&self, field: Field) -> &'static str {
        self.codes[field as usize]
    }

    /// The case as a JSON object of its fields.
    pub fn json(&self) -> serde_json::Value {
        let members = FIELDS.iter().map(|field| {
            let code = self.code(*field).to_owned();
            (field.name().to_owned(), serde_json::Value::String(code))
        });
        serde_json::Value::Object(members.collect())
    }
}

impl Dice {
    /// Rules of two to five conditions.
    pub fn sketches(&mut self, count: usize) -> Vec<Sketch> {
        (0..count).map(|_| self.sketch()).collect()
    }

    fn sketch(&mut self) -> Sketch {
        let territory = self.one(&[Field::Departement, Field::Commune]);
        let mut fields = vec![Field::Situation, territory];
        for _ in 0..self.below(4) {
            fields.push(self.one(&FIELDS[3..]));
        }
        fields.sort_unstable();
        fields.dedup();
        let condition = |field: Field| {
            let most = if field == Field::Situation { 4 } else { 3 };
            (field, self.some(field.codes(), most))
        };
        let conditions = fields.into_iter().map(condition).collect();
        Sketch { conditions }
    }

    /// Cases in the communes that rules name.
    pub fn samples(&mut self, count: usize) -> Vec<Sample> {
        (0..count).map(|_| self.sample()).collect()
    }

    fn sample(&mut self) -> Sample {
        let mut codes = FIELDS.map(|field| self.one(field.codes()));
        let territory = Territory::shipped().expect("the shipped territory can be read");
        let commune = codes[Field::Commune as usize].parse().expect("a commune");
        let commune = territory.commune(&commune).expect("a commune of today");
        codes[Field::Departement as usize] = commune.departement().code.as_str();
        Sample { codes }
    }
}
