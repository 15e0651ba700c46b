//! Which language a page speaks: the one asked for, else the partner's, else the browser's, else
//! French.

use actix_web::{
    HttpRequest,
    http::header::{ACCEPT_LANGUAGE, HeaderMap},
};
use passerelle_domain::Lang;

/// The language that the reader chose on the page (`?lang=en`).
pub(crate) fn asked(request: &HttpRequest) -> Option<Lang> {
    request
        .query_string()
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))
        .and_then(|code| Lang::parse(code).ok())
}

/// The language of a page for nobody in particular.
pub(crate) fn of_reader(request: &HttpRequest) -> Lang {
    asked(request)
        .or_else(|| accepted(request.headers()))
        .unwrap_or_default()
}

/// The language of a page for a partner whose own language is known.
pub(crate) fn of_partner(request: &HttpRequest, partner: Lang) -> Lang {
    asked(request).unwrap_or(partner)
}

/// The one of our languages that the browser likes best. At equal weight the first one named wins.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let mut best: Option<(Lang, f32)> = None;
    let values = headers
        .get_all(ACCEPT_LANGUAGE)
        .filter_map(|value| value.to_str().ok());
    for range in values.flat_map(|value| value.split(',')) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.parse::<f32>().ok());
        let primary = tag
            .trim()
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let (Ok(lang), Some(weight)) = (Lang::parse(&primary), weight) else {
            continue;
        };
        let better = best.is_none_or(|(_, known)| weight > known);
        if weight > 0.0 && better {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn request(uri: &str, accept: &str) -> HttpRequest {
        TestRequest::with_uri(uri)
            .insert_header((ACCEPT_LANGUAGE, accept))
            .to_http_request()
    }

    #[test]
    fn the_choice_on_the_page_wins() {
        let request = request("/?a=b&lang=en", "fr");
        assert_eq!(of_reader(&request), Lang::En);
        assert_eq!(of_partner(&request, Lang::Fr), Lang::En);
    }

    #[test]
    fn a_partner_is_addressed_in_its_language() {
        assert_eq!(of_partner(&request("/?lang=de", "fr"), Lang::En), Lang::En);
    }

    #[test]
    fn browsers_are_heard_and_french_is_the_default() {
        for (accept, lang) in [
            ("en-GB,en;q=0.9", Lang::En),
            ("fr;q=0.5, EN;q=0.8", Lang::En),
            ("de, en;q=0.3, fr;q=0.3", Lang::En),
            ("en;q=0, fr;q=0.1", Lang::Fr),
            ("en;q=lots", Lang::Fr),
            ("de", Lang::Fr),
            ("", Lang::Fr),
        ] {
            assert_eq!(of_reader(&request("/", accept)), lang, "{accept}");
        }
    }
}
