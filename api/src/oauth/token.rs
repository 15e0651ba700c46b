//! `POST /oauth/token`. Its errors have the form of RFC 6749 §5.2, which every OAuth client knows, in
//! place of a problem document.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use jiff::Timestamp;
use passerelle_casework::{Casework, CaseworkError, Client, Scope};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::access_token::{LIFETIME, scope_text};
use super::assertion;
use super::credentials::Credentials;
use crate::desk::Desk;
use crate::extract::body::RawBody;
use crate::limits::{Limits, Standing};
use crate::problems::Problem;
use crate::state::State;

/// The fields of the form, each at most once.
pub type Fields = BTreeMap<String, String>;

/// A parsed token request.
pub struct Form(Fields);

impl Form {
    /// The value of a field; an empty one counts as left out (RFC 6749 §3.2).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Why no token is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthError {
    /// The request itself.
    InvalidRequest(&'static str),
    /// Unknown client, wrong secret: which of the two is not told.
    InvalidClient,
    /// A grant that we do not offer.
    UnsupportedGrantType,
    /// A scope that the client does not have.
    InvalidScope,
}

/// What a client sends to get a token.
#[derive(ToSchema)]
#[schema(example = json!({"grant_type": "client_credentials", "scope": "referrals:read"}))]
pub struct TokenRequest {
    /// Always `client_credentials`.
    #[schema(max_length = 40, pattern = "^client_credentials$")]
    pub grant_type: String,
    /// Scopes asked for, separated by spaces; left out, all that the client has.
    #[schema(max_length = 300)]
    pub scope: Option<String>,
    /// The client, when it does not use the header `Authorization: Basic`.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
    /// Its secret, likewise.
    #[schema(max_length = 200)]
    pub client_secret: Option<String>,
    /// In place of a secret, a token of the client's own (`private_key_jwt`, RFC 7523): signed with a
    /// registered key, `iss` and `sub` the client, `aud` this endpoint, `jti` used once, `exp` at most
    /// ten minutes ahead.
    #[schema(max_length = 8192)]
    pub client_assertion: Option<String>,
    /// With an assertion, always `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    #[schema(max_length = 100)]
    pub client_assertion_type: Option<String>,
}

/// An access token.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln", "token_type": "Bearer", "expires_in": 900, "scope": "referrals:read referrals:write"}))]
pub struct TokenResponse {
    /// The token, for the header `Authorization: Bearer …`.
    #[schema(max_length = 4000)]
    access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 10)]
    token_type: &'static str,
    /// Seconds until it ends.
    #[schema(minimum = 1, maximum = 900)]
    expires_in: i64,
    /// The scopes that it carries.
    #[schema(max_length = 300)]
    scope: String,
}

/// A refusal in the form of RFC 6749.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"error": "invalid_client", "error_description": "unknown client or wrong secret"}))]
pub struct TokenRefusal {
    /// The code of RFC 6749 §5.2.
    #[schema(max_length = 40)]
    error: &'static str,
    /// A sentence for whoever debugs the client.
    #[schema(max_length = 200)]
    error_description: &'static str,
}

/// Get an access token
///
/// OAuth 2.0 client credentials. The client's id and secret go into the header
/// `Authorization: Basic`; a client with keys of its own sends a signed assertion. The token holds for fifteen minutes; ask for a new one when it ends.
#[utoipa::path(
    tag = "Sign-in",
    operation_id = "issueToken",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "A token.", body = TokenResponse),
        (status = 400, description = "The request, the grant or a scope is not right.", body = TokenRefusal),
        (status = 401, description = "Unknown client or wrong secret.", body = TokenRefusal),
    ),
    security(("client_basic" = []))
)]
#[post("/oauth/token")]
pub async fn issue_token(
    request: HttpRequest,
    RawBody(body): RawBody,
    state: Data<State>,
    desk: Data<Desk>,
    limits: Data<Limits>,
) -> Result<HttpResponse, Problem> {
    limits.sign_in.from_address(&request)?;
    let form = match read(&request, &body) {
        Ok(form) => form,
        Err(error) => return Ok(error.respond()),
    };
    let credentials = match Credentials::of(&request, &form) {
        Ok(credentials) => credentials,
        Err(error) => return Ok(error.respond()),
    };
    let standing = limits.sign_in.of_client(&request, credentials.client())?;
    let (now, audiences) = (state.clock.now(), audiences(&state));
    let found = desk
        .run(move |casework| authenticate(casework, &credentials, &audiences, now))
        .await?;
    let Some(client) = found else {
        return Ok(OAuthError::InvalidClient.respond());
    };
    let Ok(scopes) = granted(&client, form.get("scope")) else {
        return Ok(OAuthError::InvalidScope.respond());
    };
    let actor = client.acting(&scopes);
    let access_token = state.tokens.issue(&actor).map_err(|error| {
        tracing::error!(error = %error, "no token was issued");
        Problem::internal()
    })?;
    let mut response = HttpResponse::Ok();
    for field in standing.iter().flat_map(Standing::fields) {
        response.insert_header(field);
    }
    Ok(response
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .json(TokenResponse {
            access_token,
            token_type: "Bearer",
            expires_in: LIFETIME,
            scope: scope_text(&actor.scopes),
        }))
}

/// Whom an assertion may be meant for: the endpoint, or the service by its issuer name (the newer
/// advice of the OAuth working group).
fn audiences(state: &State) -> Vec<String> {
    let endpoint = format!("{}/oauth/token", state.public_url);
    vec![endpoint, state.public_url.clone()]
}

fn authenticate(
    casework: &Casework,
    credentials: &Credentials,
    audiences: &[String],
    now: Timestamp,
) -> Result<Option<Client>, CaseworkError> {
    match credentials {
        Credentials::Secret { id, secret } => casework.authenticate(id, secret),
        Credentials::Assertion { id, token } => {
            let Some(keys) = casework.client_keys(id)? else {
                return Ok(None);
            };
            match assertion::verify(token, id, &keys, audiences, now) {
                Some(holds) => casework.spend_assertion(id, &holds.jti, holds.until),
                None => Ok(None),
            }
        }
    }
}

fn read(request: &HttpRequest, body: &[u8]) -> Result<Form, OAuthError> {
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let form = content_type
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if !form.is_some_and(|form| form.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
        return Err(OAuthError::InvalidRequest(
            "send application/x-www-form-urlencoded",
        ));
    }
    let text = std::str::from_utf8(body).map_err(|_| OAuthError::InvalidRequest("not UTF-8"))?;
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(text)
        .map_err(|_| OAuthError::InvalidRequest("the form cannot be read"))?
        .into_inner();
    let mut fields = Fields::new();
    for (name, value) in pairs {
        if fields.insert(name, value).is_some() {
            return Err(OAuthError::InvalidRequest("a parameter comes twice"));
        }
    }
    let form = Form(fields);
    match form.get("grant_type") {
        Some("client_credentials") => Ok(form),
        Some(_) => Err(OAuthError::UnsupportedGrantType),
        None => Err(OAuthError::InvalidRequest(
            "the parameter grant_type is missing",
        )),
    }
}

/// The scopes that a client asked for, all of which it must have; all it has when it asked for none.
fn granted(client: &Client, asked: Option<&str>) -> Result<BTreeSet<Scope>, OAuthError> {
    let Some(asked) = asked else {
        return Ok(client.scopes.clone());
    };
    let scopes: BTreeSet<Scope> = asked
        .split_ascii_whitespace()
        .map(|code| Scope::from_code(code).ok_or(OAuthError::InvalidScope))
        .collect::<Result<_, _>>()?;
    if scopes.is_empty() || !scopes.is_subset(&client.scopes) {
        return Err(OAuthError::InvalidScope);
    }
    Ok(scopes)
}

impl OAuthError {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::InvalidRequest(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::InvalidClient => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "unknown client or wrong secret",
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "the one grant is client_credentials",
            ),
            Self::InvalidScope => (
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                "the client does not have that scope",
            ),
        }
    }

    /// The answer.
    #[must_use]
    pub fn respond(self) -> HttpResponse {
        let (status, error, description) = self.parts();
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, "no-store"));
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((
                WWW_AUTHENTICATE,
                "Basic realm=\"passerelle\", charset=\"UTF-8\"",
            ));
        }
        response.json(json!({ "error": error, "error_description": description }))
    }
}
