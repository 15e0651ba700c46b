//! Looking at the question changes nothing, and shows nothing personal.

use actix_web::{http::header::ACCEPT_LANGUAGE, test::TestRequest};

use crate::{site::Site, world::MARKER};

#[actix_web::test]
async fn the_question_in_french_and_in_english() {
    let site = Site::new();
    let french = site.get(&site.path()).await;
    assert_eq!(
        (french.status.as_u16(), french.header("content-language")),
        (200, "fr")
    );
    insta::assert_snapshot!("question_fr", site.redact(&french));
    let english = site.get(&format!("{}?lang=en", site.path())).await;
    assert_eq!(english.header("content-language"), "en");
    insta::assert_snapshot!("question_en", site.redact(&english));
}

#[actix_web::test]
async fn the_partners_language_comes_before_the_browsers() {
    let site = Site::new();
    let request = TestRequest::get()
        .uri(&site.path())
        .insert_header((ACCEPT_LANGUAGE, "en"));
    assert_eq!(site.send(request).await.header("content-language"), "fr");
}

#[actix_web::test]
async fn reading_changes_nothing() {
    let site = Site::new();
    let before = site.world.whole(site.referral.id);
    for path in [
        site.path(),
        format!("{}?answer=accept", site.path()),
        format!("{}/done", site.path()),
        format!("{}/renew", site.path()),
    ] {
        site.get(&path).await;
        site.send(TestRequest::with_uri(&path).method(actix_web::http::Method::HEAD))
            .await;
    }
    assert_eq!(site.world.whole(site.referral.id), before);
}

#[actix_web::test]
async fn no_page_shows_anything_personal_nor_the_partners_address() {
    let site = Site::new();
    let mut pages = vec![site.get(&site.path()).await];
    pages.push(site.post(&site.path(), "answer=decline").await);
    pages.push(site.post(&format!("{}/renew", site.path()), "").await);
    pages.push(site.post(&site.path(), "answer=accept").await);
    pages.push(site.get(&site.path()).await);
    pages.push(site.get(&format!("{}/done", site.path())).await);
    for page in pages {
        for personal in [MARKER, "9981234", "med@example.org"] {
            assert!(!page.text.contains(personal), "{personal}: {}", page.text);
        }
    }
}

#[actix_web::test]
async fn every_page_keeps_its_secret_and_loads_nothing_from_elsewhere() {
    let site = Site::new();
    let there = site.path();
    for path in [
        there.as_str(),
        "/answer/nonsense",
        "/answer/a/b/c",
        "/answer",
        "/answer/",
    ] {
        let seen = site.get(path).await;
        assert_eq!(seen.header("cache-control"), "no-store", "{path}");
        assert_eq!(seen.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(seen.header("x-robots-tag"), "noindex, nofollow", "{path}");
        assert_eq!(seen.header("x-content-type-options"), "nosniff", "{path}");
        let policy = seen.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("script-src"), "{path}");
        assert!(seen.header("set-cookie").is_empty(), "{path}");
        assert!(!seen.text.contains("<script"), "{path}");
        assert!(!seen.text.contains("http:"), "{path}");
    }
}

#[actix_web::test]
async fn what_is_not_there_is_told_in_the_same_design() {
    let site = Site::new();
    let seen = site.get("/answer/a/b/c").await;
    assert_eq!(seen.status, 404);
    insta::assert_snapshot!("no_page_fr", seen.text);
    let request = TestRequest::delete().uri(&site.path());
    let seen = site.send(request).await;
    assert_eq!(
        (seen.status.as_u16(), seen.header("allow")),
        (405, "GET, HEAD, POST")
    );
    assert!(seen.text.contains("<html lang=\"fr\">"));
    let seen = site.get(&format!("{}/renew", site.path())).await;
    assert_eq!((seen.status.as_u16(), seen.header("allow")), (405, "POST"));
}
