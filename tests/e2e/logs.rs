//! The log as an operator reads it. (That it holds nobody's data is searched after every story.)

use passerelle_tests::{Backend, World};
use serde_json::Value;

use crate::cases::{self, A01_AT};

#[test]
fn every_request_leaves_a_structured_line_that_the_client_can_name() {
    let mut world = World::new(Backend::Sqlite).at(A01_AT);
    world.knows(&cases::a01());
    world.set("PASSERELLE_LOG_FORMAT", "json");
    world.set("PASSERELLE_LOG_LEVEL", "info");
    let service = world.serve();
    let landlord = service.signed_in("demo-landlord");
    let created = landlord.post("/v1/referrals", &cases::a01()).expect(201);
    let refused = landlord.post("/v1/referrals", &cases::a01());
    let problem = refused.problem(409, "duplicate-external-reference");
    assert_eq!(problem["request_id"], refused.header("x-request-id"));
    let (_, log) = service.logs();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    for (answer, status) in [(created, 201), (refused, 409)] {
        let id = answer.header("x-request-id");
        let line = lines
            .iter()
            .find(|line| line["span"]["request_id"] == id && line["status"] == status);
        let line = line.unwrap_or_else(|| panic!("no line of {id} with {status}:\n{log}"));
        assert_eq!(line["span"]["route"], "/v1/referrals", "{line:#}");
        assert_eq!(line["span"]["client"], "demo-landlord", "{line:#}");
    }
}
