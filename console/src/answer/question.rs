//! `GET /answer/{token}`: the question, or why there is nothing to answer.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    form::{AnswerForm, FormFaults},
    standing, view,
};
use crate::Console;

pub(super) async fn show(
    request: HttpRequest,
    console: web::Data<Console>,
    token: web::Path<String>,
) -> HttpResponse {
    let standing = match standing::behind(&request, &console, &token).await {
        Ok(standing) => standing,
        Err(response) => return response,
    };
    match standing.obstacle() {
        Some(message) => standing.tell(&message),
        None => view::question(&standing, &AnswerForm::default(), FormFaults::default()),
    }
}
