//! `POST /answer/{token}`: the answer itself.

use actix_web::{HttpRequest, HttpResponse, web};
use passerelle_casework::{CaseworkError, LinkAnswer, LinkOutcome};

use super::{
    form::{Answer, AnswerForm, FormFaults},
    messages, origin,
    standing::{self, Standing},
    view,
};
use crate::{Console, page::see_other};

pub(super) async fn submit(
    request: HttpRequest,
    console: web::Data<Console>,
    token: web::Path<String>,
    form: Result<web::Form<AnswerForm>, actix_web::Error>,
) -> HttpResponse {
    let standing = match standing::behind(&request, &console, &token).await {
        Ok(standing) => standing,
        Err(response) => return response,
    };
    let lang = standing.lang;
    if !origin::is_ours(&request, console.public_url()) {
        return standing.tell(&messages::from_elsewhere(lang));
    }
    if let Some(message) = standing.obstacle() {
        return standing.tell(&message);
    }
    let form = match form {
        Ok(form) => form.into_inner(),
        Err(error) => {
            let status = error.as_response_error().status_code();
            return standing.tell(&messages::unreadable(status, lang));
        }
    };
    match form.read(lang) {
        Ok(answer) => record(&request, &console, standing, &form, answer).await,
        Err(faults) => view::question(&standing, &form, faults),
    }
}

async fn record(
    request: &HttpRequest,
    console: &Console,
    mut standing: Standing,
    form: &AnswerForm,
    answer: Answer,
) -> HttpResponse {
    let lang = standing.lang;
    let claims = standing.claims;
    let casework = console.casework().clone();
    let answer = match answer {
        Answer::Accept => LinkAnswer::Accept,
        Answer::Decline(reason) => LinkAnswer::Decline(reason),
    };
    match web::block(move || casework.answer_by_link(&claims, &answer)).await {
        Ok(Ok(LinkOutcome::Recorded(_))) => see_other(&format!("{}/done", standing.path), lang),
        // Somebody else answered, or the time ran out, between our look and the answer.
        Ok(Ok(LinkOutcome::Refused(answer_page))) => {
            standing.answer_page = answer_page;
            // What was tried cannot be done any more; what still can be is a link away.
            let message = standing.obstacle().unwrap_or_else(|| standing.used());
            standing.tell(&message)
        }
        Ok(Err(CaseworkError::Invalid(_))) => {
            let faults = FormFaults::comment_refused(lang);
            view::question(&standing, form, faults)
        }
        Ok(Err(error)) => standing::failed(request, &error),
        Err(_) => standing::unavailable(request),
    }
}
