//! What people of a case tell each other.

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, get, post};

use passerelle_casework::Casework;

use crate::auth::Caller;
use crate::contract::comment::{CommentRequest, CommentResponse};
use crate::contract::page::PageResponse;
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::ReferralPath;
use crate::once::Key;
use crate::openapi::{IdempotencyKey, ProblemDocument};
use crate::problems::Problem;

/// Write a comment
///
/// For those whom you choose, as plain text of at most 4,000 characters. It stands in no mail and no
/// event. What others than the operator read may name no party. It does not count as a change of the
/// referral.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "writeComment",
    params(ReferralPath, IdempotencyKey),
    request_body = CommentRequest,
    responses(
        (status = 201, description = "The comment.", body = CommentResponse),
        (status = 409, description = "The referral was stopped, diverted or entered in error.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/comments")]
pub async fn write_comment(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Body(sent): Body<CommentRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let comment = sent.into();
    let write = move |casework: &Casework| casework.comment(&actor, path.id, &comment);
    let respond = |view| HttpResponse::Created().json(CommentResponse::from(view));
    desk.once(key, write, respond).await
}

/// Read the comments
///
/// Those that are meant for you, and your own, the oldest first.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "listComments",
    params(ReferralPath),
    responses((status = 200, description = "The comments.", body = PageResponse<CommentResponse>)),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals/{id}/comments")]
pub async fn list_comments(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    desk: Data<Desk>,
) -> Result<Json<PageResponse<CommentResponse>>, Problem> {
    let comments = desk
        .run(move |casework| casework.comments(&actor, path.id))
        .await?;
    let items = comments.into_iter().map(CommentResponse::from).collect();
    Ok(Json(PageResponse { items, next: None }))
}
