//! A mail as its reader sees it, from a file or from the wire.

use std::path::Path;

use mail_parser::{Address, MessageParser};

/// A received mail.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The addresses of its recipients.
    pub to: Vec<String>,
    /// The address of its sender.
    pub from: String,
    /// Its `Message-ID`, without the angle brackets.
    pub id: String,
    /// The subject, decoded.
    pub subject: String,
    /// The plain-text part, decoded.
    pub text: String,
    /// The HTML part, decoded; empty when there is none.
    pub html: String,
    /// The headers and the whole body as they came.
    pub raw: String,
}

impl Mail {
    /// Reads a message in the form of RFC 5322.
    pub fn parse(bytes: &[u8]) -> Self {
        let message = MessageParser::default()
            .parse(bytes)
            .expect("a well-formed mail");
        let part = |found: Option<std::borrow::Cow<'_, str>>| {
            found.map(std::borrow::Cow::into_owned).unwrap_or_default()
        };
        let html = message
            .html_part(0)
            .filter(|part| part.is_text_html())
            .map(|_| part(message.body_html(0)));
        Self {
            to: addresses(message.to()),
            from: addresses(message.from()).pop().unwrap_or_default(),
            id: message.message_id().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: part(message.body_text(0)),
            html: html.unwrap_or_default(),
            raw: String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    /// The first link of the plain-text part whose address holds `within`.
    #[track_caller]
    pub fn link(&self, within: &str) -> String {
        let found = self
            .text
            .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .find(|word| {
                (word.starts_with("http://") || word.starts_with("https://"))
                    && word.contains(within)
            });
        found
            .unwrap_or_else(|| panic!("no link with {within} in:\n{}", self.text))
            .to_owned()
    }
}

/// The `.eml` files of a directory, oldest first.
pub fn in_folder(dir: &Path) -> Vec<Mail> {
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    files.sort_by_key(|path| {
        (
            std::fs::metadata(path)
                .and_then(|meta| meta.modified())
                .ok(),
            path.clone(),
        )
    });
    files
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .map(|bytes| Mail::parse(&bytes))
        .collect()
}

fn addresses(found: Option<&Address<'_>>) -> Vec<String> {
    found
        .into_iter()
        .flat_map(Address::iter)
        .filter_map(|one| one.address())
        .map(str::to_owned)
        .collect()
}
