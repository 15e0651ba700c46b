//! The clients of an organisation, which it keeps itself.

use actix_web::http::header::{CACHE_CONTROL, ETAG, LOCATION};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use passerelle_casework::{Casework, ClientView, IssuedClient};
use passerelle_domain::PartnerId;
use utoipa::IntoParams;

use crate::auth::Caller;
use crate::contract::client::{ClientResponse, IssuedClientResponse};
use crate::contract::client_request::{ClientChangeRequest, ClientRequest, RotationRequest};
use crate::contract::page::PageResponse;
use crate::desk::Desk;
use crate::extract::body::{Body, NoBody};
use crate::extract::path::ClientPath;
use crate::extract::precondition::{Demanded, etag_header};
use crate::extract::query::{Query, Refusal};
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatchRequired, ProblemDocument};
use crate::problems::Problem;

/// Whose clients.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct ClientQuery {
    /// Of this organisation; left out, your own. Others are for the operator's coordinators.
    #[param(value_type = Option<String>, format = Uuid, max_length = 36)]
    organisation: Option<PartnerId>,
}

/// List clients
///
/// The clients of your organisation, the newest first: up to two hundred.
#[utoipa::path(
    tag = "Clients",
    operation_id = "listClients",
    params(ClientQuery),
    responses(
        (status = 200, description = "The clients.", body = PageResponse<ClientResponse>),
        (status = 404, description = "There is no such organisation, or its clients are not yours to look after.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["clients:manage"]))
)]
#[get("/clients")]
pub async fn list_clients(
    Caller(actor): Caller,
    request: HttpRequest,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let mut query = Query::of(&request);
    let organisation = query.one("organisation", |text| {
        text.parse::<PartnerId>()
            .map_err(|error| Refusal::new("bad_format", error.to_string()))
    });
    let organisation = query.finish(organisation)?;
    let found = desk
        .run(move |casework| casework.clients(&actor, organisation))
        .await?;
    let items = found.into_iter().map(ClientResponse::from).collect();
    Ok(PageResponse { items, next: None }.respond(&request))
}

/// Make a client
///
/// With `jwks` it signs in by its own keys. Without, a secret is drawn for it, which this answer
/// tells and no other ever will.
#[utoipa::path(
    tag = "Clients",
    operation_id = "createClient",
    params(IdempotencyKey),
    request_body = ClientRequest,
    responses((status = 201, description = "Made.", body = IssuedClientResponse, headers(
        ("Location" = String, description = "Where the client is."),
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["clients:manage"]))
)]
#[post("/clients")]
pub async fn create_client(
    Caller(actor): Caller,
    Body(sent): Body<ClientRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let new = sent.into();
    let respond = |issued: IssuedClient| {
        let location = format!("/v1/clients/{}", issued.client.id);
        let mut response = HttpResponse::Created();
        response.insert_header((LOCATION, location));
        told_once(response, issued)
    };
    desk.once(
        key,
        move |casework| casework.add_client(&actor, &new),
        respond,
    )
    .await
}

/// Read a client
///
/// What it may do, until when, and when it last signed in; never its secret.
#[utoipa::path(
    tag = "Clients",
    operation_id = "readClient",
    params(ClientPath),
    responses((status = 200, description = "The client.", body = ClientResponse, headers(
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["clients:manage"]))
)]
#[get("/clients/{id}")]
pub async fn read_client(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let view = desk
        .run(move |casework| casework.client_of(&actor, &path.id))
        .await?;
    Ok(tagged(view))
}

/// Change a client
///
/// Its name, scopes, roles, end, and its keys where it has keys: what is left out of the body stays.
/// Tokens that it holds keep what they grant until they end.
#[utoipa::path(
    tag = "Clients",
    operation_id = "changeClient",
    params(ClientPath, IfMatchRequired),
    request_body = ClientChangeRequest,
    responses(
        (status = 200, description = "Changed.", body = ClientResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It was taken out of use.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["clients:manage"]))
)]
#[patch("/clients/{id}")]
pub async fn change_client(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    Demanded(expected): Demanded,
    Body(sent): Body<ClientChangeRequest>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let change = sent.into();
    let view = desk
        .run(move |casework| casework.change_client(&actor, &path.id, &change, expected))
        .await?;
    Ok(tagged(view))
}

/// Exchange the secret of a client
///
/// Draws a new secret, which this answer tells and no other ever will. The present one still holds
/// for `overlap_hours`, so that nothing stops meanwhile.
#[utoipa::path(
    tag = "Clients",
    operation_id = "rotateClientSecret",
    params(ClientPath, IfMatchRequired, IdempotencyKey),
    request_body = RotationRequest,
    responses(
        (status = 200, description = "Exchanged.", body = IssuedClientResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It signs in by keys, or was taken out of use.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["clients:manage"]))
)]
#[post("/clients/{id}/rotate-secret")]
pub async fn rotate_client_secret(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    Demanded(expected): Demanded,
    Body(sent): Body<RotationRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let overlap = sent.overlap()?;
    let rotate =
        move |casework: &Casework| casework.rotate_secret(&actor, &path.id, overlap, expected);
    desk.once(key, rotate, |issued| told_once(HttpResponse::Ok(), issued))
        .await
}

/// Revoke a client
///
/// It gets no token any more, for good. Those that it holds end within fifteen minutes.
#[utoipa::path(
    tag = "Clients",
    operation_id = "revokeClient",
    params(ClientPath, IfMatchRequired, IdempotencyKey),
    responses(
        (status = 200, description = "Out of use.", body = ClientResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It was taken out of use before.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["clients:manage"]))
)]
#[post("/clients/{id}/revoke")]
pub async fn revoke_client(
    Caller(actor): Caller,
    path: Path<ClientPath>,
    Demanded(expected): Demanded,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.revoke_client(&actor, &path.id, expected),
        tagged,
    )
    .await
}

fn tagged(view: ClientView) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag_header(view.revision)))
        .json(ClientResponse::from(view))
}

/// An answer that holds a secret, which no cache may keep.
fn told_once(mut response: actix_web::HttpResponseBuilder, issued: IssuedClient) -> HttpResponse {
    response
        .insert_header((ETAG, etag_header(issued.client.revision)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(IssuedClientResponse::from(issued))
}
