//! What a partner does with its assignment.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use passerelle_casework::{Actor, Casework, PartnerAction};

use super::tagged;
use crate::auth::Caller;
use crate::contract::actions::{
    CompleteRequest, DeclineRequest, EmptyRequest, FailRequest, HoldRequest, MeetingRequest,
    RedirectRequest,
};
use crate::contract::referral::ReferralResponse;
use crate::desk::Desk;
use crate::extract::body::{Body, NoBody};
use crate::extract::path::AssignmentPath;
use crate::extract::precondition::Expected;
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatch, ProblemDocument};
use crate::problems::Problem;

async fn act(
    desk: &Desk,
    key: Key,
    actor: Actor,
    path: AssignmentPath,
    action: PartnerAction,
    expected: Option<i64>,
) -> Result<HttpResponse, Problem> {
    let act = move |casework: &Casework| {
        casework.act(&actor, path.id, path.assignment_id, &action, expected)
    };
    desk.once(key, act, tagged).await
}

/// Accept an assignment
///
/// Your organisation takes the case.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "acceptAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/accept")]
pub async fn accept_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(&desk, key, actor, *path, PartnerAction::Accept, expected).await
}

/// Decline an assignment
///
/// Your organisation does not take the case, or gives it back; the next partner is asked.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "declineAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = DeclineRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/decline")]
pub async fn decline_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<DeclineRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::Decline(sent.into_reason()?),
        expected,
    )
    .await
}

/// Start work
///
/// Work has begun.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "startAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/start")]
pub async fn start_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(&desk, key, actor, *path, PartnerAction::Start, expected).await
}

/// Pause work
///
/// Work waits for something outside your hands.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "holdAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = HoldRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/hold")]
pub async fn hold_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<HoldRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::Hold(sent.into_reason()?),
        expected,
    )
    .await
}

/// Resume work
///
/// Work goes on.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "resumeAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/resume")]
pub async fn resume_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(&desk, key, actor, *path, PartnerAction::Resume, expected).await
}

/// Record a meeting
///
/// What was planned or took place, never what was said. A meeting that was entered before is moved by
/// its id: from `scheduled` to `held`, `party_absent`, `postponed` or `cancelled`, and from `postponed`
/// to any other.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "recordMeeting",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = MeetingRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/meeting")]
pub async fn record_meeting(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<MeetingRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(&desk, key, actor, *path, sent.into(), expected).await
}

/// Name a better partner
///
/// The case leaves your organisation.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "redirectAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = RedirectRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/redirect")]
pub async fn redirect_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<RedirectRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let (to, reason) = sent.into_parts()?;
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::Redirect { to, reason },
        expected,
    )
    .await
}

/// Complete work
///
/// The work is done, with its result.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "completeAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = CompleteRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/complete")]
pub async fn complete_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<CompleteRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::Complete(sent.result),
        expected,
    )
    .await
}

/// Say that the work could not be done
///
/// The referral stays open with whoever holds the need.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "failAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = FailRequest,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/fail")]
pub async fn fail_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    Body(sent): Body<FailRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::Fail(sent.into_reason()?),
        expected,
    )
    .await
}

/// Confirm that you stopped
///
/// The answer to a request to stop.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "confirmCancellation",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["assignments:answer"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/confirm-cancellation")]
pub async fn confirm_cancellation(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    act(
        &desk,
        key,
        actor,
        *path,
        PartnerAction::ConfirmCancellation,
        expected,
    )
    .await
}

/// Stop a partner
///
/// For the operator's mediators and coordinators. A partner that has not answered is released; one at
/// work is asked to confirm that it stopped. Where it led an open case, a person chooses who goes on.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "cancelAssignment",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/cancel")]
pub async fn cancel_assignment(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.stop_assignment(&actor, path.id, path.assignment_id, expected),
        tagged,
    )
    .await
}

/// Mark an assignment as entered in error
///
/// For the operator's mediators and coordinators: this partner should never have been asked. It loses
/// the case at once; where it led an open case, a person chooses who takes its place.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "markAssignmentAsError",
    params(AssignmentPath, IfMatch, IdempotencyKey),
    request_body = Option<EmptyRequest>,
    responses(
        (status = 200, description = "The referral after it.", body = ReferralResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "The present state does not allow it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/{id}/assignments/{assignment_id}/mark-error")]
pub async fn mark_assignment_as_error(
    Caller(actor): Caller,
    path: Path<AssignmentPath>,
    Expected(expected): Expected,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.once(
        key,
        move |casework| casework.void_assignment(&actor, path.id, path.assignment_id, expected),
        tagged,
    )
    .await
}
