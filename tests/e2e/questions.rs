//! The questions of the active rules, and their answers in a case.

use passerelle_tests::{Backend, World};
use serde_json::json;

use crate::cases;

#[test]
fn whoever_is_signed_in_reads_the_questions_and_a_case_answers_no_other() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    service.client().get("/v1/questions").expect(401);
    let client = service.signed_in("demo-landlord");
    let questions = client.get("/v1/questions").expect(200).json();
    assert_eq!(questions["ruleset"]["name"], "default");
    assert_eq!(questions["items"], json!([]), "the shipped rules ask none");

    let mut case = cases::a01();
    case["details"] = json!({"floor": 3, "lift": [true]});
    let refused = client.post("/v1/referrals", &case).expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/details/lift");
    case["details"] = json!({"floor": 3});
    for path in ["/v1/referrals", "/v1/routing/preview"] {
        let refused = client.post(path, &case).expect(422).json();
        let fault = &refused["errors"][0];
        assert_eq!(fault["pointer"], "/details/floor", "{path}");
        assert_eq!(fault["code"], "unknown_detail");
    }
}
