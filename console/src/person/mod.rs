//! The page of the person concerned.
//!
//! | request | what it does |
//! |---|---|
//! | `GET`, `HEAD /person` | asks for the code of a sheet |
//! | `POST /person` | sends on to the page of a code |
//! | `GET`, `HEAD /person/{code}` | shows what is being done and by whom; changes nothing |
//! | `GET`, `HEAD /person/{code}/sheet` | the sheet to print |
//! | `POST /person/{code}/contact` | corrects the contact |
//! | `POST /person/{code}/consent` | takes the agreement back, from one partner or from all |
//! | `POST /person/{code}/feedback` | answers the three questions |
//!
//! The code is the credential: no account, no cookie. The server logs the pattern of a route, so it
//! never shows in a log.

mod act;
mod behind;
mod form;
mod gate;
mod sheet;
mod show;
mod view;
mod words;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ALLOW, HeaderValue},
    web,
};

use crate::{
    answer::view::{message, page},
    language,
    page::private_headers,
};

/// The longest form: a phone number and an e-mail address, percent-encoded.
const FORM_LIMIT: usize = 4 * 1024;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let reading = |request| wrong_method(request, "GET, HEAD");
    let acting = |request| wrong_method(request, "POST");
    config.service(
        web::scope("/person")
            .wrap(private_headers())
            .app_data(web::FormConfig::default().limit(FORM_LIMIT))
            .service(
                web::resource("")
                    .route(web::get().to(gate::show))
                    .route(web::head().to(gate::show))
                    .route(web::post().to(gate::enter))
                    .default_service(web::to(|request| wrong_method(request, "GET, HEAD, POST"))),
            )
            .service(
                web::resource("/{code}")
                    .route(web::get().to(show::show))
                    .route(web::head().to(show::show))
                    .default_service(web::to(reading)),
            )
            .service(
                web::resource("/{code}/sheet")
                    .route(web::get().to(sheet::show))
                    .route(web::head().to(sheet::show))
                    .default_service(web::to(reading)),
            )
            .service(
                web::resource("/{code}/contact")
                    .route(web::post().to(act::contact))
                    .default_service(web::to(acting)),
            )
            .service(
                web::resource("/{code}/consent")
                    .route(web::post().to(act::consent))
                    .default_service(web::to(acting)),
            )
            .service(
                web::resource("/{code}/feedback")
                    .route(web::post().to(act::feedback))
                    .default_service(web::to(acting)),
            )
            .default_service(web::to(no_page)),
    );
}

async fn no_page(request: HttpRequest) -> HttpResponse {
    let lang = language::of_reader(&request);
    message(page(lang, "/person"), &words::unknown(lang), None)
}

async fn wrong_method(request: HttpRequest, allowed: &'static str) -> HttpResponse {
    let lang = language::of_reader(&request);
    let mut response = message(page(lang, "/person"), &words::wrong_method(lang), None);
    let headers = response.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static(allowed));
    response
}
