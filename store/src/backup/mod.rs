//! A copy of the whole database in one file, made while others read and write.
//!
//! It shows one instant: whatever was committed before it, and nothing else. The file has its name
//! only once it is whole, is on the disk then, and can be read by nobody but the account that made
//! it: it holds everything that the database holds.

mod postgres;
mod sqlite;

use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use crate::{Store, StoreError, options::Location};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file of this name is there already, and is not written over.
    #[error("there is a file of this name already")]
    Exists,
    /// The file cannot be written.
    #[error("the file cannot be written")]
    File(#[source] io::Error),
    /// PostgreSQL's own program is needed, and is not here.
    #[error(
        "no `pg_dump` of version {major} or newer was found: install PostgreSQL's client programs \
         (Debian: postgresql-client-{major})"
    )]
    NoProgram {
        /// The version of the server.
        major: u32,
    },
    /// PostgreSQL's own program did not succeed; what it said.
    #[error("`pg_dump` did not succeed: {0}")]
    Program(String),
    /// The copy is not sound; what SQLite found in it.
    #[error("the copy is not sound: {0}")]
    Unsound(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Copies the database into a new file at `to`: a database of its own for SQLite, an archive for
    /// `pg_restore` for PostgreSQL. Nobody waits for it. Returns its size in bytes.
    ///
    /// # Errors
    /// [`BackupError`]; nothing is left at `to` then.
    pub fn backup(&self, to: &Path) -> Result<u64, BackupError> {
        if to.exists() {
            return Err(BackupError::Exists);
        }
        let draft = Draft::make(to)?;
        match Location::parse(self.url())? {
            Location::Sqlite(from) => sqlite::copy(&from, &draft.path)?,
            Location::Postgres(url) => postgres::dump(self, &url, &draft.path)?,
        }
        draft.keep(to)
    }
}

/// A copy that is not whole yet, beside its later place; removed unless it is kept.
struct Draft {
    path: PathBuf,
    kept: bool,
}

impl Draft {
    fn make(to: &Path) -> Result<Self, BackupError> {
        let mut name = OsString::from(to);
        name.push(".part");
        let path = PathBuf::from(name);
        // What an earlier run left that was killed is of no use to anybody.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(BackupError::File(error));
            }
            _ => {}
        }
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(BackupError::File)?;
        Ok(Self { path, kept: false })
    }

    fn keep(mut self, to: &Path) -> Result<u64, BackupError> {
        let written = (|| {
            let file = File::open(&self.path)?;
            file.sync_all()?;
            // A link refuses to take the place of a file, which a new name would not.
            std::fs::hard_link(&self.path, to)?;
            self.kept = true;
            std::fs::remove_file(&self.path)?;
            let directory = to.parent().filter(|parent| !parent.as_os_str().is_empty());
            File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(file.metadata()?.len())
        })();
        written.map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists,
            _ => BackupError::File(error),
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // Nobody is left to tell; the next run removes it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
