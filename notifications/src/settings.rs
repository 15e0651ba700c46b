//! Where mails go and in whose name. The fields have the names of the settings that fill them, so
//! that an error can say which one to change.

use std::{fmt, path::PathBuf};

/// The settings of outgoing mail.
#[derive(Clone)]
pub struct MailSettings {
    /// The directory that mails are written to as `.eml` files when there is no SMTP server.
    pub mail_dir: PathBuf,
    /// The SMTP server: `smtps://user:password@host` (TLS from the first byte),
    /// `smtp://user:password@host?tls=required` (STARTTLS), or `smtp://host` (no encryption, for
    /// a server on the same machine or a closed network). `None` writes files.
    pub smtp_url: Option<String>,
    /// A PEM file of authorities to trust beside the public ones, for a server with a
    /// certificate of its own.
    pub smtp_ca_file: Option<PathBuf>,
    /// The sender: `Passerelle <passerelle@example.org>`.
    pub mail_from: String,
    /// Where mails that cannot be delivered come back to, with the id of the mail after a `+`:
    /// `bounces@example.org`. `None` sends under the sender's own address.
    pub bounce_address: Option<String>,
    /// The Maildir of that mailbox, in which reports are looked for.
    pub bounce_maildir: Option<PathBuf>,
    /// For how many days an answer link opens.
    pub answer_link_days: u16,
    /// The address under which partners reach this service; links in mails begin with it.
    pub public_url: String,
}

impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings")
            .field("mail_dir", &self.mail_dir)
            .field("smtp_url", &self.smtp_url.as_ref().map(|_| "…"))
            .field("smtp_ca_file", &self.smtp_ca_file)
            .field("mail_from", &self.mail_from)
            .field("bounce_address", &self.bounce_address)
            .field("bounce_maildir", &self.bounce_maildir)
            .field("answer_link_days", &self.answer_link_days)
            .field("public_url", &self.public_url)
            .finish()
    }
}

/// A setting that cannot be used. It never repeats an URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct SettingError {
    /// The name of the setting.
    pub setting: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl SettingError {
    pub(crate) fn new(setting: &'static str, reason: impl Into<String>) -> Self {
        Self {
            setting,
            reason: reason.into(),
        }
    }
}
