//! A newer list of communes: made from the official files, shown, and used by the service.

use std::fs;

use passerelle_tests::{Backend, World};
use serde_json::json;

/// The official files of a small country, in which commune 35002 is called `name`.
fn official(world: &World, name: &str) -> String {
    let directory = world.dir().join("official");
    fs::create_dir_all(&directory).unwrap();
    let today = |code: &str, name: &str| {
        json!({"type": "commune-actuelle", "code": code, "nom": name, "region": "53",
               "departement": "35"})
    };
    let files = [
        ("regions.json", json!([{"code": "53", "nom": "Bretagne"}])),
        (
            "departements.json",
            json!([{"code": "35", "nom": "Ille-et-Vilaine", "region": "53"}]),
        ),
        (
            "epci.json",
            json!([{"code": "243500139", "nom": "Rennes Métropole", "type": "METRO",
                    "membres": [{"code": "35001", "nom": "Acigné"}]}]),
        ),
        (
            "communes.json",
            json!([today("35001", "Acigné"), today("35002", name)]),
        ),
    ];
    for (file, content) in files {
        fs::write(directory.join(file), content.to_string()).unwrap();
    }
    directory.display().to_string()
}

#[test]
fn a_newer_territory_is_made_compared_and_used() {
    let mut world = World::new(Backend::Sqlite);
    let shipped = world.run(&["territory", "show"]).ok();
    assert!(shipped.contains("2026-01-01") && shipped.contains("communes      34969"));
    assert!(shipped.contains("Licence Ouverte"));

    let path = world.dir().join("territory.csv").display().to_string();
    let refresh = |from: &str, date: &str, than: &[&str]| {
        let fixed = ["territory", "refresh", "--source", "A test", "--to", &path];
        let more = ["--from", from, "--date", date];
        world.run(&[&fixed[..], &more, than].concat()).ok()
    };
    let first = refresh(&official(&world, "Amanlis"), "2027-01-01", &[]);
    assert!(first.contains("from 2026-01-01 to 2027-01-01") && first.contains("lost: 34967"));
    let second = official(&world, "Amanlis-le-Neuf");
    let second = refresh(&second, "2028-01-01", &["--than", &path]);
    assert!(
        second.contains("renamed: 1\n  35002 Amanlis, now Amanlis-le-Neuf"),
        "{second}"
    );

    world.set("PASSERELLE_TERRITORY_FILE", &path);
    let shown = world.run(&["territory", "show"]).ok();
    for line in ["2028-01-01", "A test", "communes      2", "epci          1"] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    world.serve().client().get("/health/ready").expect(200);
}

#[test]
fn a_territory_that_cannot_be_used_is_told_at_once() {
    let mut world = World::new(Backend::Sqlite);
    let path = world.dir().join("broken.csv");
    fs::write(&path, "EDITION,2027-01-01,A test\nREG,53\n").unwrap();
    world.set("PASSERELLE_TERRITORY_FILE", &path.display().to_string());
    for command in [&["serve"][..], &["territory", "show"]] {
        let said = world.run(command);
        assert!(!said.status.success(), "{command:?}");
        assert!(said.said().contains("line 2"), "{}", said.said());
    }
}
