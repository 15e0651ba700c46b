//! The space of all cases and the real conditions agree on every case, whatever rules read.

use insta::assert_snapshot;
use jiff::{Timestamp, civil::date};
use passerelle_domain::{
    CommuneCode, DeadlineEvent, DeadlineEventKind, Lang, LanguageTag, PartnerKind, QpvCode,
    Situation,
};

use super::{conditions::with_rule, fixture::*, random::Dice};
use crate::{
    Budget, DEFAULT_RULE_SET, Detail, Details, Facts, OverlaySource, Report, RuleSet, analyse,
    analyse::Severity,
    rules::{
        Answer, Case, CaseFacts, Condition, DateRange, DayKind, DeclaredFact, DetailTest, FactKind,
        FactValue, Moment, Range, Test, Wanted, Zone,
    },
    space::Space,
};

const ZONES: [&str; 10] = [
    "france",
    "region:53",
    "region:44",
    "departement:35",
    "departement:67",
    "departement:00",
    "epci:243500139",
    "commune:35238",
    "qpv:QN03502M",
    "qpv:QN00001M",
];

const COMMUNES: [&str; 8] = [
    "00001", "35238", "35047", "35999", "67482", "97105", "75111", "96001",
];

fn text(word: &str) -> passerelle_domain::Text {
    passerelle_domain::Text {
        fr: word.to_owned(),
        en: word.to_owned(),
    }
}

fn declared(dice: &mut Dice) -> DetailTest {
    let value = |code: &str| FactValue {
        code: code.to_owned(),
        label: text(code),
    };
    let values = vec![value("music"), value("works"), value("dog")];
    let situations = vec![Situation::NeighbourNoise, Situation::TechnicalFault];
    let (id, kind, wanted) = match dice.below(3) {
        0 => {
            let any = [Answer::Yes, Answer::No, Answer::Unknown];
            let some = any.into_iter().filter(|_| dice.chance(50)).collect();
            ("lift", FactKind::YesNo, Wanted::Answers(some))
        }
        1 => (
            "floor",
            FactKind::Number,
            Wanted::Numbers(vec![range(dice, 9)]),
        ),
        _ => {
            let some = values.iter().filter(|_| dice.chance(50)).cloned();
            let some = Wanted::Values(some.collect());
            ("noise", FactKind::Enumeration(values), some)
        }
    };
    DetailTest {
        fact: DeclaredFact {
            id: id.to_owned(),
            situations,
            kind,
            label: text(id),
        },
        wanted,
    }
}

fn range(dice: &mut Dice, below: usize) -> Range {
    let from = dice.below(below) as u32;
    let to = from + dice.below(below) as u32;
    Range {
        from,
        to: if dice.chance(30) { Range::OPEN } else { to },
    }
}

fn day(dice: &mut Dice) -> jiff::civil::Date {
    // Good Friday, the last Sunday of March, an ordinary week, the winter holidays of two zones, and
    // the end of the school calendar.
    let days = [
        date(2026, 4, 3),
        date(2027, 3, 28),
        date(2026, 10, 5),
        date(2027, 2, 12),
        date(2028, 8, 30),
    ];
    days[dice.below(5)].saturating_add(jiff::ToSpan::days(dice.below(3) as i64))
}

/// A test on what is around a case.
fn test(dice: &mut Dice) -> Test {
    let test = match dice.below(10) {
        0..=2 => {
            let zones = (0..1 + dice.below(3)).map(|_| ZONES[dice.below(ZONES.len())]);
            Test::Territory(zones.map(|zone| Zone::parse(zone).unwrap()).collect())
        }
        3 => {
            let hours = range(dice, 24);
            Test::Hour(vec![Range {
                to: hours.to.min(23),
                from: if dice.chance(30) { 2 } else { hours.from },
            }])
        }
        4 if dice.chance(50) => {
            let any = [Answer::Yes, Answer::No, Answer::Unknown];
            Test::SchoolHoliday(any.into_iter().filter(|_| dice.chance(50)).collect())
        }
        4 => Test::Day(vec![DayKind::ALL[dice.below(DayKind::ALL.len())].1]),
        5 => {
            let from = day(dice);
            let to = dice
                .chance(70)
                .then(|| from.saturating_add(jiff::ToSpan::days(dice.below(2) as i64)));
            Test::Date(DateRange {
                from: dice.chance(80).then_some(from),
                to,
            })
        }
        6 => match dice.below(3) {
            0 => Test::DeadlineEvent(vec![DeadlineEventKind::ALL[dice.below(2)]]),
            _ => Test::DaysToEvent(vec![range(dice, 20)]),
        },
        7 => Test::PriorReferrals {
            days: [0, 30, 90][dice.below(3)],
            count: range(dice, 4),
        },
        8 => match dice.below(2) {
            0 => Test::ReferrerKind(vec![PartnerKind::ALL[dice.below(3)]]),
            _ => {
                let tags = ["pt", "pt-BR", "ar", "zh-Hant"];
                Test::Language(vec![LanguageTag::parse(tags[dice.below(4)]).unwrap()])
            }
        },
        _ => Test::Detail(declared(dice)),
    };
    if dice.chance(25) {
        Test::Not(Box::new(test))
    } else {
        test
    }
}

pub(crate) fn condition(dice: &mut Dice) -> Condition {
    let mut tests: Vec<Test> = (0..1 + dice.below(3)).map(|_| test(dice)).collect();
    tests.extend(dice.condition(&[], 1, 0).tests);
    if dice.chance(40) {
        let any = |dice: &mut Dice| Condition {
            tests: (0..1 + dice.below(2)).map(|_| test(dice)).collect(),
        };
        tests.push(Test::Any(vec![any(dice), any(dice)]));
    }
    Condition { tests }
}

/// A few conditions, as the rules of one rule set.
fn rules(dice: &mut Dice) -> RuleSet {
    let mut rules = default_rules();
    rules.rules.truncate(6);
    for rule in &mut rules.rules {
        rule.when = condition(dice);
    }
    rules.senses.clock = true;
    rules
}

/// A case by chance, as a request states it.
fn with_case(dice: &mut Dice, look: impl FnOnce(&Case<'_>)) {
    let mut need = dice.need();
    if dice.chance(50) {
        need.situation = Situation::NeighbourNoise;
        need.setting = need.situation.setting().unwrap();
    }
    let commune = COMMUNES[dice.below(COMMUNES.len())];
    need.place.commune_code = CommuneCode::parse(commune).unwrap();
    need.place.qpv_code = dice
        .chance(40)
        .then(|| QpvCode::parse(["QN03502M", "QN00002M"][dice.below(2)]).unwrap());
    for party in &mut need.parties {
        let tags = ["pt", "pt-PT", "pt-BR", "zh", "zh-Hant-TW", "fr"];
        party.language = Some(LanguageTag::parse(tags[dice.below(6)]).unwrap());
    }
    let today = day(dice);
    let hour = i8::try_from(dice.below(24)).unwrap();
    let zone = passerelle_domain::calendar::paris().unwrap();
    let now: Timestamp = today.at(hour, 30, 0, 0).to_zoned(zone).unwrap().timestamp();
    need.deadline_event = dice.chance(70).then(|| DeadlineEvent {
        kind: DeadlineEventKind::ALL[dice.below(3)],
        date: today.saturating_add(jiff::ToSpan::days(dice.below(25) as i64 - 3)),
    });
    let ago = |dice: &mut Dice| now - jiff::SignedDuration::from_hours(12 * dice.below(250) as i64);
    let earlier: Vec<Timestamp> = (0..dice.below(5)).map(|_| ago(dice)).collect();
    let mut details = Details::default();
    if need.situation == Situation::NeighbourNoise && dice.chance(80) {
        details.insert("lift", Detail::YesNo(dice.chance(50)));
        details.insert("floor", Detail::Number(dice.below(12) as u32));
        if dice.chance(50) {
            details.insert("noise", Detail::Code("works".to_owned()));
        }
    }
    let facts = Facts {
        earlier_here: &earlier,
        details: &details,
        ..Facts::first_time(&need, None)
    };
    let moment = Moment::of(now, &need.place.commune_code.departement()).unwrap();
    let kind = dice.chance(60).then(|| PartnerKind::ALL[dice.below(4)]);
    look(&Case::of(&facts).at(Some(moment)).from_a(kind));
}

#[test]
fn a_condition_holds_in_its_regions_and_nowhere_else() {
    for seed in 0..24 {
        let mut dice = Dice::new(seed);
        let rules = rules(&mut dice);
        let space = Space::exact(&rules);
        let impossible = space.impossible();
        let covers: Vec<_> = rules
            .rules
            .iter()
            .map(|rule| space.cover(&rule.when))
            .collect();
        for _ in 0..60 {
            with_case(&mut dice, |case| {
                let point = space.point(case);
                let inside =
                    |region: &crate::space::Region| region.contains(&point, space.dimensions());
                assert!(!impossible.iter().any(inside), "seed {seed}: {case:?}");
                for (rule, cover) in rules.rules.iter().zip(&covers) {
                    assert!(cover.exact, "{:?}", rule.when);
                    let covered = cover.regions.iter().any(inside);
                    let holds = rule.when.holds(case);
                    assert_eq!(covered, holds, "seed {seed}: {:?}\n{case:?}", rule.when);
                }
            });
        }
    }
}

#[test]
fn whatever_is_not_impossible_is_the_case_of_some_request() {
    let mut realised = 0;
    for seed in 0..8 {
        let mut dice = Dice::new(7_000 + seed);
        let rules = rules(&mut dice);
        let space = Space::exact(&rules);
        let impossible = space.impossible();
        for _ in 0..2_000 {
            let dimensions = space.dimensions();
            let point: Vec<usize> = dimensions
                .iter()
                .map(|dimension| match dimension.fact {
                    crate::space::Fact::DecidedBy => dimension.values - 1,
                    _ => dice.below(dimension.values),
                })
                .collect();
            if impossible
                .iter()
                .any(|region| region.contains(&point, dimensions))
            {
                continue;
            }
            let case: CaseFacts = space.facts(&point).unwrap_or_else(|| {
                let facts = dimensions.iter().map(|one| one.fact).zip(&point);
                panic!("seed {seed}: {:?}", facts.collect::<Vec<_>>())
            });
            assert_eq!(space.point(&case.case()), point, "seed {seed}: {case:?}");
            realised += 1;
        }
    }
    assert!(realised > 300, "{realised}");
}

fn undecided(report: &Report) -> usize {
    report.count(Severity::Undecided)
}

const ONE_LINE: &str = r#"
name = "rennes"
overlay_of = "default"
title = { fr = "Rennes", en = "Rennes" }
territory = ["commune:35238"]
switch_off = ["R40"]
"#;

#[test]
fn the_report_says_how_far_the_school_calendar_reaches() {
    let rule = |when: &str| {
        let rules = with_rule(when).unwrap();
        analyse(&rules, Budget::default())
    };
    let of = |report: &Report, code: &str| -> Vec<String> {
        let findings = report.findings.iter().filter(|one| one.code == code);
        findings
            .map(|one| format!("{}\n{}", one.message.fr, one.message.en))
            .collect()
    };
    let told = rule(r#"school_holiday = ["yes"]"#);
    assert_snapshot!(of(&told, "school_calendar").join("\n"));
    assert_eq!(undecided(&told), 0, "{told}");
    assert!(of(&rule(r#"day = ["holiday"]"#), "school_calendar").is_empty());
    // Nobody knows yet whether pupils have holidays in 2031, and nobody knows it of Réunion.
    for never in [
        "date = { from = 2031-01-01 }",
        "territory = [\"departement:974\"]",
        "date = { to = 2020-01-01 }",
    ] {
        let report = rule(&format!("{never}\nschool_holiday = [\"yes\", \"no\"]"));
        assert_eq!(of(&report, "impossible_rule").len(), 1, "{never}\n{report}");
        let report = rule(&format!("{never}\nschool_holiday = [\"unknown\"]"));
        assert!(
            of(&report, "impossible_rule").is_empty(),
            "{never}\n{report}"
        );
    }
    // Rennes has class on that day, whatever the hour; Paris has not.
    let day = "date = { from = 2027-02-08, to = 2027-02-08 }\nschool_holiday = [\"yes\"]";
    let rennes = rule(&format!("{day}\nterritory = [\"commune:35238\"]"));
    assert_eq!(of(&rennes, "impossible_rule").len(), 1, "{rennes}");
    let paris = rule(&format!("{day}\nterritory = [\"commune:75056\"]"));
    assert!(of(&paris, "impossible_rule").is_empty(), "{paris}");
}

#[test]
fn an_overlay_of_one_line_leaves_nothing_undecided() {
    let overlay = OverlaySource {
        file: "rennes.toml",
        text: ONE_LINE,
    };
    let rules = default_rules().with_overlays(&[overlay]).unwrap();
    let report = analyse(&rules, Budget::default());
    assert_eq!(undecided(&report), 0, "{report}");
    assert!(report.is_sound(), "{report}");
}

#[test]
fn a_case_that_shows_something_says_where_and_when() {
    let text = format!(
        r#"{DEFAULT_RULE_SET}
[[facts]]
id = "floor"
situations = ["neighbour_noise"]
kind = "number"
label = {{ fr = "Étage", en = "Floor" }}

[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "essai", en = "trial" }}
because = {{ fr = "c'est un essai", en = "this is a trial" }}
when.situation = ["neighbour_noise"]
when.territory = ["epci:243500139"]
when.none_of.territory = ["commune:35238"]
when.day = ["holiday"]
when.hour = {{ from = 22 }}
when.date = {{ from = 2026-07-10, to = 2026-07-31 }}
when.language = ["pt"]
when.referrer_kind = ["school"]
when.deadline_event = ["hearing"]
when.days_to_event = {{ from = 3, to = 14 }}
when.prior_referrals = {{ days = 90, from = 2 }}
when.details = {{ floor = {{ from = 5 }} }}
then.lead = ["municipal_police"]
then.law_enforcement_first = {{ signed_by = "la direction", reason = "essai" }}
then.max = "L1"

[[invariants]]
id = "W"
label = {{ fr = "le bruit reste hors de la police", en = "noise stays out of police hands" }}
when.situation = ["neighbour_noise"]
unless.danger_now = true
must.asked_not_in = ["municipal_police"]
"#
    );
    let rules =
        RuleSet::from_toml("mine.toml", &text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let report = analyse(&rules, Budget::default());
    assert_eq!(undecided(&report), 0, "{report}");
    let refuted = report
        .findings
        .iter()
        .find(|one| one.subject == "W")
        .unwrap();
    let case = refuted.case.as_ref().unwrap();
    assert_snapshot!(format!(
        "{}\n{}\n{}",
        case.text.get(Lang::Fr),
        case.text.get(Lang::En),
        case.toml
    ));
    // The case can be kept as an example, and goes where it went.
    let kept = format!(
        "{text}\n[[examples]]\nid = \"K\"\nlabel = {{ fr = \"k\", en = \"k\" }}\ncase = {}\nexpect = {{ rule = \"X\" }}\n",
        case.toml
    );
    let rules =
        RuleSet::from_toml("kept.toml", &kept).unwrap_or_else(|faults| panic!("{faults:?}"));
    let report = crate::examples(&rules);
    assert!(
        report.proofs.iter().any(|one| one.subject == "K"),
        "{report}"
    );
}
