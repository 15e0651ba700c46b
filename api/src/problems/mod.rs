//! Problem documents (RFC 9457): the one form in which this service says no.
//!
//! Handlers return a [`Problem`]; [`render`] gives every error its document, those of the
//! framework included, and adds the request id. The texts never repeat what the caller sent, which
//! may be personal data.

pub mod from_casework;
pub mod kind;
pub mod of_rules;
pub mod pages;
pub mod render;

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use passerelle_domain::Fault;
use serde::Serialize;
use serde_json::{Map, Value};

pub use kind::ProblemKind;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The most faulty fields that one document names; a body of a megabyte can hold many more, and the
/// sentence beside them says how many there are.
const LISTED: usize = 100;

/// One refusal, with what this occurrence adds to its kind.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: ProblemKind,
    detail: Cow<'static, str>,
    errors: Vec<Fault>,
    // Boxed, since every refusal passes through many hands as a result.
    members: Box<Map<String, Value>>,
    headers: Vec<(HeaderName, HeaderValue)>,
    status: Option<StatusCode>,
}

impl Problem {
    /// A problem of `kind`, with a sentence on this occurrence.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            members: Box::default(),
            headers: Vec::new(),
            status: None,
        }
    }

    /// Everything that is wrong with a request, at once.
    #[must_use]
    pub fn invalid(errors: Vec<Fault>) -> Self {
        let detail = match errors.len() {
            1 => "One field is not as it should be; `errors` names it.".into(),
            count => format!("{count} fields are not as they should be; `errors` names them."),
        };
        Self {
            errors,
            ..Self::new(ProblemKind::InvalidRequest, detail)
        }
    }

    /// Nothing here, or nothing that the caller may see.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ProblemKind::NotFound,
            "There is nothing at this address, or nothing that you may see.",
        )
    }

    /// Our fault: the caller learns nothing of it but the request id.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ProblemKind::Internal, "Something went wrong on our side.")
    }

    /// Not now; again after some seconds.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            ProblemKind::Unavailable,
            "The service cannot answer at the moment.",
        )
        .header(
            actix_web::http::header::RETRY_AFTER,
            HeaderValue::from_static("5"),
        )
    }

    /// With one more header on the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With one more member in the document.
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// With the faulty fields.
    #[must_use]
    pub fn errors(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }

    /// With a status of the framework's that has no kind of its own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }

    fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| self.kind.status())
    }

    /// The answer, as the request `request_id` gets it.
    #[must_use]
    pub fn respond(&self, request_id: Option<&str>) -> HttpResponse {
        let mut response = HttpResponse::build(self.status());
        for (name, value) in &self.headers {
            response.append_header((name.clone(), value.clone()));
        }
        let document = serde_json::to_vec(&self.document(request_id)).unwrap_or_default();
        response.content_type(PROBLEM_JSON).body(document)
    }

    /// The document by itself, where it is a part of an answer.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self.document(None)).unwrap_or_default()
    }

    fn document<'a>(&'a self, request_id: Option<&'a str>) -> Document<'a> {
        Document {
            kind: format!("/problems/{}", self.kind.slug()),
            title: self.kind.title().en,
            status: self.status().as_u16(),
            detail: &self.detail,
            request_id,
            errors: self
                .errors
                .iter()
                .take(LISTED)
                .map(FieldDocument::from)
                .collect(),
            members: &self.members,
        }
    }
}

/// The document as it is written, in the order in which people read it.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldDocument<'a>>,
    #[serde(flatten)]
    members: &'a Map<String, Value>,
}

#[derive(Serialize)]
struct FieldDocument<'a> {
    pointer: &'a str,
    code: &'static str,
    detail: &'a str,
}

impl<'a> From<&'a Fault> for FieldDocument<'a> {
    fn from(fault: &'a Fault) -> Self {
        Self {
            pointer: &fault.pointer,
            code: fault.code,
            detail: &fault.detail,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.slug())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.respond(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_names_every_fault_and_the_request() {
        let problem = Problem::invalid(vec![
            Fault::at(
                "/place/commune_code",
                "bad_format",
                "a commune code has five characters",
            ),
            Fault::at("/situation", "unknown_code", "not a code"),
        ]);
        let document = json!(problem.document(Some("r-1")));
        assert_eq!(document["type"], "/problems/invalid-request");
        assert_eq!(document["status"], 422);
        assert_eq!(document["request_id"], "r-1");
        assert_eq!(document["errors"][0]["pointer"], "/place/commune_code");
        assert_eq!(document["errors"][1]["code"], "unknown_code");
    }

    #[test]
    fn a_document_names_a_hundred_faults_and_counts_the_rest() {
        let faults = vec![Fault::at("/situations/0", "repeated", "it stands twice"); 250];
        let document = json!(Problem::invalid(faults).document(None));
        assert_eq!(document["errors"].as_array().unwrap().len(), 100);
        assert!(
            document["detail"]
                .as_str()
                .unwrap()
                .starts_with("250 fields")
        );
    }

    #[test]
    fn headers_and_members_travel_with_it() {
        let problem = Problem::unavailable().member("existing", "here");
        let response = problem.respond(None);
        assert_eq!(response.headers().get("retry-after").unwrap(), "5");
        assert_eq!(
            response.headers().get("content-type").unwrap(),
            PROBLEM_JSON
        );
        assert_eq!(json!(problem.document(None))["existing"], "here");
    }
}
