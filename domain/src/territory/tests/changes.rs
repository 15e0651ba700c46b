//! What a newer edition changes.

use super::super::Changes;
use super::*;

const BEFORE: &str = "\
EDITION,2026-01-01,A test
REG,53,Bretagne
DEP,35,Ille-et-Vilaine,53
EPCI,243500139,Rennes Métropole
COM,35001,Acigné,243500139
COM,35002,Amanlis,
COM,35003,Andouillé-Neuville,
COM,35005,Arbrissel,
";

const AFTER: &str = "\
EDITION,2027-01-01,A test
REG,53,Bretagne
DEP,35,Ille-et-Vilaine,53
EPCI,243500139,Rennes Métropole
COM,35001,Acigné-sur-Vilaine,243500139
COM,35002,Amanlis,243500139
COM,35004,Antrain,
ANC,35003,Andouillé-Neuville,35004
";

fn read(text: &str) -> Territory {
    Territory::parse(text).unwrap()
}

#[test]
fn every_difference_is_told_once() {
    let changes = Changes::between(&read(BEFORE), &read(AFTER));
    let told = "\
from 2026-01-01 to 2027-01-01
added: 1
  35004 Antrain
merged: 1
  35003 Andouillé-Neuville into 35004
lost: 1
  35005 Arbrissel
renamed: 1
  35001 Acigné, now Acigné-sur-Vilaine
in another EPCI: 1
  35002 Amanlis
";
    assert_eq!(changes.to_string(), told);
    assert!(!changes.is_empty());
}

#[test]
fn nothing_differs_from_itself() {
    let changes = Changes::between(shipped(), shipped());
    assert!(changes.is_empty());
    assert!(changes.to_string().ends_with("no commune has changed\n"));
}

#[test]
fn a_long_list_has_an_end() {
    let changes = Changes::between(&read(BEFORE), shipped());
    assert!(changes.added.len() > 30_000);
    assert!(changes.to_string().contains("  and 34"));
    assert!(changes.to_string().lines().count() < 80);
}
