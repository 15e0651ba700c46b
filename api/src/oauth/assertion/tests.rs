use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use ed25519_dalek::{Signer as _, SigningKey};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::*;

const CLIENT: &str = "client-1";
const AUDIENCE: &str = "https://passerelle.example.org/oauth/token";
const NOW: i64 = 1_791_184_200;

fn pair(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn x(key: &SigningKey) -> String {
    BASE64.encode(key.verifying_key().as_bytes())
}

fn registered() -> PublicKeys {
    let key = |seed, kid| json!({"kty": "OKP", "crv": "Ed25519", "x": x(&pair(seed)), "kid": kid});
    PublicKeys::read(&json!({"keys": [key(1, "one"), key(2, "two")]})).unwrap()
}

fn claims() -> Value {
    json!({"iss": CLIENT, "sub": CLIENT, "aud": AUDIENCE, "jti": "a", "iat": NOW, "exp": NOW + 60})
}

fn with(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

fn signed(claims: &Value, seed: u8, kid: Option<&str>) -> String {
    let header = Header {
        kid: kid.map(str::to_owned),
        ..Header::new(Algorithm::EdDSA)
    };
    let der = pair(seed).to_pkcs8_der().unwrap();
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(der.as_bytes())).unwrap()
}

fn look(token: &str) -> Option<Assertion> {
    let now = Timestamp::from_second(NOW).unwrap();
    let audiences = [
        AUDIENCE.to_owned(),
        "https://passerelle.example.org".to_owned(),
    ];
    verify(token, CLIENT, &registered(), &audiences, now)
}

/// A token whose header says whatever it likes, signed by a key that is registered.
fn forged(header: &Value, claims: &Value, seed: u8) -> String {
    let input = format!(
        "{}.{}",
        BASE64.encode(header.to_string()),
        BASE64.encode(claims.to_string())
    );
    let signature = pair(seed).sign(input.as_bytes());
    format!("{input}.{}", BASE64.encode(signature.to_bytes()))
}

#[test]
fn an_assertion_by_a_registered_key_holds() {
    let expected = Assertion {
        jti: "a".to_owned(),
        until: Timestamp::from_second(NOW + 120).unwrap(),
    };
    assert_eq!(look(&signed(&claims(), 1, Some("one"))), Some(expected));
    assert!(look(&signed(&claims(), 2, Some("two"))).is_some());
    assert_eq!(
        subject(&signed(&claims(), 9, None)).as_deref(),
        Some(CLIENT)
    );
    for allowed in [
        json!({"aud": "https://passerelle.example.org"}),
        json!({"aud": [AUDIENCE, "https://elsewhere.example.org"]}),
        json!({"iat": NOW + 59, "nbf": NOW + 59}),
        json!({"exp": NOW - 59}),
        json!({"iat": null}),
    ] {
        assert!(
            look(&signed(&with(&allowed), 1, Some("one"))).is_some(),
            "{allowed}"
        );
    }
}

#[test]
fn claims_that_do_not_fit_are_refused() {
    for changed in [
        json!({"iss": "client-2"}),
        json!({"sub": "client-2"}),
        json!({"aud": "https://elsewhere.example.org/oauth/token"}),
        json!({"aud": null}),
        json!({"iss": null}),
        json!({"exp": null}),
        json!({"exp": NOW - 60}),
        json!({"exp": NOW + 661}),
        json!({"exp": i64::MAX}),
        json!({"exp": "soon"}),
        json!({"nbf": NOW + 61}),
        json!({"iat": NOW + 61}),
        json!({"jti": null}),
        json!({"jti": ""}),
        json!({"jti": "j".repeat(201)}),
    ] {
        assert_eq!(
            look(&signed(&with(&changed), 1, Some("one"))),
            None,
            "{changed}"
        );
    }
}

#[test]
fn the_token_never_chooses_how_it_is_verified() {
    let claims = claims();
    assert_eq!(
        look(&signed(&claims, 3, Some("one"))),
        None,
        "a foreign key"
    );
    assert_eq!(
        look(&signed(&claims, 1, Some("two"))),
        None,
        "another key's name"
    );
    assert_eq!(look(&signed(&claims, 1, Some("../one"))), None);
    assert_eq!(
        look(&signed(&claims, 1, None)),
        None,
        "of several keys, one is named"
    );
    for header in [
        json!({"alg": "none", "kid": "one"}),
        json!({"alg": "HS256", "kid": "one"}),
        json!({"alg": "ES256", "kid": "one"}),
        json!({"alg": "RS256", "kid": "one"}),
        json!({"kid": "one"}),
        json!({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": x(&pair(1))}}),
        json!({"alg": "EdDSA", "jku": "https://elsewhere.example.org/keys"}),
    ] {
        assert_eq!(look(&forged(&header, &claims, 1)), None, "{header}");
    }
    // The public key as the secret of a symmetric signature: the oldest trick.
    let symmetric = jsonwebtoken::encode(
        &Header {
            kid: Some("one".to_owned()),
            ..Header::new(Algorithm::HS256)
        },
        &claims,
        &EncodingKey::from_secret(pair(1).verifying_key().as_bytes()),
    );
    assert_eq!(look(&symmetric.unwrap()), None);
    let token = signed(&claims, 1, Some("one"));
    let (rest, _) = token.rsplit_once('.').unwrap();
    assert_eq!(look(&format!("{rest}.")), None);
    for nothing in ["", ".", "..", "a.b.c", &"a".repeat(9000)] {
        assert_eq!(look(nothing), None);
        assert_eq!(subject(nothing), None);
    }
}
