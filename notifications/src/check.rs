//! Whether mails could leave, for whoever looks after the service.

use crate::{
    settings::{MailSettings, SettingError},
    transport::Transport,
};

/// Why no mail could leave.
#[derive(Debug, thiserror::Error)]
pub enum NoPost {
    /// A setting cannot be used.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The place that mails are handed over to does not take any; a code says why.
    #[error("no mail can be handed over: {code}")]
    Unreachable {
        /// The code: `connection_failed`, `timeout`, `tls_failed`, `sign_in_refused` …
        code: &'static str,
    },
}

/// Tries the way of the mails without sending one, and tells where they go: a server without its
/// credentials, or a directory, which is not looked at.
///
/// # Errors
/// [`NoPost`] when a setting cannot be used, or nobody takes a mail there.
pub async fn post(settings: &MailSettings) -> Result<String, NoPost> {
    if settings.smtp_url.is_none() {
        // Opening it would make the directory.
        return Ok(settings.mail_dir.display().to_string());
    }
    let transport = Transport::open(settings)?;
    match transport.reach().await {
        Ok(()) => Ok(transport.destination()),
        Err(failure) => Err(NoPost::Unreachable { code: failure.code }),
    }
}
