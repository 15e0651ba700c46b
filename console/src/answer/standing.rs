//! From a token to what stands behind it: the one place where the pages ask `casework`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    web,
};
use passerelle_casework::{AnswerPage, AnswerState, CaseworkError, LinkClaims, LinkError};
use passerelle_domain::{Lang, written_time::in_words};

use super::{
    messages,
    view::{self, CaseView, Message},
};
use crate::{Console, language, page::Page};

/// A link that is ours, and the case behind it.
pub(super) struct Standing {
    pub claims: LinkClaims,
    pub expired: bool,
    pub answer_page: AnswerPage,
    pub lang: Lang,
    /// The path of the question: `/answer/{token}`.
    pub path: String,
}

impl Standing {
    /// What the page shows of the case.
    pub(super) fn case(&self) -> CaseView {
        case_view(&self.answer_page, self.lang)
    }

    /// Whether the partner has taken the case up, so that all it can do is give it back.
    pub(super) fn held(&self) -> bool {
        matches!(self.answer_page.state, AnswerState::Held(_))
    }

    pub(super) fn page(&self) -> Page {
        view::page(self.lang, &self.path)
    }

    /// Where a new link can be asked for.
    fn renew_path(&self) -> String {
        format!("{}/renew", self.path)
    }

    /// Why there is nothing to answer here, if there is not.
    pub(super) fn obstacle(&self) -> Option<Message> {
        let message = match self.answer_page.state {
            _ if self.answer_page.spent => self.used(),
            _ if self.expired => messages::expired(self.lang).renewable_at(self.renew_path()),
            AnswerState::Open | AnswerState::Held(_) => return None,
            AnswerState::Answered(_) => messages::answered(self.lang),
            AnswerState::TooLate | AnswerState::NoLongerAsked => {
                messages::no_longer_asked(self.lang)
            }
        };
        Some(message)
    }

    /// That the link has served.
    pub(super) fn used(&self) -> Message {
        messages::used(self.lang).renewable_at(self.renew_path())
    }

    /// The page that says so.
    pub(super) fn tell(&self, message: &Message) -> HttpResponse {
        view::message(self.page(), message, Some(&self.case()))
    }
}

/// Looks up what stands behind the token; an answer to send is the error.
pub(super) async fn behind(
    request: &HttpRequest,
    console: &web::Data<Console>,
    token: &str,
) -> Result<Standing, HttpResponse> {
    let (claims, expired) = match console.links().verify(token) {
        Ok(claims) => (claims, false),
        Err(LinkError::Expired(claims)) => (claims, true),
        Err(LinkError::Invalid) => return Err(not_recognised(request)),
    };
    let casework = console.casework().clone();
    let answer_page = web::block(move || casework.answer_page(&claims)).await;
    let answer_page = match answer_page {
        Ok(Ok(answer_page)) => answer_page,
        Ok(Err(CaseworkError::NotFound)) => return Err(not_recognised(request)),
        Ok(Err(error)) => return Err(failed(request, &error)),
        Err(_) => return Err(unavailable(request)),
    };
    let lang = language::of_partner(request, answer_page.language);
    let path = format!("/answer/{token}");
    Ok(Standing {
        claims,
        expired,
        answer_page,
        lang,
        path,
    })
}

fn case_view(answer_page: &AnswerPage, lang: Lang) -> CaseView {
    CaseView {
        reference: answer_page.reference.to_string(),
        situation: answer_page.situation.label().get(lang),
        commune: answer_page
            .commune_name
            .clone()
            .unwrap_or_else(|| answer_page.commune_code.to_string()),
        answer_due: answer_page
            .answer_due_at
            .filter(|_| answer_page.state == AnswerState::Open)
            .and_then(|due| in_words(due, lang).ok()),
    }
}

fn not_recognised(request: &HttpRequest) -> HttpResponse {
    let lang = language::of_reader(request);
    view::message(
        view::page(lang, request.path()),
        &messages::unknown(lang),
        None,
    )
}

/// The page for an error of a use case, which the log gets in full.
pub(super) fn failed(request: &HttpRequest, error: &CaseworkError) -> HttpResponse {
    match error {
        CaseworkError::Unavailable(_) => unavailable(request),
        error => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::error!(error = %error, cause, "an answer page failed");
            let lang = language::of_reader(request);
            let message = messages::trouble(StatusCode::INTERNAL_SERVER_ERROR, lang);
            view::message(view::page(lang, request.path()), &message, None)
        }
    }
}

pub(super) fn unavailable(request: &HttpRequest) -> HttpResponse {
    let lang = language::of_reader(request);
    let message = messages::trouble(StatusCode::SERVICE_UNAVAILABLE, lang);
    let mut response = view::message(view::page(lang, request.path()), &message, None);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("30"));
    response
}
