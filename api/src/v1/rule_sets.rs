//! Rule sets as documents: listing, reading, beginning, changing and giving up versions.

use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put};
use passerelle_casework::{Casework, Page, RuleSetDocument, RuleSetFilter};
use passerelle_domain::{RuleSetId, RuleSetKind, RuleSetStatus};
use utoipa::IntoParams;

use super::referrals::{code, cursor};
use crate::auth::Caller;
use crate::contract::page::PageResponse;
use crate::contract::rule_set::{RuleSetDocumentResponse, RuleSetVersionResponse};
use crate::contract::rule_set_request::{NewRuleSetRequest, RuleSetRequest};
use crate::contract::schemas::{RuleSetKindCode, RuleSetStatusCode};
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::body::DocumentBody;
use crate::extract::path::RuleSetPath;
use crate::extract::precondition::{Demanded, etag_header};
use crate::extract::query::Query;
use crate::once::Key;
use crate::openapi::{IdempotencyKey, IfMatchRequired};
use crate::problems::Problem;
use crate::state::State;

/// Filters of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct RuleSetQuery {
    /// Of this name.
    #[param(max_length = 100, example = "default")]
    name: Option<String>,
    /// Of this kind.
    #[param(value_type = Option<RuleSetKindCode>)]
    kind: Option<RuleSetKind>,
    /// In this state.
    #[param(value_type = Option<RuleSetStatusCode>)]
    status: Option<RuleSetStatus>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// List rule sets
///
/// Every version, the newest first, without its document: those that decide have the status
/// `active`. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "listRuleSets",
    params(RuleSetQuery),
    responses((status = 200, description = "A page.", body = PageResponse<RuleSetVersionResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["rules:manage"]))
)]
#[get("/rulesets")]
pub async fn list_rule_sets(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "rulesets");
    let mut query = Query::of(&request);
    let filter = RuleSetFilter {
        name: query.text("name", 100),
        kind: query.one("kind", code(RuleSetKind::parse)),
        status: query.one("status", code(RuleSetStatus::parse)),
    };
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (filter, after) = query.finish((filter, after))?;
    let after = after.map(|position| (position.at, RuleSetId::from_uuid(position.id)));
    let Page { items, next } = desk
        .run(move |casework| casework.rule_sets(&actor, &filter, after, limit))
        .await?;
    let next = next.map(|(at, id)| {
        cursors.write(Position {
            at,
            id: id.as_uuid(),
        })
    });
    let items = items
        .into_iter()
        .map(RuleSetVersionResponse::from)
        .collect();
    Ok(PageResponse { items, next }.respond(&request))
}

/// Read a rule set
///
/// One version with its document, as TOML and as JSON. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "readRuleSet",
    params(RuleSetPath),
    responses((status = 200, description = "The version.", body = RuleSetDocumentResponse, headers(
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["rules:manage"]))
)]
#[get("/rulesets/{id}")]
pub async fn read_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let document = desk
        .run(move |casework| casework.rule_set(&actor, path.id))
        .await?;
    Ok(tagged(HttpResponse::Ok(), document))
}

/// Begin a rule set
///
/// The next version under its name, as a draft, which decides nothing. The document need not be
/// finished; what is wrong with it is told by a check. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "createRuleSet",
    params(IdempotencyKey),
    request_body = NewRuleSetRequest,
    responses((status = 201, description = "The draft.", body = RuleSetDocumentResponse, headers(
        ("Location" = String, description = "Where the draft is."),
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets")]
pub async fn create_rule_set(
    Caller(actor): Caller,
    DocumentBody(sent): DocumentBody<NewRuleSetRequest>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let new = sent.into_new()?;
    let create = move |casework: &Casework| casework.create_rule_set(&actor, &new);
    let respond = |document: RuleSetDocument| {
        let mut response = HttpResponse::Created();
        let location = format!("/v1/rulesets/{}", document.version.id);
        response.insert_header((LOCATION, location));
        tagged(response, document)
    };
    desk.once(key, create, respond).await
}

/// Change a rule set
///
/// Replaces the document of a version that never decided. Whatever was checked, approved or
/// scheduled before is void: it is a draft again. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "editRuleSet",
    params(RuleSetPath, IfMatchRequired),
    request_body = RuleSetRequest,
    responses(
        (status = 200, description = "The draft.", body = RuleSetDocumentResponse, headers(
            ("ETag" = String, description = "Its new tag."),
        )),
        (status = 409, description = "It has decided already.", body = crate::openapi::ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[put("/rulesets/{id}")]
pub async fn edit_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    DocumentBody(sent): DocumentBody<RuleSetRequest>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let toml = sent.into_toml()?;
    let document = desk
        .run(move |casework| casework.edit_rule_set(&actor, path.id, &toml, expected))
        .await?;
    Ok(tagged(HttpResponse::Ok(), document))
}

/// Give up a rule set
///
/// A version that never decided, a scheduled one too. It stays in the list as `withdrawn`. For the
/// operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "withdrawRuleSet",
    params(RuleSetPath, IfMatchRequired),
    responses(
        (status = 204, description = "Given up."),
        (status = 409, description = "It has decided already.", body = crate::openapi::ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["rules:manage"]))
)]
#[delete("/rulesets/{id}")]
pub async fn withdraw_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Demanded(expected): Demanded,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    desk.run(move |casework| casework.withdraw_rule_set(&actor, path.id, expected))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

fn tagged(mut response: actix_web::HttpResponseBuilder, document: RuleSetDocument) -> HttpResponse {
    response
        .insert_header((ETAG, etag_header(document.version.revision)))
        .json(RuleSetDocumentResponse::from(document))
}
