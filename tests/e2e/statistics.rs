//! E10: a figure never points at a person.

use jiff::SignedDuration;
use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};

both_databases! {
    fn e10_a_cell_of_three_is_shown_as_fewer_than_five(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        world.knows(&cases::a05());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        for number in 0..9 {
            let mut case = if number < 3 { cases::a05() } else { cases::a01() };
            case["received_at"] = Value::Null;
            case["external_reference"] = json!(format!("E10-{number}"));
            case["referrer"] = Value::Null;
            mediation.post("/v1/referrals", &case).expect(201);
        }
        world.clock.step(SignedDuration::from_mins(1));
        let read = mediation.get("/v1/statistics/referrals?by=situation").expect(200).json();
        let shown = |code: &str| {
            let items = read["items"].as_array().unwrap().iter();
            items.clone().find(|item| item["code"] == code).unwrap().clone()
        };
        assert_eq!(shown("public_space_use_conflict"), json!({"code": "public_space_use_conflict", "count": null, "shown": "< 5"}));
        // Its complement goes with it: from a total of nine, six would give three away.
        assert_eq!(shown("neighbour_noise")["count"], Value::Null);
        assert_eq!(read["total"], json!({"count": 9, "shown": "9"}));
        mediation.get("/v1/statistics/referrals?by=person").problem(422, "invalid-request");
        for stranger in ["demo-landlord", "demo-ccas"] {
            service.signed_in(stranger).get("/v1/statistics/referrals").problem(403, "forbidden");
        }
    }
}
