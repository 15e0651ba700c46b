//! The directory over the API: reading an entry, changing it with its tag, and what is refused.

use passerelle_tests::{Backend, Client, World};
use serde_json::{Value, json};

use crate::network;

fn patch(client: &Client, path: &str, body: &Value) -> passerelle_tests::Answer {
    let body = body.to_string();
    client.send("PATCH", path, "application/json", body.as_bytes())
}

#[test]
fn a_coordinator_changes_a_partner_with_its_tag() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let coordinator = service.signed_in("demo-mediation");
    let path = format!("/v1/partners/{}", network::id(&coordinator, "p-fs"));
    let read = coordinator.get(&path).expect(200);
    let (tag, before) = (read.header("etag").to_owned(), read.json());
    assert_eq!(before["opening_hours"], Value::Null);

    let change = json!({
        "opening_hours": "Mo-Fr 09:00-17:00; PH off", "capacity": 25, "languages": ["pt"],
        "situations": ["digital_exclusion"],
        "coverage": [{"type": "epci", "code": "243500139"}, {"type": "commune", "code": "00001"}],
        "pauses": [{"from": "2026-12-24", "until": "2027-01-03", "reason": "holidays"}],
    });
    patch(&coordinator, &path, &change).problem(428, "precondition-required");
    let holding = coordinator.with("If-Match", &tag);
    let changed = patch(&holding, &path, &change).expect(200);
    let after = changed.json();
    assert_ne!(changed.header("etag"), tag);
    for (field, value) in change.as_object().unwrap() {
        assert_eq!(&after[field], value, "{field}");
    }
    assert_eq!(after["email"], before["email"]);
    assert_eq!(coordinator.get(&path).expect(200).json(), after);
    patch(&holding, &path, &change).problem(412, "precondition-failed");

    let wrong = json!({"opening_hours": "Mo-Fr 09:00-17:00; sometimes", "capacity": 0});
    let anything = coordinator.with("If-Match", "*");
    let refused = patch(&anything, &path, &wrong).expect(422).json();
    let fault = &refused["errors"][0];
    assert_eq!(fault["pointer"], "/opening_hours");
    assert!(
        fault["detail"].as_str().unwrap().contains("character"),
        "{fault}"
    );
}

#[test]
fn the_directory_is_changed_by_nobody_else() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let coordinator = service.signed_in("demo-mediation");
    let path = format!("/v1/partners/{}", network::id(&coordinator, "p-ccas"));
    for client in ["demo-landlord", "demo-school", "demo-ccas"] {
        let client = service.signed_in(client);
        let own = client.get(&path).expect(200).json();
        assert_eq!(own["email"], Value::Null, "addresses are for the operator");
        let change = patch(
            &client.with("If-Match", "*"),
            &path,
            &json!({"capacity": 1}),
        );
        change.problem(403, "forbidden");
    }
    service.client().get(&path).expect(401);
    let nowhere = "/v1/partners/00000000-0000-7000-8000-00000000ffff";
    coordinator.get(nowhere).expect(404);
    let holding = coordinator.with("If-Match", "*");
    patch(&holding, nowhere, &json!({"capacity": 1})).expect(404);
}
