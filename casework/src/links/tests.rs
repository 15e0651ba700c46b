use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::AssignmentId;
use uuid::Uuid;

use super::*;
use crate::testing::{SIGNING_KEY, TestClock};

const LINK: Uuid = Uuid::from_u128(7);

fn signer() -> (LinkSigner, Arc<TestClock>) {
    let clock = Arc::new(TestClock::at("2026-10-05T07:10:00Z"));
    (LinkSigner::new(SIGNING_KEY, clock.clone()).unwrap(), clock)
}

fn assignment() -> AssignmentId {
    AssignmentId::from_uuid(Uuid::from_u128(1))
}

fn in_two_weeks(clock: &TestClock) -> Timestamp {
    clock.now() + SignedDuration::from_hours(14 * 24)
}

#[test]
fn a_link_tells_its_assignment() {
    let (signer, clock) = signer();
    let expires_at = in_two_weeks(&clock);
    let token = signer.sign(assignment(), LINK, expires_at).unwrap();
    let claims = LinkClaims {
        assignment: assignment(),
        jti: LINK,
        expires_at,
    };
    assert_eq!(signer.verify(&token), Ok(claims));
    assert_eq!(
        token,
        signer.sign(assignment(), LINK, expires_at).unwrap(),
        "a repeat is the same"
    );
}

#[test]
fn an_old_link_still_tells_it() {
    let (signer, clock) = signer();
    let expires_at = in_two_weeks(&clock);
    let token = signer.sign(assignment(), LINK, expires_at).unwrap();
    clock.set(expires_at);
    let told = LinkClaims {
        assignment: assignment(),
        jti: LINK,
        expires_at,
    };
    assert_eq!(signer.verify(&token), Err(LinkError::Expired(told)));
}

#[test]
fn an_altered_link_is_nobodys() {
    let (signer, clock) = signer();
    let token = signer
        .sign(assignment(), LINK, in_two_weeks(&clock))
        .unwrap();
    let mut altered = 0;
    for at in 0..token.len() {
        // The last character of a part may hold spare bits; every other change breaks it.
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(bytes).unwrap();
        if signer.verify(&other) == Err(LinkError::Invalid) {
            altered += 1;
        }
    }
    assert!(altered >= token.len() - 3, "{altered} of {}", token.len());
    for text in ["", ".", "..", "a.b.c", "é", &"a".repeat(5000)] {
        assert_eq!(signer.verify(text), Err(LinkError::Invalid), "{text}");
    }
}

#[test]
fn other_tokens_of_the_same_key_are_no_links() {
    let (signer, clock) = signer();
    let exp = in_two_weeks(&clock).as_second();
    let wire = |aud: &str| Wire {
        aud: aud.to_owned(),
        sub: assignment(),
        exp,
        jti: LINK,
    };
    let as_type = |typ: &str| Header {
        typ: Some(typ.to_owned()),
        ..Header::new(Algorithm::EdDSA)
    };
    let sign = |header, claims| jsonwebtoken::encode(&header, &claims, &signer.signing).unwrap();
    assert!(signer.verify(&sign(as_type(TYPE), wire(AUDIENCE))).is_ok());
    assert!(
        signer
            .verify(&sign(as_type("at+jwt"), wire(AUDIENCE)))
            .is_err()
    );
    assert!(
        signer
            .verify(&sign(as_type(TYPE), wire("http://localhost/v1")))
            .is_err()
    );
    assert!(
        signer
            .verify(&sign(Header::new(Algorithm::EdDSA), wire(AUDIENCE)))
            .is_err()
    );
}

#[test]
fn the_algorithm_is_fixed() {
    let (signer, clock) = signer();
    let claims = Wire {
        aud: AUDIENCE.to_owned(),
        sub: assignment(),
        exp: in_two_weeks(&clock).as_second(),
        jti: LINK,
    };
    let header = Header {
        typ: Some(TYPE.to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let public = SigningKey::from_pkcs8_pem(SIGNING_KEY)
        .unwrap()
        .verifying_key();
    let secret = EncodingKey::from_secret(public.as_bytes());
    let token = jsonwebtoken::encode(&header, &claims, &secret).unwrap();
    assert_eq!(signer.verify(&token), Err(LinkError::Invalid));
}

#[test]
fn a_text_that_is_no_key_is_refused() {
    let clock = Arc::new(TestClock::at("2026-10-05T07:10:00Z"));
    assert!(matches!(
        LinkSigner::new("nonsense", clock),
        Err(LinkKeyError::Key(_))
    ));
}
