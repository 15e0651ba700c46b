//! `If-Match`: the version of the resource that the caller has in mind (RFC 9110 §13.1.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::problems::{Problem, ProblemKind};

/// The sequence that the caller expects; `None` where it expects none in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected(pub Option<i64>);

/// The same of a resource that several people edit: whoever changes it says which version they saw.
/// `None` where they say `*`, whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demanded(pub Option<i64>);

impl FromRequest for Demanded {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(IF_MATCH) {
            return ready(Err(Problem::new(
                ProblemKind::PreconditionRequired,
                "Read it first, and send its `ETag` in `If-Match`.",
            )));
        }
        let Expected(expected) = match Expected::from_request(request, payload).into_inner() {
            Ok(expected) => expected,
            Err(problem) => return ready(Err(problem)),
        };
        ready(Ok(Self(expected)))
    }
}

impl FromRequest for Expected {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.headers().get_all(IF_MATCH);
        ready(match (values.next(), values.next()) {
            (None, _) => Ok(Self(None)),
            (Some(value), None) => value
                .to_str()
                .ok()
                .and_then(expected)
                .ok_or_else(no_such_tag),
            (Some(_), Some(_)) => Err(no_such_tag()),
        })
    }
}

/// The tag of a referral at `sequence`.
#[must_use]
pub fn etag(sequence: i64) -> String {
    format!("\"{sequence}\"")
}

/// The same as a header value.
#[must_use]
pub fn etag_header(sequence: i64) -> HeaderValue {
    HeaderValue::from_str(&etag(sequence)).unwrap_or(HeaderValue::from_static("\"\""))
}

fn expected(text: &str) -> Option<Expected> {
    let text = text.trim();
    if text == "*" {
        return Some(Expected(None));
    }
    // Strong tags only: a weak one never matches here.
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let sequence: i64 = inner.parse().ok()?;
    (inner == sequence.to_string()).then_some(Expected(Some(sequence)))
}

/// A tag that we have never given cannot match anything.
fn no_such_tag() -> Problem {
    Problem::new(
        ProblemKind::PreconditionFailed,
        "`If-Match` holds no tag of this resource; send one tag as it was given in `ETag`.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tags_are_tags() {
        assert_eq!(expected("\"3\""), Some(Expected(Some(3))));
        assert_eq!(expected("*"), Some(Expected(None)));
        assert_eq!(expected(&etag(12)), Some(Expected(Some(12))));
        for text in [
            "3",
            "W/\"3\"",
            "\"03\"",
            "\"+3\"",
            "\"x\"",
            "",
            "\"",
            "\"1\", \"2\"",
        ] {
            assert_eq!(expected(text), None, "{text}");
        }
    }
}
