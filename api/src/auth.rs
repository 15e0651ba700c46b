//! Who is calling: the actor of the bearer token. A handler that asks for a [`Caller`] cannot be
//! reached without one.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use passerelle_casework::Actor;

use crate::oauth::access_token::TokenError;
use crate::problems::{Problem, ProblemKind};
use crate::state::State;

/// The signed-in caller.
pub struct Caller(pub Actor);

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = actor(request).map(|actor| {
            tracing::Span::current().record("client", actor.client.as_str());
            Self(actor)
        });
        ready(caller)
    }
}

/// Whose token a request bears.
///
/// # Errors
/// 401 where it bears none that holds.
pub fn actor(request: &HttpRequest) -> Result<Actor, Problem> {
    let state = request
        .app_data::<Data<State>>()
        .ok_or_else(Problem::internal)?;
    let token = bearer(request).ok_or_else(|| {
        refused(
            "This operation needs an access token.",
            "Bearer realm=\"passerelle\"",
        )
    })?;
    state.tokens.verify(token).map_err(|error| match error {
        TokenError::Expired => refused(
            "The access token has expired; get a new one.",
            "Bearer realm=\"passerelle\", error=\"invalid_token\", error_description=\"expired\"",
        ),
        TokenError::Invalid => refused(
            "The access token is not valid here.",
            "Bearer realm=\"passerelle\", error=\"invalid_token\"",
        ),
    })
}

/// The token of the header; never from the query, which ends up in logs.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refused(detail: &'static str, challenge: &'static str) -> Problem {
    Problem::new(ProblemKind::Unauthorized, detail)
        .header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}
