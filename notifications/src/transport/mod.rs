//! The post: where a finished message is handed over.

mod failure;
mod files;
mod smtp;

use std::time::Duration;

use lettre::Message;
use passerelle_domain::MessageId;

pub(crate) use failure::Undelivered;

use crate::settings::{MailSettings, SettingError};

/// How long one whole delivery may take, however slowly the server answers. It stays well below
/// a lease, so that nobody else takes up a message that is still being sent.
pub(crate) const DELIVERY_LIMIT: Duration = Duration::from_secs(90);

/// Where messages are handed over.
pub(crate) enum Transport {
    Files(files::MailDirectory),
    Smtp(smtp::SmtpServer),
}

impl Transport {
    /// Opens the transport that the settings name.
    pub(crate) fn open(settings: &MailSettings) -> Result<Self, SettingError> {
        match &settings.smtp_url {
            Some(url) => {
                smtp::SmtpServer::new(url, settings.smtp_ca_file.as_deref()).map(Self::Smtp)
            }
            None => files::MailDirectory::open(&settings.mail_dir).map(Self::Files),
        }
    }

    /// A sentence for the operator: where mails go. It holds no credentials.
    pub(crate) fn destination(&self) -> String {
        match self {
            Self::Files(directory) => directory.path().display().to_string(),
            Self::Smtp(server) => server.name().to_owned(),
        }
    }

    /// Whether a message could be handed over now, as far as that can be told without one.
    pub(crate) async fn reach(&self) -> Result<(), Undelivered> {
        match self {
            Self::Files(_) => Ok(()),
            Self::Smtp(server) => server.reach().await,
        }
    }

    /// Hands the message over. `id` is the message's own: handing over the same one again is
    /// recognisable to the receiver.
    pub(crate) async fn send(&self, id: MessageId, message: Message) -> Result<(), Undelivered> {
        let delivery = async {
            match self {
                Self::Files(directory) => directory.send(id, message).await,
                Self::Smtp(server) => server.send(message).await,
            }
        };
        tokio::time::timeout(DELIVERY_LIMIT, delivery)
            .await
            .unwrap_or_else(|_| Err(Undelivered::temporary("timeout")))
    }
}

#[cfg(test)]
mod tests;
