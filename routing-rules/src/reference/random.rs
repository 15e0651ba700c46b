//! Rule sets, directories and cases by chance, from a seed: a failure names its seed and comes back.

use jiff::{SignedDuration, ToSpan};
use passerelle_domain::{
    AgeBand, Availability, CaseKind, Consent, ConsentState, LandlordRef, LanguageTag, Need,
    OpeningHours, Partner, PartnerKind, Party, PartyRole, Pause, PauseReason, Period, PriorAttempt,
    QpvCode, SafetyAnswers, Setting, Situation, Tenure, TimeContext, Uai, calendar::paris,
    vocabulary::Code,
};

use super::fixture::*;
use crate::{
    RuleSet, Standing, Standings,
    rules::{
        Aim, Answer, Condition, HitPolicy, Only, Relation, Rule, SafetyQuestion, Step, Test, Zone,
    },
};

/// A generator of numbers (xorshift64*). Bytes that were handed in come first.
pub(crate) struct Dice {
    state: u64,
    told: std::vec::IntoIter<u8>,
}

/// Territories at every level that share communes.
const ZONES: &[&str] = &[
    "france",
    "region:53",
    "departement:00",
    "departement:35",
    "epci:243500139",
    "commune:00001",
    "commune:35238",
    "commune:75056",
    "commune:75111",
    "qpv:QN03502M",
];

/// Communes inside and outside of these: fictional ones, one overseas, an arrondissement, and codes
/// that no commune has.
const COMMUNES: &[&str] = &[
    "00001", "00002", "35238", "35047", "75056", "75101", "75111", "97411", "01018", "01033",
    "35999", "96001",
];

/// So few situations that random rules and cases meet.
const SITUATIONS: usize = 12;

const LANGUAGES: &[&str] = &["fr", "pt", "pt-BR", "ar"];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Self {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            told: Vec::new().into_iter(),
        };
        dice.next();
        dice
    }

    /// What these bytes say, and what follows from nothing once they are at an end.
    #[cfg(fuzzing)]
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self {
            told: bytes.to_vec().into_iter(),
            ..Self::new(0)
        }
    }

    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let number = match self.told.next() {
            Some(byte) if limit <= 256 => u64::from(byte),
            Some(byte) => {
                let more = self.told.next().unwrap_or_default();
                u64::from(u16::from_be_bytes([byte, more]))
            }
            None => self.next(),
        };
        (number % limit as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn some<T: Copy + PartialEq>(&mut self, all: &[T]) -> Vec<T> {
        let mut some = vec![self.one(all)];
        while self.chance(40) {
            let more = self.one(all);
            if !some.contains(&more) {
                some.push(more);
            }
        }
        some
    }

    fn maybe<T: Code>(&mut self) -> Option<T> {
        self.chance(60).then(|| self.one(T::ALL))
    }

    fn situation(&mut self) -> Situation {
        Situation::ALL[self.below(SITUATIONS) * 7]
    }

    fn test(&mut self, deciders: &[String], depth: usize) -> Test {
        let answers: Vec<Answer> = Answer::ALL.iter().map(|(_, one)| *one).collect();
        match self.below(if depth == 0 { 13 } else { 18 }) {
            0 => Test::Setting(self.some(Setting::ALL)),
            1 | 2 => {
                let mut some = vec![self.situation()];
                while self.chance(60) {
                    some.push(self.situation());
                }
                Test::Situation(some)
            }
            3 => Test::CaseKind(self.some(CaseKind::ALL)),
            4 => Test::Tenure(self.some(Tenure::ALL)),
            5 => Test::AgeBand(self.some(AgeBand::ALL)),
            6 => Test::Enrolled(self.some(&answers)),
            7 => Test::Minor(self.some(&answers)),
            8 => Test::Period(self.some(Period::ALL)),
            9 => Test::TimeContext(self.some(TimeContext::ALL)),
            10 => Test::Consent(self.some(ConsentState::ALL)),
            11 if deciders.is_empty() || self.chance(60) => {
                let question = self.below(SafetyQuestion::ALL.len());
                Test::Safety(SafetyQuestion::ALL[question].1, self.chance(50))
            }
            11 => {
                let id = self.below(deciders.len());
                Test::DecidedBy(vec![deciders[id].clone()])
            }
            12 => Test::SchoolHoliday(self.some(&answers)),
            13 => Test::PriorAttempt(self.some(PriorAttempt::ALL)),
            14 => Test::Not(Box::new(self.test(deciders, 0))),
            15 | 16 => {
                let zones = self.some(ZONES);
                let zones = zones.iter().map(|zone| Zone::parse(zone).unwrap());
                let zone = Test::Territory(zones.collect());
                if self.chance(50) {
                    zone
                } else {
                    Test::Not(Box::new(zone))
                }
            }
            _ => {
                let some = 1 + self.below(3);
                Test::Any(
                    (0..some)
                        .map(|_| self.condition(deciders, 2, depth - 1))
                        .collect(),
                )
            }
        }
    }

    pub(crate) fn condition(
        &mut self,
        deciders: &[String],
        most: usize,
        depth: usize,
    ) -> Condition {
        let tests = (0..self.below(most + 1)).map(|_| self.test(deciders, depth));
        Condition {
            tests: tests.collect(),
        }
    }

    fn steps(&mut self) -> Vec<Step> {
        let some = 1 + self.below(3);
        let step = |dice: &mut Self| Step {
            kind: PartnerKind::ALL[dice.below(8)],
            relation: dice
                .chance(40)
                .then(|| Relation::ALL[dice.below(Relation::ALL.len())].1),
            when: if dice.chance(70) {
                Condition::default()
            } else {
                dice.condition(&[], 1, 0)
            },
        };
        (0..some).map(|_| step(self)).collect()
    }

    fn aim(&mut self) -> Aim {
        match self.below(10) {
            0 => Aim::Divert,
            1..=4 => Aim::SituationRoute {
                fallbacks: self.steps(),
            },
            _ => Aim::Partners {
                steps: self.steps(),
            },
        }
    }

    /// The shipped rule set with other rules in it: `count` that decide, and some that inform.
    pub(crate) fn rule_set(&mut self, count: usize) -> RuleSet {
        let mut rules = default_rules();
        let stages = rules.stages.clone();
        let first = stages.iter().find(|stage| stage.hit == HitPolicy::First);
        let collect = stages.iter().find(|stage| stage.hit == HitPolicy::Collect);
        let pattern = rules.rules[0].clone();
        let mut all = Vec::new();
        for order in 0..count {
            let mut rule = Rule {
                id: format!("D{order}"),
                stage: first.unwrap().id.clone(),
                order: order as u32,
                when: self.condition(&[], 4, 1),
                ..pattern.clone()
            };
            rule.then.aim = self.aim();
            rule.then.only = self.chance(10).then(|| Only {
                works_in_prison: true,
                kinds: vec![PartnerKind::Ccas],
            });
            all.push(rule);
        }
        let deciders: Vec<String> = all.iter().map(|rule: &Rule| rule.id.clone()).collect();
        for order in 0..count / 3 {
            let mut rule = Rule {
                id: format!("I{order}"),
                stage: collect.unwrap().id.clone(),
                order: order as u32,
                when: self.condition(&deciders, 3, 1),
                ..pattern.clone()
            };
            rule.then.aim = Aim::Inform {
                steps: self.steps(),
            };
            all.push(rule);
        }
        rules.rules = all;
        rules.senses.clock = true;
        if self.chance(25) {
            rules.stages[0].hit = HitPolicy::Unique;
        }
        rules
    }

    pub(crate) fn directory(&mut self, extras: usize) -> Vec<Partner> {
        let mut partners = directory();
        let areas = [
            "00001",
            "00002",
            "35238",
            "00",
            "35",
            "france",
            "prison",
            "0000001B",
            "stock",
            "region:53",
            "epci:243500139",
            "qpv:QN03502M",
            "75056",
            "75101",
            "01018",
            "01033",
        ];
        for number in 0..extras {
            let kind = PartnerKind::ALL[self.below(8)];
            let mut other = extra(100 + number, "x", kind, self.one(&areas));
            other.code = format!("x-{:04}", self.below(10_000) * 100 + number);
            if self.chance(20) {
                other
                    .coverage
                    .extend(extra(1, "x", kind, self.one(&areas)).coverage);
            }
            other.availability = self.one(&[
                Availability::Open,
                Availability::Open,
                Availability::Paused,
                Availability::Archived,
            ]);
            other.in_prison_session = self.chance(20);
            self.particulars(&mut other);
            if self.chance(10) {
                other.key.clone_from(&partners[1].key);
            }
            partners.push(other);
        }
        partners
    }

    /// What a few partners state.
    fn particulars(&mut self, partner: &mut Partner) {
        if self.chance(20) {
            partner.situations = (0..8).map(|_| self.situation()).collect();
        }
        if self.chance(20) {
            partner.languages = vec![LanguageTag::parse(self.one(LANGUAGES)).unwrap()];
        }
        if self.chance(20) {
            let hours = [
                "Mo-Fr 09:00-17:00",
                "Tu 10:00-12:00; PH off",
                "Sa-Su",
                "24/7",
                "Nov-Dec Fr 08:00-10:00",
            ];
            partner.opening_hours = Some(OpeningHours::parse(self.one(&hours)).unwrap());
        }
        partner.capacity = self.chance(30).then(|| self.below(4) as u32);
        if self.chance(15) {
            let from = monday().to_zoned(paris().unwrap()).date();
            let from = from.saturating_add((self.below(5) as i64 - 3).days());
            let until = self.chance(60).then(|| from.saturating_add(2.days()));
            partner.pauses = vec![Pause::new(from, until, PauseReason::Holidays).unwrap()];
        }
    }

    /// How some of these partners stand.
    pub(crate) fn standing(&mut self, partners: &[Partner]) -> Standings {
        let mut told = Vec::new();
        for partner in partners {
            if self.chance(50) {
                told.push(Standing {
                    partner: partner.id,
                    open: self.below(4) as u32,
                    last_asked: self
                        .chance(60)
                        .then(|| monday() - SignedDuration::from_hours(self.below(5) as i64)),
                });
            }
        }
        Standings::new(told)
    }

    fn party(&mut self) -> Party {
        let age_band = self.one(AgeBand::ALL);
        let told = self.one(&[None, Some(true), Some(false)]);
        Party {
            age_band,
            minor: age_band.minor().or(told),
            enrolled: self.one(&[None, Some(true), Some(false)]),
            language: self
                .chance(30)
                .then(|| LanguageTag::parse(self.one(LANGUAGES)).unwrap()),
            guardian_consent: self
                .chance(50)
                .then(|| Consent::of(self.one(ConsentState::ALL))),
            ..adult(self.one(PartyRole::ALL), self.one(ConsentState::ALL))
        }
    }

    pub(crate) fn need(&mut self) -> Need {
        let situation = self.situation();
        let setting = situation.setting().unwrap_or(self.one(Setting::ALL));
        let mut need = case(setting, situation);
        need.case_kind = self.one(CaseKind::ALL);
        need.safety = SafetyAnswers {
            danger_now: self.chance(5),
            minor_at_risk: self.chance(20),
            violence: self.chance(20),
            unable_to_protect_self: self.chance(20),
            suicide_risk: self.chance(5),
        };
        need.parties = (0..self.below(3)).map(|_| self.party()).collect();
        let commune = self.one(COMMUNES);
        need.place.qpv_code = self.chance(20).then(|| QpvCode::parse("QN03502M").unwrap());
        need.place.commune_code = passerelle_domain::CommuneCode::parse(commune).unwrap();
        need.place.tenure = self.maybe();
        need.place.period = self.maybe();
        need.place.time_context = self.maybe();
        need.place.uai = self.chance(30).then(|| Uai::parse("0000001B").unwrap());
        need.place.landlord = match self.below(4) {
            0 => Some(LandlordRef::Partner(id("p-bail"))),
            1 => directory()[1].siren().map(LandlordRef::Siren),
            _ => None,
        };
        if self.chance(40) {
            need.prior_attempts = self.some(PriorAttempt::ALL);
        }
        need
    }
}
