//! The public keys of a client (RFC 7517). Each has its one algorithm by what it is: a token can
//! never choose how it is verified.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm as Named, PublicKeyUse},
};
use passerelle_domain::Fault;
use serde_json::{Value, json};

/// The most keys that one client has: the one in use, and those that it exchanges it for.
const MOST: usize = 10;

/// The ways in which a client may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl KeyAlgorithm {
    /// The same, as the verifier names it.
    #[must_use]
    pub fn verifier(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

/// One public key.
#[derive(Clone)]
pub struct PublicKey {
    /// Its name, by which a token says with which key it was signed.
    pub kid: Option<String>,
    /// The one algorithm that it verifies.
    pub algorithm: KeyAlgorithm,
    /// To verify with.
    pub decoding: DecodingKey,
}

/// The keys of one client; at least one.
#[derive(Clone)]
pub struct PublicKeys(Vec<PublicKey>);

impl PublicKeys {
    /// Reads a set `{"keys": […]}`.
    ///
    /// # Errors
    /// Every fault, with pointers from the top of the set.
    pub fn read(set: &Value) -> Result<Self, Vec<Fault>> {
        let Some(keys) = set.get("keys").and_then(Value::as_array) else {
            return Err(vec![Fault::at(
                "/keys",
                "required",
                "a set of keys has `keys`",
            )]);
        };
        if keys.is_empty() || keys.len() > MOST {
            let detail = format!("a client has 1 to {MOST} keys");
            return Err(vec![Fault::at("/keys", "bad_length", detail)]);
        }
        let (mut read, mut faults) = (Vec::new(), Vec::new());
        for (place, key) in keys.iter().enumerate() {
            match public_key(key) {
                Ok(key) => read.push(key),
                Err((code, detail)) => {
                    faults.push(Fault::at(format!("/keys/{place}"), code, detail));
                }
            }
        }
        for (place, key) in read.iter().enumerate() {
            let alone = keys.len() == 1;
            let twice = read.iter().take(place).any(|other| other.kid == key.kid);
            if !alone && (key.kid.is_none() || twice) {
                let detail = "of several keys, each has a `kid` of its own";
                faults.push(Fault::at(format!("/keys/{place}/kid"), "taken", detail));
            }
        }
        if faults.is_empty() {
            Ok(Self(read))
        } else {
            Err(faults)
        }
    }

    /// The key that a token names; the only key, where it names none.
    #[must_use]
    pub fn named(&self, kid: Option<&str>) -> Option<&PublicKey> {
        match (kid, self.0.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(kid), keys) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
        }
    }
}

type Refused = (&'static str, &'static str);

const UNSUPPORTED: Refused = (
    "unsupported_key",
    "use an Ed25519 key (`kty` OKP) or a P-256 key (`kty` EC)",
);

fn public_key(key: &Value) -> Result<PublicKey, Refused> {
    let secret = ["d", "p", "q", "dp", "dq", "qi", "k"];
    if secret.iter().any(|member| key.get(member).is_some()) {
        return Err((
            "private_key",
            "this is a private key: send the public half, and use another key from now on",
        ));
    }
    let jwk: Jwk = serde_json::from_value(key.clone()).map_err(|_| UNSUPPORTED)?;
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            KeyAlgorithm::EdDsa
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            KeyAlgorithm::Es256
        }
        _ => return Err(UNSUPPORTED),
    };
    let named = match jwk.common.key_algorithm {
        None => true,
        Some(Named::EdDSA) => algorithm == KeyAlgorithm::EdDsa,
        Some(Named::ES256) => algorithm == KeyAlgorithm::Es256,
        Some(_) => false,
    };
    let signs = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    if !named || !signs {
        return Err((
            "bad_value",
            "`alg` has to fit the key, and `use`, where it is given, is `sig`",
        ));
    }
    let decoding = DecodingKey::from_jwk(&jwk).map_err(|_| UNSUPPORTED)?;
    if !usable(algorithm, &decoding) {
        return Err(("bad_format", "the coordinates are no point of the curve"));
    }
    Ok(PublicKey {
        kid: jwk.common.key_id,
        algorithm,
        decoding,
    })
}

/// Whether the verifier takes the key: it finds out only when it is asked to verify something, and
/// then tells a bad key from a bad signature.
fn usable(algorithm: KeyAlgorithm, key: &DecodingKey) -> bool {
    let nothing = "A".repeat(86);
    jsonwebtoken::crypto::verify(&nothing, b"", key, algorithm.verifier()).is_ok()
}

/// The set as it is stored: what was read, and nothing beside it.
pub(super) fn stored(set: &Value) -> Value {
    let members = ["kty", "crv", "x", "y", "kid", "alg", "use"];
    let keys = set.get("keys").and_then(Value::as_array);
    let kept = keys.into_iter().flatten().map(|key| {
        let known = members.iter().filter_map(|member| {
            key.get(member)
                .map(|value| ((*member).to_owned(), value.clone()))
        });
        Value::Object(known.collect())
    });
    json!({ "keys": kept.collect::<Vec<_>>() })
}
