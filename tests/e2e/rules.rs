//! The rules at the command line: checked, proved, laid over, and tried on their own examples.

use passerelle_tests::{Backend, World};

use crate::network::shipped_rules;

#[test]
fn the_shipped_rules_are_proved_and_their_examples_hold() {
    let world = World::new(Backend::Sqlite);
    let file = world.dir().join("rules.toml");
    let shipped = shipped_rules();
    std::fs::write(&file, &shipped).unwrap();
    let file = file.to_str().unwrap();
    let checked = world.run(&["rules", "check", file, "--lang", "en"]).ok();
    assert!(checked.contains("0 errors"), "{checked}");
    assert!(checked.contains("✓ V01"), "{checked}");
    world.run(&["rules", "test", file]).ok();

    // An example that expects something else is shown with what really happens.
    let other = shipped.replace("expect = { rule = \"R36\"", "expect = { rule = \"R34\"");
    assert_ne!(other, shipped);
    std::fs::write(file, other).unwrap();
    let failed = world.run(&["rules", "test", file, "--lang", "en"]);
    assert!(!failed.status.success());
    assert!(
        failed.said().contains("R34 expected, R36 decides"),
        "{}",
        failed.said()
    );
}

#[test]
fn an_overlay_is_read_over_the_rules_that_ship() {
    let world = World::new(Backend::Sqlite);
    let file = world.dir().join("local.toml");
    let overlay = |switch_off: &str| {
        format!(
            "name = \"local\"\ntitle = {{ fr = \"Règles locales\", en = \"Local rules\" }}\n\
             overlay_of = \"default\"\nterritory = [\"departement:35\"]\nswitch_off = [\"{switch_off}\"]\n"
        )
    };
    let check = |text: String| {
        std::fs::write(&file, text).unwrap();
        world.run(&["rules", "check", file.to_str().unwrap()])
    };
    check(overlay("R40")).ok();
    let refused = check(overlay("R99"));
    assert!(!refused.status.success());
    assert!(
        refused.said().contains("local.toml:5:"),
        "{}",
        refused.said()
    );
}
