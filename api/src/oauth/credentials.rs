//! How a client shows who it is at the token endpoint: `client_secret_basic`, or the same two values
//! in the form (`client_secret_post`), never both at once.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::token::{Form, OAuthError};

/// A client's id and secret, unchecked.
pub struct Credentials {
    /// The client.
    pub id: String,
    /// What only it knows.
    pub secret: String,
}

impl Credentials {
    /// The credentials of a token request.
    ///
    /// # Errors
    /// `invalid_client` when there are none or they cannot be read, `invalid_request` when they come
    /// in two ways.
    pub fn of(request: &HttpRequest, form: &Form) -> Result<Self, OAuthError> {
        let posted = form.get("client_secret").zip(form.get("client_id"));
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
                    Some(id) if id != basic.id => Err(OAuthError::InvalidClient),
                    _ => Ok(basic),
                }
            }
            (None, Some((secret, id))) => Ok(Self {
                id: id.to_owned(),
                secret: secret.to_owned(),
            }),
            (None, None) => Err(OAuthError::InvalidClient),
        }
    }
}

/// RFC 6749 §2.3.1: both halves are form-encoded before they go into the header.
fn basic(header: &str) -> Option<Credentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Credentials {
        id: form_decoded(id)?,
        secret: form_decoded(secret)?,
    })
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
        assert_eq!(
            (read.id.as_str(), read.secret.as_str()),
            ("demo-landlord", "demo-secret")
        );
        let read = basic(&header("a%3Ab:c+d%C3%A9")).unwrap();
        assert_eq!((read.id.as_str(), read.secret.as_str()), ("a:b", "c dé"));
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
