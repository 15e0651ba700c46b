//! School holidays: a newer calendar from the ministry's file, and a rule that asks for them.

use std::fs;

use passerelle_tests::{Backend, World};

const OFFICIAL: &str = "description;population;start_date;end_date;location;zones;annee_scolaire
Vacances de la Toussaint;-;2030-10-18T22:00:00+00:00;2030-11-03T23:00:00+00:00;Rennes;Zone B;2030-2031
Vacances de la Toussaint;-;2030-10-18T22:00:00+00:00;2030-11-03T23:00:00+00:00;Nantes;Zone B;2030-2031
Vacances d'Été;Enseignants;2031-07-04T22:00:00+00:00;2031-08-31T22:00:00+00:00;Rennes;Zone B;2030-2031
Début des Vacances d'Été;-;2031-07-04T22:00:00+00:00;2031-07-04T22:00:00+00:00;Rennes;Zone B;2030-2031
";

#[test]
fn a_newer_school_calendar_is_made_shown_and_used() {
    let mut world = World::new(Backend::Sqlite);
    let shipped = world.run(&["school-calendar", "show"]).ok();
    for line in [
        "as shipped",
        "Licence Ouverte",
        "Zone B                    2024-09-02 to 2028-08-31",
        "Mayotte                   nothing is told",
    ] {
        assert!(shipped.contains(line), "{line}: {shipped}");
    }

    let official = world.dir().join("official.csv");
    fs::write(&official, OFFICIAL).unwrap();
    let made = world.dir().join("calendar.csv").display().to_string();
    let official = official.display().to_string();
    let said = world
        .run(&[
            "school-calendar",
            "refresh",
            "--from",
            &official,
            "--date",
            "2030-09-01",
            "--source",
            "A test",
            "--to",
            &made,
        ])
        .ok();
    for line in [
        "Zone B                    2030-10-19 to 2031-08-31",
        "left out      1 rows",
        "Written to",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }

    let rules = world.dir().join("rules.toml").display().to_string();
    fs::write(&rules, asking_for_holidays()).unwrap();
    let until = |world: &World, date: &str| {
        let report = world
            .run(&["rules", "check", &rules, "--lang", "en"])
            .said();
        assert!(report.contains(&format!("Zone B {date}")), "{report}");
    };
    until(&world, "2028-08-31");
    world.set("PASSERELLE_SCHOOL_CALENDAR_FILE", &made);
    until(&world, "2031-08-31");
    assert!(
        world
            .run(&["school-calendar", "show"])
            .ok()
            .contains("A test")
    );
    world.serve().client().get("/health/ready").expect(200);
}

/// The shipped rules with one that opens a way for the holidays alone.
fn asking_for_holidays() -> String {
    let shipped = include_str!("../../routing-rules/rulesets/default.toml");
    format!(
        r#"{shipped}
[[rules]]
id = "X"
stage = "orientation"
order = 1
label = {{ fr = "vacances", en = "holidays" }}
because = {{ fr = "les élèves sont en vacances", en = "pupils have holidays" }}
when.situation = ["neighbour_noise"]
when.school_holiday = ["yes"]
then.route = "situation"
then.max = "L1"
"#
    )
}

#[test]
fn a_school_calendar_that_cannot_be_used_is_told_at_once() {
    let mut world = World::new(Backend::Sqlite);
    let path = world.dir().join("broken.csv");
    fs::write(&path, "EDITION,2030-09-01,A test\nDEP,35\n").unwrap();
    world.set(
        "PASSERELLE_SCHOOL_CALENDAR_FILE",
        &path.display().to_string(),
    );
    let rules = world.dir().join("rules.toml").display().to_string();
    fs::write(&rules, asking_for_holidays()).unwrap();
    for command in [
        &["serve"][..],
        &["school-calendar", "show"],
        &["rules", "check", &rules],
    ] {
        let said = world.run(command);
        assert!(!said.status.success(), "{command:?}");
        assert!(said.said().contains("line 2"), "{}", said.said());
    }
}
