//! Files that are no territory tree.

use std::error::Error;

use proptest::prelude::*;

use super::super::{TerritoryError, TerritoryFault};
use super::*;

/// One of each row.
const GOOD: [&str; 7] = [
    "EDITION,2026-01-01,\"Somebody, somewhere\"",
    "REG,53,Bretagne",
    "DEP,35,Ille-et-Vilaine,53",
    "EPCI,243500139,Rennes Métropole",
    "COM,35238,Rennes,243500139",
    "ARM,35901,Rennes 1er Arrondissement,35238",
    "ANC,35902,,35238",
];

fn with(line: usize, replacement: &str) -> Result<Territory, TerritoryError> {
    let mut rows = GOOD.map(str::to_owned);
    rows[line - 1] = replacement.to_owned();
    Territory::parse(&rows.join("\n"))
}

#[test]
fn one_of_each_row_makes_a_tree() {
    let tree = Territory::parse(&GOOD.join("\n")).unwrap();
    assert_eq!(tree.edition().source, "Somebody, somewhere");
    assert_eq!(tree.commune_name(&commune("35902")), Some("Rennes"));
    let row_without_epci = with(5, "COM,35238,Rennes,").unwrap();
    let rennes = row_without_epci.commune(&commune("35238")).unwrap();
    assert_eq!(rennes.epci(), None);
}

#[test]
fn a_bad_line_is_an_error_with_its_number() {
    let columns = |expected, found| TerritoryFault::Columns { expected, found };
    let unknown = |code: &str| TerritoryFault::Unknown { code: code.into() };
    let duplicate = |code: &str| TerritoryFault::Duplicate { code: code.into() };
    for (line, row, fault) in [
        (1, "REG,53,Bretagne", TerritoryFault::Edition),
        (1, "EDITION,1/1/2026,Somebody", TerritoryFault::Date),
        (1, "EDITION,2026-02-30,Somebody", TerritoryFault::Date),
        (1, "EDITION,2026-01-01,", TerritoryFault::Name),
        (1, "EDITION,2026-01-01", columns(3, 2)),
        (2, "REG,53,", TerritoryFault::Name),
        (3, "DEP,35,Ille-et-Vilaine,52", unknown("52")),
        (3, "DEP,35,Ille-et-Vilaine", columns(4, 3)),
        (4, "REG,53,Bretagne", duplicate("53")),
        (4, "DEP,35,Ille-et-Vilaine,53", duplicate("35")),
        (4, "EDITION,2026-01-01,Again", TerritoryFault::Kind),
        (4, "com,35238,Rennes,", TerritoryFault::Kind),
        (5, "COM,35238,Rennes", columns(4, 3)),
        (5, "COM,35238,Rennes,243500139,", columns(4, 5)),
        (5, "COM,35238, ,243500139", TerritoryFault::Name),
        (5, "COM,35238,Rennes,200054781", unknown("200054781")),
        (5, "COM,44109,Nantes,", unknown("44")),
        (6, "COM,35238,Rennes,", duplicate("35238")),
        (6, "EPCI,243500139,Again", duplicate("243500139")),
        (6, "ARM,35901,,35238", TerritoryFault::Name),
        (6, "ARM,35901,Part,35902", unknown("35902")),
        (7, "ANC,35902,,44109", unknown("44109")),
        (7, "ANC,35238,,35238", duplicate("35238")),
        (7, "ANC,35901,,35238", duplicate("35901")),
        (7, "ANC", columns(4, 1)),
    ] {
        let line_number = u64::try_from(line).unwrap();
        let expected = TerritoryError {
            line: line_number,
            fault,
        };
        assert_eq!(with(line, row).unwrap_err(), expected, "{row}");
    }
}

#[test]
fn a_bad_code_says_what_a_code_is() {
    for (line, row) in [
        (2, "REG,5,Bretagne"),
        (3, "DEP,98,Nowhere,53"),
        (4, "EPCI,243500138,Rennes Métropole"),
        (5, "COM,3523,Rennes,"),
        (5, "COM,35238,Rennes,Rennes"),
        (6, "ARM,35901,Part,Rennes"),
        (7, "ANC,359O2,,35238"),
    ] {
        let error = with(line, row).unwrap_err();
        assert_eq!(error.line, u64::try_from(line).unwrap(), "{row}");
        let cause = error.source().and_then(Error::source);
        assert!(cause.is_some(), "{row}");
    }
}

#[test]
fn an_empty_tree_is_an_error() {
    let errors = ["", "\n\n", GOOD[0], &GOOD[..4].join("\n")]
        .map(|text| Territory::parse(text).unwrap_err().fault);
    let expected = [
        TerritoryFault::Edition,
        TerritoryFault::Edition,
        TerritoryFault::NoCommune,
        TerritoryFault::NoCommune,
    ];
    assert_eq!(errors, expected);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for (separator, line) in [("\n", 7), ("\r\n", 7), ("\n\n", 13), ("\r\n\r\n", 13)] {
        let mut rows = GOOD;
        rows[6] = "ANC,35902,,44109";
        let error = Territory::parse(&rows.join(separator)).unwrap_err();
        assert_eq!(error.line, line, "{separator:?}");
    }
    // A quote that is never closed swallows the rest of the file; the line to mend is its own.
    assert_eq!(with(4, "EPCI,243500139,\"Rennes").unwrap_err().line, 4);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,200}") {
        prop_assert!(Territory::parse(&text).is_err());
    }

    #[test]
    fn no_damage_makes_it_panic(line in 1_usize..8, row in "[A-Z]{3,4}(,[0-9A-Zé\" ]{0,9}){0,5}") {
        if let Err(error) = with(line, &row) {
            prop_assert!((1..=8).contains(&error.line));
        }
    }
}
