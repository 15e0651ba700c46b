//! The pages behind an answer link, as the templates see them.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use passerelle_domain::{Lang, RefusalReason};

use super::{
    form::{AnswerForm, FormFaults},
    standing::Standing,
};
use crate::page::{Page, html};

/// What a partner may see of a case before it has answered: no person, no address, no story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseView {
    pub reference: String,
    pub situation: &'static str,
    pub commune: String,
    /// By when to answer, in words.
    pub answer_due: Option<String>,
}

/// The page with the two forms.
#[derive(Template)]
#[template(path = "question.html")]
struct Question<'a> {
    page: Page,
    case: &'a CaseView,
    /// Whether the case is taken up already: then it can only be given back.
    held: bool,
    reasons: Vec<ReasonView>,
    /// Where the summary of faults leads to.
    first_reason: &'static str,
    comment: &'a str,
    faults: FormFaults,
}

struct ReasonView {
    code: &'static str,
    label: String,
    chosen: bool,
}

/// The page that asks, with what was typed so far and what is wrong with it.
pub(super) fn question(standing: &Standing, form: &AnswerForm, faults: FormFaults) -> HttpResponse {
    let page = standing.page();
    let status = if faults.any() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let lang = page.lang;
    let reasons: Vec<ReasonView> = RefusalReason::ALL
        .iter()
        .map(|reason| ReasonView {
            code: reason.code(),
            label: capitalised(reason.label().get(lang)),
            chosen: reason.code() == form.reason,
        })
        .collect();
    let first_reason = reasons.first().map_or("", |reason| reason.code);
    let template = Question {
        page,
        case: &standing.case(),
        held: standing.held(),
        reasons,
        first_reason,
        comment: &form.comment,
        faults,
    };
    html(status, lang, &template)
}

/// Labels are written to stand in a sentence; here each stands alone.
pub(crate) fn capitalised(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A page that tells something, and may offer a new link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub status: StatusCode,
    pub title: &'static str,
    pub paragraphs: Vec<&'static str>,
    /// Whether it is good news.
    pub good: bool,
    /// Where a new link can be asked for.
    pub renew: Option<String>,
}

impl Message {
    pub(crate) fn new(
        status: StatusCode,
        title: &'static str,
        paragraphs: Vec<&'static str>,
    ) -> Self {
        Self {
            status,
            title,
            paragraphs,
            good: false,
            renew: None,
        }
    }

    /// The same, as good news.
    pub(crate) fn good(mut self) -> Self {
        self.good = true;
        self
    }

    /// The same, with the offer of a new link.
    pub(super) fn renewable_at(mut self, path: String) -> Self {
        self.renew = Some(path);
        self
    }
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    page: Page,
    message: &'a Message,
    case: Option<&'a CaseView>,
}

/// The page of a message; `case` reminds the reader of what it is about.
pub(crate) fn message(page: Page, message: &Message, case: Option<&CaseView>) -> HttpResponse {
    let lang = page.lang;
    html(
        message.status,
        lang,
        &MessagePage {
            page,
            message,
            case,
        },
    )
}

/// The frame of a page behind a link.
pub(crate) fn page(lang: Lang, path: &str) -> Page {
    Page {
        lang,
        path: path.to_owned(),
        private: true,
    }
}
