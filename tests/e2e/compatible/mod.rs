//! The contract against the one that was released last: what somebody built on that one still works. More may be added:
//! operations, optional fields, codes in answers. `openapi/released.json` is the contract of the last release.

mod compare;

use serde_json::{Value, json};

use self::compare::breaking_changes;
use crate::network::committed;

fn contract(path: &str) -> Value {
    serde_json::from_str(&committed(path)).unwrap()
}

#[test]
fn nothing_that_was_released_is_broken() {
    let (released, now) = (
        contract("openapi/released.json"),
        contract("openapi/openapi.json"),
    );
    let broken = breaking_changes(&released, &now);
    assert!(
        broken.is_empty(),
        "clients of the last release would break:\n{}",
        broken.join("\n")
    );
}

/// What would break somebody, and the place of which it is told.
#[test]
fn whatever_would_break_a_client_is_found() {
    let released = contract("openapi/released.json");
    let schema = |name: &str| format!("/components/schemas/{name}");
    let list = "/paths/~1v1~1referrals/get".to_owned();
    let close = "/paths/~1v1~1referrals~1{id}~1close/post".to_owned();
    let changes: Vec<(String, Value, &str)> = vec![
        (
            "/paths/~1v1~1vocabulary".into(),
            Value::Null,
            "the operation is gone",
        ),
        (
            format!("{list}/operationId"),
            json!("getReferrals"),
            "is now called",
        ),
        (
            format!("{list}/security/0/oauth"),
            json!(["referrals:read", "rules:manage"]),
            "needs `rules:manage`",
        ),
        (
            format!("{list}/parameters/0/name"),
            json!("state"),
            "the parameter `status` is gone",
        ),
        (
            format!("{list}/parameters/6/required"),
            json!(true),
            "has to be sent",
        ),
        (
            format!("{list}/parameters/6/schema/maximum"),
            json!(100),
            "`maximum`",
        ),
        (
            format!("{list}/responses/200"),
            Value::Null,
            "the answer 200 is gone",
        ),
        (
            format!("{close}/responses/200/headers/ETag"),
            Value::Null,
            "the header `ETag` is gone",
        ),
        (
            format!("{close}/requestBody/content/application~1json"),
            Value::Null,
            "is not taken any more",
        ),
        (
            schema("CloseRequest") + "/required/1",
            json!("comment"),
            "`comment` has to be sent",
        ),
        (
            schema("CloseRequest") + "/properties/comment",
            Value::Null,
            "`comment` is gone",
        ),
        (
            schema("CloseRequest") + "/properties/comment/maxLength",
            json!(10),
            "`maxLength`",
        ),
        (
            schema("CloseRequest") + "/properties/comment/type",
            json!("string"),
            "no longer null",
        ),
        (
            schema("OutcomeCode") + "/enum",
            json!(["eased"]),
            "does not take `agreement`",
        ),
        (
            schema("AssignmentResponse") + "/properties/status",
            Value::Null,
            "`status` is gone",
        ),
        (
            schema("AssignmentResponse") + "/required",
            json!([]),
            "`id` may be missing",
        ),
        (
            schema("AssignmentResponse") + "/properties/rank/type",
            json!(["integer", "null"]),
            "may now be null",
        ),
        (
            schema("ProblemDocument") + "/properties/type",
            Value::Null,
            "`type` is gone",
        ),
    ];
    for (place, value, told) in changes {
        let broken = breaking_changes(&released, &changed(&released, &place, value));
        assert!(
            broken.iter().any(|line| line.contains(told)),
            "{place}: {told:?} is not among {broken:#?}"
        );
    }
}

#[test]
fn what_is_added_breaks_nobody() {
    let released = contract("openapi/released.json");
    let mut more = released.clone();
    more["paths"]["/v1/more"] = released["paths"]["/v1/vocabulary"].clone();
    let schemas = &mut more["components"]["schemas"];
    let text = json!({"type": "string", "maxLength": 10});
    schemas["CloseRequest"]["properties"]["more"] = text.clone();
    schemas["AssignmentResponse"]["properties"]["more"] = text;
    schemas["AssignmentStatusCode"]["enum"]
        .as_array_mut()
        .unwrap()
        .push(json!("asleep"));
    schemas["CloseRequest"]["properties"]["comment"]["maxLength"] = json!(5000);
    assert_eq!(breaking_changes(&released, &more), [""; 0]);
}

/// The contract with another value in one place, or without it where that is null.
fn changed(contract: &Value, place: &str, value: Value) -> Value {
    let mut changed = contract.clone();
    let (parent, key) = place.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = changed
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{place}"));
    match (parent, value) {
        (Value::Object(parent), Value::Null) => {
            parent
                .remove(&key)
                .unwrap_or_else(|| panic!("nothing at {place}"));
        }
        (Value::Object(parent), value) => {
            parent.insert(key, value);
        }
        (Value::Array(parent), value) => parent.insert(parent.len(), value),
        _ => panic!("{place} is in no object"),
    }
    changed
}
