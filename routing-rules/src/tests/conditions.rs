//! Each condition of the language: the cases that it holds for, and the ways to write it wrongly.

use insta::assert_snapshot;
use passerelle_domain::{
    AgeBand, CommuneCode, ConsentState, DeadlineEvent, DeadlineEventKind, Lang, LanguageTag, Need,
    PartyRole, Period, QpvCode, Tenure,
};

use super::fixture::*;
use crate::{DEFAULT_RULE_SET, Facts, Network, RuleFault, RuleSet, explain_text};

/// The shipped rules with a rule `X` before all others of its stage.
pub(super) fn with_rule(when: &str) -> Result<RuleSet, Vec<RuleFault>> {
    let text = format!(
        r#"{DEFAULT_RULE_SET}
[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "essai", en = "trial" }}
because = {{ fr = "c'est un essai", en = "this is a trial" }}
then.route = "situation"
then.max = "L1"
[rules.when]
{when}"#
    );
    RuleSet::from_toml("mine.toml", &text)
}

fn network_with(when: &str) -> Network {
    let rules = with_rule(when).unwrap_or_else(|faults| panic!("{faults:?}"));
    Network::new(rules, 1, directory())
}

/// Whether rule `X` decides about `facts` by the clock `clock`.
fn decides(when: &str, facts: &Facts<'_>, clock: &str) -> bool {
    let decision = network_with(when).decide(facts, at(clock)).unwrap();
    decision.matched_rule.as_deref() == Some("X")
}

fn holds(when: &str, need: &Need) -> bool {
    decides(
        when,
        &Facts::first_time(need, None),
        "2026-10-05T09:10:00+02:00",
    )
}

fn holds_at(when: &str, clock: &str) -> bool {
    decides(when, &Facts::first_time(&a01(), None), clock)
}

#[test]
fn none_of_excludes_values_of_every_fact_that_it_names() {
    let when = r#"none_of = { tenure = ["social", "unknown"], period = ["night"] }"#;
    let mut need = a01();
    assert!(!holds(when, &need));
    need.place.tenure = Some(Tenure::Owner);
    assert!(!holds(when, &need));
    need.place.period = Some(Period::Day);
    assert!(holds(when, &need));
    // What nobody told is none of the values.
    need.place.period = None;
    assert!(holds(when, &need));
}

#[test]
fn ages_are_intervals_of_bands() {
    let when = "age = { from = 16, to = 25 }";
    let mut need = a02();
    for band in AgeBand::ALL {
        need.parties[0].age_band = *band;
        need.parties[0].minor = None;
        let expected = matches!(band, AgeBand::From16To17 | AgeBand::From18To25);
        assert_eq!(holds(when, &need), expected, "{band}");
    }
    need.parties[0].age_band = AgeBand::From75;
    assert!(holds("age = [{ to = 5 }, { from = 60 }]", &need));
}

#[test]
fn hours_and_days_are_those_of_paris() {
    let night = "hour = [{ from = 22 }, { before = 7 }]";
    for (clock, expected) in [
        ("2026-10-05T19:59:59Z", false),
        ("2026-10-05T20:00:00Z", true),
        ("2026-10-06T04:59:59Z", true),
        ("2026-10-06T05:00:00Z", false),
    ] {
        assert_eq!(holds_at(night, clock), expected, "{clock}");
    }
    let free = r#"day = ["weekend", "holiday"]"#;
    assert!(holds_at(free, "2026-10-04T12:00:00Z"));
    assert!(holds_at(free, "2026-11-11T12:00:00Z"));
    assert!(!holds_at(free, "2026-11-12T12:00:00Z"));
    let summer = "date = { from = 2026-07-01, to = 2026-08-31 }";
    assert!(holds_at(summer, "2026-08-31T21:59:00Z"));
    assert!(!holds_at(summer, "2026-08-31T22:00:00Z"));
}

#[test]
fn school_holidays_are_those_of_the_place() {
    let at_place = |when: &str, commune: &str, clock: &str| {
        let mut need = a01();
        need.place.commune_code = CommuneCode::parse(commune).unwrap();
        decides(when, &Facts::first_time(&need, None), clock)
    };
    let free = r#"school_holiday = ["yes"]"#;
    // The Monday on which Paris has winter holidays, and Rennes has class.
    let february = "2027-02-08T10:00:00+01:00";
    assert!(at_place(free, "75056", february));
    assert!(!at_place(free, "35238", february));
    assert!(at_place(r#"school_holiday = ["no"]"#, "35238", february));
    // Beyond the calendar, and where it knows no zone, neither holds.
    for (commune, clock) in [("75056", "2029-02-08T10:00:00+01:00"), ("00001", february)] {
        for answer in ["yes", "no"] {
            let when = format!("school_holiday = [\"{answer}\"]");
            assert!(!at_place(&when, commune, clock), "{commune} {answer}");
        }
        assert!(at_place(r#"school_holiday = ["unknown"]"#, commune, clock));
        assert!(at_place(
            r#"none_of.school_holiday = ["yes"]"#,
            commune,
            clock
        ));
    }
}

#[test]
fn an_explanation_says_of_which_zone_the_holidays_are_and_where_the_calendar_ends() {
    let network = network_with("school_holiday = [\"yes\"]\nsituation = [\"neighbour_noise\"]");
    let mut told = Vec::new();
    for (commune, clock) in [
        ("35238", "2027-02-08T10:00:00+01:00"),
        ("35238", "2029-02-08T10:00:00+01:00"),
        ("97411", "2027-02-08T10:00:00+01:00"),
        ("00001", "2027-02-08T10:00:00+01:00"),
    ] {
        let mut need = a01();
        need.place.commune_code = CommuneCode::parse(commune).unwrap();
        let facts = Facts::first_time(&need, None);
        let decision = network.decide(&facts, at(clock)).unwrap();
        for lang in [Lang::Fr, Lang::En] {
            let text = explain_text(&network, &facts, at(clock), &decision, lang);
            let line = text.lines().find(|line| line.starts_with("- X "));
            told.push(line.unwrap().to_owned());
        }
    }
    assert_snapshot!(told.join("\n"));
}

#[test]
fn the_date_to_meet_is_counted_in_days() {
    let when = "deadline_event = [\"hearing\"]\ndays_to_event = { to = 14 }";
    let mut need = a01();
    assert!(!holds(when, &need));
    for (day, expected) in [
        ("2026-10-04", false),
        ("2026-10-05", true),
        ("2026-10-19", true),
        ("2026-10-20", false),
    ] {
        let kind = DeadlineEventKind::Hearing;
        let date = day.parse().unwrap();
        need.deadline_event = Some(DeadlineEvent { kind, date });
        assert_eq!(holds(when, &need), expected, "{day}");
    }
}

#[test]
fn earlier_cases_of_the_same_place_are_counted() {
    let when = "prior_referrals = { days = 90, from = 2 }";
    let need = a01();
    let clock = "2026-10-05T09:10:00+02:00";
    let earlier = [
        "2026-10-01T00:00:00Z",
        "2026-07-20T00:00:00Z",
        "2026-06-01T00:00:00Z",
    ]
    .map(at);
    let told = |earlier| Facts {
        earlier_here: earlier,
        ..Facts::first_time(&need, None)
    };
    assert!(decides(when, &told(&earlier), clock));
    assert!(!decides(when, &told(&earlier[1..]), clock));
    assert!(!decides(when, &told(&[]), clock));
    assert!(decides(
        "prior_referrals = { days = 90, to = 0 }",
        &told(&[]),
        clock
    ));
    assert_eq!(with_rule(when).unwrap().looks_back_days(), Some(90));
    assert_eq!(default_rules().looks_back_days(), None);
}

#[test]
fn territories_are_levels_and_codes() {
    let mut need = a01();
    let inside = r#"territory = ["departement:35", "qpv:QN00001M"]"#;
    let outside = r#"none_of.territory = ["epci:243500139"]"#;
    assert!(!holds(inside, &need) && holds(outside, &need));
    need.place.qpv_code = Some(QpvCode::parse("QN00001M").unwrap());
    assert!(holds(inside, &need));
    need.place.qpv_code = None;
    need.place.commune_code = CommuneCode::parse("35238").unwrap();
    assert!(holds(inside, &need) && !holds(outside, &need));
}

#[test]
fn languages_and_referrers_are_facts() {
    let mut need = a01();
    let when = r#"language = ["pt", "ar"]"#;
    assert!(!holds(when, &need));
    for (tag, expected) in [("pt-BR", true), ("ar", true), ("arq", false), ("fr", false)] {
        need.parties[0].language = Some(LanguageTag::parse(tag).unwrap());
        assert_eq!(holds(when, &need), expected, "{tag}");
    }
    let when = r#"referrer_kind = ["social_landlord"]"#;
    let from = |code: &str| Facts::first_time(&need, Some(id(code)));
    let clock = "2026-10-05T09:10:00+02:00";
    assert!(decides(when, &from("p-bail"), clock));
    assert!(!decides(when, &from("p-ccas"), clock));
    assert!(!decides(when, &Facts::first_time(&need, None), clock));
}

#[test]
fn what_can_be_written_wrongly_is_told_at_once() {
    let when = r#"
age = { from = 20, to = 30 }
hour = { from = 22, before = 7 }
date = { from = 2026-08-31, to = 2026-07-01 }
days_to_event = { from = 10, to = 3 }
prior_referrals = { from = 1 }
territory = ["35", "departement:96", "commune:35999", "ville:35238"]
language = ["français"]
day = ["sunday"]
referrer_kind = ["landlord"]
none_of = { tenure = ["socal"], any = [{ minor = ["yes"] }] }
"#;
    let faults = with_rule(when).unwrap_err();
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| {
            let line = fault.line - DEFAULT_RULE_SET.lines().count();
            let RuleFault {
                column,
                field,
                code,
                message,
                ..
            } = fault;
            format!("+{line}:{column}: {field}: {message} [{code}]")
        })
        .collect();
    assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_near_miss_is_explained_in_words() {
    let said = |when: &str| {
        let network = network_with(&format!("situation = [\"neighbour_noise\"]\n{when}"));
        let mut need = a01();
        need.parties = vec![adult(PartyRole::Concerned, ConsentState::Given)];
        let facts = Facts::first_time(&need, None);
        let decision = network.decide(&facts, monday()).unwrap();
        let both = [Lang::Fr, Lang::En].map(|lang| {
            let text = explain_text(&network, &facts, monday(), &decision, lang);
            let line = text
                .lines()
                .find(|line| line.starts_with("- X "))
                .map(str::to_owned);
            line.unwrap_or_else(|| panic!("{text}"))
                .replace('\u{a0}', " ")
        });
        both.join("\n")
    };
    let all = [
        r#"none_of = { tenure = ["social", "owner"] }"#,
        "hour = { from = 18 }",
        r#"day = ["weekend", "holiday"]"#,
        "date = { from = 2026-07-01, to = 2026-08-31 }",
        "days_to_event = { to = 14 }",
        "prior_referrals = { days = 90, from = 3 }",
        r#"territory = ["region:53", "qpv:QN00001M"]"#,
        r#"language = ["ar"]"#,
        r#"referrer_kind = ["school"]"#,
        r#"deadline_event = ["hearing"]"#,
    ]
    .map(said);
    assert_snapshot!(all.join("\n"));
}
