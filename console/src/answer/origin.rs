//! Whether a form was sent from one of our own pages.
//!
//! The token in the path is what entitles a reader, and no cookie rides along, so another site
//! has nothing to borrow; this check only keeps a page elsewhere from pressing a button with a
//! link that leaked to it. That is why a request that says nothing about its origin is accepted.

use actix_web::{
    HttpRequest,
    http::header::{HOST, ORIGIN},
};
use url::Url;

const FETCH_SITE: &str = "Sec-Fetch-Site";

/// Whether the request may act, seen from where it comes.
pub(crate) fn is_ours(request: &HttpRequest, public_url: &str) -> bool {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = header(FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    match header(ORIGIN.as_str()) {
        // Our pages ask for `Referrer-Policy: no-referrer`, with which browsers that do not know
        // `Sec-Fetch-Site` write `null` for our own forms too.
        None | Some("null") => true,
        Some(origin) => {
            is_same(origin, public_url)
                || header(HOST.as_str()).is_some_and(|host| has_host(origin, host))
        }
    }
}

fn is_same(origin: &str, public_url: &str) -> bool {
    match (Url::parse(origin), Url::parse(public_url)) {
        (Ok(origin), Ok(own)) => origin.origin() == own.origin(),
        _ => false,
    }
}

/// Behind `http://localhost` and `http://127.0.0.1` stands the same service.
fn has_host(origin: &str, host: &str) -> bool {
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    const OWN: &str = "https://passerelle.example.org";

    fn verdict(headers: &[(&'static str, &'static str)]) -> bool {
        let mut request = TestRequest::post().insert_header((HOST, "127.0.0.1:8080"));
        for header in headers {
            request = request.insert_header(*header);
        }
        is_ours(&request.to_http_request(), OWN)
    }

    #[test]
    fn our_own_pages_may_act() {
        for headers in [
            &[] as &[_],
            &[("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
            &[("Sec-Fetch-Site", "none")],
            &[("Origin", "null")],
            &[("Origin", OWN)],
            &[("Origin", "https://passerelle.example.org:443")],
            &[("Origin", "http://127.0.0.1:8080")],
        ] {
            assert!(verdict(headers), "{headers:?}");
        }
    }

    #[test]
    fn others_may_not() {
        for headers in [
            &[("Sec-Fetch-Site", "cross-site")] as &[_],
            &[("Sec-Fetch-Site", "same-site")],
            &[("Sec-Fetch-Site", "cross-site"), ("Origin", OWN)],
            &[("Origin", "https://elsewhere.example")],
            &[("Origin", "https://passerelle.example.org.elsewhere.example")],
            &[("Origin", "http://passerelle.example.org")],
        ] {
            assert!(!verdict(headers), "{headers:?}");
        }
    }
}
