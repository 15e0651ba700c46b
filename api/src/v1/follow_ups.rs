//! What is asked some time after a case was closed.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use jiff::Timestamp;
use passerelle_casework::{Casework, FollowUpCursor, FollowUpFilter};
use passerelle_domain::{FollowUpId, FollowUpStatus, ReferralId};
use utoipa::IntoParams;

use super::referrals::{code, cursor};
use crate::auth::Caller;
use crate::contract::follow_up::{FinishFollowUpRequest, FollowUpResponse};
use crate::contract::page::PageResponse;
use crate::contract::scalars::instant;
use crate::contract::schemas::FollowUpStatusCode;
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::FollowUpPath;
use crate::extract::query::{Query, Refusal};
use crate::once::Key;
use crate::openapi::{IdempotencyKey, ProblemDocument};
use crate::problems::Problem;
use crate::state::State;

/// Filters of the list of follow-ups.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct FollowUpQuery {
    /// In this status; repeat it for several.
    #[param(value_type = Option<Vec<FollowUpStatusCode>>, max_items = 50)]
    status: Option<Vec<FollowUpStatus>>,
    /// Due at this instant or before.
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    due_before: Option<Timestamp>,
    /// Of this referral.
    #[param(value_type = Option<String>, format = Uuid, max_length = 36)]
    referral: Option<ReferralId>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// List follow-ups
///
/// What is to be asked some time after cases were closed: as the rule of each says (a dropout after 90
/// days), and 30 days after a case whose outcome was unknown. First due first; the order is stable. For the operator's
/// mediators and coordinators.
#[utoipa::path(
    tag = "Follow-ups",
    operation_id = "listFollowUps",
    params(FollowUpQuery),
    responses((status = 200, description = "A page.", body = PageResponse<FollowUpResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/follow-ups")]
pub async fn list_follow_ups(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "follow-ups");
    let mut query = Query::of(&request);
    let filter = FollowUpFilter {
        status: query.many("status", code(FollowUpStatus::parse)),
        due_before: query.one("due_before", |text| {
            instant(text).ok_or_else(|| Refusal::new("bad_format", "a time with its offset"))
        }),
        referral: query.one("referral", |text| {
            text.parse()
                .map_err(|_| Refusal::new("bad_format", "the identifier of a referral"))
        }),
    };
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (filter, after) = query.finish((filter, after))?;
    let after = after.map(|position| FollowUpCursor {
        due_at: position.at,
        id: FollowUpId::from_uuid(position.id),
    });
    let page = desk
        .run(move |casework| casework.follow_ups(&actor, &filter, after, limit))
        .await?;
    let next = page.next.map(|last| {
        cursors.write(Position {
            at: last.due_at,
            id: last.id.as_uuid(),
        })
    });
    let items = page.items.into_iter().map(FollowUpResponse::from).collect();
    Ok(PageResponse { items, next }.respond(&request))
}

/// Finish a follow-up
///
/// Say what became of the case. It changes nothing of the referral: where the trouble came back, open it
/// again. For the operator's mediators and coordinators.
#[utoipa::path(
    tag = "Follow-ups",
    operation_id = "finishFollowUp",
    params(FollowUpPath, IdempotencyKey),
    request_body = FinishFollowUpRequest,
    responses(
        (status = 200, description = "The follow-up.", body = FollowUpResponse),
        (status = 409, description = "It was finished already, or the case goes on.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/follow-ups/{id}/finish")]
pub async fn finish_follow_up(
    Caller(actor): Caller,
    path: Path<FollowUpPath>,
    Body(sent): Body<FinishFollowUpRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let finish = move |casework: &Casework| casework.finish_follow_up(&actor, path.id, sent.result);
    let respond = |view| HttpResponse::Ok().json(FollowUpResponse::from(view));
    desk.once(key, finish, respond).await
}
