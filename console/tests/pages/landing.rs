//! The landing page and what it is dressed with.

use actix_web::{
    http::{Method, header::ACCEPT_LANGUAGE},
    test::TestRequest,
};

use crate::site::Site;

#[actix_web::test]
async fn the_landing_page_in_french_and_in_english() {
    let site = Site::new();
    let french = site.get("/").await;
    assert_eq!(
        (french.status.as_u16(), french.header("content-language")),
        (200, "fr")
    );
    assert_eq!(french.header("vary"), "Accept-Language");
    insta::assert_snapshot!("landing_fr", french.text);
    let english = site.get("/?lang=en").await;
    insta::assert_snapshot!("landing_en", english.text);
    let request = TestRequest::get()
        .uri("/")
        .insert_header((ACCEPT_LANGUAGE, "en-IE,en"));
    assert_eq!(site.send(request).await.header("content-language"), "en");
}

#[actix_web::test]
async fn the_assets_are_served_to_be_kept_for_a_while() {
    let site = Site::new();
    for (path, kind) in [
        ("/assets/passerelle.css", "text/css; charset=utf-8"),
        ("/assets/passerelle.svg", "image/svg+xml"),
    ] {
        let seen = site.get(path).await;
        assert_eq!(
            (seen.status.as_u16(), seen.header("content-type")),
            (200, kind)
        );
        assert_eq!(seen.header("cache-control"), "public, max-age=3600");
        // `http://www.w3.org/…` names the language of the icon; nothing is fetched from there.
        assert!(!seen.text.contains("url("));
        let head = site
            .send(TestRequest::with_uri(path).method(Method::HEAD))
            .await;
        assert_eq!(head.status, 200);
    }
}
