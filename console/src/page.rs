//! What every page has: its language, its path, its headers.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION},
    },
    middleware::DefaultHeaders,
};
use askama::Template;
use passerelle_domain::Lang;

/// The frame of a page, as the templates see it.
pub(crate) struct Page {
    /// The language it speaks.
    pub lang: Lang,
    /// The path it stands at: for the link to the other language, and for its forms.
    pub path: String,
    /// Whether it belongs to one partner, and no search engine should know it.
    pub private: bool,
}

impl Page {
    /// The words in the language of the page.
    pub(crate) fn say(&self, fr: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    /// The language that the page does not speak.
    pub(crate) fn other(&self) -> Lang {
        match self.lang {
            Lang::Fr => Lang::En,
            Lang::En => Lang::Fr,
        }
    }
}

/// The finished answer for a filled-in template.
pub(crate) fn html(status: StatusCode, lang: Lang, template: &impl Template) -> HttpResponse {
    match template.render() {
        Ok(body) => HttpResponse::build(status)
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_LANGUAGE, lang.code()))
            .body(body),
        Err(error) => {
            tracing::error!(error = %error, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// Sends the browser on with a GET.
pub(crate) fn see_other(path: &str, lang: Lang) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("{path}?lang={}", lang.code())))
        .finish()
}

/// The headers of all pages: nothing from elsewhere, nothing to elsewhere, never in a frame.
pub(crate) fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Content-Type-Options", "nosniff"))
}

/// The headers of pages whose address is a secret.
pub(crate) fn private_headers() -> DefaultHeaders {
    headers()
        .add(("Cache-Control", "no-store"))
        .add(("X-Robots-Tag", "noindex, nofollow"))
}
