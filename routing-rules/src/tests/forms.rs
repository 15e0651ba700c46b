//! The two forms of a document, TOML and JSON, say the same.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{fixture::*, random::Dice, written};
use crate::{DEFAULT_RULE_SET, OverlaySource, RuleSet, json_from_toml, toml_from_json};

/// The rule set without the lines where it stands, which differ from form to form.
fn unplaced(mut rules: RuleSet) -> RuleSet {
    rules.places.clear();
    rules
}

fn of_json(document: &Value) -> RuleSet {
    let text = document.to_string();
    let rules = RuleSet::from_json("a.json", &text);
    unplaced(rules.unwrap_or_else(|faults| panic!("{}\n{document:#}", faults[0])))
}

fn of_toml(text: &str) -> RuleSet {
    let rules = RuleSet::from_toml("a.toml", text);
    unplaced(rules.unwrap_or_else(|faults| panic!("{}\n{text}", faults[0])))
}

/// The faults of a JSON text, with their pointers.
fn faults(text: &str) -> String {
    let faults = RuleSet::from_json("mine.json", text).unwrap_err();
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| format!("{fault} [{} at {:?}]", fault.code, fault.pointer))
        .collect();
    lines.join("\n")
}

fn default_json() -> Value {
    json_from_toml("default.toml", DEFAULT_RULE_SET).unwrap()
}

#[test]
fn the_shipped_rule_set_is_the_same_in_both_forms() {
    let document = default_json();
    assert_eq!(of_json(&document), unplaced(default_rules()));
    let text = toml_from_json("a.json", &document.to_string()).unwrap();
    assert_eq!(of_toml(&text), unplaced(default_rules()));
    assert_eq!(json_from_toml("a.toml", &text).unwrap(), document);
}

#[test]
fn dates_are_strings_in_json_and_dates_in_toml() {
    let document = json!({
        "name": "2026-10-05",
        "valid_from": "2026-10-05",
        "examples": [{ "deadline_event": { "date": "2026-12-24" } }],
        "rules": [{ "when": { "date": { "from": "2026-10-05" }, "floor": { "from": 3 } } }],
    });
    let text = toml_from_json("a.json", &document.to_string()).unwrap();
    assert_snapshot!(text);
    assert_eq!(json_from_toml("a.toml", &text).unwrap(), document);
}

#[test]
fn an_overlay_may_be_json() {
    let overlay = json!({
        "name": "odre",
        "overlay_of": "default",
        "title": { "fr": "Accord", "en": "Agreement" },
        "territory": ["commune:00001"],
        "valid_from": "2026-10-01",
        "switch_off": ["R50"],
    });
    let lay = |text: &str| {
        let file = "odre";
        default_rules().with_overlays(&[OverlaySource { file, text }])
    };
    let text = overlay.to_string();
    let toml = toml_from_json("odre", &text).unwrap();
    assert_eq!(lay(&text).unwrap(), lay(&toml).unwrap());
    let unknown = text.replace("R50", "R5O");
    let faults = lay(&unknown).unwrap_err();
    assert_eq!(faults[0].pointer, "/switch_off/0");
}

#[test]
fn a_faulty_json_document_is_told_by_pointer_and_line() {
    let mut document = default_json();
    document["rules"][3]["when"] = json!({ "tenur": ["social"], "minor": ["maybe"] });
    document["rules"][5]["order"] = Value::Null;
    document["rules"][6]["order"] = json!(1.5);
    document["situations"]["neighbour_noise"]["route"][0] = json!("ccas");
    document["notices"]["a/b"] = json!({ "text": { "fr": "x" } });
    document["notices"]["call_15"]["verified_on"] = json!("22/07/2024");
    document["levels"]["P1"]["answer"]["hours"] = json!(99_999_999_999_u64);
    assert_snapshot!(faults(&format!("{document:#}")));
}

#[test]
fn json_that_cannot_be_read_is_told_where_it_breaks() {
    let equal = r#"{"name": "a", "name": "b", "title": {"fr": "x", "fr": "y", "en": "z"}}"#;
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(500_000), "]".repeat(500_000));
    let texts = [
        "",
        "[1, 2]",
        "{\"name\": \"a\",}",
        "{\n  \"name\": \"é\" 3\n}",
        "{\"name\": \"\\ud800\"}",
        "{\"name\": \"a\nb\"}",
        equal,
        &deep,
    ];
    let told: Vec<String> = texts.iter().map(|text| faults(text)).collect();
    assert_snapshot!(told.join("\n"));
}

#[test]
fn what_toml_cannot_say_is_refused() {
    let document = r#"{"name": null, "order": 99999999999999999999, "rules": [{"a": null}]}"#;
    let faults = toml_from_json("a.json", document).unwrap_err();
    let told: Vec<_> = faults
        .iter()
        .map(|one| (one.code, one.pointer.as_str()))
        .collect();
    let expected = [
        ("null", "/name"),
        ("out_of_range", "/order"),
        ("null", "/rules/0/a"),
    ];
    assert_eq!(told, expected);
    let faults = json_from_toml("a.toml", "a = nan\nb = { c = [inf] }").unwrap_err();
    let told: Vec<&str> = faults.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(told, ["/a", "/b/c/0"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn rule_sets_made_by_chance_survive_the_way_there_and_back(seed: u64) {
        let rules = Dice::new(seed).rule_set(12);
        let document = written::document(&rules);
        let text = toml_from_json("a.json", &document.to_string()).unwrap();
        let read = of_toml(&text);
        prop_assert_eq!(&of_json(&document), &read);
        let again = json_from_toml("a.toml", &text).unwrap();
        prop_assert_eq!(&again, &document);
        prop_assert_eq!(of_json(&again), read);
    }

    #[test]
    fn any_json_object_survives_too(document in json_object(3)) {
        let text = toml_from_json("a.json", &document.to_string()).unwrap();
        prop_assert_eq!(json_from_toml("a.toml", &text).unwrap(), document);
    }
}

/// Any JSON object without null.
fn json_object(depth: u32) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        "\\PC*".prop_map(Value::from),
        "[a-z\\n\\t\"\\\\ ]{0,8}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(depth, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,5}", inner, 0..5)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    });
    prop::collection::btree_map("[a-z./~\" ]{1,4}", value, 0..5)
        .prop_map(|entries| entries.into_iter().collect())
}
