//! Tokens: how they are given, what they open, and what is no token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use passerelle_tests::http::DEMO_SECRET;
use passerelle_tests::{Answer, Service, both_databases};
use serde_json::{Value, json};

use crate::bad_input::assert_nothing_stored;
use crate::cases;

const GRANT: &str = "grant_type=client_credentials";

both_databases! {
    fn only_a_token_of_ours_that_still_holds_opens_the_door(world in World) {
        let world = world.at(cases::A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let token = service.client().token("demo-landlord");
        let post = |token: &str| service.client().bearing(token).post("/v1/referrals", &cases::a01());

        assert_unauthorised(&service.client().post("/v1/referrals", &cases::a01()));
        assert_unauthorised(&service.client().with("authorization", "Basic eDp5").post("/v1/referrals", &cases::a01()));
        for wrong in ["", "x", "a.b.c", &token[..token.len() - 4]] {
            assert_unauthorised(&post(wrong));
        }
        let parts: Vec<&str> = token.split('.').collect();
        let (header, claims, signature) = (decode(parts[0]), decode(parts[1]), parts[2]);
        for algorithm in ["none", "None", "HS256"] {
            let mut forged = header.clone();
            forged["alg"] = json!(algorithm);
            for seal in ["", signature] {
                assert_unauthorised(&post(&format!("{}.{}.{seal}", encode(&forged), parts[1])));
            }
        }
        let mut promoted = claims.clone();
        promoted["scope"] = json!("referrals:write referrals:read partners:manage rules:manage");
        assert_unauthorised(&post(&format!("{}.{}.{signature}", parts[0], encode(&promoted))));
        let mut other_kind = header;
        other_kind["typ"] = json!("answer+jwt");
        assert_unauthorised(&post(&format!("{}.{}.{signature}", encode(&other_kind), parts[1])));

        let expires_in = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert!((1..=900).contains(&expires_in), "{claims}");
        assert_nothing_stored(&world, &service);
        world.clock.step(SignedDuration::from_secs(expires_in - 1));
        service.client().bearing(&token).get("/v1/referrals").expect(200);
        world.clock.step(SignedDuration::from_secs(62));
        assert_unauthorised(&post(&token));
        assert_nothing_stored(&world, &service);
    }

    fn the_token_endpoint_answers_as_rfc_6749_wants(world in World) {
        let service = world.serve();
        let client = service.client();
        let given = client.ask_token("demo-landlord", DEMO_SECRET, GRANT).expect(200);
        assert_eq!(given.header("cache-control"), "no-store");
        let given = given.json();
        assert_eq!(given["token_type"], "Bearer");
        assert!(given["expires_in"].as_i64().unwrap() <= 900);
        assert_eq!(given["scope"], "assignments:answer clients:manage referrals:read referrals:write");

        for (id, secret) in [("demo-landlord", "wrong"), ("nobody", DEMO_SECRET), ("", ""), ("demo-landlord", "")] {
            let refused = client.ask_token(id, secret, GRANT).expect(401);
            assert_eq!(refused.json()["error"], "invalid_client", "{id}");
            assert!(refused.header("www-authenticate").starts_with("Basic"), "{id}");
        }
        for (form, error) in [
            ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
            ("", "invalid_request"),
            ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
            ("grant_type=client_credentials&scope=rules%3Amanage", "invalid_scope"),
        ] {
            let refused = client.ask_token("demo-landlord", DEMO_SECRET, form).expect(400);
            assert_eq!(refused.json()["error"], error, "{form}");
        }
    }

    fn a_token_with_fewer_scopes_opens_fewer_doors(world in World) {
        let world = world.at(cases::A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let narrow = service.client().ask_token("demo-landlord", DEMO_SECRET, "grant_type=client_credentials&scope=referrals%3Aread");
        let narrow = narrow.expect(200).json();
        assert_eq!(narrow["scope"], "referrals:read");
        let reader = service.client().bearing(narrow["access_token"].as_str().unwrap());
        reader.get("/v1/referrals").expect(200);
        let refused = reader.post("/v1/referrals", &cases::a01());
        refused.problem(403, "forbidden");
        assert!(refused.header("www-authenticate").contains("insufficient_scope"), "{:?}", refused.headers);
        assert_nothing_stored(&world, &service);
    }

    fn copies_of_one_service_take_each_others_tokens_and_strangers_do_not(mut world in World) {
        let address = ("PASSERELLE_PUBLIC_URL", "https://passerelle.example.org");
        world.set(address.0, address.1);
        let (one, other) = (world.serve(), world.serve());
        let token = one.client().token("demo-ccas");
        other.client().bearing(&token).get("/v1/referrals").expect(200);
        // The same address and the same clients, but a key of its own.
        let mut elsewhere = passerelle_tests::World::new(world.backend);
        elsewhere.set(address.0, address.1);
        assert_unauthorised(&elsewhere.serve().client().bearing(&token).get("/v1/referrals"));
    }

    fn the_signing_key_is_replaced_without_a_break(mut world in World) {
        world.set("PASSERELLE_PUBLIC_URL", "https://passerelle.example.org");
        let world_key = world.dir().join("keys/signing.pem");
        let former = world.dir().join("keys/former.pem");
        world.clock.set(cases::A01_AT);
        world.knows(&cases::a01());
        let kids = |service: &Service| -> Vec<Value> {
            let set = service.client().get("/.well-known/jwks.json").expect(200).json();
            set["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
        };
        let kid = |token: &str| decode(token.split('.').next().unwrap())["kid"].clone();

        let service = world.serve();
        let old = service.client().token("demo-landlord");
        let before = kids(&service);
        let landlord = service.client().bearing(&old);
        let cursor = landlord.get("/v1/partners?limit=1").expect(200).json()["next"].as_str().unwrap().to_owned();
        let events = landlord.get("/v1/events").expect(200).json()["next"].as_str().unwrap().to_owned();
        let sent = landlord.with("idempotency-key", "before").post("/v1/referrals", &cases::a01()).expect(201).json();
        let mail = passerelle_tests::wait_for("the mail with the answer link", || {
            world.mails().into_iter().find(|mail| mail.text.contains("/answer/"))
        });
        let link = mail.text.split_whitespace().find(|word| word.contains("/answer/")).unwrap();
        let link = link.trim_start_matches("https://passerelle.example.org").to_owned();
        drop(service);

        std::fs::rename(&world_key, &former).unwrap();
        world.set("PASSERELLE_FORMER_SIGNING_KEY_FILES", former.to_str().unwrap());
        let service = world.serve();
        let after = kids(&service);
        assert_eq!((after.len(), &after[1]), (2, &before[0]));
        let new = service.client().token("demo-landlord");
        assert_eq!((kid(&old), kid(&new)), (before[0].clone(), after[0].clone()));
        let landlord = service.client().bearing(&old);
        landlord.get(&format!("/v1/partners?limit=1&cursor={cursor}")).expect(200);
        let first = landlord.get(&format!("/v1/events?limit=1&cursor={events}")).expect(200).json();
        assert_eq!(first["items"][0]["type"], "referral.received");
        let again = landlord.with("idempotency-key", "before").post("/v1/referrals", &cases::a01()).expect(201);
        assert_eq!((again.header("idempotency-replayed"), &again.json()["id"]), ("true", &sent["id"]));
        service.client().get(&link).expect(200);
        let next = service.client().bearing(&new).get("/v1/partners?limit=1").expect(200).json()["next"].clone();
        // A token says which of our keys it was signed with, and holds under no other.
        let parts: Vec<&str> = new.split('.').collect();
        for other in [before[0].clone(), json!("../../etc/passwd"), json!(""), json!("x' OR '1'='1")] {
            let mut header = decode(parts[0]);
            header["kid"] = other;
            assert_unauthorised(&service.client().bearing(&format!("{}.{}.{}", encode(&header), parts[1], parts[2])).get("/v1/referrals"));
        }
        world.clock.step(SignedDuration::from_mins(16));
        assert_unauthorised(&landlord.get("/v1/referrals"));
        drop(service);

        // Taken out, it opens nothing any more; what the new key signed does.
        world.set("PASSERELLE_FORMER_SIGNING_KEY_FILES", "");
        let service = world.serve();
        assert_eq!(kids(&service), after[..1]);
        let landlord = service.signed_in("demo-landlord");
        landlord.get(&format!("/v1/partners?cursor={cursor}")).problem(422, "invalid-request");
        landlord.get(&format!("/v1/partners?cursor={}", next.as_str().unwrap())).expect(200);
        assert_ne!(service.client().get(&link).status, 200);
        world.set("PASSERELLE_FORMER_SIGNING_KEY_FILES", "keys/nowhere.pem");
        assert!(world.run(&["serve"]).err.contains("nowhere.pem"));
    }
}

#[track_caller]
fn assert_unauthorised(answer: &Answer) {
    answer.problem(401, "unauthorized");
    assert!(
        answer.header("www-authenticate").starts_with("Bearer"),
        "{:?}",
        answer.headers
    );
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// Every operation of the contract, called by somebody without a token.
#[test]
fn no_operation_of_the_contract_is_open_by_accident() {
    let world = passerelle_tests::World::new(passerelle_tests::Backend::Sqlite);
    let service = world.serve();
    // Open on purpose; the list may only shrink.
    let open = [
        ("GET", "/.well-known/oauth-authorization-server"),
        ("GET", "/.well-known/jwks.json"),
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
        ("GET", "/openapi.json"),
        ("POST", "/oauth/token"),
    ];
    let contract = service.client().get("/openapi.json").expect(200).json();
    let mut closed = 0;
    for (method, path) in operations(&contract) {
        let answer = call(&service, &method, &path);
        if open.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        assert_unauthorised(&answer);
        closed += 1;
    }
    assert!(closed >= 20, "only {closed} operations ask for a token");
}

fn operations(contract: &Value) -> Vec<(String, String)> {
    let methods = ["get", "put", "post", "delete", "patch"];
    let paths = contract["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let known = methods
                .iter()
                .filter(move |method| item.get(**method).is_some());
            known.map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

/// Calls an operation with ids that nobody has and a body that would do.
fn call(service: &Service, method: &str, path: &str) -> Answer {
    let filled: String = path
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                "00000000-0000-7000-8000-0000000000ff"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/");
    match method {
        "GET" | "DELETE" => service.client().bare(method, &filled),
        _ => service.client().send(
            method,
            &filled,
            "application/json",
            cases::a01().to_string().as_bytes(),
        ),
    }
}
