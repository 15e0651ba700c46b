//! Figures for the operator.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use jiff::Timestamp;
use utoipa::IntoParams;

use crate::auth::Caller;
use crate::contract::scalars::instant;
use crate::contract::schemas::CountedByCode;
use crate::contract::statistics::{COUNTED_BY, FeedbackResponse, StatisticsResponse};
use crate::desk::Desk;
use crate::extract::query::{Query, Refusal};
use crate::problems::Problem;

/// What to count.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct StatisticsQuery {
    /// By `setting`, `situation`, `case_kind`, `priority` or `status`; left out, by situation.
    #[param(value_type = Option<CountedByCode>, example = "situation")]
    by: Option<String>,
    /// Entered at this instant or later.
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    since: Option<Timestamp>,
    /// Entered before this instant; left out, now.
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    until: Option<Timestamp>,
}

/// Count referrals
///
/// For the operator. Counts below five are shown as `< 5`, and a count that would give one away is
/// left out, so that no figure points at a person.
#[utoipa::path(
    tag = "Statistics",
    operation_id = "countReferrals",
    params(StatisticsQuery),
    responses((status = 200, description = "The figures.", body = StatisticsResponse)),
    security(("oauth" = ["statistics:read"]))
)]
#[get("/statistics/referrals")]
pub async fn count_referrals(
    Caller(actor): Caller,
    request: HttpRequest,
    desk: Data<Desk>,
) -> Result<Json<StatisticsResponse>, Problem> {
    let mut query = Query::of(&request);
    let by = query.one("by", |text| {
        let known = COUNTED_BY.iter().find(|(name, _)| *name == text);
        known
            .map(|(_, by)| *by)
            .ok_or_else(|| Refusal::new("unknown_code", "there is no such way to count"))
    });
    let time = |text: &str| {
        instant(text).ok_or_else(|| Refusal::new("bad_format", "a time with its offset"))
    };
    let since = query.one("since", time);
    let until = query.one("until", time);
    let (by, since, until) = query.finish((by, since, until))?;
    let by = by.unwrap_or(passerelle_casework::CountedBy::Situation);
    let figures = desk
        .run(move |casework| casework.statistics(&actor, by, since, until))
        .await?;
    Ok(Json(figures.into()))
}

/// Which months.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct FeedbackQuery {
    /// From this month on.
    #[param(
        max_length = 7,
        pattern = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
        example = "2026-01"
    )]
    since: Option<String>,
    /// Up to this month, which is included.
    #[param(
        max_length = 7,
        pattern = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$",
        example = "2026-12"
    )]
    until: Option<String>,
}

/// Read how it went for the persons concerned
///
/// For the operator. What people answered on their own page once their case was over. Nobody keeps
/// who answered what: the service counts, month by month. Counts below five are shown as `< 5`, and a
/// count that would give one away is left out.
#[utoipa::path(
    tag = "Statistics",
    operation_id = "countFeedback",
    params(FeedbackQuery),
    responses((status = 200, description = "The figures.", body = FeedbackResponse)),
    security(("oauth" = ["statistics:read"]))
)]
#[get("/statistics/feedback")]
pub async fn count_feedback(
    Caller(actor): Caller,
    request: HttpRequest,
    desk: Data<Desk>,
) -> Result<Json<FeedbackResponse>, Problem> {
    let mut query = Query::of(&request);
    let month = |text: &str| {
        let day = format!("{text}-01").parse::<jiff::civil::Date>();
        day.map(|_| text.to_owned())
            .map_err(|_| Refusal::new("bad_format", "a month, as in 2026-11"))
    };
    let since = query.one("since", month);
    let until = query.one("until", month);
    let (since, until) = query.finish((since, until))?;
    let figures = desk
        .run(move |casework| casework.feedback(&actor, since.as_deref(), until.as_deref()))
        .await?;
    Ok(Json(figures.into()))
}
