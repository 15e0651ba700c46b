//! Clients that organisations keep themselves, from the first secret to the last day.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::*;
use crate::testing::{World, cases, world::actor_of};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn new() -> NewClient {
    NewClient {
        name: "Logiciel de gestion locative".to_owned(),
        scopes: BTreeSet::from([Scope::ReferralsWrite, Scope::ReferralsRead]),
        ..NewClient::default()
    }
}

/// A public key, made from a seed.
fn key(seed: u8, kid: Option<&str>) -> Value {
    let public = SigningKey::from_bytes(&[seed; 32]).verifying_key();
    let mut key = json!({"kty": "OKP", "crv": "Ed25519", "x": BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes())});
    if let Some(kid) = kid {
        key["kid"] = kid.into();
    }
    key
}

fn codes(error: CaseworkError) -> Vec<(String, &'static str)> {
    match error {
        CaseworkError::Invalid(faults) => {
            let faults = faults.into_iter();
            faults.map(|fault| (fault.pointer, fault.code)).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_secret_is_told_once_and_opens_the_door_until_it_is_exchanged_or_revoked() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let issued = casework.add_client(&landlord, &new()).unwrap();
    let (id, first) = (issued.client.id.clone(), issued.secret.unwrap());
    assert!(first.len() > 40 && first.starts_with("psl_"), "{first}");
    let signs_in = |secret: &str| casework.authenticate(&id, secret).unwrap().is_some();
    assert!(signs_in(&first) && !signs_in("psl_wrong") && !signs_in(""));
    let used = casework.client_of(&landlord, &id).unwrap();
    assert_eq!(used.last_used_at, Some(casework.now()));

    let second = casework.rotate_secret(&landlord, &id, HOUR, None).unwrap();
    let second = second.secret.unwrap();
    assert!(signs_in(&first) && signs_in(&second));
    world.clock.pass(HOUR);
    assert!(!signs_in(&first) && signs_in(&second));
    let third = casework
        .rotate_secret(&landlord, &id, SignedDuration::ZERO, None)
        .unwrap();
    let third = third.secret.unwrap();
    assert!(!signs_in(&second) && signs_in(&third));

    let revoked = casework.revoke_client(&landlord, &id, None).unwrap();
    assert!(revoked.revoked_at.is_some() && !signs_in(&third));
    let again = casework.revoke_client(&landlord, &id, None).unwrap_err();
    assert!(matches!(again, CaseworkError::Conflict(_)), "{again}");
}

#[test]
fn a_client_with_an_end_ends_there() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let end = casework.now() + HOUR;
    let bounded = NewClient {
        expires_at: Some(end),
        ..new()
    };
    let issued = casework.add_client(&landlord, &bounded).unwrap();
    let (id, secret) = (issued.client.id, issued.secret.unwrap());
    world.clock.pass(HOUR - SignedDuration::from_secs(1));
    assert!(casework.authenticate(&id, &secret).unwrap().is_some());
    world.clock.pass(SignedDuration::from_secs(1));
    assert!(casework.authenticate(&id, &secret).unwrap().is_none());
    let past = casework.add_client(&landlord, &bounded).unwrap_err();
    assert_eq!(codes(past), [("/expires_at".to_owned(), "out_of_range")]);
}

#[test]
fn nobody_gives_more_than_they_have() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let greedy = NewClient {
        scopes: BTreeSet::from([Scope::RulesManage]),
        roles: BTreeSet::from([Role::Coordinator]),
        name: " ".to_owned(),
        ..new()
    };
    let mut refused = codes(casework.add_client(&landlord, &greedy).unwrap_err());
    refused.sort();
    let expected = [
        ("/name", "bad_length"),
        ("/roles", "not_yours"),
        ("/scopes", "not_yours"),
    ];
    assert_eq!(refused, expected.map(|(at, code)| (at.to_owned(), code)));
    // A coordinator may, for the operator's own clients, and roles for nobody else's.
    let own = NewClient {
        name: "Coordination".to_owned(),
        ..greedy
    };
    let coordinator = world.mediator();
    casework.add_client(&coordinator, &own).unwrap();
    let foreign = NewClient {
        organisation: Some(cases::id("p-bail")),
        ..own
    };
    let refused = codes(casework.add_client(&coordinator, &foreign).unwrap_err());
    assert_eq!(refused, [("/roles".to_owned(), "not_yours")]);
}

#[test]
fn clients_of_others_are_not_there() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let theirs = casework.add_client(&landlord, &new()).unwrap().client;
    let stranger = world.client("demo-ccas");
    let outsider = Actor {
        scopes: Scope::ALL.iter().copied().collect(),
        ..stranger
    };
    let gone = |result: Result<ClientView, CaseworkError>| {
        assert!(matches!(result, Err(CaseworkError::NotFound)));
    };
    gone(casework.client_of(&outsider, &theirs.id));
    gone(casework.revoke_client(&outsider, &theirs.id, None));
    gone(casework.change_client(&outsider, &theirs.id, &ClientChange::default(), None));
    let rotated = casework.rotate_secret(&outsider, &theirs.id, HOUR, None);
    assert!(matches!(rotated, Err(CaseworkError::NotFound)));
    let listed = casework.clients(&outsider, None).unwrap();
    assert!(
        listed
            .iter()
            .all(|client| client.organisation.code == "p-ccas")
    );
    let of_landlord = Some(cases::id("p-bail"));
    assert!(casework.clients(&outsider, of_landlord).is_err());
    let listed = casework.clients(&world.mediator(), of_landlord).unwrap();
    assert_eq!(listed.len(), 2);
    let without_scope = Actor {
        scopes: BTreeSet::from([Scope::ReferralsRead]),
        ..actor_of("p-bail")
    };
    let refused = casework.clients(&without_scope, None);
    assert!(matches!(refused, Err(CaseworkError::Forbidden(_))));
}

#[test]
fn of_two_changes_at_once_one_is_told_of_the_other() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let client = casework.add_client(&landlord, &new()).unwrap().client;
    let change = ClientChange {
        name: Some("Autre nom".to_owned()),
        ..ClientChange::default()
    };
    let changed = casework
        .change_client(&landlord, &client.id, &change, Some(client.revision))
        .unwrap();
    assert_eq!(changed.name.as_deref(), Some("Autre nom"));
    let late = casework.change_client(&landlord, &client.id, &change, Some(client.revision));
    assert!(matches!(late, Err(CaseworkError::Stale { current: 2 })));
}

#[test]
fn a_client_with_keys_has_no_secret_and_spends_each_assertion_once() {
    let world = World::new();
    let (casework, landlord) = (&world.casework, world.landlord());
    let keyed = NewClient {
        keys: Some(json!({"keys": [key(1, None)]})),
        ..new()
    };
    let issued = casework.add_client(&landlord, &keyed).unwrap();
    assert_eq!(issued.secret, None);
    let id = issued.client.id;
    assert!(casework.authenticate(&id, "").unwrap().is_none());
    let keys = casework.client_keys(&id).unwrap().unwrap();
    assert!(keys.named(None).is_some() && keys.named(Some("other")).is_none());
    let until = casework.now() + HOUR;
    let spend = |jti: &str| casework.spend_assertion(&id, jti, until).unwrap().is_some();
    assert!(spend("a") && !spend("a") && spend("b"));
    let rotated = casework.rotate_secret(&landlord, &id, HOUR, None);
    assert!(matches!(rotated, Err(CaseworkError::Conflict(_))));
    casework.revoke_client(&landlord, &id, None).unwrap();
    assert!(casework.client_keys(&id).unwrap().is_none());
    assert!(!spend("c"));
}

#[test]
fn keys_that_cannot_be_used_are_refused_with_a_pointer_to_each() {
    let mut private = key(1, Some("a"));
    private["d"] = "AAAA".into();
    let mut off_curve = key(2, Some("b"));
    let nowhere = (0..u8::MAX)
        .map(|byte| [byte; 32])
        .find(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).is_err())
        .unwrap();
    off_curve["x"] = BASE64_URL_SAFE_NO_PAD.encode(nowhere).into();
    let mut encrypting = key(3, Some("c"));
    encrypting["use"] = "enc".into();
    let rsa = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "d"});
    let set =
        json!({"keys": [private, off_curve, encrypting, rsa, {"kty": "oct", "k": "AAAA"}, 7]});
    let faults = PublicKeys::read(&set).err().unwrap();
    let found: Vec<(&str, &str)> = faults
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    let expected = [
        ("/keys/0", "private_key"),
        ("/keys/1", "bad_format"),
        ("/keys/2", "bad_value"),
        ("/keys/3", "unsupported_key"),
        ("/keys/4", "private_key"),
        ("/keys/5", "unsupported_key"),
    ];
    assert_eq!(found, expected);
    for (set, code) in [
        (json!({"keys": [key(1, None), key(2, None)]}), "taken"),
        (
            json!({"keys": [key(1, Some("a")), key(2, Some("a"))]}),
            "taken",
        ),
        (json!({"keys": []}), "bad_length"),
        (json!([]), "required"),
    ] {
        let faults = PublicKeys::read(&set).err().unwrap();
        assert_eq!(faults[0].code, code, "{set}");
    }
}

/// A client of the operator that looks after clients, and is no coordinator.
fn keeper_of_the_operator(world: &World) -> (Actor, String) {
    let keeper = NewClient {
        name: "Administration".to_owned(),
        scopes: BTreeSet::from([Scope::ClientsManage, Scope::ReferralsRead]),
        ..new()
    };
    let issued = world.casework.add_client(&world.mediator(), &keeper);
    let id = issued.unwrap().client.id;
    (world.client(&id), id)
}

#[test]
fn nobody_takes_over_a_client_that_may_do_more_than_they() {
    let world = World::new();
    let casework = &world.casework;
    let (keeper, _) = keeper_of_the_operator(&world);
    let forbidden = |error: CaseworkError| {
        assert!(matches!(error, CaseworkError::Forbidden(_)), "{error}");
    };
    forbidden(
        casework
            .rotate_secret(&keeper, "demo-mediation", HOUR, None)
            .unwrap_err(),
    );
    let strong = NewClient {
        keys: Some(json!({"keys": [key(1, None)]})),
        scopes: BTreeSet::from([Scope::RulesManage]),
        ..new()
    };
    let strong = casework.add_client(&world.mediator(), &strong).unwrap();
    let other_keys = ClientChange {
        keys: Some(json!({"keys": [key(2, None)]})),
        ..ClientChange::default()
    };
    let id = strong.client.id;
    forbidden(
        casework
            .change_client(&keeper, &id, &other_keys, None)
            .unwrap_err(),
    );
    casework
        .change_client(&world.mediator(), &id, &other_keys, None)
        .unwrap();
    // To stop it is no gain of rights, and may be urgent.
    casework.revoke_client(&keeper, &id, None).unwrap();
}

#[test]
fn a_token_of_a_revoked_client_makes_no_other_one() {
    let world = World::new();
    let casework = &world.casework;
    let (keeper, id) = keeper_of_the_operator(&world);
    let modest = NewClient {
        scopes: BTreeSet::from([Scope::ReferralsRead]),
        ..new()
    };
    casework.add_client(&keeper, &modest).unwrap();
    casework
        .revoke_client(&world.mediator(), &id, None)
        .unwrap();
    let refused = casework.add_client(&keeper, &modest).unwrap_err();
    assert!(matches!(refused, CaseworkError::Forbidden(_)), "{refused}");
}
