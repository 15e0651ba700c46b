//! Trying the rules without storing anything.

use actix_web::post;
use actix_web::web::{Data, Json};

use crate::auth::Caller;
use crate::contract::decision::PreviewResponse;
use crate::contract::referral_request::PreviewRequest;
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::problems::Problem;
use crate::state::State;

/// Preview a decision
///
/// Takes the body of a referral and answers what it would lead to. It stores nothing.
#[utoipa::path(
    tag = "Routing",
    operation_id = "previewRouting",
    request_body = PreviewRequest,
    responses((status = 200, description = "The decision.", body = PreviewResponse)),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/routing/preview")]
pub async fn preview_routing(
    Caller(actor): Caller,
    Body(sent): Body<PreviewRequest>,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<Json<PreviewResponse>, Problem> {
    let at = sent.at;
    let submission = sent
        .case
        .into_submission(at.unwrap_or_else(|| state.clock.now()));
    let preview = desk
        .run(move |casework| casework.preview(&actor, &submission, at))
        .await?;
    Ok(Json(preview.into()))
}
