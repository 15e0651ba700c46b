//! The README's own lines, run as printed against the real binary.

use std::process::Command;

use passerelle_tests::{Backend, World};

use crate::cases::A01_AT;
use crate::network::committed;

#[test]
fn the_walk_through_of_the_readme_runs_as_printed() {
    let readme = committed("README.md");
    let printed: Vec<&str> = shell_blocks(&readme)
        .into_iter()
        .filter(|block| !block.contains("make "))
        .collect();
    assert!(
        printed.len() >= 3,
        "the README shows its walk-through in blocks marked `sh`"
    );
    let world = World::new(Backend::Sqlite).at(A01_AT);
    let service = world.serve();
    // The address is the only thing that differs: a reader's service listens on the default port.
    let script = printed
        .join("\n")
        .replace("http://127.0.0.1:8080", service.base())
        .replace("data/mail", "mail");
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(world.dir())
        .output()
        .expect("bash is part of every Debian");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{script}\n--- printed:\n{out}\n--- errors:\n{err}"
    );
    for told in ["PSL-2026-", "R50", "R36", "closed"] {
        assert!(out.contains(told), "{told} is not printed:\n{out}\n{err}");
    }
}

/// The blocks of a document that are marked `sh`.
pub fn shell_blocks(text: &str) -> Vec<&str> {
    text.split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect()
}
