use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

use super::*;
use crate::{CommuneCode, DepartementCode, EpciCode, PauseReason, QpvCode, RegionCode};

fn partner(coverage: Coverage) -> Partner {
    Partner {
        id: PartnerId::new(Timestamp::UNIX_EPOCH, [1; 10]),
        code: "p-test".to_owned(),
        kind: PartnerKind::Ccas,
        name: "CCAS d'essai".to_owned(),
        key: None,
        coverage: vec![coverage],
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: None,
        pauses: Vec::new(),
        entitlement: Disclosure::L1,
        operator: false,
        in_prison_session: false,
        availability: Availability::Open,
        email: None,
        language: Lang::Fr,
    }
}

fn tag(text: &str) -> LanguageTag {
    LanguageTag::parse(text).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_commune_lies_in_everything_around_it() {
    let tree = Some(Territory::shipped().unwrap());
    let rennes = Place {
        qpv_code: Some(QpvCode::parse("QN03502M").unwrap()),
        ..Place::in_commune(CommuneCode::parse("35238").unwrap())
    };
    let brest = Place::in_commune(CommuneCode::parse("29019").unwrap());
    for (area, reaches_brest) in [
        (Coverage::France, true),
        (Coverage::Region(RegionCode::parse("53").unwrap()), true),
        (
            Coverage::Departement(DepartementCode::parse("35").unwrap()),
            false,
        ),
        (Coverage::Epci(EpciCode::parse("243500139").unwrap()), false),
        (
            Coverage::Commune(CommuneCode::parse("35238").unwrap()),
            false,
        ),
        (Coverage::Qpv(QpvCode::parse("QN03502M").unwrap()), false),
    ] {
        let partner = partner(area.clone());
        assert!(
            partner.covers(Setting::Housing, &rennes, tree),
            "{area:?} and Rennes"
        );
        assert_eq!(
            partner.covers(Setting::Housing, &brest, tree),
            reaches_brest,
            "{area:?} and Brest"
        );
    }
}

#[test]
fn a_merged_commune_and_its_successor_cover_each_other() {
    let tree = Some(Territory::shipped().unwrap());
    let (former, today) = ("01018", "01033");
    for (covered, case) in [(today, former), (former, today), (former, former)] {
        let partner = partner(Coverage::Commune(CommuneCode::parse(covered).unwrap()));
        let place = Place::in_commune(CommuneCode::parse(case).unwrap());
        assert!(partner.covers(Setting::Housing, &place, tree));
    }
}

#[test]
fn a_prison_is_for_the_detention_setting() {
    let prison = partner(Coverage::Prison(CommuneCode::parse("35238").unwrap()));
    let place = Place::in_commune(CommuneCode::parse("35238").unwrap());
    assert!(prison.covers(Setting::Detention, &place, None));
    assert!(!prison.covers(Setting::Housing, &place, None));
    assert!(prison.works_in_prison());
}

#[test]
fn without_situations_a_partner_takes_on_everything() {
    let mut partner = partner(Coverage::France);
    assert!(partner.serves(Situation::NeighbourNoise));
    partner.situations = vec![Situation::Addiction];
    assert!(partner.serves(Situation::Addiction));
    assert!(!partner.serves(Situation::NeighbourNoise));
}

#[test]
fn french_is_spoken_everywhere_and_regions_do_not_matter() {
    let mut partner = partner(Coverage::France);
    assert!(partner.speaks(&tag("fr-CA")));
    assert!(!partner.speaks(&tag("pt-BR")));
    partner.languages = vec![tag("pt")];
    assert!(partner.speaks(&tag("pt-BR")));
    assert!(!partner.speaks(&tag("ar")));
}

#[test]
fn a_pause_has_both_its_ends() {
    let pause = Pause::new(
        day("2026-08-01"),
        Some(day("2026-08-21")),
        PauseReason::Holidays,
    )
    .unwrap();
    for (text, covered) in [
        ("2026-07-31", false),
        ("2026-08-01", true),
        ("2026-08-21", true),
        ("2026-08-22", false),
    ] {
        assert_eq!(pause.covers(day(text)), covered, "{text}");
    }
    let open_ended = Pause::new(day("2026-08-01"), None, PauseReason::Works).unwrap();
    assert!(open_ended.covers(day("2031-01-01")));
}

#[test]
fn a_pause_that_ends_before_it_begins_is_refused_from_json_too() {
    let backwards = r#"{"from":"2026-08-02","until":"2026-08-01","reason":"holidays"}"#;
    assert!(serde_json::from_str::<Pause>(backwards).is_err());
    let good = r#"{"from":"2026-08-01","until":null,"reason":"saturation"}"#;
    let pause: Pause = serde_json::from_str(good).unwrap();
    assert_eq!(serde_json::to_string(&pause).unwrap(), good);
}

#[test]
fn a_partner_written_before_these_fields_still_reads() {
    let whole = serde_json::to_value(partner(Coverage::France)).unwrap();
    let mut old = whole.as_object().unwrap().clone();
    for field in [
        "situations",
        "languages",
        "opening_hours",
        "capacity",
        "pauses",
    ] {
        assert!(old.remove(field).is_some(), "{field}");
    }
    let read: Partner = serde_json::from_value(old.into()).unwrap();
    assert_eq!(read, partner(Coverage::France));
}

mod opening_hours {
    use super::*;

    const OFFICE: &str = "Mo-Fr 09:00-12:00,14:00-17:00; PH off";

    #[track_caller]
    fn check(text: &str, from: &str, until: &str, open: bool) {
        let hours = OpeningHours::parse(text).unwrap();
        let (from, until): (DateTime, DateTime) = (from.parse().unwrap(), until.parse().unwrap());
        assert_eq!(hours.open_between(from, until, None), open, "{text}");
    }

    #[test]
    fn an_open_moment_is_enough() {
        // 2026-10-05 is a Monday.
        check(OFFICE, "2026-10-05T08:00", "2026-10-05T09:30", true);
        check(OFFICE, "2026-10-05T12:00", "2026-10-05T13:59", false);
        check(OFFICE, "2026-10-05T12:00", "2026-10-05T14:00", true);
        check(OFFICE, "2026-10-05T17:00", "2026-10-06T08:00", false);
        check(OFFICE, "2026-10-02T18:00", "2026-10-04T18:00", false);
        check(OFFICE, "2026-10-02T18:00", "2026-10-05T09:00", true);
    }

    #[test]
    fn public_holidays_are_those_of_our_calendar() {
        check(OFFICE, "2026-05-01T00:00", "2026-05-01T23:59", false);
        let hours = OpeningHours::parse(OFFICE).unwrap();
        let good_friday = |departement: Option<&DepartementCode>| {
            let day = day("2026-04-03");
            hours.open_between(day.at(0, 0, 0, 0), day.at(23, 59, 0, 0), departement)
        };
        assert!(good_friday(None));
        let moselle = DepartementCode::parse("57").unwrap();
        assert!(!good_friday(Some(&moselle)));
    }

    #[test]
    fn nights_reach_into_the_next_day() {
        check(
            "Sa 20:00-02:00",
            "2026-10-04T00:30",
            "2026-10-04T01:00",
            true,
        );
        check(
            "Sa 20:00-02:00",
            "2026-10-04T02:00",
            "2026-10-04T03:00",
            false,
        );
        check("24/7", "2026-10-04T02:00", "2026-10-04T02:00", true);
    }

    #[test]
    fn somebody_who_never_opens_is_never_open_in_time() {
        check("Mo-Su off", "2026-10-05T00:00", "2031-10-05T00:00", false);
        check("2019", "2026-10-05T00:00", "9999-12-31T00:00", false);
    }

    #[test]
    fn what_is_not_understood_is_shown_by_its_position() {
        let syntax = |text| match OpeningHours::parse(text) {
            Err(OpeningHoursError::Syntax { position }) => position,
            other => panic!("{other:?}"),
        };
        assert_eq!(syntax("lundi 9h-12h"), 1);
        assert_eq!(syntax("Mo-Fr 09:00-12:00; été"), 20);
        assert_eq!(syntax(""), 1);
        for (text, code) in [
            ("Mo-Fr sunrise-sunset", "unsupported"),
            ("Mo-Fr 09:00-17:00; SH off", "unsupported"),
            ("2030-2020", "out_of_range"),
        ] {
            assert_eq!(
                OpeningHours::parse(text).unwrap_err().code(),
                code,
                "{text}"
            );
        }
        let long = "Mo 09:00-17:00; ".repeat(20);
        assert_eq!(OpeningHours::parse(&long), Err(OpeningHoursError::TooLong));
    }

    #[test]
    fn travels_as_it_was_written() {
        let json = format!("\"{OFFICE}\"");
        let hours: OpeningHours = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&hours).unwrap(), json);
        assert!(serde_json::from_str::<OpeningHours>("\"lundi\"").is_err());
    }
}
