use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::clock::SystemEntropy;

struct At(i64);

impl Clock for At {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap()
    }
}

const NOW: i64 = 1_790_000_000;

fn keys() -> Keys {
    let dir = tempfile::tempdir().unwrap();
    Keys::load_or_create(&dir.path().join("k.pem"), &SystemEntropy).unwrap()
}

fn tokens(keys: &Keys, now: i64) -> AccessTokens {
    let url = "https://passerelle.example.org";
    AccessTokens::new(
        keys.clone(),
        url,
        Arc::new(At(now)),
        Arc::new(SystemEntropy),
    )
}

fn actor() -> Actor {
    Actor {
        client: "demo-landlord".to_owned(),
        organisation: PartnerId::from_uuid(Uuid::from_u128(2)),
        scopes: [Scope::ReferralsWrite].into(),
        roles: [Role::Mediator].into(),
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn a_token_of_ours_names_its_bearer() {
    let tokens = tokens(&keys(), NOW);
    let token = tokens.issue(&actor()).unwrap();
    let bearer = tokens.verify(&token).unwrap();
    assert_eq!(bearer.client, "demo-landlord");
    assert_eq!(bearer.organisation, actor().organisation);
    assert_eq!(bearer.scopes, actor().scopes);
    assert_eq!(bearer.roles, actor().roles);
    assert_eq!(part(&token, 0)["alg"], "EdDSA");
    assert_eq!(part(&token, 0)["typ"], "at+jwt");
}

#[test]
fn it_ends_after_a_quarter_of_an_hour() {
    let keys = keys();
    let token = tokens(&keys, NOW).issue(&actor()).unwrap();
    assert!(tokens(&keys, NOW + LIFETIME - 1).verify(&token).is_ok());
    assert_eq!(
        tokens(&keys, NOW + LIFETIME).verify(&token).unwrap_err(),
        TokenError::Expired
    );
}

#[test]
fn one_that_is_known_ends_as_well() {
    struct Moving(AtomicI64);
    impl Clock for Moving {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }
    let clock = Arc::new(Moving(AtomicI64::new(NOW)));
    let at = Arc::clone(&clock) as Arc<dyn Clock>;
    let url = "https://passerelle.example.org";
    let tokens = AccessTokens::new(keys(), url, at, Arc::new(SystemEntropy));
    let token = tokens.issue(&actor()).unwrap();
    for _ in 0..2 {
        assert_eq!(tokens.verify(&token).unwrap().client, "demo-landlord");
    }
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let altered = format!("{signed}.{}", signature.to_ascii_uppercase());
    assert_eq!(tokens.verify(&altered).unwrap_err(), TokenError::Invalid);
    clock.0.store(NOW + LIFETIME, Ordering::Relaxed);
    assert_eq!(tokens.verify(&token).unwrap_err(), TokenError::Expired);
}

#[test]
fn another_key_issuer_audience_or_type_is_refused() {
    let stranger = keys();
    let keys = keys();
    let ours = tokens(&keys, NOW);
    let foreign = tokens(&stranger, NOW).issue(&actor()).unwrap();
    assert_eq!(ours.verify(&foreign).unwrap_err(), TokenError::Invalid);

    let token = ours.issue(&actor()).unwrap();
    for (claim, value) in [
        ("aud", "https://other.example.org/v1"),
        ("iss", "https://other.example.org"),
    ] {
        let mut claims = part(&token, 1);
        claims[claim] = json!(value);
        let forged = sign(
            &Header {
                typ: Some(TYPE.into()),
                ..Header::new(Algorithm::EdDSA)
            },
            &claims,
            keys.encoding(),
        );
        assert_eq!(
            ours.verify(&forged).unwrap_err(),
            TokenError::Invalid,
            "{claim}"
        );
    }
    for typ in [None, Some("JWT"), Some("answer+jwt")] {
        let header = Header {
            typ: typ.map(Into::into),
            ..Header::new(Algorithm::EdDSA)
        };
        let other = sign(&header, &part(&token, 1), keys.encoding());
        assert_eq!(
            ours.verify(&other).unwrap_err(),
            TokenError::Invalid,
            "{typ:?}"
        );
    }
    for claim in ["exp", "aud", "iss", "sub", "org"] {
        let mut claims = part(&token, 1);
        claims.as_object_mut().unwrap().remove(claim);
        let header = Header {
            typ: Some(TYPE.into()),
            ..Header::new(Algorithm::EdDSA)
        };
        let without = sign(&header, &claims, keys.encoding());
        assert_eq!(
            ours.verify(&without).unwrap_err(),
            TokenError::Invalid,
            "{claim}"
        );
    }
}

fn sign(header: &Header, claims: &Value, key: &EncodingKey) -> String {
    jsonwebtoken::encode(header, claims, key).unwrap()
}

#[test]
fn no_algorithm_but_ours_is_believed() {
    let keys = keys();
    let tokens = tokens(&keys, NOW);
    let token = tokens.issue(&actor()).unwrap();
    let claims = part(&token, 1);
    let unsigned = format!(
        "{}.{}.",
        encoded(&json!({"alg": "none", "typ": TYPE})),
        encoded(&claims)
    );
    assert_eq!(tokens.verify(&unsigned).unwrap_err(), TokenError::Invalid);

    // The public key taken for a shared secret.
    let public = BASE64_URL_SAFE_NO_PAD.decode(keys.x()).unwrap();
    let header = Header {
        typ: Some(TYPE.into()),
        ..Header::new(Algorithm::HS256)
    };
    let confused = sign(&header, &claims, &EncodingKey::from_secret(&public));
    assert_eq!(tokens.verify(&confused).unwrap_err(), TokenError::Invalid);

    for algorithm in ["none", "HS256", "RS256", "ES256", "eddsa"] {
        let mut parts: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
        parts[0] = encoded(&json!({"alg": algorithm, "typ": TYPE}));
        assert_eq!(
            tokens.verify(&parts.join(".")).unwrap_err(),
            TokenError::Invalid
        );
    }
}

#[test]
fn a_changed_token_is_refused() {
    let tokens = tokens(&keys(), NOW);
    let token = tokens.issue(&actor()).unwrap();
    let mut claims = part(&token, 1);
    claims["scope"] = json!("partners:manage");
    let mut parts: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
    parts[1] = encoded(&claims);
    assert_eq!(
        tokens.verify(&parts.join(".")).unwrap_err(),
        TokenError::Invalid
    );
    for text in [
        "",
        ".",
        "..",
        "a.b.c",
        &token[1..],
        &token[..token.len() - 1],
    ] {
        assert_eq!(tokens.verify(text).unwrap_err(), TokenError::Invalid);
    }
}
