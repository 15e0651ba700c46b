//! How a client shows who it is at the token endpoint: `client_secret_basic`, the same two values in
//! the form (`client_secret_post`), or a signed assertion (`private_key_jwt`), and never in two ways
//! at once.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::assertion;
use super::token::{Form, OAuthError};

/// What a client shows, unchecked.
pub enum Credentials {
    /// What only it and we know.
    Secret {
        /// The client.
        id: String,
        /// Its secret.
        secret: String,
    },
    /// What only it can sign.
    Assertion {
        /// The client, as the token says.
        id: String,
        /// The token.
        token: String,
    },
}

impl Credentials {
    /// The client that they are said to be of.
    #[must_use]
    pub fn client(&self) -> &str {
        match self {
            Self::Secret { id, .. } | Self::Assertion { id, .. } => id,
        }
    }

    /// The credentials of a token request.
    ///
    /// # Errors
    /// `invalid_client` when there are none or they cannot be read, `invalid_request` when they come
    /// in two ways.
    pub fn of(request: &HttpRequest, form: &Form) -> Result<Self, OAuthError> {
        let posted = form.get("client_secret").zip(form.get("client_id"));
        if let Some(token) = form.get("client_assertion") {
            let elsewhere = posted.is_some() || request.headers().contains_key(AUTHORIZATION);
            return Self::of_assertion(token, form, elsewhere);
        }
        match (request.headers().get(AUTHORIZATION), posted) {
            (Some(_), Some(_)) => Err(OAuthError::InvalidRequest(
                "client credentials come in the header or in the form, not in both",
            )),
            (Some(header), None) => {
                let basic = header
                    .to_str()
                    .ok()
                    .and_then(basic)
                    .ok_or(OAuthError::InvalidClient)?;
                match form.get("client_id") {
                    Some(id) if id != basic.0 => Err(OAuthError::InvalidClient),
                    _ => Ok(Self::Secret {
                        id: basic.0,
                        secret: basic.1,
                    }),
                }
            }
            (None, Some((secret, id))) => Ok(Self::Secret {
                id: id.to_owned(),
                secret: secret.to_owned(),
            }),
            (None, None) => Err(OAuthError::InvalidClient),
        }
    }

    fn of_assertion(token: &str, form: &Form, elsewhere: bool) -> Result<Self, OAuthError> {
        if elsewhere {
            return Err(OAuthError::InvalidRequest(
                "a client shows who it is in one way, not in two",
            ));
        }
        if form.get("client_assertion_type") != Some(assertion::TYPE) {
            return Err(OAuthError::InvalidRequest(
                "client_assertion_type is urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ));
        }
        let id = assertion::subject(token).ok_or(OAuthError::InvalidClient)?;
        if form.get("client_id").is_some_and(|named| named != id) {
            return Err(OAuthError::InvalidClient);
        }
        Ok(Self::Assertion {
            id,
            token: token.to_owned(),
        })
    }
}

/// The id and the secret of the header. RFC 6749 §2.3.1: both halves are form-encoded before they go
/// into it.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(text))
    }

    #[test]
    fn the_header_gives_id_and_secret() {
        let read = basic(&header("demo-landlord:demo-secret")).unwrap();
        assert_eq!(read, ("demo-landlord".to_owned(), "demo-secret".to_owned()));
        let read = basic(&header("a%3Ab:c+d%C3%A9")).unwrap();
        assert_eq!(read, ("a:b".to_owned(), "c dé".to_owned()));
    }

    #[test]
    fn anything_else_is_no_credential() {
        for text in [
            "",
            "Basic",
            "Basic !!!",
            "Bearer YTpi",
            &header("no colon"),
            &header("a:%zz"),
        ] {
            assert!(basic(text).is_none(), "{text}");
        }
    }
}
