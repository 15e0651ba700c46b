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

#[test]
fn overlays_over_overlays_are_read_from_the_files_that_are_named() {
    let world = World::new(Backend::Sqlite);
    let write = |name: &str, over: &str, territory: &str, rest: &str| {
        let file = world.dir().join(format!("{name}.toml"));
        let text = format!(
            "name = \"{name}\"\ntitle = {{ fr = \"{name}\", en = \"{name}\" }}\n\
             overlay_of = \"{over}\"\nterritory = [\"{territory}\"]\n{rest}"
        );
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let rule = "[[rules]]\nid = \"B50\"\nreplaces = \"R50\"\nlabel = { fr = \"b\", en = \"b\" }\n\
                because = { fr = \"b\", en = \"b\" }\nwhen.situation = [\"neighbour_noise\"]\n\
                then.lead = [\"mediation_team\"]\nthen.max = \"L1\"\n";
    let wide = write("ille", "default", "departement:35", rule);
    let narrow = write(
        "rennes",
        "ille",
        "commune:35238",
        "switch_off = [\"B50\"]\n",
    );
    for order in [[&wide, &narrow], [&narrow, &wide]] {
        let told = world.run(&["rules", "check", order[0], order[1], "--lang", "en"]);
        assert_eq!(told.ok().matches("0 errors").count(), 2);
    }
    // Each is told what is wrong with it, and no more.
    let alone = world.run(&["rules", "check", &narrow]).said();
    assert!(
        alone.contains("there is no rule set and no overlay `ille`"),
        "{alone}"
    );
    let circle = write("ille", "rennes", "departement:35", "");
    let told = world.run(&["rules", "check", &circle, &narrow]);
    assert!(!told.status.success());
    let told = told.said();
    for name in ["ille", "rennes"] {
        let line = format!(
            "{name}.toml:3:14: overlay_of: these overlays are laid over each other in a circle"
        );
        assert_eq!(told.matches(&line).count(), 1, "{told}");
    }
    // The shipped examples hold with an overlay as well.
    let overlay = write(
        "local",
        "default",
        "departement:35",
        "switch_off = [\"R40\"]\n",
    );
    assert!(
        world
            .run(&["rules", "test", &overlay])
            .ok()
            .contains("✓ A01")
    );
}
