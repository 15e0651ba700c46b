//! The landing page: what Passerelle is, and where to go from here.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::VARY},
    web,
};
use askama::Template;

use crate::{
    Console, language,
    page::{Page, headers, html},
};

#[derive(Template)]
#[template(path = "landing.html")]
struct Landing<'a> {
    page: Page,
    public_url: &'a str,
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/")
            .wrap(headers().add((VARY, "Accept-Language")))
            .route(web::get().to(show))
            .route(web::head().to(show)),
    );
}

async fn show(request: HttpRequest, console: web::Data<Console>) -> HttpResponse {
    let lang = language::of_reader(&request);
    let page = Page {
        lang,
        path: "/".to_owned(),
        private: false,
    };
    html(
        StatusCode::OK,
        lang,
        &Landing {
            page,
            public_url: console.public_url(),
        },
    )
}
