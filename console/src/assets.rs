//! The stylesheet and the icon, compiled in.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web};

use crate::page::headers;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    for (path, kind, body) in [
        (
            "/assets/passerelle.css",
            "text/css; charset=utf-8",
            include_str!("../assets/passerelle.css"),
        ),
        (
            "/assets/passerelle.svg",
            "image/svg+xml",
            include_str!("../assets/passerelle.svg"),
        ),
    ] {
        let serve = move || async move {
            HttpResponse::Ok()
                .content_type(kind)
                // An hour: short enough for a new version, long enough for one visit.
                .insert_header((CACHE_CONTROL, "public, max-age=3600"))
                .body(body)
        };
        config.service(
            web::resource(path)
                .wrap(headers())
                .route(web::get().to(serve))
                .route(web::head().to(serve)),
        );
    }
}
