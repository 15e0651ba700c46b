//! The log: one line for each request, and whatever else is worth an operator's attention.
//!
//! It holds no personal data and no secret. A request is named by the route that matched it, never
//! by its path or query: an answer link is a secret, and a filter may be a name.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, Settings};

/// Starts the log, on standard error.
///
/// # Errors
/// When the level is not one, or a log was started before.
pub fn start(settings: &Settings) -> Result<(), LogError> {
    let filter = EnvFilter::try_new(&settings.log_level)
        .map_err(|error| LogError(format!("`log_level`: {error}")))?;
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        // A line that cannot be written is lost. Saying so on standard error, where it could not be written, would end
        // the request that it is about.
        .log_internal_errors(false)
        .with_env_filter(filter);
    let started = match settings.log_format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => log.with_ansi(false).try_init(),
    };
    started.map_err(|error| LogError(error.to_string()))
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
#[error("the log cannot be started: {0}")]
pub struct LogError(String);

/// The span and the line of a request.
pub struct RequestLog;

/// When a request began.
struct Began(Instant);

impl RootSpanBuilder for RequestLog {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string);
        request.extensions_mut().insert(Began(Instant::now()));
        tracing::info_span!(
            "request",
            request_id = id.as_deref().unwrap_or_default(),
            method = method(request),
            route = route(request),
            client = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let _inside = span.enter();
        match outcome {
            Ok(response) => {
                let extensions = response.request().extensions();
                let began = extensions
                    .get::<Began>()
                    .map(|Began(at)| at.elapsed().as_micros());
                let micros = began.and_then(|micros| u64::try_from(micros).ok());
                let status = response.status().as_u16();
                tracing::info!(status, duration_us = micros, "answered");
            }
            Err(error) => {
                let status = error.as_response_error().status_code().as_u16();
                tracing::info!(status, "answered");
            }
        }
    }
}

/// The pattern that the address matched, never the address itself.
pub(crate) fn route(request: &ServiceRequest) -> String {
    let pattern = request.match_pattern();
    pattern.unwrap_or_else(|| "unmatched".to_owned())
}

/// The method, of those that exist: anybody can send any text in its place.
pub(crate) fn method(request: &ServiceRequest) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "TRACE" => "TRACE",
        "CONNECT" => "CONNECT",
        _ => "other",
    }
}
