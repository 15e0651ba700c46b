//! The people of a partner, whom it looks after itself.

use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use passerelle_casework::{Casework, ColleagueView};

use crate::auth::Caller;
use crate::contract::colleague::{ColleagueChangeRequest, ColleagueRequest, ColleagueResponse};
use crate::contract::page::PageResponse;
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::{ColleaguePath, PartnerPath};
use crate::extract::precondition::{Demanded, etag_header};
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatchRequired};
use crate::problems::Problem;

/// List the people of a partner
///
/// Who of your organisation is told of its cases, in the order in which they were entered: up to
/// fifty. Other organisations are for the operator's coordinators.
#[utoipa::path(
    tag = "Partners",
    operation_id = "listPeople",
    params(PartnerPath),
    responses((status = 200, description = "The people.", body = PageResponse<ColleagueResponse>)),
    security(("oauth" = ["clients:manage"]))
)]
#[get("/partners/{id}/people")]
pub async fn list_people(
    Caller(actor): Caller,
    path: Path<PartnerPath>,
    desk: Data<Desk>,
) -> Result<Json<PageResponse<ColleagueResponse>>, Problem> {
    let people = desk
        .run(move |casework| casework.people(&actor, path.id))
        .await?;
    let items = people.into_iter().map(ColleagueResponse::from).collect();
    Ok(Json(PageResponse { items, next: None }))
}

/// Enter somebody of a partner
///
/// They are told of the partner's cases from the next mail on, in their language and as often as they
/// prefer: `each` time, in a `daily_digest`, or of `urgent_only` (priority P0 and P1, which nobody
/// waits for a digest to learn of). The partner's own mailbox then gets only what none of its people
/// would be told.
#[utoipa::path(
    tag = "Partners",
    operation_id = "createColleague",
    params(PartnerPath, IdempotencyKey),
    request_body = ColleagueRequest,
    responses((status = 201, description = "Entered.", body = ColleagueResponse, headers(
        ("Location" = String, description = "Where the entry is."),
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["clients:manage"]))
)]
#[post("/partners/{id}/people")]
pub async fn create_colleague(
    Caller(actor): Caller,
    path: Path<PartnerPath>,
    Body(sent): Body<ColleagueRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let new = sent.into();
    let partner = path.id;
    let add = move |casework: &Casework| casework.add_colleague(&actor, partner, &new);
    let respond = move |view: ColleagueView| {
        let location = format!("/v1/partners/{partner}/people/{}", view.colleague.id);
        HttpResponse::Created()
            .insert_header((LOCATION, location))
            .insert_header((ETAG, etag_header(view.revision)))
            .json(ColleagueResponse::from(view))
    };
    desk.once(key, add, respond).await
}

/// Read the entry of somebody of a partner
///
/// With the tag that changing or removing it asks for.
#[utoipa::path(
    tag = "Partners",
    operation_id = "readColleague",
    params(ColleaguePath),
    responses((status = 200, description = "The entry.", body = ColleagueResponse, headers(
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["clients:manage"]))
)]
#[get("/partners/{id}/people/{colleague_id}")]
pub async fn read_colleague(
    Caller(actor): Caller,
    path: Path<ColleaguePath>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let view = desk
        .run(move |casework| casework.colleague(&actor, path.id, path.colleague_id))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag_header(view.revision)))
        .json(ColleagueResponse::from(view)))
}

/// Change somebody of a partner
///
/// What is left out stays as it is. Another address is taken to be reachable until a mail server
/// says otherwise.
#[utoipa::path(
    tag = "Partners",
    operation_id = "changeColleague",
    params(ColleaguePath, IfMatchRequired),
    request_body = ColleagueChangeRequest,
    responses((status = 200, description = "Changed.", body = ColleagueResponse, headers(
        ("ETag" = String, description = "Its new tag."),
    ))),
    security(("oauth" = ["clients:manage"]))
)]
#[patch("/partners/{id}/people/{colleague_id}")]
pub async fn change_colleague(
    Caller(actor): Caller,
    path: Path<ColleaguePath>,
    Demanded(expected): Demanded,
    Body(sent): Body<ColleagueChangeRequest>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let change = sent.into();
    let view = desk
        .run(move |casework| {
            casework.change_colleague(&actor, path.id, path.colleague_id, &change, expected)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag_header(view.revision)))
        .json(ColleagueResponse::from(view)))
}

/// Remove somebody of a partner
///
/// Their name and address are deleted. What was still to be told to them is told to whoever else is
/// there, unless somebody was told already.
#[utoipa::path(
    tag = "Partners",
    operation_id = "removeColleague",
    params(ColleaguePath, IfMatchRequired),
    responses((status = 204, description = "Removed.")),
    security(("oauth" = ["clients:manage"]))
)]
#[delete("/partners/{id}/people/{colleague_id}")]
pub async fn remove_colleague(
    Caller(actor): Caller,
    path: Path<ColleaguePath>,
    Demanded(expected): Demanded,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.run(move |casework| {
        casework.remove_colleague(&actor, path.id, path.colleague_id, expected)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
