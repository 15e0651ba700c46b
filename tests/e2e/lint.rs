//! The contract before the linters that the public trusts: Spectral with the rules of OWASP, and Redocly. Neither
//! finds an error or a warning beyond what `openapi/*.yaml` explains.

use std::path::PathBuf;

use passerelle_tests::{tools, workshop};
use serde_json::Value;

use crate::network::committed;

#[test]
fn spectral_and_the_rules_of_owasp_find_nothing() {
    let contract = committed("openapi/openapi.json");
    let (passed, said) = spectral("spectral", &contract);
    assert!(passed, "{said}");
}

#[test]
fn spectral_would_find_an_operation_that_does_not_refuse() {
    let mut contract: Value = serde_json::from_str(&committed("openapi/openapi.json")).unwrap();
    let operation = contract.pointer_mut("/paths/~1v1~1referrals/get").unwrap();
    operation["responses"]
        .as_object_mut()
        .unwrap()
        .remove("401")
        .unwrap();
    let (passed, said) = spectral("spectral-unsound", &contract.to_string());
    assert!(
        !passed && said.contains("define-error-responses-401"),
        "{said}"
    );
}

#[test]
fn the_recommended_rules_of_redocly_find_nothing() {
    let room = room("redocly", &committed("openapi/openapi.json"));
    let mut lint = tools::node("redocly");
    lint.args([
        "lint",
        "openapi.json",
        "--config",
        "redocly.yaml",
        "--format",
        "json",
    ]);
    // It would ask the internet for a newer one of itself, and tell its makers that it ran.
    lint.env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .env("REDOCLY_TELEMETRY", "off");
    let output = lint.current_dir(room).output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["totals"]["errors"], &found["totals"]["warnings"]),
        (&0.into(), &0.into()),
        "{found:#}"
    );
}

fn spectral(name: &str, contract: &str) -> (bool, String) {
    let mut lint = tools::node("spectral");
    lint.args([
        "lint",
        "--ruleset",
        "spectral.yaml",
        "--fail-severity",
        "hint",
        "openapi.json",
    ]);
    tools::outcome(lint.current_dir(room(name, contract)))
}

/// A directory with a contract and its rules, from which the tools find the rules of others.
fn room(name: &str, contract: &str) -> PathBuf {
    let room = workshop::folder(name);
    std::fs::write(room.join("openapi.json"), contract).unwrap();
    for rules in ["spectral.yaml", "redocly.yaml"] {
        std::fs::write(room.join(rules), committed(&format!("openapi/{rules}"))).unwrap();
    }
    std::os::unix::fs::symlink(
        tools::folder().join("node_modules"),
        room.join("node_modules"),
    )
    .unwrap();
    room
}
