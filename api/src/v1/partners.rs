//! The partner directory.

use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use jiff::Timestamp;
use passerelle_casework::{Casework, DirectoryEntry, PartnerFilter};
use passerelle_domain::{CommuneCode, Partner, PartnerKind};
use utoipa::IntoParams;
use uuid::Uuid;

use super::referrals::{code, cursor};
use crate::auth::Caller;
use crate::contract::page::PageResponse;
use crate::contract::partner::PartnerResponse;
use crate::contract::partner_change::PartnerChangeRequest;
use crate::contract::partner_request::{AvailabilityRequest, PartnerRequest};
use crate::contract::schemas::PartnerKindCode;
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::PartnerPath;
use crate::extract::precondition::{Demanded, etag_header};
use crate::extract::query::{Query, Refusal};
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatchRequired};
use crate::problems::Problem;
use crate::state::State;

/// Filters of the directory.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct PartnerQuery {
    /// Of this kind.
    #[param(value_type = Option<PartnerKindCode>)]
    kind: Option<PartnerKind>,
    /// That work in this commune, by INSEE code.
    #[param(value_type = Option<String>, min_length = 5, max_length = 5, pattern = "^([0-9]{2}|2[AB])[0-9]{3}$", example = "00001")]
    commune_code: Option<CommuneCode>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// List partners
///
/// The organisations of the network, in the order of their codes.
#[utoipa::path(
    tag = "Partners",
    operation_id = "listPartners",
    params(PartnerQuery),
    responses((status = 200, description = "A page.", body = PageResponse<PartnerResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/partners")]
pub async fn list_partners(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "partners");
    let mut query = Query::of(&request);
    let filter = PartnerFilter {
        kind: query.one("kind", code(PartnerKind::parse)),
        commune_code: query.one("commune_code", |text| {
            CommuneCode::parse(text).map_err(|error| Refusal::new(error.code(), error.to_string()))
        }),
    };
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (filter, after) = query.finish((filter, after))?;
    let mut partners = desk
        .run(move |casework| casework.partners(&actor, &filter))
        .await?;
    partners.sort_by(|one, other| one.code.cmp(&other.code));
    let (page, last) = page_of(partners, after, limit);
    let next = last.map(|id| {
        cursors.write(Position {
            at: Timestamp::UNIX_EPOCH,
            id,
        })
    });
    let items = page.into_iter().map(PartnerResponse::from).collect();
    Ok(PageResponse { items, next }.respond(&request))
}

/// One page out of the whole directory, which every process has at hand, and the id on which it
/// ends when there is more. A cursor whose partner has gone begins anew.
fn page_of(
    partners: Vec<Partner>,
    after: Option<Position>,
    limit: usize,
) -> (Vec<Partner>, Option<Uuid>) {
    let place = after.and_then(|position| {
        partners
            .iter()
            .position(|partner| partner.id.as_uuid() == position.id)
    });
    let begin = place.map_or(0, |place| place + 1);
    let more = partners.len() > begin + limit;
    let page: Vec<Partner> = partners.into_iter().skip(begin).take(limit).collect();
    let last = page
        .last()
        .filter(|_| more)
        .map(|partner| partner.id.as_uuid());
    (page, last)
}

/// Add a partner
///
/// For the operator's coordinators.
#[utoipa::path(
    tag = "Partners",
    operation_id = "createPartner",
    params(IdempotencyKey),
    request_body = PartnerRequest,
    responses((status = 201, description = "Added.", body = PartnerResponse, headers(
        ("Location" = String, description = "Where the partner is."),
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["partners:manage"]))
)]
#[post("/partners")]
pub async fn create_partner(
    Caller(actor): Caller,
    Body(sent): Body<PartnerRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let add = move |casework: &Casework| casework.add_partner(&actor, &sent.into());
    let respond = |entry: DirectoryEntry| {
        HttpResponse::Created()
            .insert_header((LOCATION, format!("/v1/partners/{}", entry.partner.id)))
            .insert_header((ETAG, etag_header(entry.revision)))
            .json(PartnerResponse::from(entry.partner))
    };
    desk.once(key, add, respond).await
}

/// Read a partner
///
/// The entry of the directory as it stands. Its e-mail address is for the operator, and so is a
/// partner that has left the network.
#[utoipa::path(
    tag = "Partners",
    operation_id = "readPartner",
    params(PartnerPath),
    responses((status = 200, description = "The partner.", body = PartnerResponse, headers(
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/partners/{id}")]
pub async fn read_partner(
    Caller(actor): Caller,
    path: Path<PartnerPath>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let entry = desk
        .run(move |casework| casework.partner(&actor, path.id))
        .await?;
    Ok(tagged(entry))
}

/// Change a partner
///
/// Where it works, what it takes on, when it is open, how much it carries, and its pauses: what is
/// left out of the body stays. Cases that it has accepted stay with it; one that it has not answered goes
/// on to the next partner where it is paused or carries more than it can from now on, unless somebody
/// chose it by hand. For the operator's coordinators.
#[utoipa::path(
    tag = "Partners",
    operation_id = "changePartner",
    params(PartnerPath, IfMatchRequired),
    request_body = PartnerChangeRequest,
    responses((status = 200, description = "Changed.", body = PartnerResponse, headers(
        ("ETag" = String, description = "Its new tag."),
    ))),
    security(("oauth" = ["partners:manage"]))
)]
#[patch("/partners/{id}")]
pub async fn change_partner(
    Caller(actor): Caller,
    path: Path<PartnerPath>,
    Demanded(expected): Demanded,
    Body(sent): Body<PartnerChangeRequest>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let change = sent.into();
    let entry = desk
        .run(move |casework| casework.change_partner(&actor, path.id, &change, expected))
        .await?;
    Ok(tagged(entry))
}

fn tagged(entry: DirectoryEntry) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag_header(entry.revision)))
        .json(PartnerResponse::from(entry.partner))
}

/// Pause, open or archive a partner
///
/// A paused partner is asked nothing until it opens again; an archived one is kept for history. For
/// the operator's coordinators.
#[utoipa::path(
    tag = "Partners",
    operation_id = "setPartnerAvailability",
    params(PartnerPath, IdempotencyKey),
    request_body = AvailabilityRequest,
    responses((status = 200, description = "Changed.", body = PartnerResponse, headers(
        ("ETag" = String, description = "Its new tag."),
    ))),
    security(("oauth" = ["partners:manage"]))
)]
#[post("/partners/{id}/availability")]
pub async fn set_partner_availability(
    Caller(actor): Caller,
    path: Path<PartnerPath>,
    Body(sent): Body<AvailabilityRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let availability = sent.availability.into();
    let set = move |casework: &Casework| casework.set_availability(&actor, path.id, availability);
    desk.once(key, set, tagged).await
}
