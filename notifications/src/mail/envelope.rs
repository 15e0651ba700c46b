//! From the words to the MIME message.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{Header, HeaderName, HeaderValue},
    },
};
use passerelle_domain::{EmailAddress, Lang, MessageId};
use url::Url;

use super::Mail;
use crate::settings::SettingError;

/// What all mails of this service have in common.
#[derive(Debug, Clone)]
pub struct Stationery {
    from: Mailbox,
    /// The right-hand side of message ids.
    host: String,
}

/// Why a message could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The recipient's address is not one that mail can be sent to.
    #[error("the address cannot be used in a mail")]
    Address(#[source] lettre::address::AddressError),
    /// The message is malformed.
    #[error("the message could not be put together")]
    Message(#[source] lettre::error::Error),
}

/// What one message is addressed with.
#[derive(Debug, Clone, Copy)]
pub struct Cover<'a> {
    /// The message's own id.
    pub id: MessageId,
    /// The recipient's address.
    pub to: &'a EmailAddress,
    /// The language of the mail.
    pub lang: Lang,
    /// When it is sent.
    pub at: Timestamp,
}

impl Stationery {
    /// Reads the sender and the public address of the service.
    ///
    /// # Errors
    /// When one of the two settings cannot be used.
    pub fn new(mail_from: &str, public_url: &str) -> Result<Self, SettingError> {
        let from = mail_from.parse().map_err(|_| {
            SettingError::new(
                "mail_from",
                "not a sender; it looks like Passerelle <passerelle@example.org>",
            )
        })?;
        let host = Url::parse(public_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .ok_or_else(|| {
                SettingError::new(
                    "public_url",
                    "not an URL; it looks like https://example.org",
                )
            })?;
        Ok(Self { from, host })
    }

    /// Puts a mail into its envelope.
    ///
    /// The same message sealed again at the same instant is the same, byte for byte, and always
    /// has the same `Message-ID`: a receiver can drop a repeat.
    ///
    /// # Errors
    /// When the address or the content cannot be used in a mail.
    pub fn seal(&self, cover: &Cover<'_>, mail: Mail) -> Result<Message, SealError> {
        let to: Address = cover.to.as_str().parse().map_err(SealError::Address)?;
        let parts = MultiPart::alternative()
            .boundary(format!("passerelle-{}", cover.id))
            .singlepart(SinglePart::plain(mail.text))
            .singlepart(SinglePart::html(mail.html));
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .date(SystemTime::from(cover.at))
            .message_id(Some(format!("<{}@{}>", cover.id, self.host)))
            .header(ContentLanguage(cover.lang.code().to_owned()))
            .header(AutoSubmitted("auto-generated".to_owned()))
            .multipart(parts)
            .map_err(SealError::Message)
    }
}

/// Declares a header whose value is plain text.
macro_rules! text_header {
    ($(#[$doc:meta])* $name:ident, $wire:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($wire)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

text_header!(
    /// The language of the parts (RFC 3282).
    ContentLanguage,
    "Content-Language"
);
text_header!(
    /// Keeps out-of-office answers away (RFC 3834).
    AutoSubmitted,
    "Auto-Submitted"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> String {
        let stationery = Stationery::new(
            "Passerelle <passerelle@example.org>",
            "https://odre.example.org:8443",
        )
        .unwrap();
        let at: Timestamp = "2026-10-05T07:10:00Z".parse().unwrap();
        let cover = Cover {
            id: MessageId::new(at, [7; 10]),
            to: &EmailAddress::parse("med@example.org").unwrap(),
            lang: Lang::Fr,
            at,
        };
        let mail = Mail {
            subject: "Passerelle : votre réponse (PSL-2026-7K3F9B)".to_owned(),
            text: "Réponse attendue\nhttps://odre.example.org/answer/abc\n".to_owned(),
            html: "<!doctype html>\n<p>Réponse attendue</p>\n".to_owned(),
        };
        String::from_utf8(stationery.seal(&cover, mail).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_message_has_every_header_and_both_parts() {
        insta::assert_snapshot!(sealed().replace('\r', ""));
    }

    #[test]
    fn sealing_again_gives_the_same_bytes() {
        assert_eq!(sealed(), sealed());
    }

    #[test]
    fn faulty_settings_are_named() {
        let error = Stationery::new("nobody", "https://example.org").unwrap_err();
        assert_eq!(error.setting, "mail_from");
        let error = Stationery::new("a@example.org", "example").unwrap_err();
        assert_eq!(error.setting, "public_url");
    }
}
