use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::civil::date;
use sha2::{Digest, Sha256};

use super::*;
use crate::Territory;

const FILE: &str = include_str!("../../school-calendar/france.csv");
const SOURCE: &str = include_str!("../../school-calendar/SOURCE.md");

fn code(text: &str) -> DepartementCode {
    text.parse().unwrap()
}

fn shipped() -> &'static SchoolCalendar {
    SchoolCalendar::shipped().unwrap()
}

/// `h` for holidays, `t` for term, `?` for unknown.
fn letter(day: SchoolDay<'_>) -> char {
    match day {
        SchoolDay::Holiday(_) => 'h',
        SchoolDay::Term => 't',
        SchoolDay::Unknown => '?',
    }
}

#[test]
fn the_note_beside_the_file_speaks_of_this_file() {
    let mut sum = String::new();
    for byte in Sha256::digest(FILE) {
        write!(sum, "{byte:02x}").unwrap();
    }
    assert!(SOURCE.contains(&sum), "SOURCE.md does not name {sum}");
    assert!(SOURCE.contains(&shipped().edition().date.to_string()));
    assert!(shipped().edition().source.contains("Licence Ouverte"));
}

#[test]
fn every_departement_has_an_academie_and_a_zone() {
    let tree = Territory::shipped().unwrap();
    let without: BTreeSet<&str> = tree
        .departements()
        .map(|departement| &departement.code)
        .filter(|code| shipped().zone(code).is_none())
        .map(DepartementCode::as_str)
        .collect();
    // Saint-Barthélemy, Saint-Martin, the southern lands and Clipperton.
    assert_eq!(without, BTreeSet::from(["977", "978", "984", "989"]));
    for known in shipped().departements() {
        assert!(tree.departement(known).is_some(), "{known}");
    }
    for (departement, academie, zone) in [
        ("25", "Besançon", "Zone A"),
        ("35", "Rennes", "Zone B"),
        ("14", "Normandie", "Zone B"),
        ("93", "Créteil", "Zone C"),
        ("2B", "Corse", "Corse"),
        ("974", "Réunion", "Réunion"),
    ] {
        let departement = code(departement);
        assert_eq!(shipped().academie(&departement), Some(academie));
        assert_eq!(shipped().zone(&departement).unwrap().name(), zone);
    }
}

#[test]
fn zones_have_holidays_of_their_own() {
    // The winter of 2027: A from 13 February, B from the 20th, C from the 6th, Corsica with A.
    let week = |day| {
        let all = ["69", "35", "75", "2A", "974"].map(code);
        all.map(|departement| letter(shipped().day(day, &departement)))
    };
    assert_eq!(week(date(2027, 2, 5)), ['t', 't', 't', 't', '?']);
    assert_eq!(week(date(2027, 2, 8)), ['t', 't', 'h', 't', '?']);
    assert_eq!(week(date(2027, 2, 15)), ['h', 't', 'h', 'h', '?']);
    assert_eq!(week(date(2027, 2, 22)), ['h', 'h', 't', 'h', '?']);
    assert_eq!(week(date(2027, 3, 1)), ['t', 'h', 't', 't', '?']);
    let SchoolDay::Holiday(found) = shipped().day(date(2026, 12, 24), &code("35")) else {
        panic!("no holidays at Christmas");
    };
    assert_eq!(&*found.name, "Vacances de Noël");
    assert_eq!(
        (found.days.from, found.days.to),
        (date(2026, 12, 19), date(2027, 1, 3))
    );
}

#[test]
fn beyond_its_end_the_calendar_says_nothing() {
    let at = |day, departement| letter(shipped().day(day, &code(departement)));
    assert_eq!(at(date(2028, 8, 31), "35"), 'h');
    assert_eq!(at(date(2028, 9, 1), "35"), '?');
    assert_eq!(at(date(2024, 9, 1), "35"), '?');
    // Between two years of which it is told, the day on which Corsican pupils came back is not.
    assert_eq!(at(date(2026, 8, 31), "2A"), 'h');
    assert_eq!(at(date(2026, 9, 1), "2A"), '?');
    assert_eq!(at(date(2026, 9, 2), "2A"), 't');
    assert_eq!(at(date(2026, 10, 20), "00"), '?');
    let reach = shipped().reach().unwrap();
    assert_eq!(
        (reach.from, reach.to),
        (date(2024, 9, 2), date(2028, 8, 31))
    );
}

#[test]
fn a_file_that_cannot_be_used_names_its_line() {
    let fault = |rows: &str| {
        let text = format!("EDITION,2026-11-25,a test\nDEP,35,Rennes,Zone B\n{rows}");
        let error = SchoolCalendar::parse(&text).unwrap_err();
        (error.line, error.fault)
    };
    let told = "TOLD,Zone B,2026-09-01,2027-08-31\n";
    assert_eq!(fault(""), (2, SchoolCalendarFault::Nothing));
    assert_eq!(fault("DEP,35,Rennes,Zone B").0, 3);
    assert_eq!(
        fault("TOLD,Zone B,2026-09-01").1,
        SchoolCalendarFault::Columns {
            expected: 4,
            found: 3
        }
    );
    assert_eq!(
        fault("TOLD,Zone B,2026-09-31,2027-08-31").1,
        SchoolCalendarFault::Date
    );
    assert_eq!(
        fault("TOLD,Zone B,2027-09-01,2027-08-31").1,
        SchoolCalendarFault::Exchanged
    );
    assert_eq!(
        fault(&format!("{told}{told}")),
        (4, SchoolCalendarFault::Overlap)
    );
    assert_eq!(
        fault(&format!("{told}HOL,Zone B,2026-10-17,2026-11-01,")).1,
        SchoolCalendarFault::Name
    );
    let zone = SchoolCalendarFault::Zone {
        zone: "Zone D".to_owned(),
    };
    assert_eq!(
        fault("HOL,Zone D,2026-10-17,2026-11-01,Toussaint"),
        (3, zone)
    );
    assert_eq!(fault("EPCI,1").1, SchoolCalendarFault::Kind);
    assert_eq!(fault("\n").1, SchoolCalendarFault::Kind);
    assert_eq!(
        SchoolCalendar::parse("").unwrap_err().fault,
        SchoolCalendarFault::Edition
    );
}

/// Rows as the ministry exports them, each for a reason of its own.
const OFFICIAL: &str = "\u{feff}description;population;start_date;end_date;location;zones;annee_scolaire
Vacances d'Été;Élèves;2026-07-03T22:00:00+00:00;2026-08-31T22:00:00+00:00;Rennes;Zone B;2025-2026
Vacances d'Été;Enseignants;2026-07-03T22:00:00+00:00;2026-08-30T22:00:00+00:00;Rennes;Zone B;2025-2026
Vacances de la Toussaint;-;2026-10-17T00:00:00+02:00;2026-11-02T00:00:00+01:00;Rennes;Zone B;2026-2027
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Nantes;Zone B;2026-2027
Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-06T22:00:00+00:00;Rennes;Zone B;2026-2027
Pont de l'Ascension;-;2026-05-13T22:00:00+00:00;2026-05-17T22:00:00+00:00;Rennes;Zone B;2025-2026
Début des Vacances d'Été;-;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Rennes;Zone B;2026-2027
Vacances d'Hiver austral;Élèves;2027-07-08T22:00:00+00:00;2027-08-16T22:00:00+00:00;Réunion;Réunion;2026-2027
Semaine en mai;Saint-Barthélémy;2027-05-24T22:00:00+00:00;2027-05-28T22:00:00+00:00;Guadeloupe;Guadeloupe;2026-2027
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Atlantide;Atlantide;2026-2027
";

fn edition() -> Edition {
    Edition {
        date: date(2026, 12, 1),
        source: "a test".to_owned(),
    }
}

#[test]
fn the_ministrys_file_makes_a_calendar() {
    let made = shipped().from_official(OFFICIAL, &edition()).unwrap();
    assert_eq!(made.left_out, 2);
    assert_eq!(made.unknown, BTreeSet::from(["Atlantide".to_owned()]));
    let calendar = SchoolCalendar::parse(&made.text).unwrap();
    let zone = calendar.zone(&code("35")).unwrap();
    let days: Vec<String> = zone
        .holidays()
        .iter()
        .map(|one| format!("{} {} {}", one.days.from, one.days.to, one.name))
        .collect();
    assert_eq!(
        days,
        [
            // From Ascension itself, which is a public holiday, until the Sunday.
            "2026-05-14 2026-05-17 Pont de l'Ascension",
            "2026-07-04 2026-08-31 Vacances d'Été",
            "2026-10-17 2026-11-01 Vacances de la Toussaint",
            "2027-05-07 2027-05-07 Pont de l'Ascension",
            "2027-07-03 2027-08-31 Vacances d'Été",
        ]
    );
    assert_eq!(
        zone.told(),
        [Span {
            from: date(2026, 5, 14),
            to: date(2027, 8, 31)
        }]
    );
    // Lessons end on a Friday on Réunion, which is a day of class.
    let island = calendar.zone(&code("974")).unwrap();
    assert_eq!(island.holidays()[0].days.from, date(2027, 7, 10));
    assert!(calendar.zone(&code("75")).unwrap().told().is_empty());
    assert_eq!(
        calendar.departements().len(),
        shipped().departements().len()
    );
}

#[test]
fn a_file_of_another_kind_is_told_what_it_lacks() {
    let error = shipped()
        .from_official("a;b\n1;2\n", &edition())
        .unwrap_err();
    assert_eq!(error.to_string(), "the file has no column `description`");
    let broken = OFFICIAL.replace("2026-10-17T00:00:00+02:00", "soon");
    let error = shipped().from_official(&broken, &edition()).unwrap_err();
    assert_eq!(error.to_string(), "line 4: `soon` is no moment or day");
}
