//! From the words to the MIME message.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    address::Envelope,
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
    /// Where mails come back to, in its two parts.
    bounces: Option<(String, String)>,
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
    /// The message that began the thread to which this one belongs.
    pub thread: Option<MessageId>,
    /// The recipient's address.
    pub to: &'a EmailAddress,
    /// The language of the mail.
    pub lang: Lang,
    /// When it is sent.
    pub at: Timestamp,
    /// Where the reader of a digest ends it, by one click or on a page (RFC 2369, RFC 8058).
    pub unsubscribe: Option<&'a str>,
}

impl Stationery {
    /// Reads the sender, the address that mails come back to, and the public address of the service.
    ///
    /// # Errors
    /// When one of the settings cannot be used.
    pub fn new(
        mail_from: &str,
        bounce_address: Option<&str>,
        public_url: &str,
    ) -> Result<Self, SettingError> {
        let bounces = bounce_address.map(bounces).transpose()?;
        let from: Mailbox = mail_from.parse().map_err(|_| {
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
        Ok(Self {
            from,
            host,
            bounces,
        })
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
        let envelope = Envelope::new(Some(self.returns_to(cover.id)?), vec![to.clone()])
            .map_err(SealError::Message)?;
        let mut builder = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .to(Mailbox::new(None, to));
        if let Some(first) = cover.thread {
            let first = self.message_id(first);
            builder = builder.in_reply_to(first.clone()).references(first);
        }
        if let Some(url) = cover.unsubscribe {
            builder = builder
                .header(ListUnsubscribe(format!("<{url}>")))
                .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
        }
        builder
            .subject(mail.subject)
            .date(SystemTime::from(cover.at))
            .message_id(Some(self.message_id(cover.id)))
            .header(ContentLanguage(cover.lang.code().to_owned()))
            .header(AutoSubmitted("auto-generated".to_owned()))
            .multipart(parts)
            .map_err(SealError::Message)
    }
}

impl Stationery {
    fn message_id(&self, id: MessageId) -> String {
        format!("<{id}@{}>", self.host)
    }

    /// The sender of the envelope, to whom a mail server reports. It names the message, so that a
    /// report is understood that does not quote it.
    fn returns_to(&self, id: MessageId) -> Result<Address, SealError> {
        match &self.bounces {
            None => Ok(self.from.email.clone()),
            Some((user, domain)) => {
                Address::new(format!("{user}+{id}"), domain).map_err(SealError::Address)
            }
        }
    }

    /// The message of this service that a `Message-ID` names.
    pub(crate) fn named_by(&self, message_id: &str) -> Option<MessageId> {
        let (id, host) = message_id.trim_matches(['<', '>']).rsplit_once('@')?;
        (host.eq_ignore_ascii_case(&self.host)).then(|| id.parse().ok())?
    }

    /// The message that came back to this address.
    pub(crate) fn returned_to(&self, address: &str) -> Option<MessageId> {
        let (user, domain) = self.bounces.as_ref()?;
        let (local, of) = address.rsplit_once('@')?;
        let id = local.strip_prefix(user.as_str())?.strip_prefix('+')?;
        (of.eq_ignore_ascii_case(domain)).then(|| id.parse().ok())?
    }
}

fn bounces(address: &str) -> Result<(String, String), SettingError> {
    let unusable = || {
        SettingError::new(
            "bounce_address",
            "not an address; it looks like bounces@example.org",
        )
    };
    let address: Address = address.parse().map_err(|_| unusable())?;
    // The id comes after the only plus.
    if address.user().contains('+') {
        return Err(unusable());
    }
    Ok((address.user().to_owned(), address.domain().to_owned()))
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
    /// Where a digest is ended (RFC 2369).
    ListUnsubscribe,
    "List-Unsubscribe"
);
text_header!(
    /// That one request is enough for it (RFC 8058).
    ListUnsubscribePost,
    "List-Unsubscribe-Post"
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
            None,
            "https://odre.example.org:8443",
        )
        .unwrap();
        let at: Timestamp = "2026-10-05T07:10:00Z".parse().unwrap();
        let cover = Cover {
            id: MessageId::new(at, [7; 10]),
            thread: Some(MessageId::new(at, [1; 10])),
            to: &EmailAddress::parse("med@example.org").unwrap(),
            lang: Lang::Fr,
            at,
            unsubscribe: None,
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
        let error = Stationery::new("nobody", None, "https://example.org").unwrap_err();
        assert_eq!(error.setting, "mail_from");
        let error = Stationery::new("a@example.org", None, "example").unwrap_err();
        assert_eq!(error.setting, "public_url");
        for address in ["bounces", "bounces+a@example.org"] {
            let error = Stationery::new("a@example.org", Some(address), "https://example.org");
            assert_eq!(error.unwrap_err().setting, "bounce_address");
        }
    }

    #[test]
    fn what_comes_back_names_its_message() {
        let stationery = Stationery::new(
            "a@example.org",
            Some("bounces@example.org"),
            "https://odre.example.org",
        )
        .unwrap();
        let id = MessageId::new(Timestamp::UNIX_EPOCH, [7; 10]);
        let address = stationery.returns_to(id).unwrap();
        let address: &str = address.as_ref();
        assert_eq!(address, format!("bounces+{id}@example.org"));
        assert_eq!(stationery.returned_to(address), Some(id));
        assert_eq!(stationery.named_by(&stationery.message_id(id)), Some(id));
        assert_eq!(
            stationery.named_by(&format!("<{id}@elsewhere.example.org>")),
            None
        );
        assert_eq!(
            stationery.returned_to(&format!("others+{id}@example.org")),
            None
        );
        assert_eq!(stationery.returned_to("bounces@example.org"), None);
    }
}
