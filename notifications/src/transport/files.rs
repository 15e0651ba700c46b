//! Mails as files: the default, for trying the product out and for tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lettre::{AsyncFileTransport, AsyncTransport, Message, Tokio1Executor};
use passerelle_domain::MessageId;

use super::Undelivered;
use crate::settings::SettingError;

/// A directory with one `.eml` file a message.
pub(crate) struct MailDirectory {
    path: PathBuf,
    /// Files are written here first and then moved, so that whoever watches the directory never
    /// reads half a mail.
    incoming: PathBuf,
    transport: AsyncFileTransport<Tokio1Executor>,
}

impl MailDirectory {
    pub(crate) fn open(path: &Path) -> Result<Self, SettingError> {
        let incoming = path.join(".incoming");
        fs::create_dir_all(&incoming).map_err(|error| {
            SettingError::new(
                "mail_dir",
                format!("the directory cannot be created: {error}"),
            )
        })?;
        Ok(Self {
            path: path.to_owned(),
            transport: AsyncFileTransport::new(&incoming),
            incoming,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the message under its own id: the files sort by age, and a message that is sent
    /// again takes the place of the first.
    pub(crate) async fn send(&self, id: MessageId, message: Message) -> Result<(), Undelivered> {
        let draft = self
            .transport
            .send(message)
            .await
            .map_err(|error| Undelivered::from(&error))?;
        let from = self.incoming.join(format!("{draft}.eml"));
        let to = self.path.join(format!("{id}.eml"));
        tokio::task::spawn_blocking(move || fs::rename(from, to))
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(Undelivered::temporary("file_not_written"))
    }
}
