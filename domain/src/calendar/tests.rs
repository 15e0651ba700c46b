use super::*;
use proptest::prelude::*;

fn departement(code: &str) -> DepartementCode {
    DepartementCode::parse(code).unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[track_caller]
fn check(from: &str, days: u32, due: &str) {
    let found = add_working_days(from.parse().unwrap(), days, WorkingDays::of(None)).unwrap();
    assert_eq!(found, due.parse::<Timestamp>().unwrap());
}

#[test]
fn an_ordinary_week() {
    check("2026-10-05T09:10:00+02:00", 3, "2026-10-08T09:10:00+02:00");
    check("2026-10-13T10:00:00+02:00", 5, "2026-10-20T10:00:00+02:00");
    check("2026-10-05T09:10:00+02:00", 0, "2026-10-05T09:10:00+02:00");
}

#[test]
fn the_wall_clock_stays_when_the_hour_changes() {
    check("2026-10-23T10:00:00+02:00", 3, "2026-10-28T10:00:00+01:00");
    check("2027-03-26T10:00:00+01:00", 3, "2027-04-01T10:00:00+02:00");
}

#[test]
fn holidays_and_weekends_do_not_count() {
    check("2026-11-10T09:00:00+01:00", 1, "2026-11-12T09:00:00+01:00");
    check("2026-12-24T16:30:00+01:00", 2, "2026-12-29T16:30:00+01:00");
    check("2026-12-30T16:30:00+01:00", 2, "2027-01-04T16:30:00+01:00");
    check("2026-10-10T11:00:00+02:00", 3, "2026-10-14T11:00:00+02:00");
    check("2026-10-11T11:00:00+02:00", 1, "2026-10-12T11:00:00+02:00");
    check("2026-04-03T11:00:00+02:00", 1, "2026-04-07T11:00:00+02:00");
}

#[test]
fn the_day_is_that_of_paris() {
    // Still Thursday in UTC, already Friday in Paris.
    check("2026-10-08T22:30:00Z", 1, "2026-10-11T22:30:00Z");
}

#[test]
fn calendar_days_keep_the_wall_clock() {
    let due = add_calendar_days("2026-10-13T10:00:00+02:00".parse().unwrap(), 30).unwrap();
    assert_eq!(due, "2026-11-12T10:00:00+01:00".parse().unwrap());
    // 02:30 does not exist on that night: the clock shows 03:30.
    let due = add_calendar_days("2027-03-27T02:30:00+01:00".parse().unwrap(), 1).unwrap();
    assert_eq!(due, "2027-03-28T03:30:00+02:00".parse().unwrap());
}

#[test]
fn the_holidays_of_2026() {
    let expected: Vec<Date> = [
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-08",
        "2026-05-14",
        "2026-05-25",
        "2026-07-14",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
    ]
    .map(date)
    .to_vec();
    assert_eq!(public_holidays(2026, None), expected);
    // Ascension on 1 May.
    assert_eq!(public_holidays(2008, None).len(), 10);
}

#[test]
fn some_departements_have_their_own() {
    for (code, day) in [
        ("57", "2026-04-03"),
        ("67", "2026-04-03"),
        ("68", "2025-12-26"),
        ("971", "2026-05-27"),
        ("972", "2026-05-22"),
        ("973", "2026-06-10"),
        ("974", "2027-12-20"),
        ("976", "2026-04-27"),
    ] {
        assert!(
            !is_working_day(date(day), Some(&departement(code))),
            "{code}"
        );
        assert!(
            is_working_day(date(day), Some(&departement("35"))),
            "{code}"
        );
        assert!(is_working_day(date(day), None), "{code}");
    }
}

#[test]
fn beyond_the_calendar_is_an_error() {
    let from = "9999-12-20T10:00:00Z".parse().unwrap();
    assert!(matches!(
        add_working_days(from, 30, WorkingDays::of(None)),
        Err(CalendarError::OutOfRange(_))
    ));
    assert!(matches!(
        add_calendar_days(from, 30),
        Err(CalendarError::OutOfRange(_))
    ));
    assert!(matches!(
        add_calendar_days(from, u32::MAX),
        Err(CalendarError::OutOfRange(_))
    ));
    assert!(is_working_day(date("1500-01-03"), None));
}

prop_compose! {
    /// Whole minutes of the years 2020 to 2060.
    fn moment()(minutes in 0_i64..21_000_000) -> Timestamp {
        Timestamp::from_second(1_577_836_800 + 60 * minutes).unwrap()
    }
}

proptest! {
    #[test]
    fn more_days_are_later(from in moment(), days in 0_u32..60) {
        let due = add_working_days(from, days, WorkingDays::of(None)).unwrap();
        let next = add_working_days(from, days + 1, WorkingDays::of(None)).unwrap();
        prop_assert!(from <= due && due < next);
    }

    #[test]
    fn a_later_start_is_not_due_earlier(from in moment(), hours in 0_i64..400, days in 1_u32..60) {
        let later = from + jiff::SignedDuration::from_hours(hours);
        let local = |due: Timestamp| due.to_zoned(paris().unwrap()).date();
        prop_assert!(
            local(add_working_days(from, days, WorkingDays::of(None)).unwrap())
                <= local(add_working_days(later, days, WorkingDays::of(None)).unwrap())
        );
    }

    #[test]
    fn due_dates_are_working_days_at_the_same_hour(from in moment(), days in 1_u32..60) {
        let bas_rhin = departement("67");
        let zone = paris().unwrap();
        let due = add_working_days(from, days, WorkingDays::of(Some(&bas_rhin))).unwrap().to_zoned(zone.clone());
        prop_assert!(is_working_day(due.date(), Some(&bas_rhin)));
        prop_assert_eq!(due.time(), from.to_zoned(zone).time());
    }
}

fn partner_with(hours: Option<&str>, pauses: &[(&str, Option<&str>)]) -> crate::Partner {
    let pause = |(from, until): &(&str, Option<&str>)| {
        crate::Pause::new(date(from), until.map(date), crate::PauseReason::Holidays).unwrap()
    };
    crate::Partner {
        id: crate::PartnerId::new(Timestamp::UNIX_EPOCH, [1; 10]),
        code: "p-med".to_owned(),
        kind: crate::PartnerKind::MediationTeam,
        name: "Médiation".to_owned(),
        key: None,
        coverage: Vec::new(),
        situations: Vec::new(),
        languages: Vec::new(),
        capacity: None,
        entitlement: crate::Disclosure::L2,
        operator: false,
        in_prison_session: false,
        availability: crate::Availability::Open,
        email: None,
        language: crate::Lang::Fr,
        opening_hours: hours.map(|text| crate::OpeningHours::parse(text).unwrap()),
        pauses: pauses.iter().map(pause).collect(),
    }
}

#[track_caller]
fn check_there(partner: &crate::Partner, from: &str, days: u32, due: &str) {
    let counted = WorkingDays::of(None).when_there(Some(partner));
    let found = add_working_days(from.parse().unwrap(), days, counted).unwrap();
    assert_eq!(found, due.parse::<Timestamp>().unwrap());
}

#[test]
fn days_on_which_the_partner_is_away_do_not_count() {
    let twice_a_week = partner_with(Some("Tu,Th 09:00-12:00"), &[]);
    check_there(
        &twice_a_week,
        "2026-10-05T09:10:00+02:00",
        3,
        "2026-10-13T09:10:00+02:00",
    );
    let holidays = partner_with(None, &[("2026-10-07", Some("2026-10-16"))]);
    check_there(
        &holidays,
        "2026-10-05T09:10:00+02:00",
        3,
        "2026-10-20T09:10:00+02:00",
    );
    // The day of the armistice counts for nobody, whatever the hours say.
    let always = partner_with(Some("24/7"), &[]);
    check_there(
        &always,
        "2026-11-10T09:00:00+01:00",
        1,
        "2026-11-12T09:00:00+01:00",
    );
}

#[test]
fn a_partner_that_is_never_there_is_not_waited_for() {
    for partner in [
        partner_with(Some("Sa 09:00-12:00"), &[]),
        partner_with(Some("off"), &[]),
        partner_with(None, &[("2026-10-06", None)]),
        partner_with(None, &[("2026-10-06", Some("9999-12-31"))]),
    ] {
        check_there(
            &partner,
            "2026-10-05T09:10:00+02:00",
            3,
            "2026-10-08T09:10:00+02:00",
        );
    }
}

#[test]
fn time_passes_on_days_that_count_only() {
    let counted = WorkingDays::of(None);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    // From Friday noon to Monday noon: half a Friday and half a Monday.
    let (friday, monday) = ("2026-10-02T12:00:00+02:00", "2026-10-05T12:00:00+02:00");
    let passed = counted.time_between(at(friday), at(monday)).unwrap();
    assert_eq!(passed, jiff::SignedDuration::from_hours(24));
    assert_eq!(counted.later(at(friday), passed).unwrap(), at(monday));
    // A Sunday is no beginning.
    let day = jiff::SignedDuration::from_hours(24);
    let sunday = counted.later(at("2026-10-04T12:00:00+02:00"), day).unwrap();
    assert_eq!(sunday, at("2026-10-06T00:00:00+02:00"));
    let back = counted.time_between(at(monday), at(friday)).unwrap();
    assert_eq!(back, jiff::SignedDuration::ZERO);
}
