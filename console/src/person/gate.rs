//! `/person`: a place to type the code of a sheet.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use askama::Template;
use passerelle_casework::PersonCode;
use passerelle_domain::Lang;
use serde::Deserialize;

use super::words;
use crate::{
    answer::view::{message, page},
    language,
    page::{Page, html, see_other},
};

/// The code, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    page: Page,
    typed: &'a str,
    faulty: bool,
}

pub(super) async fn show(request: HttpRequest) -> HttpResponse {
    ask(language::of_reader(&request), "", false)
}

pub(super) async fn enter(
    request: HttpRequest,
    form: Result<web::Form<CodeForm>, actix_web::Error>,
) -> HttpResponse {
    let lang = language::of_reader(&request);
    let form = match form {
        Ok(form) => form.into_inner(),
        Err(error) => {
            let status = error.as_response_error().status_code();
            return message(
                page(lang, "/person"),
                &words::unreadable(status, lang),
                None,
            );
        }
    };
    match PersonCode::parse(&form.code) {
        Some(code) => see_other(&format!("/person/{}", code.reveal()), lang),
        None => ask(lang, &form.code, true),
    }
}

fn ask(lang: Lang, typed: &str, faulty: bool) -> HttpResponse {
    let status = if faulty {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = page(lang, "/person");
    html(
        status,
        lang,
        &CodePage {
            page,
            typed,
            faulty,
        },
    )
}
