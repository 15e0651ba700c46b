//! The page of a person, as the templates see it.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use passerelle_casework::{PersonPart, PersonPartner};
use passerelle_domain::{FeedbackAnswer, FeedbackQuestion, Lang, Speaker};

use super::{
    behind::Behind,
    form::{ContactForm, Faults, FeedbackForm},
    words,
};
use crate::{
    answer::view::{capitalised, page as frame},
    page::{Page, html},
};

/// What was typed so far, and what was just done.
#[derive(Default)]
pub(super) struct Typed {
    pub contact: ContactForm,
    pub feedback: FeedbackForm,
    pub done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage<'a> {
    page: Page,
    title: &'static str,
    standing: &'static str,
    reference: String,
    situation: Option<&'static str>,
    concerned: bool,
    guardian: bool,
    partners: Vec<Row>,
    next: Vec<Row>,
    past: Vec<Row>,
    can_change: bool,
    known_contact: &'static str,
    typed: &'a ContactForm,
    questions: Vec<Question>,
    gave_feedback: bool,
    done: Option<&'static str>,
    faults: Faults,
}

/// One partner.
struct Row {
    id: String,
    name: String,
    kind: String,
    lines: Vec<String>,
    stop: bool,
}

/// One of the three questions.
struct Question {
    code: &'static str,
    label: String,
    answers: Vec<Choice>,
}

struct Choice {
    code: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "stop.html")]
struct Stop {
    page: Page,
    /// What the form sends.
    whom: String,
    /// The partner's name; `None` for everybody.
    name: Option<String>,
    concerned: bool,
}

impl Behind {
    /// The frame of the page.
    pub(super) fn page(&self) -> Page {
        frame(self.lang, &self.path)
    }
}

/// The page, with what was typed so far and what is wrong with it.
pub(super) fn page(behind: &Behind, typed: &Typed, faults: Faults) -> HttpResponse {
    let status = if faults.any() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let (lang, view) = (behind.lang, &behind.view);
    let rows = |wanted: fn(PersonPart) -> bool| -> Vec<Row> {
        let partners = view.partners.iter();
        let wanted = partners.filter(|partner| wanted(partner.part));
        wanted.map(|partner| row(partner, lang)).collect()
    };
    let questions = if view.asks_feedback {
        questions(&typed.feedback, lang)
    } else {
        Vec::new()
    };
    let template = PersonPage {
        page: behind.page(),
        title: words::title(view.concerned, view.speaker, lang),
        standing: words::standing(view.case, lang),
        reference: view.reference.to_string(),
        situation: view.situation.map(|situation| situation.label().get(lang)),
        concerned: view.concerned,
        guardian: view.speaker == Speaker::Guardian,
        partners: rows(|part| !matches!(part, PersonPart::Next | PersonPart::Past)),
        next: rows(|part| part == PersonPart::Next),
        past: rows(|part| part == PersonPart::Past),
        can_change: view.can_change,
        known_contact: words::known_contact(view.has_phone, view.has_email, lang),
        typed: &typed.contact,
        questions,
        gave_feedback: view.gave_feedback,
        done: typed.done,
        faults,
    };
    html(status, lang, &template)
}

/// The question whether the agreement is really taken back; `None` where there is nothing to take
/// back from `whom`.
pub(super) fn question(behind: &Behind, whom: &str) -> Option<HttpResponse> {
    let view = &behind.view;
    let name = if whom == "all" {
        view.can_change.then_some(None)?
    } else {
        let mut partners = view.partners.iter();
        let found = partners.find(|told| told.can_be_stopped && told.id.to_string() == whom)?;
        Some(found.name.clone())
    };
    let template = Stop {
        page: behind.page(),
        whom: whom.to_owned(),
        name,
        concerned: view.concerned,
    };
    Some(html(StatusCode::OK, behind.lang, &template))
}

fn row(partner: &PersonPartner, lang: Lang) -> Row {
    Row {
        id: partner.id.to_string(),
        name: partner.name.clone(),
        kind: capitalised(partner.kind.label().get(lang)),
        lines: words::lines(partner, lang),
        stop: partner.can_be_stopped,
    }
}

fn questions(typed: &FeedbackForm, lang: Lang) -> Vec<Question> {
    let question = |asked: FeedbackQuestion| {
        let given = match asked {
            FeedbackQuestion::Listened => &typed.listened,
            FeedbackQuestion::Met => &typed.met,
            FeedbackQuestion::Better => &typed.better,
        };
        let choice = |answer: &FeedbackAnswer| Choice {
            code: answer.code(),
            label: capitalised(answer.label().get(lang)),
            chosen: answer.code() == given,
        };
        Question {
            code: asked.code(),
            label: capitalised(asked.label().get(lang)),
            answers: FeedbackAnswer::ALL.iter().map(choice).collect(),
        }
    };
    FeedbackQuestion::ALL
        .iter()
        .copied()
        .map(question)
        .collect()
}
