//! The JSON body of a request, and all that can be wrong with it before a field is looked at.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue,
};
use actix_web::web::{self, Bytes};
use actix_web::{Error, FromRequest, HttpRequest};
use deserr::Deserr;

use crate::contract::faults::Faults;
use crate::extract::{json, time};
use crate::once::note_body;
use crate::problems::{Problem, ProblemKind};

/// The most that a body may hold, in bytes.
pub const LIMIT: usize = 1024 * 1024;

/// The most that the body of a rule set may hold: its own limit, and what surrounds it.
pub const DOCUMENT_LIMIT: usize = 33 * 1024 * 1024;

/// The most faults that an answer lists.
const MOST_FAULTS: usize = 100;

/// A body that has been parsed into `T`.
pub struct Body<T>(pub T);

/// The same, for the document of a rule set.
pub struct DocumentBody<T>(pub T);

impl<T: Deserr<Faults> + 'static> FromRequest for DocumentBody<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let bytes = collect(&request, &mut payload, DOCUMENT_LIMIT).await?;
            check_type(&request)?;
            parse(&bytes).map(Self)
        })
    }
}

impl<T: Deserr<Faults> + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let bytes = collect(&request, &mut payload, LIMIT).await?;
            check_type(&request)?;
            parse(&bytes).map(Self)
        })
    }
}

/// A body as it came.
pub struct RawBody(pub Bytes);

impl FromRequest for RawBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move { collect(&request, &mut payload, LIMIT).await.map(Self) })
    }
}

/// The body of an action that needs none: nothing, or an object without members.
pub struct NoBody;

impl FromRequest for NoBody {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let bytes = collect(&request, &mut payload, LIMIT).await?;
            if bytes.is_empty() {
                return Ok(Self);
            }
            check_type(&request)?;
            parse::<crate::contract::actions::EmptyRequest>(&bytes).map(|_| Self)
        })
    }
}

async fn collect(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
) -> Result<Bytes, Problem> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    if announced
        .and_then(|text| text.parse().ok())
        .is_some_and(|length: usize| length > limit)
    {
        return Err(too_large(limit));
    }
    let payload = web::Payload::from_request(request, payload)
        .await
        .map_err(|_| broken_off())?;
    match payload.to_bytes_limited(limit).await {
        Ok(Ok(bytes)) => {
            note_body(request, &bytes);
            Ok(bytes)
        }
        Ok(Err(error)) => Err(unread(&error)),
        Err(_) => Err(too_large(limit)),
    }
}

/// Why a body did not come whole.
#[must_use]
pub fn unread(error: &Error) -> Problem {
    match error.as_error::<PayloadError>() {
        Some(error) if time::ran_out(error) => time::too_slow(),
        _ => broken_off(),
    }
}

fn broken_off() -> Problem {
    Problem::new(
        ProblemKind::MalformedJson,
        "The body ended before it was complete.",
    )
}

fn too_large(limit: usize) -> Problem {
    let detail = format!("The body is larger than {} MiB.", limit >> 20);
    Problem::new(ProblemKind::PayloadTooLarge, detail)
}

fn check_type(request: &HttpRequest) -> Result<(), Problem> {
    let encoding = request.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Problem::new(
            ProblemKind::UnsupportedMediaType,
            "The body is compressed; send it as it is.",
        )
        .header(ACCEPT_ENCODING, HeaderValue::from_static("identity")));
    }
    let given = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if given.is_some_and(is_json) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::UnsupportedMediaType,
        "The body has to be application/json.",
    ))
}

/// `application/json`, with no charset or the only one that JSON has.
fn is_json(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let json = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    json && parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    })
}

/// Bytes to a value of `T`.
///
/// # Errors
/// Not UTF-8, not JSON, or JSON with faulty fields: all of them at once.
pub fn parse<T: Deserr<Faults>>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let detail = format!(
            "The body is not UTF-8 from byte {} on.",
            error.valid_up_to()
        );
        Problem::new(ProblemKind::InvalidUtf8, detail)
    })?;
    let (value, repeated) = json::read(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let detail =
            format!("The body is not JSON: reading stopped at line {line}, column {column}.");
        Problem::new(ProblemKind::MalformedJson, detail)
    })?;
    match deserr::deserialize::<T, _, Faults>(value) {
        Ok(parsed) if repeated.is_empty() => Ok(parsed),
        Ok(_) => Err(Problem::invalid(repeated)),
        Err(faults) => {
            let faults = repeated.into_iter().chain(faults.into_vec());
            Err(Problem::invalid(faults.take(MOST_FAULTS).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::actions::EmptyRequest;

    fn kind_of(bytes: &[u8]) -> ProblemKind {
        parse::<EmptyRequest>(bytes).err().unwrap().kind()
    }

    #[test]
    fn each_way_of_being_unreadable_has_its_problem() {
        assert!(parse::<EmptyRequest>(b"{}").is_ok());
        assert_eq!(kind_of(b"{"), ProblemKind::MalformedJson);
        assert_eq!(kind_of(b""), ProblemKind::MalformedJson);
        assert_eq!(kind_of(b"{\"a\":\"\xff\"}"), ProblemKind::InvalidUtf8);
        assert_eq!(kind_of(b"[]"), ProblemKind::InvalidRequest);
        assert_eq!(kind_of(b"{\"a\":1}"), ProblemKind::InvalidRequest);
        let deep = "[".repeat(100_000);
        assert_eq!(kind_of(deep.as_bytes()), ProblemKind::MalformedJson);
    }

    #[test]
    fn json_is_json_whatever_its_parameters() {
        for good in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
        ] {
            assert!(is_json(good), "{good}");
        }
        for bad in [
            "text/json",
            "application/json; charset=latin1",
            "application/problem+json",
            "",
        ] {
            assert!(!is_json(bad), "{bad}");
        }
    }
}
