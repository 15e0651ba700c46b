//! Steering a version of a rule set: check, approve, publish, roll back; and its history.

use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use jiff::Timestamp;
use passerelle_casework::{Casework, Page, RuleSetView};
use utoipa::IntoParams;
use uuid::Uuid;

use super::referrals::cursor;
use crate::auth::Caller;
use crate::contract::page::PageResponse;
use crate::contract::rule_set::RuleSetVersionResponse;
use crate::contract::rule_set_check::{CheckedRuleSetResponse, HistoryEntryResponse};
use crate::contract::rule_set_request::PublishRequest;
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::body::{Body, NoBody};
use crate::extract::path::RuleSetPath;
use crate::extract::precondition::{Demanded, etag_header};
use crate::extract::query::Query;
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatchRequired, ProblemDocument};
use crate::problems::Problem;
use crate::state::State;

/// Check a rule set
///
/// Proves or refutes, for every possible case, what the version would decide together with what is
/// in force. A draft without errors is `checked` then. It can take seconds. For the operator's
/// coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "checkRuleSet",
    params(RuleSetPath, IfMatchRequired),
    responses(
        (status = 200, description = "What was found.", body = CheckedRuleSetResponse, headers(
            ("ETag" = String, description = "The new tag of the version."),
        )),
        (status = 409, description = "It was given up.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets/{id}/check")]
pub async fn check_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    _: NoBody,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let checked = desk
        .run(move |casework| casework.check_rule_set(&actor, path.id, expected))
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag_header(checked.version.revision)))
        .json(CheckedRuleSetResponse::from(checked)))
}

/// Approve a rule set
///
/// Somebody who did not write it agrees to a checked version. Needed before it is published where
/// the operator demands it. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "approveRuleSet",
    params(RuleSetPath, IfMatchRequired, IdempotencyKey),
    responses(
        (status = 200, description = "The version after it.", body = RuleSetVersionResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It is not checked.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets/{id}/approve")]
pub async fn approve_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let approve = move |casework: &Casework| casework.approve_rule_set(&actor, path.id, expected);
    desk.once(key, approve, tagged).await
}

/// Publish a rule set
///
/// Lets a checked version decide, at once or from a date on. It is looked at anew, now and on that
/// date: it must fit to what is in force then, and be found without errors. Otherwise what is in
/// force goes on deciding. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "publishRuleSet",
    params(RuleSetPath, IfMatchRequired),
    request_body = PublishRequest,
    responses(
        (status = 200, description = "The version after it: `active` or `scheduled`.", body = RuleSetVersionResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It is not checked, or not approved where that is demanded.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets/{id}/publish")]
pub async fn publish_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    Body(sent): Body<PublishRequest>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let version = desk
        .run(move |casework| casework.publish_rule_set(&actor, path.id, sent.from, expected))
        .await?;
    Ok(tagged(version))
}

/// Roll a rule set back
///
/// Takes a version out of force in one step: the one whose place it took decides again; an overlay
/// that took nobody's place is simply gone. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "rollBackRuleSet",
    params(RuleSetPath, IfMatchRequired, IdempotencyKey),
    responses(
        (status = 200, description = "The version that was taken out.", body = RuleSetVersionResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It does not decide, or nothing came before it.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets/{id}/roll-back")]
pub async fn roll_back_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    _: NoBody,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let back = move |casework: &Casework| casework.roll_back_rule_set(&actor, path.id, expected);
    desk.once(key, back, tagged).await
}

/// A page of the history.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct HistoryQuery {
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// Read the history of a rule set
///
/// Who did what to a version, and which rules changed by it, the oldest entry first. For the
/// operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "readRuleSetHistory",
    params(RuleSetPath, HistoryQuery),
    responses((status = 200, description = "A page.", body = PageResponse<HistoryEntryResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["rules:manage"]))
)]
#[get("/rulesets/{id}/history")]
pub async fn read_rule_set_history(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "ruleset-history");
    let mut query = Query::of(&request);
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let after = query.finish(after)?;
    // A position in the history stands where other cursors have an id.
    let after = after.and_then(|position| i64::try_from(position.id.as_u128()).ok());
    let Page { items, next } = desk
        .run(move |casework| casework.rule_set_history(&actor, path.id, after, limit))
        .await?;
    let next = next.map(|position| {
        cursors.write(Position {
            at: Timestamp::UNIX_EPOCH,
            id: Uuid::from_u128(u128::from(position.unsigned_abs())),
        })
    });
    let items = items.into_iter().map(HistoryEntryResponse::from).collect();
    Ok(PageResponse { items, next }.respond(&request))
}

fn tagged(version: RuleSetView) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag_header(version.revision)))
        .json(RuleSetVersionResponse::from(version))
}
