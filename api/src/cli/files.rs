//! Files of data that a command reads, and makes anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file of data cannot be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum DataFileError {
    #[error("{} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} cannot be written", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

pub(super) fn read(path: &Path) -> Result<String, DataFileError> {
    fs::read_to_string(path).map_err(|source| DataFileError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// Beside the file first, so that a service that starts now reads the old one or the new one whole.
pub(super) fn write(path: &Path, text: &str) -> Result<(), DataFileError> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|source| DataFileError::Unwritable {
            path: path.to_owned(),
            source,
        })
}
