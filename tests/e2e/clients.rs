//! An organisation keeps its own clients: secrets that are exchanged without a stop, and keys of its
//! own (`private_key_jwt`).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use jiff::SignedDuration;
use passerelle_tests::http::DEMO_SECRET;
use passerelle_tests::{Service, both_databases};
use serde_json::{Value, json};

use crate::cases;

const GRANT: &str = "grant_type=client_credentials";
const ASSERTION: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

both_databases! {
    fn a_secret_is_exchanged_without_a_stop(world in World) {
        let world = world.at(cases::A01_AT);
        let service = world.serve();
        let landlord = service.client().signed_in("demo-landlord");
        let made = landlord.post("/v1/clients", &json!({
            "name": "Logiciel de gestion locative", "scopes": ["referrals:read", "referrals:write"],
        })).expect(201);
        assert_eq!(made.header("cache-control"), "no-store");
        let address = made.header("location").to_owned();
        let (tag, made) = (made.header("etag").to_owned(), made.json());
        let (id, first) = (text(&made["client"]["id"]), text(&made["client_secret"]));
        service.client().ask_token(&id, &first, GRANT).expect(200);
        let read = landlord.get(&address).expect(200);
        assert_eq!(read.header("etag"), tag, "a sign-in is no change");
        assert!(!read.text().contains(&first), "a secret is told once");
        let rotate = format!("{address}/rotate-secret");
        landlord.post(&rotate, &json!({})).problem(428, "precondition-required");
        let exchanged = landlord.with("if-match", &tag).post(&rotate, &json!({"overlap_hours": 2})).expect(200);
        landlord.with("if-match", &tag).post(&rotate, &json!({})).problem(412, "precondition-failed");
        let second = text(&exchanged.json()["client_secret"]);
        let signs_in = |secret: &str| service.client().ask_token(&id, secret, GRANT).status;
        assert_eq!((signs_in(&first), signs_in(&second)), (200, 200));
        world.clock.step(SignedDuration::from_hours(2));
        assert_eq!((signs_in(&first), signs_in(&second)), (401, 200));

        let landlord = service.client().signed_in("demo-landlord");
        let revoke = landlord.with("if-match", "*");
        let revoked = revoke.post(&format!("{address}/revoke"), &json!({})).expect(200);
        assert!(revoked.json()["revoked_at"].is_string());
        assert_eq!(signs_in(&second), 401);
        revoke.post(&format!("{address}/revoke"), &json!({})).problem(409, "conflict");
    }

    fn clients_are_for_their_organisation_and_give_no_more_than_it_has(world in World) {
        let service = world.serve();
        let landlord = service.client().signed_in("demo-landlord");
        let asked = json!({"name": "Reporting", "scopes": ["referrals:read"]});
        let made = landlord.post("/v1/clients", &asked).expect(201);
        let address = made.header("location").to_owned();

        // The CCAS has no such scope, and a stranger with it sees nothing.
        service.client().signed_in("demo-ccas").get("/v1/clients").problem(403, "forbidden");
        let coordinator = service.client().signed_in("demo-mediation");
        let school = "00000000-0000-7000-8000-000000000022";
        let keeper = coordinator.post("/v1/clients", &json!({
            "organisation": school, "name": "Vie scolaire", "scopes": ["clients:manage", "referrals:read"],
        })).expect(201).json();
        let token = service.client().ask_token(&text(&keeper["client"]["id"]), &text(&keeper["client_secret"]), GRANT);
        let school_keeper = service.client().bearing(&text(&token.expect(200).json()["access_token"]));
        school_keeper.get(&address).problem(404, "not-found");
        let any = school_keeper.with("if-match", "*");
        any.post(&format!("{address}/revoke"), &json!({})).problem(404, "not-found");
        any.post(&format!("{address}/rotate-secret"), &json!({})).problem(404, "not-found");
        any.send("PATCH", &address, "application/json", br#"{"name": "x"}"#).problem(404, "not-found");
        let theirs = school_keeper.get("/v1/clients").expect(200).json();
        assert_eq!(theirs["items"].as_array().unwrap().len(), 2, "{theirs}");

        let greedy = school_keeper.post("/v1/clients", &json!({
            "name": "\u{7}", "scopes": ["rules:manage"], "roles": ["coordinator"], "expires_at": "2020-01-01T00:00:00Z",
            "jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        }));
        let greedy = greedy.problem(422, "invalid-request");
        let mut pointers: Vec<&str> = greedy["errors"].as_array().unwrap().iter().filter_map(|fault| fault["pointer"].as_str()).collect();
        pointers.sort_unstable();
        assert_eq!(pointers, ["/expires_at", "/jwks/keys/0", "/name", "/roles", "/scopes"]);
        let unknown = school_keeper.post("/v1/clients", &json!({"name": "x", "scopes": ["everything"], "secret": "mine"}));
        assert_eq!(unknown.problem(422, "invalid-request")["errors"].as_array().unwrap().len(), 2);
        assert_eq!(school_keeper.get("/v1/clients").expect(200).json()["items"].as_array().unwrap().len(), 2);
    }

    fn a_client_signs_in_by_its_own_key_once_for_each_assertion(mut world in World) {
        world.set("PASSERELLE_PUBLIC_URL", "https://passerelle.example.org");
        let world = world.at(cases::A01_AT);
        let (one, other) = (world.serve(), world.serve());
        let key = SigningKey::from_bytes(&[7; 32]);
        let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        let made = one.client().signed_in("demo-landlord").post("/v1/clients", &json!({
            "name": "Logiciel de gestion locative", "scopes": ["referrals:read"],
            "jwks": {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "2026"}]},
        })).expect(201).json();
        assert_eq!(made["client_secret"], Value::Null);
        let id = text(&made["client"]["id"]);
        let now = jiff::Timestamp::from_second(cases::A01_AT.parse::<jiff::Timestamp>().unwrap().as_second()).unwrap();
        let claims = json!({
            "iss": id, "sub": id, "aud": "https://passerelle.example.org/oauth/token", "jti": "premier",
            "iat": now.as_second(), "exp": now.as_second() + 300,
        });
        let assertion = signed(&key, &claims);
        let given = ask(&one, &assertion);
        assert_eq!(given.0, 200, "{}", given.1);
        one.client().bearing(&text(&given.1["access_token"])).get("/v1/referrals").expect(200);
        // Once, whichever process is asked.
        for service in [&one, &other] {
            let again = ask(service, &assertion);
            assert_eq!((again.0, &again.1["error"]), (401, &json!("invalid_client")));
        }
        let mut elsewhere = claims.clone();
        elsewhere["aud"] = json!("https://elsewhere.example.org/oauth/token");
        elsewhere["jti"] = json!("deuxième");
        assert_eq!(ask(&one, &signed(&key, &elsewhere)).0, 401);
        let stranger = SigningKey::from_bytes(&[8; 32]);
        elsewhere["aud"] = claims["aud"].clone();
        assert_eq!(ask(&one, &signed(&stranger, &elsewhere)).0, 401);
        assert_eq!(ask(&other, &signed(&key, &elsewhere)).0, 200, "what was refused was not spent");
        assert_eq!(one.client().ask_token(&id, DEMO_SECRET, GRANT).status, 401);
        assert_eq!(one.client().ask_token(&id, "", GRANT).status, 401);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn signed(key: &SigningKey, claims: &Value) -> String {
    let header = json!({"alg": "EdDSA", "kid": "2026", "typ": "JWT"});
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signature = key.sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn ask(service: &Service, assertion: &str) -> (u16, Value) {
    let form = format!("{GRANT}&client_assertion_type={ASSERTION}&client_assertion={assertion}");
    let answer = service.client().send(
        "POST",
        "/oauth/token",
        "application/x-www-form-urlencoded",
        form.as_bytes(),
    );
    (answer.status, answer.json())
}
