//! `Accept`: the API answers in JSON, and says so (406) to a caller that takes no JSON.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::ACCEPT;
use actix_web::middleware::Next;

use crate::problems::{Problem, ProblemKind};

/// Refuses callers that accept no JSON, before anything is done for them.
///
/// # Errors
/// None of its own.
pub async fn json_only<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let accepted = request
        .headers()
        .get_all(ACCEPT)
        .map(|value| value.to_str().unwrap_or(""));
    if takes_json(accepted) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let problem = Problem::new(
        ProblemKind::NotAcceptable,
        "This service answers in JSON only.",
    );
    Ok(request.error_response(problem))
}

fn takes_json<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let mut stated = false;
    for range in values.flat_map(|value| value.split(',')).map(str::trim) {
        if range.is_empty() {
            continue;
        }
        stated = true;
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or("").to_ascii_lowercase();
        let refused = parts.any(|part| {
            part.strip_prefix("q=")
                .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
        });
        if !refused && ["*/*", "application/*", "application/json"].contains(&name.as_str()) {
            return true;
        }
    }
    !stated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_taken_by_name_by_wildcard_and_by_silence() {
        let takes = |values: &[&str]| takes_json(values.iter().copied());
        assert!(takes(&[]));
        assert!(takes(&["*/*"]));
        assert!(takes(&["text/html, application/json;q=0.5"]));
        assert!(takes(&["text/html", "application/*"]));
        assert!(!takes(&["text/html"]));
        assert!(!takes(&["application/json;q=0"]));
        assert!(!takes(&["application/xml, text/csv"]));
    }
}
