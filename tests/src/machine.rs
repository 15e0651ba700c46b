//! What the machine must have, and how to say so when it has not.

use std::path::{Path, PathBuf};

/// The first of `candidates` that exists, or a program of that name on `PATH`.
pub fn find_program(name: &str, candidates: &[PathBuf]) -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .map(|path| {
            std::env::split_paths(&path)
                .map(|dir| dir.join(name))
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    candidates
        .iter()
        .chain(&on_path)
        .find(|path| path.is_file())
        .cloned()
}

/// Stops the test with the one sentence that a person needs on a machine where `what` is missing.
pub fn missing(what: &str, packages: &str) -> ! {
    panic!(
        "{what} is not installed. On Debian or Ubuntu: `apt-get install {packages}`, or run `make test`, which does it."
    )
}

/// The entries of a directory, highest name first, so that the newest version of a tool comes first.
pub fn newest_first(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    found.sort_by_key(|path| {
        let number = path
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse::<u32>().ok());
        std::cmp::Reverse((number, path.clone()))
    });
    found
}

/// Whether this process runs as root, which PostgreSQL refuses to do.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
