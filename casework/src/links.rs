//! Answer links: an e-mail carries one, and whoever holds it may answer for the one assignment
//! that it is bound to, once, until it expires.
//!
//! A link is a signed token, so nothing has to be stored to recognise it. An expired one still
//! tells its assignment: that is how a new link can be offered, to the same address.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey, pkcs8::DecodePrivateKey};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use passerelle_domain::{AssignmentId, ColleagueId, PersonLinkId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::{Clock, PersonCode};

const TYPE: &str = "answer+jwt";
const AUDIENCE: &str = "passerelle:answer";
/// Far longer than any token of ours: what is longer is not worth decoding.
const LONGEST: usize = 1024;

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkClaims {
    /// The assignment that it answers for.
    pub assignment: AssignmentId,
    /// The link itself: each is good for one answer.
    pub jti: Uuid,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Why a link is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It was ours and is too old.
    #[error("the link has expired")]
    Expired(LinkClaims),
    /// It is not ours, or it was altered.
    #[error("the link is not one of ours")]
    Invalid,
}

/// Why links cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum LinkKeyError {
    /// The key is not an Ed25519 private key in PEM.
    #[error("the signing key is not an Ed25519 private key in PEM form")]
    Key(#[source] ed25519_dalek::pkcs8::Error),
    /// Signing failed.
    #[error("a link could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

/// The token's own claims, by their registered names (RFC 7519).
#[derive(Serialize, Deserialize)]
struct Wire {
    aud: String,
    sub: AssignmentId,
    exp: i64,
    jti: Uuid,
}

/// Signs links and recognises them.
#[derive(Clone)]
pub struct LinkSigner {
    signing: EncodingKey,
    verifying: Vec<DecodingKey>,
    secret: SigningKey,
    former: Vec<SigningKey>,
    clock: Arc<dyn Clock>,
}

impl LinkSigner {
    /// A signer with the Ed25519 private key `pem` (PKCS#8).
    ///
    /// # Errors
    /// When the text is not such a key.
    pub fn new(pem: &str, clock: Arc<dyn Clock>) -> Result<Self, LinkKeyError> {
        let key = SigningKey::from_pkcs8_pem(pem).map_err(LinkKeyError::Key)?;
        let signing = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(LinkKeyError::Signing)?;
        let verifying = DecodingKey::from_ed_der(key.verifying_key().as_bytes());
        Ok(Self {
            signing,
            verifying: vec![verifying],
            secret: key,
            former: Vec::new(),
            clock,
        })
    }

    /// The same, which also knows the links that the key `pem` has signed before.
    ///
    /// # Errors
    /// When the text is not such a key.
    pub fn after(mut self, pem: &str) -> Result<Self, LinkKeyError> {
        let key = SigningKey::from_pkcs8_pem(pem).map_err(LinkKeyError::Key)?;
        let public = key.verifying_key();
        self.verifying
            .push(DecodingKey::from_ed_der(public.as_bytes()));
        self.former.push(key);
        Ok(self)
    }

    /// The link `jti` for `assignment`, good until `expires_at` (whole seconds).
    ///
    /// # Errors
    /// When signing fails, which a good key does not let happen.
    pub fn sign(
        &self,
        assignment: AssignmentId,
        jti: Uuid,
        expires_at: Timestamp,
    ) -> Result<String, LinkKeyError> {
        let header = Header {
            typ: Some(TYPE.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Wire {
            aud: AUDIENCE.to_owned(),
            sub: assignment,
            exp: expires_at.as_second(),
            jti,
        };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(LinkKeyError::Signing)
    }

    /// The code of the link `id` to a person's page: the same each time, and for nobody to guess who
    /// does not have the key.
    #[must_use]
    pub fn person_code(&self, id: PersonLinkId) -> PersonCode {
        let mut text = b"passerelle:person-link:".to_vec();
        text.extend_from_slice(id.as_uuid().as_bytes());
        PersonCode::derive(&self.secret.sign(&text).to_bytes())
    }

    /// The code by which somebody of a partner says how they want to be written to: the same each time.
    #[must_use]
    pub fn preference_code(&self, id: ColleagueId) -> String {
        preference_code(&self.secret, id)
    }

    /// Whether `code` is that of `id`.
    #[must_use]
    pub fn is_preference_code(&self, id: ColleagueId, code: &str) -> bool {
        let mut keys = std::iter::once(&self.secret).chain(&self.former);
        keys.any(|key| {
            let right = preference_code(key, id);
            right.as_bytes().ct_eq(code.as_bytes()).into()
        })
    }

    /// What the link `token` says.
    ///
    /// # Errors
    /// [`LinkError::Expired`] with what it says when it is ours and too old, and
    /// [`LinkError::Invalid`] for everything else.
    pub fn verify(&self, token: &str) -> Result<LinkClaims, LinkError> {
        let claims = self.read(token).ok_or(LinkError::Invalid)?;
        if claims.expires_at <= self.clock.now() {
            return Err(LinkError::Expired(claims));
        }
        Ok(claims)
    }

    fn read(&self, token: &str) -> Option<LinkClaims> {
        if token.len() > LONGEST {
            return None;
        }
        // Access tokens are signed with the same key: type and audience keep the two apart.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        // Expiry is looked at by our own clock, after the signature.
        validation.validate_exp = false;
        let read = self
            .verifying
            .iter()
            .find_map(|key| jsonwebtoken::decode::<Wire>(token, key, &validation).ok())?;
        (read.header.typ.as_deref() == Some(TYPE)).then_some(())?;
        Some(LinkClaims {
            assignment: read.claims.sub,
            jti: read.claims.jti,
            expires_at: Timestamp::from_second(read.claims.exp).ok()?,
        })
    }
}

fn preference_code(key: &SigningKey, id: ColleagueId) -> String {
    let mut text = b"passerelle:mail-preference:".to_vec();
    text.extend_from_slice(id.as_uuid().as_bytes());
    let signature = key.sign(&text).to_bytes();
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(signature))
}

/// The key does not print itself.
impl std::fmt::Debug for LinkSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkSigner").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
