//! Which place lies in which area.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::Area;
use super::*;

fn area(level: &str, code: &str) -> Area {
    serde_json::from_value(serde_json::json!({ "type": level, "code": code })).unwrap()
}

#[track_caller]
fn check(level: &str, code: &str, place: &str, expected: bool) {
    let found = shipped().contains(&area(level, code), &commune(place));
    assert_eq!(found, expected, "{level} {code} contains {place}");
}

#[test]
fn areas_travel_with_their_level() {
    let france: Area = serde_json::from_str(r#"{"type":"france"}"#).unwrap();
    assert_eq!(france, Area::France);
    let rennes = area("epci", "243500139");
    assert_eq!(
        serde_json::to_string(&rennes).unwrap(),
        r#"{"type":"epci","code":"243500139"}"#
    );
    assert!(serde_json::from_str::<Area>(r#"{"type":"epci","code":"243500138"}"#).is_err());
}

#[test]
fn each_level_holds_its_communes_only() {
    check("region", "53", "35238", true);
    check("region", "52", "35238", false);
    check("departement", "35", "35238", true);
    check("departement", "44", "35238", false);
    check("epci", "243500139", "35238", true);
    check("epci", "243500139", "35288", false);
    check("commune", "35238", "35238", true);
    check("commune", "35238", "35288", false);
    check("region", "94", "2A004", true);
    check("region", "94", "2B033", true);
    check("departement", "2A", "2B033", false);
    check("region", "04", "97411", true);
    check("departement", "974", "97411", true);
    check("departement", "988", "98818", true);
}

#[test]
fn an_arrondissement_lies_in_its_commune_and_not_the_other_way_round() {
    check("commune", "75056", "75112", true);
    check("commune", "75112", "75112", true);
    check("commune", "75112", "75056", false);
    check("commune", "75112", "75111", false);
    check("commune", "69123", "75112", false);
    check("region", "11", "75112", true);
    // The Métropole du Grand Paris.
    check("epci", "200054781", "75112", true);
}

#[test]
fn a_merger_loses_nothing() {
    // A partner that was registered for Freigné, or for what it has become; a case of then or now.
    check("commune", "49144", "44180", true);
    check("commune", "44180", "49144", true);
    check("commune", "49144", "49144", true);
    check("departement", "44", "49144", true);
    check("departement", "49", "49144", false);
    check("region", "94", "20004", true);
    check("departement", "2A", "20004", true);
}

#[test]
fn a_commune_of_the_networks_own_has_a_place_too() {
    assert!(shipped().contains(&Area::France, &commune("00001")));
    check("departement", "00", "00001", true);
    check("departement", "35", "00001", false);
    check("commune", "00001", "00001", true);
    check("commune", "00001", "00002", false);
    check("region", "53", "00001", false);
    check("epci", "243500139", "00001", false);
    // A commune founded after the edition.
    check("departement", "35", "35999", true);
    check("region", "53", "35999", true);
    check("region", "52", "35999", false);
}

#[test]
fn areas_have_names() {
    let tree = shipped();
    assert_eq!(tree.area_name(&Area::France), Some("France"));
    for (level, code, name) in [
        ("region", "53", Some("Bretagne")),
        ("departement", "2B", Some("Haute-Corse")),
        ("epci", "243500139", Some("Rennes Métropole")),
        ("commune", "69383", Some("Lyon 3e Arrondissement")),
        ("region", "99", None),
        ("commune", "00001", None),
    ] {
        assert_eq!(tree.area_name(&area(level, code)), name, "{level} {code}");
    }
}

/// Codes of today, of arrondissements, of merged communes, and of nothing at all.
fn any_code() -> impl Strategy<Value = CommuneCode> {
    let tree = shipped();
    let today: Vec<_> = tree
        .communes()
        .iter()
        .map(|one| one.code().clone())
        .collect();
    let others: Vec<_> = tree.others.keys().cloned().collect();
    let free = "(?:[0-9]{2}|2[AB])[0-9]{3}".prop_map(|text| commune(&text));
    prop_oneof![select(today), select(others), free]
}

/// The areas that a commune of the tree lies in, from the widest to the narrowest.
fn areas_of(code: &CommuneCode) -> Vec<Area> {
    let Some(found) = shipped().commune(code) else {
        return vec![Area::France, Area::Commune(code.clone())];
    };
    let epci = found.epci().map(|epci| Area::Epci(epci.code.clone()));
    [
        Area::France,
        Area::Region(found.region().code.clone()),
        Area::Departement(found.departement().code.clone()),
    ]
    .into_iter()
    .chain(epci)
    .chain([Area::Commune(found.code().clone())])
    .collect()
}

proptest! {
    #[test]
    fn a_place_lies_in_itself_and_in_all_that_holds_it(code in any_code()) {
        let tree = shipped();
        prop_assert!(tree.contains(&Area::Commune(code.clone()), &code));
        for area in areas_of(&code) {
            prop_assert!(tree.contains(&area, &code), "{area:?}");
        }
    }

    #[test]
    fn the_successor_lies_where_the_merged_commune_lies(code in any_code(), other in any_code()) {
        let tree = shipped();
        let current = tree.current(&code);
        prop_assert_eq!(tree.current(current), current);
        for area in areas_of(&other).into_iter().chain([Area::Commune(code.clone())]) {
            prop_assert_eq!(tree.contains(&area, &code), tree.contains(&area, current));
        }
    }

    #[test]
    fn levels_are_nested(code in any_code(), other in any_code()) {
        let tree = shipped();
        let places = areas_of(&other);
        let held: Vec<bool> = places
            .iter()
            .filter(|area| !matches!(area, Area::Epci(_)))
            .map(|area| tree.contains(area, &code))
            .collect();
        // From the widest to the narrowest: once outside, outside for good.
        prop_assert!(held.is_sorted_by(|wider, narrower| wider >= narrower));
    }

    #[test]
    fn areas_of_one_level_do_not_overlap(code in any_code(), one in any_code(), two in any_code()) {
        let tree = shipped();
        for (first, second) in areas_of(&one).iter().zip(&areas_of(&two)) {
            let same_level = std::mem::discriminant(first) == std::mem::discriminant(second);
            if same_level && first != second {
                prop_assert!(!(tree.contains(first, &code) && tree.contains(second, &code)));
            }
        }
    }
}
