//! Four eyes over the API: where the operator demands them, one coordinator writes and proposes and
//! another one agrees, before any process decides by it.

use passerelle_tests::{Client, Service, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::code;
use crate::rule_sets::{act, overlay};

const LANDLORD: &str = "00000000-0000-7000-8000-000000000002";

/// A client of the operator, or of another organisation, made by the coordinator of the network.
fn client_of(service: &Service, asked: &Value) -> (String, Client) {
    let keeper = service.signed_in("demo-mediation");
    let made = keeper.post("/v1/clients", asked).expect(201).json();
    let of = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, secret) = (of(&made["client"]["id"]), of(&made["client_secret"]));
    let grant = "grant_type=client_credentials";
    let token = service.client().ask_token(&id, &secret, grant).expect(200);
    let token = of(&token.json()["access_token"]);
    (id, service.client().bearing(&token))
}

/// Who would be asked about the landlord's noise, by which rule.
fn lead(service: &Service) -> (String, Value) {
    let mut case = cases::a01();
    case["at"] = json!(A01_AT);
    case["external_reference"] = Value::Null;
    let landlord = service.signed_in("demo-landlord");
    let answer = landlord
        .post("/v1/routing/preview", &case)
        .expect(200)
        .json();
    let decision = &answer["decision"];
    (
        code(&decision["lead"]["partner"]).to_owned(),
        decision["rule"].clone(),
    )
}

both_databases! {
    fn a_second_coordinator_agrees_before_any_process_decides_by_it(mut world in World) {
        world.set("PASSERELLE_FOUR_EYES", "true");
        let world = world.at(A01_AT);
        let (one, other) = (world.serve(), world.serve());
        let author = one.signed_in("demo-mediation");
        let before = ("p-med".to_owned(), json!("R50"));
        assert_eq!((lead(&one), lead(&other)), (before.clone(), before.clone()));

        // The author writes, has it checked, and comes no further alone.
        let draft = json!({"toml": overlay("saint-avenin", "SA50", "justice_conciliator")});
        let begun = author.post("/v1/rulesets", &draft).expect(201).json();
        let place = format!("/v1/rulesets/{}", begun["id"].as_str().unwrap());
        act(&author, &place, "approve", &json!({})).problem(403, "forbidden");
        act(&author, &place, "publish", &json!({})).problem(409, "conflict");
        act(&author, &place, "check", &json!({})).expect(200);
        let own = act(&author, &place, "approve", &json!({})).problem(403, "forbidden");
        assert!(own["detail"].as_str().unwrap().contains("somebody else"), "{own:#}");
        let early = act(&author, &place, "publish", &json!({})).problem(409, "conflict");
        assert_eq!(early["current_status"], "checked");

        // A second client of the operator that manages rules, without the part of a coordinator;
        // one that has the part without the scope; and other organisations, by the scope.
        let (_, mediator) = client_of(&one, &json!({
            "name": "Médiation, terrain", "scopes": ["referrals:read", "rules:manage"], "roles": ["mediator"],
        }));
        let (_, reader) = client_of(&one, &json!({
            "name": "Coordination, lecture", "scopes": ["referrals:read"], "roles": ["coordinator"],
        }));
        let (_, outside) = client_of(&one, &json!({
            "organisation": LANDLORD, "name": "Règles du bailleur", "scopes": ["referrals:read", "rules:manage"],
        }));
        let tagged = author.get(&place).expect(200).header("etag").to_owned();
        for stranger in [&mediator, &reader, &outside, &one.signed_in("demo-landlord"), &one.signed_in("demo-ccas")] {
            let stranger = stranger.with("if-match", &tagged);
            for action in ["approve", "publish"] {
                let answer = stranger.post(&format!("{place}/{action}"), &json!({}));
                answer.problem(403, "forbidden");
            }
        }
        let untouched = author.get(&place).expect(200);
        assert_eq!((untouched.header("etag"), &untouched.json()["status"]), (tagged.as_str(), &json!("checked")));

        // The second coordinator reads what would change, and agrees, on the other process.
        let (second, colleague) = client_of(&other, &json!({
            "name": "Coordination, second regard", "scopes": ["referrals:read", "rules:manage"], "roles": ["coordinator"],
        }));
        let read = colleague.get(&place).expect(200).json();
        assert_eq!((&read["author"], &read["approved_by"]), (&json!("demo-mediation"), &Value::Null));
        let approved = act(&colleague, &place, "approve", &json!({})).expect(200).json();
        assert_eq!((&approved["status"], &approved["approved_by"]), (&json!("approved"), &json!(second)));
        assert_eq!((lead(&one), lead(&other)), (before.clone(), before));

        // Whoever edits what was agreed to has written on it as well, and needs somebody else.
        let edited = author.with("if-match", "*").send("PUT", &place, "application/json", draft.to_string().as_bytes());
        assert_eq!(edited.expect(200).json()["approved_by"], Value::Null);
        act(&author, &place, "publish", &json!({})).problem(409, "conflict");
        act(&author, &place, "check", &json!({})).expect(200);
        act(&colleague, &place, "approve", &json!({})).expect(200);

        // Published by one process, it decides in both with the next request.
        let published = act(&author, &place, "publish", &json!({})).expect(200).json();
        assert_eq!(published["status"], "active");
        let now = ("p-conc".to_owned(), json!("SA50"));
        assert_eq!((lead(&one), lead(&other)), (now.clone(), now));
        let history = colleague.get(&format!("{place}/history")).expect(200).json();
        let told: Vec<(&str, &str)> = history["items"].as_array().unwrap().iter()
            .map(|entry| (entry["kind"].as_str().unwrap(), entry["client"].as_str().unwrap())).collect();
        let (author, colleague) = ("demo-mediation", second.as_str());
        assert_eq!(told, [
            ("created", author), ("checked", author), ("approved", colleague), ("edited", author),
            ("checked", author), ("approved", colleague), ("activated", author),
        ]);
    }
}
