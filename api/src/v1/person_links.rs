//! The page of the person concerned: somebody who has a part in the case hands out the link.

use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};

use passerelle_casework::{Casework, PersonLink};

use crate::auth::Caller;
use crate::contract::person_link::{PersonLinkActionRequest, PersonLinkResponse};
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::ReferralPath;
use crate::extract::precondition::{Expected, etag_header};
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatch};
use crate::problems::Problem;
use crate::state::State;

/// Hand a party the link to their page
///
/// The page shows the party what is being done and by whom; there they correct their contact, take
/// their agreement back partner by partner, and say afterwards how it went. No account is needed.
/// A minor's page is for whoever holds parental authority. There is none where a child may be at
/// risk or the case rests on the law (`protected_case`); where mediation is ruled out there is one
/// for the person concerned alone (`concerned_only`), on a sheet only (`sheet_only`).
#[utoipa::path(
    tag = "Referrals",
    operation_id = "makePersonLink",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = PersonLinkActionRequest,
    responses(
        (status = 201, description = "The link; with the channel `email` a mail leaves for the party's own address.", body = PersonLinkResponse, headers(
            ("ETag" = String, description = "The new tag of the referral."),
        )),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/person-links")]
pub async fn make_person_link(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<PersonLinkActionRequest>,
    state: Data<State>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let links = state.links.clone();
    let make = move |casework: &Casework| {
        casework.make_person_link(&actor, path.id, &sent.into(), expected, &links)
    };
    let respond = move |link: PersonLink| {
        HttpResponse::Created()
            .insert_header((ETAG, etag_header(link.sequence)))
            .insert_header((CACHE_CONTROL, "no-store"))
            .json(PersonLinkResponse::new(&link, &state.public_url))
    };
    desk.once(key, make, respond).await
}
