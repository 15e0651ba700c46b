//! The page on which somebody of a partner says how they want to be written to. Their digest leads to
//! it; the address is the credential, as with the other links of mails.
//!
//! `GET` shows and changes nothing, since mail scanners open links. `POST` sets what was chosen, and
//! what a mail program sends by one click (RFC 8058) means: no digest any more, urgent messages only.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{ALLOW, HeaderValue},
    },
    web,
};
use askama::Template;
use passerelle_casework::CaseworkError;
use passerelle_domain::{ColleagueId, Lang, MailPreference};
use serde::Deserialize;

use crate::{
    Console,
    answer::{
        origin::is_ours,
        view::{Message, capitalised, message, page},
    },
    language,
    page::{Page, html, private_headers},
};

/// The longest form.
const FORM_LIMIT: usize = 1024;

/// What a form says, or a mail program.
#[derive(Debug, Default, Deserialize)]
struct PreferenceForm {
    preference: Option<String>,
    #[serde(rename = "List-Unsubscribe")]
    one_click: Option<String>,
}

#[derive(Template)]
#[template(path = "preferences.html")]
struct PreferencePage {
    page: Page,
    choices: Vec<Choice>,
    saved: bool,
}

struct Choice {
    code: &'static str,
    label: String,
    chosen: bool,
}

/// Adds the page.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/preferences/{id}/{code}")
            .wrap(private_headers())
            .app_data(web::FormConfig::default().limit(FORM_LIMIT))
            .route(web::get().to(show))
            .route(web::head().to(show))
            .route(web::post().to(choose))
            .default_service(web::to(wrong_method)),
    );
}

async fn show(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    console: web::Data<Console>,
) -> HttpResponse {
    let lang = language::of_reader(&request);
    let Some(id) = opened(&console, &path) else {
        return nobody(lang);
    };
    let casework = console.casework().clone();
    let found = web::block(move || casework.preference_by_link(id)).await;
    match found {
        Ok(Ok(Some(preference))) => shown(lang, &path, preference, false),
        Ok(Ok(None)) => nobody(lang),
        Ok(Err(error)) => not_now(lang, &error),
        Err(_) => stopping(lang),
    }
}

async fn choose(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    form: Result<web::Form<PreferenceForm>, actix_web::Error>,
    console: web::Data<Console>,
) -> HttpResponse {
    let lang = language::of_reader(&request);
    let Some(id) = opened(&console, &path) else {
        return nobody(lang);
    };
    let form = form.map(web::Form::into_inner).unwrap_or_default();
    let one_click = form.one_click.is_some();
    // A mail program sends no origin; a page elsewhere would.
    let preference = match form.preference.as_deref() {
        Some(code) if is_ours(&request, console.public_url()) => MailPreference::parse(code).ok(),
        None if one_click => Some(MailPreference::UrgentOnly),
        _ => None,
    };
    let Some(preference) = preference else {
        return unreadable(lang);
    };
    let casework = console.casework().clone();
    let set = web::block(move || casework.prefer_by_link(id, preference)).await;
    match set {
        Ok(Ok(true)) => shown(lang, &path, preference, true),
        Ok(Ok(false)) => nobody(lang),
        Ok(Err(error)) => not_now(lang, &error),
        Err(_) => stopping(lang),
    }
}

/// Whose page it is, if the address is one of ours.
fn opened(console: &Console, (id, code): &(String, String)) -> Option<ColleagueId> {
    let id: ColleagueId = id.parse().ok()?;
    console.links().is_preference_code(id, code).then_some(id)
}

fn shown(
    lang: Lang,
    (id, code): &(String, String),
    preference: MailPreference,
    saved: bool,
) -> HttpResponse {
    let choices = MailPreference::ALL.iter().map(|choice| Choice {
        code: choice.code(),
        label: capitalised(choice.label().get(lang)),
        chosen: *choice == preference,
    });
    let template = PreferencePage {
        page: page(lang, &format!("/preferences/{id}/{code}")),
        choices: choices.collect(),
        saved,
    };
    html(StatusCode::OK, lang, &template)
}

fn say(
    lang: Lang,
    status: StatusCode,
    fr: [&'static str; 2],
    en: [&'static str; 2],
) -> HttpResponse {
    let [title, text] = match lang {
        Lang::Fr => fr,
        Lang::En => en,
    };
    message(
        page(lang, "/"),
        &Message::new(status, title, vec![text]),
        None,
    )
}

fn nobody(lang: Lang) -> HttpResponse {
    say(
        lang,
        StatusCode::NOT_FOUND,
        [
            "Ce lien n’ouvre rien",
            "Il n’est pas complet, ou votre organisation vous a retiré de sa liste. Vous ne recevez alors plus rien.",
        ],
        [
            "This link opens nothing",
            "It is not complete, or your organisation has taken you off its list. Then you get nothing any more.",
        ],
    )
}

fn unreadable(lang: Lang) -> HttpResponse {
    say(
        lang,
        StatusCode::UNPROCESSABLE_ENTITY,
        [
            "Rien n’a été changé",
            "Rouvrez le lien de votre récapitulatif et choisissez-y un rythme.",
        ],
        [
            "Nothing was changed",
            "Open the link of your digest again, and choose there how often.",
        ],
    )
}

fn not_now(lang: Lang, error: &CaseworkError) -> HttpResponse {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a preference could not be read or set"
    );
    stopping(lang)
}

fn stopping(lang: Lang) -> HttpResponse {
    say(
        lang,
        StatusCode::SERVICE_UNAVAILABLE,
        [
            "Passerelle ne répond pas pour le moment",
            "Rien n’a été changé. Réessayez dans quelques minutes.",
        ],
        [
            "Passerelle cannot answer at the moment",
            "Nothing was changed. Please try again in a few minutes.",
        ],
    )
}

async fn wrong_method(request: HttpRequest) -> HttpResponse {
    let lang = language::of_reader(&request);
    let mut response = say(
        lang,
        StatusCode::METHOD_NOT_ALLOWED,
        ["Cette adresse se lit", "Ouvrez-la dans un navigateur."],
        ["This address is to be read", "Open it in a browser."],
    );
    let allowed = HeaderValue::from_static("GET, HEAD, POST");
    response.headers_mut().insert(ALLOW, allowed);
    response
}
