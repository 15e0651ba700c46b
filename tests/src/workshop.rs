//! The one directory of this test process: databases, data directories, logs and screenshots lie in it.
//!
//! A test binary has no "after all tests", and may be killed at any moment. So a *guardian*, a shell that waits on
//! a pipe which only this process holds, sweeps when the pipe closes, whatever the cause.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

struct Workshop {
    root: PathBuf,
    _guardian: Child,
}

/// The directory of this process, made on first use.
pub fn root() -> &'static Path {
    static WORKSHOP: OnceLock<Workshop> = OnceLock::new();
    &WORKSHOP
        .get_or_init(|| {
            let root = tempfile::Builder::new()
                .prefix("passerelle-tests-")
                .tempdir()
                .expect("a temporary directory")
                .keep();
            // PostgreSQL runs as another user when the tests run as root, and must reach its own part.
            open_for_others(&root);
            let guardian = guard(r#"rm -rf "$1""#, &[path(&root)]);
            Workshop {
                root,
                _guardian: guardian,
            }
        })
        .root
}

/// A directory of this name in the workshop, made when it is not there.
pub fn folder(name: &str) -> PathBuf {
    let folder = root().join(name);
    std::fs::create_dir_all(&folder).expect("a directory in the workshop");
    folder
}

/// Starts a shell that runs `script` with `args` once this process has ended, however it ended.
///
/// Keep the child: its standard input is what it waits on.
pub fn guard(script: &str, args: &[&str]) -> Child {
    let waiting = format!("trap '' INT TERM HUP; read -r _; {script}");
    Command::new("/bin/sh")
        .args(["-c", &waiting, "guardian"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell that guards what this process leaves behind")
}

/// The path as text, which every path of the workshop is.
pub fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn open_for_others(dir: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o755))
        .expect("permissions of the workshop");
}
