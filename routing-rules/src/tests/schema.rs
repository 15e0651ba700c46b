//! The published schema says what the loader does.

use std::collections::BTreeSet;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{fixture::*, guide, random::Dice, written};
use crate::{DEFAULT_RULE_SET, OverlaySource, RULE_SET_SCHEMA, RuleSet, json_from_toml, schema};

fn validator() -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&schema()).unwrap()
}

fn default_json() -> Value {
    json_from_toml("default.toml", DEFAULT_RULE_SET).unwrap()
}

/// A document that uses every part of the language.
fn full() -> Value {
    json_from_toml("full.toml", &(DEFAULT_RULE_SET.to_owned() + EXTRA)).unwrap()
}

const EXTRA: &str = include_str!("full.toml");

#[track_caller]
fn valid(document: &Value) {
    let errors: Vec<String> = validator()
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn the_published_schema_is_the_one_of_this_version() {
    let made = format!("{:#}\n", schema());
    assert!(
        RULE_SET_SCHEMA == made,
        "stale: run `passerelle rules schema > routing-rules/rulesets/rule-set.schema.json`"
    );
    assert!(jsonschema::meta::is_valid(&schema()));
    // Editors that read TOML refuse the whole schema when this is no absolute address.
    assert_eq!(schema().get("$id"), None);
}

#[test]
fn shipped_documents_and_those_of_the_guide_are_valid() {
    valid(&default_json());
    let text = DEFAULT_RULE_SET.to_owned() + EXTRA;
    let read = RuleSet::from_toml("full.toml", &text);
    assert!(read.is_ok(), "{:?}", read.err());
    valid(&full());
    let overlays = guide::examples()
        .into_iter()
        .filter(|text| text.contains("overlay_of"));
    for text in overlays {
        valid(&json_from_toml("guide.toml", text).unwrap());
    }
}

#[test]
fn every_code_has_its_labels() {
    let schema = schema();
    let codes = schema["$defs"]["tenure"]["oneOf"].as_array().unwrap();
    let social = codes.iter().find(|code| code["const"] == "social").unwrap();
    assert_eq!(
        social["title"],
        passerelle_domain::Tenure::Social.label().en
    );
    assert_eq!(
        social["description"],
        passerelle_domain::Tenure::Social.label().fr
    );
}

#[test]
fn faulty_documents_are_refused_by_both() {
    let judge = validator();
    for (pointer, value) in [
        ("/name", json!(3)),
        ("/name", json!("  ")),
        ("/title", json!({ "fr": "seul" })),
        (
            "/levels/P1/answer",
            json!({ "hours": 1, "working_days": 1 }),
        ),
        ("/levels/P1/answer", json!({ "hours": 0 })),
        ("/valid_from", json!("hier")),
        ("/territory", json!([])),
        ("/territory", json!(["Rennes"])),
        ("/languages", json!(["fr", "de"])),
        ("/notices/call_15/text", json!({})),
        ("/notices/call_15/texte", json!({})),
        ("/situations/neighbour_noise/route", json!(["landlord"])),
        ("/situations/neighbour_noise/max", json!("L9")),
        ("/stages/0/hit", json!("last")),
        ("/rules/0/then", json!({ "max": "L1" })),
        ("/rules/0/then/triage", json!(true)),
        ("/rules/0/then", json!({ "lead": ["ccas"] })),
        ("/rules/0/then", json!({ "lead": [], "max": "L1" })),
        ("/rules/0/then", json!({ "divert": true, "max": "L1" })),
        ("/rules/5/then/max", json!(1)),
        ("/rules/0/when/tenure", json!("social")),
        ("/rules/0/when/tenure", json!(["socal"])),
        ("/rules/0/when/tenure", json!(["social", "social"])),
        ("/rules/0/when/hour", json!({ "from": 25 })),
        ("/rules/0/when/hour", json!({ "to": 3 })),
        ("/rules/0/when/date", json!({ "from": "2026-13-01" })),
        ("/rules/0/when/day", json!(["sunday"])),
        ("/rules/0/when/prior_referrals", json!({ "from": 3 })),
        ("/rules/0/when/none_of", json!({})),
        ("/rules/0/when/any", json!([])),
        ("/rules/0/when/any", json!([{ "tenur": ["social"] }])),
        ("/rules/0/order", json!(-1)),
        ("/rules/0/order", Value::Null),
        ("/rules/0/stage", Value::Null),
        ("/rules/0/note", json!("free")),
        ("/invariants/0/must", json!({})),
        ("/invariants/0/must/lead", json!(["ccas"])),
        ("/examples/0/case/setting", json!("moon")),
        ("/examples/0/expect/never", json!([])),
        ("/facts", json!([{ "id": "Floor" }])),
        ("/overlay", json!(true)),
    ] {
        let mut document = default_json();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap();
        parent[key] = value.clone();
        let text = document.to_string();
        assert!(
            RuleSet::from_json("a.json", &text).is_err(),
            "{pointer} {value}"
        );
        assert!(!judge.is_valid(&document), "{pointer} {value}");
    }
}

#[test]
fn the_schema_has_the_fields_that_the_loader_knows() {
    let document = full();
    let judge = schema();
    let mut objects = Vec::new();
    walk(&document, String::new(), &mut objects);
    let mut seen = BTreeSet::new();
    for pointer in objects {
        let mut changed = document.clone();
        changed.pointer_mut(&pointer).unwrap()["zzz"] = json!({});
        let faults = RuleSet::from_json("a.json", &changed.to_string()).err();
        let fault = faults.iter().flatten().find(|fault| {
            fault.code == "unknown_field" && fault.pointer == format!("{pointer}/zzz")
        });
        // A table of names that the author chooses has no fields.
        let Some(fault) = fault else { continue };
        let known = fault.message.split_once("there are ").unwrap().1;
        // A rule set knows `overlay_of` to say that it is none.
        let known = known.split(", ").filter(|field| *field != "overlay_of");
        let known: BTreeSet<&str> = known.collect();
        let stated = properties(&judge, &document, &pointer);
        let object = document.pointer(&pointer).unwrap();
        let not_here = |field: &str| match field {
            "max" => object.get("divert").is_some(),
            "values" => object.get("kind").is_some_and(|kind| kind != "enumeration"),
            _ => false,
        };
        let stated = stated.iter().map(String::as_str);
        let stated: BTreeSet<&str> = stated.filter(|field| !not_here(field)).collect();
        assert_eq!(known, stated, "{pointer}");
        seen.insert(known.len());
    }
    assert!(seen.len() >= 12, "{seen:?}");
}

/// The pointers of all objects of a document; of long lists the first and the last elements.
fn walk(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                walk(value, format!("{pointer}/{key}"), found);
            }
            found.push(pointer);
        }
        Value::Array(items) => {
            let edge = items.len().saturating_sub(4);
            for (index, item) in items.iter().enumerate() {
                if index < 2 || index >= edge {
                    walk(item, format!("{pointer}/{index}"), found);
                }
            }
        }
        _ => {}
    }
}

/// The fields that the schema allows at a place of a rule set.
fn properties(schema: &Value, document: &Value, pointer: &str) -> BTreeSet<String> {
    let mut here = vec![schema.pointer("/$defs/rule_set").unwrap()];
    let mut at = document;
    for key in pointer.split('/').skip(1) {
        let next = here.iter().flat_map(|one| options(schema, one));
        let next: Vec<&Value> = next
            .filter_map(|one| {
                let found = match at {
                    Value::Array(_) => one.get("items"),
                    _ => one["properties"]
                        .get(key)
                        .or(one.get("additionalProperties")),
                };
                found.filter(|found| !found.is_boolean())
            })
            .collect();
        here = next;
        at = at.pointer(&format!("/{key}")).unwrap();
    }
    let options = here.iter().flat_map(|one| options(schema, one));
    let fields = options.filter_map(|one| one.get("properties")?.as_object());
    fields.flat_map(|fields| fields.keys().cloned()).collect()
}

/// What a schema may stand for: itself, what it refers to, its alternatives.
fn options<'s>(schema: &'s Value, one: &'s Value) -> Vec<&'s Value> {
    let mut all = vec![one];
    if let Some(reference) = one.get("$ref").and_then(Value::as_str) {
        let pointer = reference.trim_start_matches('#');
        all.extend(options(schema, schema.pointer(pointer).unwrap()));
    }
    for alternative in one
        .get("anyOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        all.extend(options(schema, alternative));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_the_loader_accepts_is_valid(seed: u64) {
        let document = written::document(&Dice::new(seed).rule_set(12));
        RuleSet::from_json("a.json", &document.to_string()).unwrap();
        valid(&document);
    }

    /// One value of a sound document is replaced by another one of it.
    #[test]
    fn what_the_loader_accepts_after_a_change_is_valid_too(from: usize, to: usize) {
        let judge = validator();
        let mut document = full();
        let mut pointers = Vec::new();
        leaves(&document, String::new(), &mut pointers);
        let value = document.pointer(&pointers[from % pointers.len()]).unwrap().clone();
        let place = &pointers[to % pointers.len()];
        *document.pointer_mut(place).unwrap() = value;
        if RuleSet::from_json("a.json", &document.to_string()).is_ok() {
            prop_assert!(judge.is_valid(&document), "{place}");
        }
    }
}

/// The pointers of everything in a document.
fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    if !pointer.is_empty() {
        found.push(pointer);
    }
}

#[test]
fn overlays_are_valid_where_the_loader_takes_them() {
    let judge = validator();
    let head = json!({
        "name": "odre",
        "overlay_of": "default",
        "title": { "fr": "Accord", "en": "Agreement" },
        "territory": ["commune:00001"],
    });
    let rule = default_json()["rules"][20].clone();
    let mut replaced = rule.clone();
    replaced["id"] = json!("O1");
    replaced["replaces"] = rule["id"].clone();
    let both = replaced.clone();
    for key in ["stage", "order"] {
        replaced.as_object_mut().unwrap().remove(key);
    }
    let mut added = rule;
    added["id"] = json!("O2");
    for (rules, sound) in [
        (json!([added]), true),
        (json!([replaced]), true),
        (json!([added, replaced]), true),
        (json!([both]), false),
        (json!([]), false),
    ] {
        let mut overlay = head.clone();
        overlay["rules"] = rules.clone();
        let text = overlay.to_string();
        let (file, text) = ("odre", text.as_str());
        let laid = default_rules().with_overlays(&[OverlaySource { file, text }]);
        assert_eq!(laid.is_ok(), sound, "{rules}");
        assert_eq!(judge.is_valid(&overlay), sound, "{rules}");
    }
}
