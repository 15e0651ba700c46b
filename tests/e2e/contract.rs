//! The published contract, and the pages around the API, as the running service gives them.

use passerelle_tests::{Backend, Browser, World};
use serde_json::Value;

use crate::network::committed;

#[test]
fn the_committed_contract_the_served_one_and_the_printed_one_are_the_same_bytes() {
    let world = World::new(Backend::Sqlite);
    let committed = committed("openapi/openapi.json");
    let served = world.serve().client().get("/openapi.json").expect(200);
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.text(), committed);
    assert_eq!(world.run(&["openapi"]).ok(), committed);
    let contract: Value = serde_json::from_str(&committed).unwrap();
    assert!(contract["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[test]
fn the_schema_of_rule_sets_is_public_and_may_be_kept() {
    let world = World::new(Backend::Sqlite);
    let committed = committed("routing-rules/rulesets/rule-set.schema.json");
    let served = world
        .serve()
        .client()
        .get("/schemas/rule-set.json")
        .expect(200);
    assert_eq!(served.header("content-type"), "application/schema+json");
    assert_eq!(served.header("cache-control"), "public, max-age=3600");
    assert_eq!(served.text(), committed);
    assert_eq!(world.run(&["rules", "schema"]).ok(), committed);
}

#[test]
fn the_vocabulary_has_every_code_in_both_languages() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let vocabulary = service
        .signed_in("demo-ccas")
        .get("/v1/vocabulary")
        .expect(200)
        .json();
    let text = vocabulary.to_string();
    for code in [
        "neighbour_noise",
        "school_dropout_16_18",
        "food_insecurity",
        "mediation_team",
        "capacity",
        "agreement",
        "16-17",
    ] {
        assert!(text.contains(&format!("\"{code}\"")), "{code} is missing");
    }
    assert!(text.contains("Bruits de voisinage") && text.contains("Neighbour noise"));
}

#[test]
fn every_kind_of_problem_has_a_page_in_both_languages() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let slugs = [
        "invalid-request",
        "malformed-json",
        "invalid-utf8",
        "unsupported-media-type",
        "payload-too-large",
        "request-timeout",
        "unauthorized",
        "forbidden",
        "not-found",
        "method-not-allowed",
        "not-acceptable",
        "conflict",
        "duplicate-external-reference",
        "precondition-failed",
        "precondition-required",
        "invalid-rule-set",
        "unsound-rule-set",
        "narrative-needs-confirmation",
        "too-many-requests",
        "internal",
        "unavailable",
    ];
    for slug in slugs {
        let page = service
            .client()
            .get(&format!("/problems/{slug}"))
            .expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(
            page.text().contains("lang=\"fr\"") && page.text().contains("lang=\"en\""),
            "{slug}: {}",
            page.text()
        );
    }
    service.client().get("/problems/nothing").expect(404);
}

#[test]
fn the_documentation_and_the_landing_page_open_in_a_browser_without_the_internet() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let browser = Browser::start("fr");
    browser.open(&format!("{}/", service.base()));
    browser.picture("landing-fr");
    assert_eq!(browser.attribute("html", "lang"), "fr");
    assert!(browser.text().contains("Passerelle"));
    browser.open(&format!("{}/docs", service.base()));
    passerelle_tests::wait_for("the list of operations", || {
        (browser.count(".opblock") > 10).then_some(())
    });
    browser.picture("docs");
}
