//! `POST /answer/{token}/renew`: a new link, by e-mail, to the partner's own address and nowhere
//! else. The page never shows that address: a link that leaked must not tell it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{HeaderValue, RETRY_AFTER},
    web,
};
use passerelle_casework::Renewal;

use super::{messages, origin, standing};
use crate::Console;

pub(super) async fn renew(
    request: HttpRequest,
    console: web::Data<Console>,
    token: web::Path<String>,
) -> HttpResponse {
    let standing = match standing::behind(&request, &console, &token).await {
        Ok(standing) => standing,
        Err(response) => return response,
    };
    let lang = standing.lang;
    if !origin::is_ours(&request, console.public_url()) {
        return standing.tell(&messages::from_elsewhere(lang));
    }
    let assignment = standing.claims.assignment;
    let casework = console.casework().clone();
    match web::block(move || casework.renew_link(assignment)).await {
        Ok(Ok(Renewal::Sent)) => standing.tell(&messages::renewed(lang)),
        Ok(Ok(Renewal::TooSoon(_))) => {
            let mut response = standing.tell(&messages::renewed_lately(lang));
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("600"));
            response
        }
        Ok(Ok(Renewal::NothingToAnswer(state))) => {
            standing.tell(&messages::nothing_to_renew(state, lang))
        }
        Ok(Ok(Renewal::NoAddress)) => standing.tell(&messages::no_mailbox(lang)),
        Ok(Err(error)) => standing::failed(&request, &error),
        Err(_) => standing::unavailable(&request),
    }
}
