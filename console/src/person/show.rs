//! `GET /person/{code}`: the page, or the question whether the agreement is really taken back.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    behind::behind,
    form::Faults,
    view::{self, Typed},
};
use crate::Console;

pub(super) async fn show(
    request: HttpRequest,
    console: web::Data<Console>,
    code: web::Path<String>,
) -> HttpResponse {
    let behind = match behind(&request, &console, &code).await {
        Ok(behind) => behind,
        Err(response) => return response,
    };
    let asked = |name: &str| {
        let mut pairs = request.query_string().split('&');
        pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    if let Some(question) = asked("stop").and_then(|whom| view::question(&behind, whom)) {
        return question;
    }
    let typed = Typed {
        done: asked("done").and_then(|what| super::words::done(what, behind.lang)),
        ..Typed::default()
    };
    view::page(&behind, &typed, Faults::default())
}
