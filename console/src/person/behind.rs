//! From a code to what stands behind it: the one place where the pages ask `casework`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    web,
};
use passerelle_casework::{CaseworkError, PersonCode, PersonPage, PersonView};
use passerelle_domain::Lang;

use super::words;
use crate::{
    Console,
    answer::view::{Message, message, page},
    language,
};

/// A link that opens a page.
pub(super) struct Behind {
    pub code: PersonCode,
    pub view: PersonView,
    pub lang: Lang,
    /// `/person/{code}`.
    pub path: String,
}

/// Looks up what stands behind the code; an answer to send is the error.
pub(super) async fn behind(
    request: &HttpRequest,
    console: &web::Data<Console>,
    code: &str,
) -> Result<Behind, HttpResponse> {
    let Some(code) = PersonCode::parse(code) else {
        return Err(not_recognised(request));
    };
    let casework = console.casework().clone();
    let asked = code.clone();
    let told = match web::block(move || casework.person_page(&asked)).await {
        Ok(Ok(told)) => told,
        Ok(Err(error)) => return Err(failed(request, &error)),
        Err(_) => return Err(unavailable(request)),
    };
    let path = format!("/person/{}", code.reveal());
    let lang = |known| language::asked(request).unwrap_or(known);
    let tell = |lang, told: Message| message(page(lang, &path), &told, None);
    match told {
        PersonPage::Expired(known) => Err(tell(lang(known), words::expired(lang(known)))),
        PersonPage::Silent(known) => Err(tell(lang(known), words::silent(lang(known)))),
        PersonPage::Open(view) => Ok(Behind {
            lang: lang(view.language),
            view: *view,
            code,
            path,
        }),
    }
}

pub(super) fn not_recognised(request: &HttpRequest) -> HttpResponse {
    let lang = language::of_reader(request);
    message(page(lang, "/person"), &words::unknown(lang), None)
}

/// The page for an error of a use case, which the log gets in full.
pub(super) fn failed(request: &HttpRequest, error: &CaseworkError) -> HttpResponse {
    match error {
        CaseworkError::NotFound => not_recognised(request),
        CaseworkError::Unavailable(_) => unavailable(request),
        error => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::error!(error = %error, cause, "a person's page failed");
            let lang = language::of_reader(request);
            let told = words::trouble(StatusCode::INTERNAL_SERVER_ERROR, lang);
            message(page(lang, "/person"), &told, None)
        }
    }
}

pub(super) fn unavailable(request: &HttpRequest) -> HttpResponse {
    let lang = language::of_reader(request);
    let told = words::trouble(StatusCode::SERVICE_UNAVAILABLE, lang);
    let mut response = message(page(lang, "/person"), &told, None);
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
    response
}
