//! The middleware that gives every error answer its problem document.
//!
//! It stands outside the handlers, since only there the request id is at hand and the framework's
//! own refusals pass by. Answers that already are something for their reader (a page of the
//! console, an OAuth error) go through untouched.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use tracing_actix_web::RequestId;

use super::{Problem, ProblemKind};
use crate::limits::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::methods::Methods;

/// The header that carries the request id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Renders errors as problem documents, and names the request on every answer.
///
/// # Errors
/// None of its own.
pub async fn problems<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let response = next.call(request).await?.map_into_boxed_body();
    let mut response = match problem_of(&response) {
        Some(problem) => {
            let mut rendered = problem.respond(id.as_deref());
            // How the caller stands to its limit is true of a refusal, too.
            for name in [RATE_LIMIT, RATE_LIMIT_POLICY] {
                if let Some(value) = response.headers().get(&name) {
                    rendered.headers_mut().insert(name, value.clone());
                }
            }
            response.into_response(rendered)
        }
        None => response,
    };
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}

/// The problem that an answer is, when it still has to be rendered.
fn problem_of(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let error = response.response().error();
    if let Some(problem) = error.and_then(|error| error.as_error::<Problem>()) {
        return Some(problem.clone());
    }
    let status = response.status();
    let bare = status.is_client_error() || status.is_server_error();
    if !bare || !is_of_the_framework(response) {
        return None;
    }
    if matches!(
        status,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
    ) {
        let methods = response.request().app_data::<Data<Methods>>();
        let method = response.request().method().as_str();
        let allowed = methods
            .and_then(|methods| methods.allowed(response.request().path()))
            // A method that the address has did not find what it was after.
            .filter(|allow| allow.split(", ").all(|one| one != method));
        return Some(allowed.map_or_else(Problem::not_found, |allow| method_not_allowed(&allow)));
    }
    let kind = ProblemKind::of_status(status);
    Some(Problem::new(kind, kind.advice().en).with_status(status))
}

/// An address that exists for the methods in `allow`.
#[must_use]
pub fn method_not_allowed(allow: &str) -> Problem {
    let problem = Problem::new(
        ProblemKind::MethodNotAllowed,
        "This address exists, but not for this method; `Allow` lists those that are.",
    );
    match HeaderValue::from_str(allow) {
        Ok(value) => problem.header(ALLOW, value),
        Err(_) => problem,
    }
}

/// Whether nobody has written this answer for a reader: no type, or the plain text that the
/// framework puts around its own error messages (which may quote the request).
fn is_of_the_framework(response: &ServiceResponse<BoxBody>) -> bool {
    match response.headers().get(CONTENT_TYPE) {
        None => true,
        Some(value) => value.as_bytes().starts_with(b"text/plain"),
    }
}
