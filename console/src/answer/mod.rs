//! The pages behind an answer link.
//!
//! | request | what it does |
//! |---|---|
//! | `GET`, `HEAD /answer/{token}` | shows the question; changes nothing |
//! | `POST /answer/{token}` | records the answer, then sends on to the page below |
//! | `GET /answer/{token}/done` | thanks, and says where the assignment stands |
//! | `POST /answer/{token}/renew` | mails a new link to the partner's own address |
//!
//! The token is the credential: no account, no cookie. It never shows in logs, since the server
//! logs the pattern of a route and not its path.

mod done;
mod form;
mod messages;
pub(crate) mod origin;
mod question;
mod renew;
mod standing;
mod submit;
pub(crate) mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ALLOW, HeaderValue},
    web,
};

use crate::{language, page::private_headers};

/// The longest form: a comment of 1,000 characters, each of four bytes, percent-encoded.
const FORM_LIMIT: usize = 16 * 1024;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/answer")
            .wrap(private_headers())
            .app_data(web::FormConfig::default().limit(FORM_LIMIT))
            .service(
                web::resource("/{token}")
                    .route(web::get().to(question::show))
                    .route(web::head().to(question::show))
                    .route(web::post().to(submit::submit))
                    .default_service(web::to(|request| wrong_method(request, "GET, HEAD, POST"))),
            )
            .service(
                web::resource("/{token}/done")
                    .route(web::get().to(done::show))
                    .route(web::head().to(done::show))
                    .default_service(web::to(|request| wrong_method(request, "GET, HEAD"))),
            )
            .service(
                web::resource("/{token}/renew")
                    .route(web::post().to(renew::renew))
                    .default_service(web::to(|request| wrong_method(request, "POST"))),
            )
            .default_service(web::to(no_page)),
    );
}

async fn no_page(request: HttpRequest) -> HttpResponse {
    let lang = language::of_reader(&request);
    view::message(
        view::page(lang, request.path()),
        &messages::no_page(lang),
        None,
    )
}

async fn wrong_method(request: HttpRequest, allowed: &'static str) -> HttpResponse {
    let lang = language::of_reader(&request);
    let page = view::page(lang, request.path());
    let mut response = view::message(page, &messages::wrong_method(lang), None);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    response
}
