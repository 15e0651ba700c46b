//! `GET /answer/{token}/done`: thanks, and where the assignment stands now.

use actix_web::{HttpRequest, HttpResponse, web};
use passerelle_casework::AnswerState;
use passerelle_domain::AssignmentStatus;

use super::{messages, standing};
use crate::{Console, page::see_other};

pub(super) async fn show(
    request: HttpRequest,
    console: web::Data<Console>,
    token: web::Path<String>,
) -> HttpResponse {
    let mut standing = match standing::behind(&request, &console, &token).await {
        Ok(standing) => standing,
        Err(response) => return response,
    };
    let lang = standing.lang;
    let message = match standing.answer_page.state {
        AnswerState::Open => return see_other(&standing.path, lang),
        AnswerState::Answered(AssignmentStatus::Declined) => messages::declined(lang),
        AnswerState::Held(_) | AnswerState::Answered(_) => messages::accepted(lang),
        AnswerState::TooLate | AnswerState::NoLongerAsked => messages::no_longer_asked(lang),
    };
    // The link to the other language leads back here, not to the question.
    standing.path.push_str("/done");
    standing.tell(&message)
}
