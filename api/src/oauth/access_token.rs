//! Access tokens: JWTs in the profile of RFC 9068, signed with the service's own key.
//!
//! The algorithm is EdDSA and nothing else, whatever a token says of itself; type, issuer, audience
//! and times are checked by our clock. Nothing is looked up: a token holds for its fifteen minutes.
//! Callers send the same token again and again, so the last ones that held are known by their digest:
//! the signature is checked once, the time each time.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation};
use passerelle_casework::{Actor, Clock, Entropy, Role, Scope};
use passerelle_domain::PartnerId;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::Keys;

/// How long a token holds, in seconds.
pub const LIFETIME: i64 = 15 * 60;

/// The header `typ` of an access token.
const TYPE: &str = "at+jwt";

/// How many tokens are known at most; each takes some hundred bytes.
const KNOWN: usize = 4096;

/// Issues and verifies access tokens.
#[derive(Clone)]
pub struct AccessTokens {
    keys: Keys,
    issuer: String,
    audience: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    known: Arc<Cache<[u8; 32], Verified>>,
}

/// What a token of ours says.
#[derive(Clone)]
struct Verified {
    actor: Arc<Actor>,
    /// When it ends, in seconds since 1970.
    exp: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    client_id: String,
    org: PartnerId,
    scope: String,
    #[serde(default)]
    roles: Vec<String>,
    iat: i64,
    exp: i64,
    jti: String,
}

/// Why a token does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not one of ours, or not for this service.
    #[error("the access token is not valid")]
    Invalid,
    /// It was ours.
    #[error("the access token has expired")]
    Expired,
}

/// The token could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the access token could not be signed")]
pub struct SigningError(#[from] jsonwebtoken::errors::Error);

impl AccessTokens {
    /// Tokens of the service at `public_url`.
    #[must_use]
    pub fn new(
        keys: Keys,
        public_url: &str,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            keys,
            issuer: public_url.to_owned(),
            audience: format!("{public_url}/v1"),
            clock,
            entropy,
            known: Arc::new(Cache::new(KNOWN)),
        }
    }

    /// A token by which its bearer is `actor`.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, actor: &Actor) -> Result<String, SigningError> {
        let now = self.clock.now();
        let claims = Claims {
            iss: self.issuer.clone(),
            sub: actor.client.clone(),
            aud: self.audience.clone(),
            client_id: actor.client.clone(),
            org: actor.organisation,
            scope: scope_text(&actor.scopes),
            roles: actor
                .roles
                .iter()
                .map(|role| role.code().to_owned())
                .collect(),
            iat: now.as_second(),
            exp: now.as_second() + LIFETIME,
            jti: self.identifier(now),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.keys.kid().to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        Ok(jsonwebtoken::encode(
            &header,
            &claims,
            self.keys.encoding(),
        )?)
    }

    /// Who the bearer of `token` is.
    ///
    /// # Errors
    /// [`TokenError`] when the token does not hold.
    pub fn verify(&self, token: &str) -> Result<Actor, TokenError> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let verified = self
            .known
            .get_or_insert_with(&digest, || self.read(token))?;
        if verified.exp <= self.clock.now().as_second() {
            return Err(TokenError::Expired);
        }
        Ok(Actor::clone(&verified.actor))
    }

    /// What a token says, if it is one of ours; it may have ended.
    fn read(&self, token: &str) -> Result<Verified, TokenError> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The time is checked by the caller, by the clock that everything else goes by.
        validation.validate_exp = false;
        let kid = jsonwebtoken::decode_header(token)
            .map_err(|_| TokenError::Invalid)?
            .kid;
        // Nothing but the choice among keys of ours is taken from the token.
        let key = self.keys.named(kid.as_deref()).ok_or(TokenError::Invalid)?;
        let decoded = jsonwebtoken::decode::<Claims>(token, key.decoding(), &validation)
            .map_err(|_| TokenError::Invalid)?;
        if !decoded
            .header
            .typ
            .is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE))
        {
            return Err(TokenError::Invalid);
        }
        let claims = decoded.claims;
        let actor = Actor {
            client: claims.client_id,
            organisation: claims.org,
            scopes: claims
                .scope
                .split(' ')
                .filter_map(Scope::from_code)
                .collect(),
            roles: claims
                .roles
                .iter()
                .filter_map(|code| Role::from_code(code))
                .collect(),
        };
        Ok(Verified {
            actor: Arc::new(actor),
            exp: claims.exp,
        })
    }

    fn identifier(&self, now: Timestamp) -> String {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .to_string()
    }
}

/// Scopes as they stand in a token and in its answer: in the order of the alphabet.
#[must_use]
pub fn scope_text(scopes: &BTreeSet<Scope>) -> String {
    let codes: BTreeSet<&str> = scopes.iter().map(|scope| scope.code()).collect();
    codes.into_iter().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
