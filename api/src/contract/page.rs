//! Lists in pages: the entries, and the cursor of the next page beside its `Link` header (RFC 8288).

use actix_web::http::header::{HeaderValue, LINK};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageResponse<T> {
    /// The entries of this page.
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last one of a list that ends.
    #[schema(max_length = 100)]
    pub next: Option<String>,
}

impl<T: Serialize> PageResponse<T> {
    /// The answer to `request`, with a link to the next page that keeps every filter.
    #[must_use]
    pub fn respond(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(link) = self
            .next
            .as_deref()
            .and_then(|next| next_link(request, next))
        {
            response.insert_header((LINK, link));
        }
        response.json(self)
    }
}

fn next_link(request: &HttpRequest, cursor: &str) -> Option<HeaderValue> {
    let kept = request
        .query_string()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: Vec<&str> = kept.collect();
    let and = if query.is_empty() { "" } else { "&" };
    let link = format!(
        "<{}?{}{and}cursor={cursor}>; rel=\"next\"",
        request.path(),
        query.join("&")
    );
    HeaderValue::from_str(&link).ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_link_keeps_the_filters_and_replaces_the_cursor() {
        let request = TestRequest::with_uri("/v1/referrals?status=routed&cursor=old&limit=2")
            .to_http_request();
        let page = PageResponse {
            items: vec![1, 2],
            next: Some("new".to_owned()),
        };
        let response = page.respond(&request);
        assert_eq!(
            response.headers().get("link").unwrap(),
            "</v1/referrals?status=routed&limit=2&cursor=new>; rel=\"next\""
        );
        let last = PageResponse {
            items: vec![1],
            next: None,
        }
        .respond(&request);
        assert!(last.headers().get("link").is_none());
    }
}
