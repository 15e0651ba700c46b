//! The file that the product ships, against what is known of its source.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::super::tree::OtherKind;
use super::*;

const FILE: &str = include_str!("../../../territory/france.csv");
const SOURCE: &str = include_str!("../../../territory/SOURCE.md");

#[test]
fn counts_are_those_of_the_source() {
    let tree = shipped();
    assert_eq!(tree.edition().date.to_string(), "2026-01-01");
    assert!(tree.edition().source.contains("Licence Ouverte"));
    assert_eq!(tree.regions().len(), 18 + 8);
    assert_eq!(tree.departements().len(), 101 + 8);
    assert_eq!(tree.epcis().len(), 1_255);
    assert_eq!(tree.communes().len(), 34_875 + 94);
    let members = tree.communes().iter().filter(|one| one.epci().is_some());
    assert_eq!(members.count(), 34_871);
    let of_kind = |kind| tree.others.values().filter(move |one| one.kind == kind);
    assert_eq!(of_kind(OtherKind::Arrondissement).count(), 20 + 9 + 16);
    assert_eq!(of_kind(OtherKind::Former).count(), 4_240);
    let named = of_kind(OtherKind::Former).filter(|one| one.name.is_some());
    assert_eq!(named.count(), 1_992);
}

#[test]
fn the_note_beside_the_file_speaks_of_this_file() {
    let mut sum = String::new();
    for byte in Sha256::digest(FILE) {
        write!(sum, "{byte:02x}").unwrap();
    }
    assert!(SOURCE.contains(&sum), "SOURCE.md does not name {sum}");
    assert!(SOURCE.contains(&shipped().edition().date.to_string()));
}

#[track_caller]
fn check(code: &str, expected: [&str; 4]) {
    let found = shipped().commune(&commune(code)).unwrap();
    let epci = found.epci().map_or("", |epci| &epci.name);
    let levels = [
        found.name(),
        &found.departement().name,
        &found.region().name,
        epci,
    ];
    assert_eq!(levels, expected);
}

#[test]
fn every_level_has_its_name() {
    check(
        "35238",
        ["Rennes", "Ille-et-Vilaine", "Bretagne", "Rennes Métropole"],
    );
    check(
        "2A004",
        ["Ajaccio", "Corse-du-Sud", "Corse", "CA du Pays Ajaccien"],
    );
    check("2B033", ["Bastia", "Haute-Corse", "Corse", "CA de Bastia"]);
    check(
        "97411",
        [
            "Saint-Denis",
            "La Réunion",
            "La Réunion",
            "CA Intercommunale du Nord de la Réunion (CINOR)",
        ],
    );
    check("29155", ["Ouessant", "Finistère", "Bretagne", ""]);
    check(
        "98818",
        ["Nouméa", "Nouvelle-Calédonie", "Nouvelle-Calédonie", ""],
    );
}

#[test]
fn a_name_is_no_key() {
    let namesakes = |name| {
        let all = shipped().communes().iter();
        all.filter(|one| one.name() == name).count()
    };
    assert_eq!(namesakes("Sainte-Colombe"), 12);
}

#[test]
fn arrondissements_are_parts_of_their_commune() {
    let tree = shipped();
    for (code, name, whole) in [
        ("75112", "Paris 12e Arrondissement", "75056"),
        ("69383", "Lyon 3e Arrondissement", "69123"),
        ("13201", "Marseille 1er Arrondissement", "13055"),
    ] {
        let code = commune(code);
        assert_eq!(tree.commune_name(&code), Some(name));
        assert_eq!(tree.commune(&code).unwrap().code(), &commune(whole));
        assert_eq!(tree.current(&code), &code);
    }
}

#[test]
fn a_merged_commune_leads_to_its_successor() {
    let tree = shipped();
    for (old, own_name, new, name) in [
        // Merged into a new commune in 2019, and its name still lives on.
        ("78251", "Fourqueux", "78551", "Saint-Germain-en-Laye"),
        // Merged across the border of its département; the source has no name for it any more.
        ("49144", "Vallons-de-l'Erdre", "44180", "Vallons-de-l'Erdre"),
        // Merged with five others.
        ("01018", "Valserhône", "01033", "Valserhône"),
        // The Corsican codes of before 1976.
        ("20004", "Ajaccio", "2A004", "Ajaccio"),
        // Left the commune that it had first merged into, for another.
        ("55273", "Lamarche-en-Woëvre", "55386", "Nonsard-Lamarche"),
    ] {
        assert_eq!(tree.current(&commune(old)), &commune(new), "{old}");
        assert_eq!(tree.commune(&commune(old)).unwrap().name(), name, "{old}");
        assert_eq!(tree.commune_name(&commune(old)), Some(own_name), "{old}");
    }
}

#[test]
fn fictitious_and_unknown_communes_are_not_in_it() {
    let tree = shipped();
    for code in ["00001", "00002", "75999"] {
        let code = commune(code);
        assert!(tree.commune(&code).is_none());
        assert_eq!(tree.commune_name(&code), None);
        assert_eq!(tree.current(&code), &code);
    }
}

#[test]
fn every_code_of_the_tree_leads_to_its_commune() {
    let tree = shipped();
    for one in tree.communes() {
        assert_eq!(tree.commune(one.code()), Some(one));
        assert_eq!(tree.current(one.code()), one.code());
        assert_eq!(one.departement().code, one.code().departement());
        let region = tree.region(&one.region().code);
        assert_eq!(region, Some(one.region()));
        let departement = tree.departement(&one.departement().code);
        assert_eq!(departement, Some(one.departement()));
        if let Some(epci) = one.epci() {
            assert_eq!(tree.epci(&epci.code), Some(epci));
        }
    }
    for (code, other) in &tree.others {
        assert_eq!(tree.commune(code).unwrap().code(), &other.commune);
    }
}

#[test]
fn nothing_is_left_empty() {
    let tree = shipped();
    for region in tree.regions() {
        let communes = tree.communes().iter();
        assert!(communes.clone().any(|one| one.region() == region));
    }
    for departement in tree.departements() {
        let mut communes = tree.communes().iter();
        assert!(communes.any(|one| one.departement() == departement));
    }
    for epci in tree.epcis() {
        let mut communes = tree.communes().iter();
        assert!(communes.any(|one| one.epci() == Some(epci)));
    }
}
