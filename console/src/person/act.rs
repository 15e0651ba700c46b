//! What is done on the page: each form is recorded, then sends on to the page, which says so.

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web};
use passerelle_casework::{Casework, CaseworkError, PersonOutcome};

use super::{
    behind::{self, Behind, behind},
    form::{ConsentForm, ContactForm, FeedbackForm},
    view::{self, Typed},
    words,
};
use crate::{
    Console,
    answer::{origin, view as pages},
};

type Sent<T> = Result<web::Form<T>, actix_web::Error>;

pub(super) async fn contact(
    request: HttpRequest,
    console: web::Data<Console>,
    code: web::Path<String>,
    form: Sent<ContactForm>,
) -> HttpResponse {
    let (behind, form) = match read(&request, &console, &code, form).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    match form.read(behind.lang) {
        Ok(contact) => {
            let code = behind.code.clone();
            let work = move |casework: Casework| casework.correct_contact(&code, &contact);
            record(&request, &console, behind, "contact", work).await
        }
        Err(faults) => {
            let typed = Typed {
                contact: form,
                ..Typed::default()
            };
            view::page(&behind, &typed, faults)
        }
    }
}

pub(super) async fn consent(
    request: HttpRequest,
    console: web::Data<Console>,
    code: web::Path<String>,
    form: Sent<ConsentForm>,
) -> HttpResponse {
    let (behind, form) = match read(&request, &console, &code, form).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let Some(partner) = form.read() else {
        return pages::message(behind.page(), &words::refused(behind.lang), None);
    };
    let code = behind.code.clone();
    let work = move |casework: Casework| casework.withdraw_by_person(&code, partner);
    record(&request, &console, behind, "consent", work).await
}

pub(super) async fn feedback(
    request: HttpRequest,
    console: web::Data<Console>,
    code: web::Path<String>,
    form: Sent<FeedbackForm>,
) -> HttpResponse {
    let (behind, form) = match read(&request, &console, &code, form).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    match form.read(behind.lang) {
        Ok(given) => {
            let code = behind.code.clone();
            let work = move |casework: Casework| casework.give_feedback(&code, &given);
            record(&request, &console, behind, "feedback", work).await
        }
        Err(faults) => {
            let typed = Typed {
                feedback: form,
                ..Typed::default()
            };
            view::page(&behind, &typed, faults)
        }
    }
}

/// The page and the form, where the form comes from one of our own pages.
async fn read<T>(
    request: &HttpRequest,
    console: &web::Data<Console>,
    code: &str,
    form: Sent<T>,
) -> Result<(Behind, T), HttpResponse> {
    let behind = behind(request, console, code).await?;
    let tell = |told| pages::message(behind.page(), &told, None);
    if !origin::is_ours(request, console.public_url()) {
        return Err(tell(words::from_elsewhere(behind.lang)));
    }
    match form {
        Ok(form) => Ok((behind, form.into_inner())),
        Err(error) => {
            let status = error.as_response_error().status_code();
            Err(tell(words::unreadable(status, behind.lang)))
        }
    }
}

async fn record(
    request: &HttpRequest,
    console: &Console,
    behind: Behind,
    what: &'static str,
    work: impl FnOnce(Casework) -> Result<PersonOutcome, CaseworkError> + Send + 'static,
) -> HttpResponse {
    let casework = console.casework().clone();
    match web::block(move || work(casework)).await {
        Ok(Ok(PersonOutcome::Recorded)) => HttpResponse::SeeOther()
            .insert_header((
                LOCATION,
                format!("{}?lang={}&done={what}", behind.path, behind.lang.code()),
            ))
            .finish(),
        Ok(Ok(PersonOutcome::Refused)) => {
            pages::message(behind.page(), &words::refused(behind.lang), None)
        }
        Ok(Err(error)) => behind::failed(request, &error),
        Err(_) => behind::unavailable(request),
    }
}
