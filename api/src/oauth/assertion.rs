//! `private_key_jwt` (RFC 7523 §3): a client shows who it is by a short-lived token of its own, signed
//! with a key whose public half is registered. The algorithm comes from the registered key and never
//! from the token; each token signs in once.

use jiff::Timestamp;
use jsonwebtoken::Validation;
use passerelle_casework::PublicKeys;
use serde::Deserialize;

/// The value of `client_assertion_type`.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The longest time that an assertion may hold, in seconds: it has to be remembered as long.
const LONGEST: i64 = 10 * 60;
/// By how many seconds the clocks of the two sides may differ.
const SKEW: i64 = 60;
/// The longest identifier of an assertion, in bytes.
const LONGEST_ID: usize = 200;
/// The longest assertion, in bytes.
const LONGEST_TOKEN: usize = 8 * 1024;

/// An assertion that holds, but for whether it was used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Its identifier.
    pub jti: String,
    /// Until when it could be used again.
    pub until: Timestamp,
}

#[derive(Deserialize)]
struct Subject {
    sub: String,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
}

/// The client that an assertion speaks for, unverified: by which keys to look at it.
#[must_use]
pub fn subject(token: &str) -> Option<String> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let decoded = jsonwebtoken::dangerous::insecure_decode::<Subject>(token).ok()?;
    Some(decoded.claims.sub)
}

/// Whether `token` was signed by one of `keys`, by and for `client`, for one of `audiences`, and
/// holds at `now`. Nothing says why not: that would help only somebody who guesses.
#[must_use]
pub fn verify(
    token: &str,
    client: &str,
    keys: &PublicKeys,
    audiences: &[String],
    now: Timestamp,
) -> Option<Assertion> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let key = keys.named(header.kid.as_deref())?;
    let mut validation = Validation::new(key.algorithm.verifier());
    validation.set_issuer(&[client]);
    validation.sub = Some(client.to_owned());
    validation.set_audience(audiences);
    validation.set_required_spec_claims(&["exp", "iss", "sub", "aud"]);
    // Times are checked below, by the clock that everything else goes by.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation)
        .ok()?
        .claims;
    let now = now.as_second();
    let begun = |at: Option<i64>| at.is_none_or(|at| at <= now.saturating_add(SKEW));
    let ends = claims.exp.saturating_add(SKEW);
    let holds = now < ends
        && claims.exp <= now.saturating_add(LONGEST + SKEW)
        && begun(claims.nbf)
        && begun(claims.iat);
    let named = !claims.jti.is_empty() && claims.jti.len() <= LONGEST_ID;
    if !holds || !named {
        return None;
    }
    Some(Assertion {
        jti: claims.jti,
        until: Timestamp::from_second(ends).ok()?,
    })
}

#[cfg(test)]
mod tests;
