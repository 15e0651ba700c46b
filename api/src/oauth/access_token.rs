//! Access tokens: JWTs in the profile of RFC 9068, signed with the service's own key.
//!
//! The algorithm is EdDSA and nothing else, whatever a token says of itself; type, issuer, audience
//! and times are checked by our clock. Nothing is looked up: a token holds for its fifteen minutes.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation};
use passerelle_casework::{Actor, Clock, Entropy, Role, Scope};
use passerelle_domain::PartnerId;
use serde::{Deserialize, Serialize};

use crate::keys::Keys;

/// How long a token holds, in seconds.
pub const LIFETIME: i64 = 15 * 60;

/// The header `typ` of an access token.
const TYPE: &str = "at+jwt";

/// Issues and verifies access tokens.
#[derive(Clone)]
pub struct AccessTokens {
    keys: Keys,
    issuer: String,
    audience: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
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
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Times are checked below, by the clock that everything else goes by.
        validation.validate_exp = false;
        let decoded = jsonwebtoken::decode::<Claims>(token, self.keys.decoding(), &validation)
            .map_err(|_| TokenError::Invalid)?;
        if !decoded
            .header
            .typ
            .is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE))
        {
            return Err(TokenError::Invalid);
        }
        let claims = decoded.claims;
        if claims.exp <= self.clock.now().as_second() {
            return Err(TokenError::Expired);
        }
        Ok(Actor {
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
mod tests {
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
    fn another_key_issuer_audience_or_type_is_refused() {
        let keys = keys();
        let ours = tokens(&keys, NOW);
        let foreign = tokens(&super::tests::keys(), NOW).issue(&actor()).unwrap();
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
}
