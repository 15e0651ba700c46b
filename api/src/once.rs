//! `Idempotency-Key`: a request that is carried out once, however often it is sent.
//!
//! The answer is kept sealed: it may hold names, or a secret that is told once. It takes the caller's
//! key and the service's own to open it, so that neither the database nor a back-up of it tells more
//! than that something was answered.

use std::future::{Ready, ready};

use actix_web::body::MessageBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_MATCH, LOCATION,
};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use passerelle_casework::{Actor, Audience, CaseworkError, OnceKey, SealedAnswer};
use passerelle_domain::ReferralId;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{aead, hkdf};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::auth::actor;
use crate::keys::Keys;
use crate::problems::{Problem, ProblemKind};
use crate::state::State;

/// The header by which a request is known when it comes again.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The longest key, in characters.
const LONGEST: usize = 255;

/// What of an answer is kept beside its body.
const KEPT_HEADERS: [HeaderName; 4] = [CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION];

/// Bytes of chance in front of every sealed answer.
const SALT: usize = 16;

/// The key of a request, where it has one.
pub struct Key(Option<Keyed>);

struct Keyed {
    key: String,
    actor: Actor,
    request: HttpRequest,
    /// The digest of what is sent, where that is not the whole body.
    sent: Option<[u8; 32]>,
    state: Data<State>,
}

/// What a request is answered with, as it is kept.
pub trait Kept: Serialize + DeserializeOwned {
    /// The case that it made.
    fn case(&self) -> Option<ReferralId>;

    /// Whether it tells more of a case than a former partner sees.
    fn tells_of_the_case(&self) -> bool;
}

/// The digest of the body, for a request with a key.
struct BodyDigest([u8; 32]);

/// What is known of a request with a key once it was read whole.
pub struct Ticket {
    /// By which a repeated request is known.
    pub once: OnceKey,
    /// Whoever asks.
    pub actor: Actor,
    /// The case that the address names.
    case: Option<ReferralId>,
    sealer: Sealer,
}

/// An answer, whole.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl FromRequest for Key {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.headers().get_all(&KEY);
        let (first, second) = (values.next(), values.next());
        let Some(value) = first else {
            return ready(Ok(Self(None)));
        };
        let key = value
            .to_str()
            .ok()
            .and_then(plain)
            .filter(|_| second.is_none());
        let Some(key) = key else {
            return ready(Err(no_key()));
        };
        let Some(state) = request.app_data::<Data<State>>() else {
            return ready(Err(Problem::internal()));
        };
        ready(actor(request).map(|actor| {
            Self(Some(Keyed {
                key: key.to_owned(),
                actor,
                request: request.clone(),
                sent: None,
                state: state.clone(),
            }))
        }))
    }
}

/// The key itself: bare, or between quotes as a string of RFC 8941.
fn plain(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    let good = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    let fits = (1..=LONGEST).contains(&inner.len()) && inner.bytes().all(good);
    fits.then_some(inner)
}

fn no_key() -> Problem {
    Problem::new(
        ProblemKind::InvalidRequest,
        "`Idempotency-Key` is one text of 1 to 255 visible ASCII characters, such as a UUID.",
    )
}

/// Notes what a request with a key sends, for [`Key::ticket`].
pub fn note_body(request: &HttpRequest, body: &[u8]) {
    if request.headers().contains_key(&KEY) {
        let digest = Sha256::digest(body).into();
        request.extensions_mut().insert(BodyDigest(digest));
    }
}

impl Key {
    /// The key of one line of the request, which is known by `name`.
    #[must_use]
    pub fn of_line(&self, name: &str, line: &[u8]) -> Self {
        Self(self.0.as_ref().map(|keyed| Keyed {
            key: format!("{}/{name}", keyed.key),
            actor: keyed.actor.clone(),
            request: keyed.request.clone(),
            sent: Some(Sha256::digest(line).into()),
            state: keyed.state.clone(),
        }))
    }

    /// By which the request is known, once its body was read; `None` where it has no key.
    #[must_use]
    pub fn ticket(self) -> Option<Ticket> {
        let Keyed {
            key,
            actor,
            request,
            sent,
            state,
        } = self.0?;
        let mut asked = Sha256::new();
        for part in [
            request.method().as_str(),
            request.path(),
            request.query_string(),
        ] {
            asked.update(part);
            asked.update([0]);
        }
        if let Some(tag) = request.headers().get(IF_MATCH) {
            asked.update(tag.as_bytes());
        }
        asked.update([0]);
        let body = request.extensions().get::<BodyDigest>().map(|body| body.0);
        asked.update(sent.or(body).unwrap_or_default());
        let once = OnceKey {
            client: actor.client.clone(),
            key: hex(&Sha256::digest(&key)),
            request: hex(&asked.finalize()),
        };
        let secret = |keys: &Keys| [keys.answer_key(), key.as_bytes()].concat();
        Some(Ticket {
            case: request.path().strip_prefix("/v1").and_then(case_of),
            sealer: Sealer {
                secret: secret(&state.keys),
                former: state.keys.former().iter().map(secret).collect(),
                client: actor.client.clone(),
            },
            once,
            actor,
        })
    }
}

/// The case that an address below `/v1` names.
fn case_of(path: &str) -> Option<ReferralId> {
    let rest = path.strip_prefix("/referrals/")?;
    rest.split('/').next()?.parse().ok()
}

impl Ticket {
    /// An answer, ready to be kept.
    ///
    /// # Errors
    /// None that an answer of ours gives.
    pub fn seal(&self, answer: &impl Kept) -> Result<SealedAnswer, CaseworkError> {
        let text = serde_json::to_vec(answer).map_err(|error| CaseworkError::Internal {
            context: "writing an answer down",
            source: Some(Box::new(error)),
        })?;
        let bytes = self.sealer.seal(text);
        let bytes = bytes.map_err(|_| CaseworkError::Internal {
            context: "sealing an answer",
            source: None,
        })?;
        let case = self.case.or_else(|| answer.case());
        Ok(SealedAnswer { bytes, case })
    }

    /// An answer that was kept, for the `reader` that the caller is by now. `None` where it told more
    /// of the case than the caller may see now, or was sealed under a key of the service that has been
    /// replaced since.
    #[must_use]
    pub fn open<A: Kept>(&self, sealed: &[u8], reader: Option<Audience>) -> Option<A> {
        let opened = self.sealer.open(sealed)?;
        let answer: A = serde_json::from_slice(&opened).ok()?;
        let too_much = reader == Some(Audience::Former) && answer.tells_of_the_case();
        (!too_much).then_some(answer)
    }
}

impl Answer {
    /// What is kept of a response. Every body of ours is text.
    #[must_use]
    pub fn of(response: HttpResponse) -> Self {
        let headers = KEPT_HEADERS.iter().filter_map(|name| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some((name.to_string(), value.to_owned()))
        });
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let body = response.into_body().try_into_bytes().unwrap_or_default();
        Self {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// The response again; `replayed` where it was given before.
    #[must_use]
    pub fn respond(self, replayed: bool) -> HttpResponse {
        let status = StatusCode::from_u16(self.status);
        let mut response = HttpResponse::build(status.unwrap_or_default());
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        if replayed {
            response.insert_header((REPLAYED, HeaderValue::from_static("true")));
        }
        response.body(self.body)
    }
}

impl Kept for Answer {
    fn case(&self) -> Option<ReferralId> {
        let made = |(name, _): &&(String, String)| name == LOCATION.as_str();
        let (_, place) = self.headers.iter().find(made)?;
        case_of(place.strip_prefix("/v1")?)
    }

    /// Nothing is urgent for a former partner any more.
    fn tells_of_the_case(&self) -> bool {
        let body = serde_json::from_str::<Value>(&self.body).unwrap_or_default();
        body.get("priority")
            .is_some_and(|priority| !priority.is_null())
    }
}

/// Seals under the caller's key and ours together. Every sealed answer has a key of its own, made
/// with chance, and that key seals nothing else: so the nonce may be the same for all.
struct Sealer {
    secret: Vec<u8>,
    /// With keys of ours of before: what was sealed under them is still opened.
    former: Vec<Vec<u8>>,
    client: String,
}

impl Sealer {
    fn key(secret: &[u8], salt: &[u8]) -> Result<aead::LessSafeKey, ring::error::Unspecified> {
        let purpose = [b"passerelle kept answer".as_slice()];
        let drawn = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
        let key = drawn.expand(&purpose, &aead::CHACHA20_POLY1305)?;
        Ok(aead::LessSafeKey::new(aead::UnboundKey::from(key)))
    }

    fn seal(&self, mut text: Vec<u8>) -> Result<Vec<u8>, ring::error::Unspecified> {
        let mut salt = [0; SALT];
        SystemRandom::new().fill(&mut salt)?;
        let aad = aead::Aad::from(self.client.as_bytes());
        Self::key(&self.secret, &salt)?.seal_in_place_append_tag(nonce(), aad, &mut text)?;
        Ok([salt.as_slice(), &text].concat())
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut secrets = std::iter::once(&self.secret).chain(&self.former);
        secrets.find_map(|secret| self.open_under(secret, sealed))
    }

    fn open_under(&self, secret: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (salt, sealed) = sealed.split_at_checked(SALT)?;
        let mut text = sealed.to_vec();
        let aad = aead::Aad::from(self.client.as_bytes());
        let key = Self::key(secret, salt).ok()?;
        let opened = key.open_in_place(nonce(), aad, &mut text).ok()?;
        Some(opened.to_vec())
    }
}

fn nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; aead::NONCE_LEN])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_bare_or_a_quoted_string() {
        assert_eq!(plain("a-1"), Some("a-1"));
        assert_eq!(plain(" \"a-1\" "), Some("a-1"));
        for bad in ["", "\"\"", "a b", "\"a", "é", "a\\b", &"x".repeat(256)] {
            assert_eq!(plain(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_answer_opens_only_with_the_key_it_was_sealed_under() {
        let sealer = |secret: &str, client: &str| Sealer {
            secret: secret.into(),
            former: Vec::new(),
            client: client.into(),
        };
        let mine = sealer("mine", "a");
        let sealed = mine.seal(b"told".to_vec()).unwrap();
        assert_ne!(sealed, mine.seal(b"told".to_vec()).unwrap());
        assert_eq!(mine.open(&sealed).as_deref(), Some(b"told".as_slice()));
        assert_eq!(sealer("other", "a").open(&sealed), None);
        assert_eq!(sealer("mine", "b").open(&sealed), None);
        assert_eq!(mine.open(&sealed[..10]), None);
        let mut altered = sealed;
        altered[SALT] ^= 1;
        assert_eq!(mine.open(&altered), None);
    }

    #[test]
    fn a_case_is_found_in_the_address() {
        let id = "01a10b81-8500-7312-82da-04a96f278fd8";
        assert!(case_of(&format!("/referrals/{id}/close")).is_some());
        assert!(case_of(&format!("/referrals/{id}")).is_some());
        assert!(case_of("/referrals").is_none());
        assert!(case_of(&format!("/partners/{id}")).is_none());
    }
}
