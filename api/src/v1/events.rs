//! The history of a referral.

use actix_web::get;
use actix_web::web::{Data, Json, Path};

use crate::auth::Caller;
use crate::contract::event::EventResponse;
use crate::contract::page::PageResponse;
use crate::desk::Desk;
use crate::extract::path::ReferralPath;
use crate::problems::Problem;

/// Read what happened to a referral
///
/// Its append-only history, oldest first, cut to the view of whoever asks.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "listReferralEvents",
    params(ReferralPath),
    responses((status = 200, description = "The history.", body = PageResponse<EventResponse>)),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals/{id}/events")]
pub async fn list_referral_events(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    desk: Data<Desk>,
) -> Result<Json<PageResponse<EventResponse>>, Problem> {
    let events = desk
        .run(move |casework| casework.events(&actor, path.id))
        .await?;
    let items = events.into_iter().map(EventResponse::from).collect();
    Ok(Json(PageResponse { items, next: None }))
}
