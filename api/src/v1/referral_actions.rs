//! Steering a referral: withdraw, close, reopen, consent, and the choice of a partner by hand.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};

use super::tagged;
use crate::auth::Caller;
use crate::contract::actions::{
    CloseRequest, ConsentActionRequest, EmptyRequest, MergeRequest, ReopenRequest, RouteRequest,
    WithdrawRequest,
};
use crate::contract::referral::ReferralResponse;
use crate::desk::Desk;
use crate::extract::body::{Body, NoBody};
use crate::extract::path::ReferralPath;
use crate::extract::precondition::Expected;
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatch, ProblemDocument};
use crate::problems::Problem;

/// Withdraw a referral
///
/// Partners that were asked are released; those at work are asked to stop.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "withdrawReferral",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = WithdrawRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/withdraw")]
pub async fn withdraw_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<WithdrawRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let reason = sent.into_reason()?;
    desk.once(
        key,
        move |casework| casework.withdraw(&actor, path.id, &reason, expected),
        tagged,
    )
    .await
}

/// Close a referral
///
/// Nothing closes without an outcome.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "closeReferral",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = CloseRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/close")]
pub async fn close_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<CloseRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| {
            casework.close(
                &actor,
                path.id,
                sent.outcome,
                sent.comment.as_deref(),
                expected,
            )
        },
        tagged,
    )
    .await
}

/// Open a closed referral again
///
/// It goes to a person, who chooses.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "reopenReferral",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = ReopenRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/reopen")]
pub async fn reopen_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<ReopenRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let reason = sent.into_reason()?;
    desk.once(
        key,
        move |casework| casework.reopen(&actor, path.id, &reason, expected),
        tagged,
    )
    .await
}

/// Record a person's answer on consent
///
/// Consent given sends a waiting case on; consent withdrawn stops it.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "recordConsent",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = ConsentActionRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/consent")]
pub async fn record_consent(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<ConsentActionRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.consent(&actor, path.id, &sent.into(), expected),
        tagged,
    )
    .await
}

/// Choose a partner by hand
///
/// For the operator's mediators and coordinators, where the rules leave the choice to a person.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "routeReferral",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = RouteRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/route")]
pub async fn route_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<RouteRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.route(&actor, path.id, sent.partner, &sent.reason, expected),
        tagged,
    )
    .await
}

/// Mark a referral as entered in error
///
/// For its sender and the operator: it should never have been. It is kept, and partners lose it at
/// once.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "markReferralAsError",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/mark-error")]
pub async fn mark_referral_as_error(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.void_referral(&actor, path.id, expected),
        tagged,
    )
    .await
}

/// Merge a referral into another one
///
/// For the operator's mediators and coordinators. The referral is closed as a duplicate, its partners
/// are released, and it points to the other one, which goes on. Both keep their history; opening it
/// again undoes the merging. Nothing is ever merged by itself.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "mergeReferral",
    params(ReferralPath, IfMatch, IdempotencyKey),
    request_body = MergeRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/merge")]
pub async fn merge_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    Expected(expected): Expected,
    Body(sent): Body<MergeRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.merge(&actor, path.id, sent.into, sent.reason, expected),
        tagged,
    )
    .await
}
