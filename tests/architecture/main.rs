//! The arrows between the crates of the house, as Cargo sees them: `api`, `console`, `notifications` → `casework` →
//! `store`, `routing-rules` → `domain`, and no other way.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Every crate of the house and the crates of the house that it may name, in whatever section of its `Cargo.toml`.
const ARROWS: &[(&str, &[&str])] = &[
    ("passerelle-domain", &[]),
    ("passerelle-routing-rules", &["passerelle-domain"]),
    ("passerelle-store", &["passerelle-domain"]),
    (
        "passerelle-casework",
        &[
            "passerelle-store",
            "passerelle-routing-rules",
            "passerelle-domain",
        ],
    ),
    (
        "passerelle-notifications",
        &["passerelle-casework", "passerelle-domain"],
    ),
    (
        "passerelle-console",
        &["passerelle-casework", "passerelle-domain"],
    ),
    // The composition root: it puts the parts together, so it may name them all.
    (
        "passerelle-api",
        &[
            "passerelle-console",
            "passerelle-notifications",
            "passerelle-casework",
            "passerelle-store",
            "passerelle-routing-rules",
            "passerelle-domain",
        ],
    ),
    // The end-to-end tests knock at the front door and know nothing of the inside.
    ("passerelle-tests", &[]),
];

/// What plain functions over plain data never need.
const OUTSIDE_WORLD: &[&str] = &[
    "diesel",
    "actix",
    "tokio",
    "reqwest",
    "hyper",
    "lettre",
    "rusqlite",
    "libsqlite3-sys",
    "pq-sys",
];

#[test]
fn every_arrow_between_crates_is_in_the_plan() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let house: BTreeSet<&str> = packages
        .iter()
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    let plan: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    assert_eq!(
        house,
        plan.keys().copied().collect(),
        "a crate of the workspace that the plan does not know"
    );
    for package in packages {
        let from = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            assert!(
                !house.contains(to) || plan[from].contains(&to),
                "{from} must not depend on {to}"
            );
        }
    }
}

#[test]
fn the_inner_crates_do_not_reach_the_outside_world() {
    for inner in ["passerelle-domain", "passerelle-routing-rules"] {
        let tree = cargo(&[
            "tree",
            "--package",
            inner,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        let reached: BTreeSet<&str> = tree
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert!(reached.contains(inner), "{tree}");
        for outside in OUTSIDE_WORLD {
            let found: Vec<&&str> = reached
                .iter()
                .filter(|name| **name == *outside || name.starts_with(&format!("{outside}-")))
                .collect();
            assert!(found.is_empty(), "{inner} reaches {found:?}");
        }
    }
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
