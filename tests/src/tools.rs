//! The tools of others that judge the service or make clients for it, as `make packages` installs them from
//! `tests/tools/`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tools")
}

/// A tool from npm, or `node` itself. They need a newer Node.js than some distributions have, so they have their own.
pub fn node(name: &str) -> Command {
    let modules = folder().join("node_modules");
    let arch = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x64",
    };
    let node = modules.join(format!("node-linux-{arch}/bin"));
    let program = match name {
        "node" => node.join(name),
        _ => modules.join(".bin").join(name),
    };
    let mut command = found(&program);
    command.env("PATH", format!("{}:/usr/bin:/bin", node.display()));
    command
}

/// A tool from PyPI, or `python` itself with all that is installed there.
pub fn python(name: &str) -> Command {
    found(&folder().join("venv/bin").join(name))
}

fn found(program: &Path) -> Command {
    assert!(
        program.exists(),
        "{} is not installed: run `make packages`",
        program.display()
    );
    Command::new(program)
}

/// Runs it to its end, with all that it printed.
///
/// # Panics
/// When it cannot be started, or ends in a failure, with what it printed.
#[track_caller]
pub fn succeed(command: &mut Command) -> String {
    let (succeeded, said) = outcome(command);
    assert!(succeeded, "{command:?}\n{said}");
    said
}

/// Runs it to its end: whether it succeeded, and all that it printed.
pub fn outcome(command: &mut Command) -> (bool, String) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [&output.stdout, &output.stderr].map(|part| String::from_utf8_lossy(part));
    (output.status.success(), said.join("\n"))
}
