//! A change of rules is tried on the cases that came, from the command line.

use jiff::SignedDuration;
use passerelle_tests::{Client, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};

/// Noise in Saint-Avenin goes to the conciliator first.
pub const AGREEMENT: &str = r#"
name = "saint-avenin"
overlay_of = "default"
title = { fr = "Convention de Saint-Avenin", en = "Agreement of Saint-Avenin" }
territory = ["commune:00001"]
[[rules]]
id = "SA50"
replaces = "R50"
label = { fr = "convention avec le conciliateur", en = "agreement with the conciliator" }
because.fr = "la convention locale confie d'abord le bruit au conciliateur"
because.en = "the local agreement gives noise to the conciliator first"
when.situation = ["neighbour_noise"]
when.tenure = ["social"]
then.lead = ["justice_conciliator"]
then.fallbacks = ["mediation_team"]
then.max = "L1"
"#;

/// One more case of the same kind, sent by the landlord a minute later.
pub fn send(world: &World, client: &Client, number: usize) -> Value {
    world.clock.step(SignedDuration::from_mins(1));
    let mut case = cases::a01();
    case["external_reference"] = json!(format!("BAIL-{number}"));
    client.post("/v1/referrals", &case).expect(201).json()
}

fn file(world: &World, name: &str, text: &str) -> String {
    let path = world.dir().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

both_databases! {
    fn the_stored_cases_are_rehearsed_from_the_command_line(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let local = file(&world, "local.toml", AGREEMENT);
        let early = world.run(&["rules", "compare", "active", &local]);
        assert!(!early.status.success(), "without a database there is nothing to compare");

        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent: Vec<Value> = (0..3).map(|number| send(&world, &landlord, number)).collect();
        world.clock.step(SignedDuration::from_mins(1));
        let text = world.run(&["rules", "compare", "active", &local, "--lang", "en"]).ok();
        for line in [
            "Without any change: 0. With a change: 3 (100.0%).",
            "- 3 cases: Passerelles Odre Médiation → Conciliateur, permanence de Saint-Avenin",
            "- Passerelles Odre Médiation: asked first 3 → 0 (−3)",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let reference = sent[2]["reference"].as_str().unwrap();
        assert!(text.contains(reference), "the latest case is an example: {text}");
        for person in ["Rivefictive", "Dessusfictif", "musique", "639980001"] {
            assert!(!text.contains(person), "{person} is nobody's business here: {text}");
        }

        let data = world.run(&["rules", "compare", "active", "default@1", "--json"]).ok();
        let data: Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data["comparison"]["unchanged"], 3, "the version that decides changes nothing");
        let later = ["rules", "compare", "active", &local, "--since", "2026-10-06", "--lang", "en"];
        assert!(world.run(&later).ok().contains("There is no case to compare."));
        let unknown = world.run(&["rules", "compare", "active", "default@7"]);
        assert!(!unknown.status.success() && unknown.said().contains("default@7"), "{}", unknown.said());
    }
}

#[test]
fn cases_of_a_file_need_no_database() {
    let world = World::new(passerelle_tests::Backend::Sqlite);
    let local = file(&world, "local.toml", AGREEMENT);
    let mut case = cases::a01();
    case["referrer"] = Value::Null;
    case["at"] = json!(A01_AT);
    let lines = format!("{case}\n\n{case}\n");
    let sound = file(&world, "cases.ndjson", &lines);
    let compare = |cases: &str, more: &[&str]| {
        let mut words = vec![
            "rules", "compare", "active", &local, "--demo", "--cases", cases,
        ];
        words.extend(more);
        world.run(&words)
    };
    let text = compare(&sound, &["--lang", "en"]).ok();
    assert!(
        text.contains("Comparison of 2 cases") && text.contains("line 3"),
        "{text}"
    );
    assert!(!world.dir().join("passerelle.db").exists());

    // Every fault of every line, and no comparison of the rest.
    let mut faulty = case.clone();
    faulty["situation"] = json!("nonsense");
    faulty["place"]["tenure"] = json!(3);
    let mut undated = case.clone();
    (undated["at"], undated["received_at"]) = (Value::Null, Value::Null);
    let broken = file(
        &world,
        "broken.ndjson",
        &format!("{case}\n{faulty}\n{{\"a\"\n{undated}\n"),
    );
    let refused = compare(&broken, &[]);
    assert_eq!(refused.status.code(), Some(1));
    for line in [
        "broken.ndjson:2: /situation: unknown_code:",
        "broken.ndjson:2: /place/tenure: wrong_type:",
        "broken.ndjson:3: : not_json:",
        "broken.ndjson:4: /at: required:",
    ] {
        assert!(refused.out.contains(line), "{line}\n{}", refused.out);
    }
    assert!(
        !refused.out.contains("→") && !refused.out.contains("Rivefictive"),
        "{}",
        refused.out
    );

    // So many faults are not all listed.
    let many = file(&world, "many.ndjson", &"{}\n".repeat(300));
    let refused = compare(&many, &["--json"]);
    let told: Value = serde_json::from_str(&refused.out).unwrap();
    assert_eq!(told["faults"].as_array().unwrap().len(), 200);
    assert!(told["count"].as_u64().unwrap() >= 300);

    // Without partners for noise, it falls to a person.
    let nobody = AGREEMENT
        .replace("justice_conciliator", "debt_advice")
        .replace("then.fallbacks = [\"mediation_team\"]\n", "");
    let nobody = file(&world, "nobody.toml", &nobody);
    let words = [
        "rules",
        "compare",
        "active",
        &nobody,
        "--demo",
        "--cases",
        &sound,
        "--fail-on-triage",
    ];
    let left = world.run(&words);
    assert!(matches!(left.status.code(), Some(3)), "{}", left.said());
}
