//! The worked example of the guide for coordinators, run as printed against the real binary.

use std::ffi::OsString;
use std::process::Command;

use passerelle_tests::{Backend, World};

use crate::network::committed;
use crate::readme::shell_blocks;

const TITLE: &str = "\n## A worked example";

#[test]
fn an_empty_file_becomes_rules_in_force_on_sqlite() {
    runs_as_printed(&World::in_real_time(Backend::Sqlite));
}

#[test]
fn an_empty_file_becomes_rules_in_force_on_postgresql() {
    runs_as_printed(&World::in_real_time(Backend::PostgreSql));
}

/// By the real clock, since a reader's stands still for nobody.
fn runs_as_printed(world: &World) {
    let guide = committed("docs/routing-rules.md");
    let (_, rest) = guide
        .split_once(TITLE)
        .expect("the guide has a worked example");
    let section = rest.split("\n## ").next().unwrap();
    let service = world.serve();
    let script = shell_blocks(section)
        .join("\n")
        .replace("http://127.0.0.1:8080", service.base());
    let output = in_the_shell_of_a_reader(&world.command(&[]))
        .args(["-euo", "pipefail", "-c", &script])
        .output()
        .expect("bash is part of every Debian");
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script}\n--- printed:\n{out}\n--- errors:\n{err}"
    );
    let told: Vec<&str> = [
        "name: this field is required",
        "26 proofs, 0 errors, 1 warnings, 0 questions undecided",
        "[\"R50\",\"p-med\"]",
        "[\"p-med\",\"p-conc\",1]",
        "active\nSA50\n",
        "rule SA50 (agreement with the conciliator) of the local overlay",
        "superseded\nR50\n",
    ]
    .into_iter()
    .filter(|told| !out.contains(told))
    .collect();
    assert!(told.is_empty(), "not printed: {told:?}\n{out}\n{err}");
}

/// A shell in the settings of `passerelle`, which it finds in its path.
fn in_the_shell_of_a_reader(passerelle: &Command) -> Command {
    let binary = std::path::Path::new(passerelle.get_program());
    let mut path = OsString::from(binary.parent().expect("a folder of binaries"));
    path.push(":/usr/bin:/bin");
    let mut shell = Command::new("bash");
    shell.env_clear();
    for (key, value) in passerelle.get_envs() {
        if let Some(value) = value {
            shell.env(key, value);
        }
    }
    shell.env("PATH", path);
    if let Some(dir) = passerelle.get_current_dir() {
        shell.current_dir(dir);
    }
    shell
}
