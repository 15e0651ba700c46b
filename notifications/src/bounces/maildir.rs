//! The folders of a Maildir.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::settings::SettingError;

/// What is longer is no report that a mail server writes, and is not read.
const LONGEST: u64 = 16 << 20;

/// A mailbox that a mail server delivers into.
#[derive(Debug)]
pub(crate) struct Maildir {
    new: PathBuf,
    cur: PathBuf,
}

impl Maildir {
    /// The Maildir at `path`.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, SettingError> {
        let (new, cur) = (path.join("new"), path.join("cur"));
        if new.is_dir() && cur.is_dir() {
            return Ok(Self { new, cur });
        }
        Err(SettingError::new(
            "bounce_maildir",
            "not a Maildir: a directory that holds the directories new and cur",
        ))
    }

    /// The names of at most `most` mails that nobody has looked at, the oldest first: delivery names
    /// them by their time.
    pub(crate) fn waiting(&self, most: usize) -> Vec<String> {
        let entries = match fs::read_dir(&self.new) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::error!(error = %error, "the mailbox for bounces cannot be read");
                return Vec::new();
            }
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort_unstable();
        names.truncate(most);
        names
    }

    /// A mail; nothing where another process has taken it, and nothing of one that is too long.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.new.join(name);
        let read = fs::metadata(&path).and_then(|about| {
            if about.len() > LONGEST {
                return Ok(Vec::new());
            }
            fs::read(&path)
        });
        match read {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::error!(error = %error, "a mail in the mailbox for bounces cannot be read");
                None
            }
        }
    }

    /// Puts a mail to those that were seen.
    pub(crate) fn keep(&self, name: &str) {
        // What stands after the colon are flags; a new mail has none.
        let bare = name.split(':').next().unwrap_or(name);
        let moved = fs::rename(self.new.join(name), self.cur.join(format!("{bare}:2,S")));
        match moved {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::error!(error = %error, "a mail in the mailbox for bounces cannot be moved");
            }
        }
    }
}
