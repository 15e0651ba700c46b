//! The one layout that all mails share, filled in once for the text part and once for the HTML
//! part: what a mail says cannot differ between the two.

use askama::Template;
use passerelle_domain::Lang;

use super::{ComposeError, Mail};

/// The words of one mail, paragraph by paragraph.
pub(super) struct Letter {
    pub subject: String,
    /// What mailboxes show beside the subject; like the subject it is silent about the situation.
    pub preview: String,
    pub title: String,
    pub opening: Vec<String>,
    pub facts: Vec<Fact>,
    /// The parts of a mail that speaks of several things.
    pub entries: Vec<Entry>,
    pub action: Option<Action>,
    pub closing: Vec<String>,
    pub footer: Vec<String>,
}

/// One of several things that a mail speaks of.
pub(super) struct Entry {
    pub title: &'static str,
    pub facts: Vec<Fact>,
    pub action: Option<Action>,
}

/// A label and its value.
pub(super) struct Fact {
    pub label: &'static str,
    pub value: String,
}

/// What the reader is asked to do.
pub(super) struct Action {
    pub label: &'static str,
    pub url: String,
    /// Introduces the bare address, for clients that show no button.
    pub otherwise: &'static str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    lang: Lang,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Plain<'a> {
    letter: &'a Letter,
    colon: &'static str,
}

pub(super) fn render(letter: &Letter, lang: Lang) -> Result<Mail, ComposeError> {
    let colon = match lang {
        Lang::Fr => "\u{a0}:",
        Lang::En => ":",
    };
    Ok(Mail {
        subject: letter.subject.clone(),
        text: Plain { letter, colon }.render()?,
        html: Html { letter, lang }.render()?,
    })
}
