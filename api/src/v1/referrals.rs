//! Entering and reading referrals.

use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use jiff::Timestamp;
use passerelle_casework::{Casework, ReferralCursor, ReferralFilter, ReferralView};
use passerelle_domain::{CommuneCode, ReferralId, ReferralStatus, Setting, Situation};
use utoipa::IntoParams;

use super::tagged;
use crate::auth::Caller;
use crate::contract::page::PageResponse;
use crate::contract::referral::ReferralResponse;
use crate::contract::referral_request::ReferralRequest;
use crate::contract::scalars::instant;
use crate::contract::schemas::{ReferralStatusCode, SettingCode, SituationCode};
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::ReferralPath;
use crate::extract::precondition::etag_header;
use crate::extract::query::{Query, Refusal};
use crate::once::Key;
use crate::openapi::IdempotencyKey;
use crate::problems::Problem;
use crate::state::State;

/// Send a referral
///
/// The case is decided at once: the answer says who is asked, by when, who comes next, and why.
/// Nothing is stored of a request that is refused.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "createReferral",
    params(IdempotencyKey),
    request_body = ReferralRequest,
    responses(
        (status = 201, description = "Stored and decided.", body = ReferralResponse, headers(
            ("Location" = String, description = "Where the referral is."),
            ("ETag" = String, description = "Its tag, for `If-Match`."),
        )),
        (status = 409, description = "The external reference was used before.", body = crate::openapi::ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals")]
pub async fn create_referral(
    Caller(actor): Caller,
    Body(sent): Body<ReferralRequest>,
    state: Data<State>,
    key: Key,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let submission = sent.into_submission(state.clock.now());
    let submit = move |casework: &Casework| casework.submit(&actor, &submission);
    desk.once(key, submit, created).await
}

fn created(view: ReferralView) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((LOCATION, format!("/v1/referrals/{}", view.id)))
        .insert_header((ETAG, etag_header(view.sequence)))
        .json(ReferralResponse::from(view))
}

/// Filters of the list of referrals.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct ReferralQuery {
    /// In this status; repeat it for several.
    #[param(value_type = Option<Vec<ReferralStatusCode>>, max_items = 50)]
    status: Option<Vec<ReferralStatus>>,
    /// In this setting.
    #[param(value_type = Option<SettingCode>)]
    setting: Option<Setting>,
    /// Of this situation.
    #[param(value_type = Option<SituationCode>)]
    situation: Option<Situation>,
    /// In this commune, by INSEE code.
    #[param(value_type = Option<String>, min_length = 5, max_length = 5, pattern = "^([0-9]{2}|2[AB])[0-9]{3}$", example = "00001")]
    commune_code: Option<CommuneCode>,
    /// With this reference of yours.
    #[param(max_length = 100)]
    external_reference: Option<String>,
    /// Changed at this instant or later.
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    updated_since: Option<Timestamp>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// List referrals
///
/// Those that you sent, those sent on your behalf and those in which you have a part; for the
/// operator's mediators and coordinators, all. Newest first; the order is stable.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "listReferrals",
    params(ReferralQuery),
    responses((status = 200, description = "A page.", body = PageResponse<ReferralResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals")]
pub async fn list_referrals(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "referrals");
    let mut query = Query::of(&request);
    let filter = ReferralFilter {
        status: query.many("status", code(ReferralStatus::parse)),
        setting: query.one("setting", code(Setting::parse)),
        situation: query.one("situation", code(Situation::parse)),
        commune_code: query.one("commune_code", |text| {
            CommuneCode::parse(text).map_err(|error| Refusal::new(error.code(), error.to_string()))
        }),
        external_reference: query.text("external_reference", 100),
        updated_since: query.one("updated_since", |text| {
            instant(text).ok_or_else(|| Refusal::new("bad_format", "a time with its offset"))
        }),
    };
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (filter, after) = query.finish((filter, after))?;
    let after = after.map(|position| ReferralCursor {
        created_at: position.at,
        id: ReferralId::from_uuid(position.id),
    });
    let page = desk
        .run(move |casework| casework.referrals(&actor, &filter, after, limit))
        .await?;
    let next = page.next.map(|last| {
        cursors.write(Position {
            at: last.created_at,
            id: last.id.as_uuid(),
        })
    });
    let items = page.items.into_iter().map(ReferralResponse::from).collect();
    Ok(PageResponse { items, next }.respond(&request))
}

/// Reads a code of the vocabulary from a query.
pub(super) fn code<T>(
    parse: impl Fn(&str) -> Result<T, passerelle_domain::UnknownCode>,
) -> impl Fn(&str) -> Result<T, Refusal> {
    move |text| parse(text).map_err(|error| Refusal::new("unknown_code", error.to_string()))
}

/// Reads a cursor from a query.
pub(super) fn cursor(cursors: &Cursors<'_>) -> impl Fn(&str) -> Result<Position, Refusal> {
    |text| {
        let refusal = || Refusal::new("bad_cursor", "a cursor that this list has given");
        cursors.read(text).ok_or_else(refusal)
    }
}

/// Read a referral
///
/// Cut to the view of whoever asks.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "readReferral",
    params(ReferralPath),
    responses((status = 200, description = "The referral.", body = ReferralResponse, headers(
        ("ETag" = String, description = "Its tag, for `If-Match`."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals/{id}")]
pub async fn read_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let view = desk
        .run(move |casework| casework.referral(&actor, path.id))
        .await?;
    Ok(tagged(view))
}
