//! The harness itself: what the other stories lean on holds.

use passerelle_tests::{Browser, postgres};

#[test]
fn starts_a_postgresql_cluster_of_its_own() {
    let (one, other) = (postgres::empty_database(), postgres::empty_database());
    postgres::query(&one, "CREATE TABLE mark (word text)");
    postgres::query(&one, "INSERT INTO mark VALUES ('ici')");
    assert_eq!(postgres::query(&one, "SELECT word FROM mark").trim(), "ici");
    assert_eq!(
        postgres::query(
            &other,
            "SELECT count(*) FROM pg_tables WHERE tablename = 'mark'"
        )
        .trim(),
        "0"
    );
}

#[test]
fn starts_a_browser_that_clicks_and_prefers_a_language() {
    let browser = Browser::start("fr");
    let page = "<title>Essai</title><p id=said></p><button onclick=\"said.textContent=navigator.language\">Dire</button>";
    browser.open(&format!("data:text/html;charset=utf-8,{page}"));
    assert_eq!(browser.title(), "Essai");
    browser.click("button");
    assert_eq!(browser.text().lines().next(), Some("fr"));
}
