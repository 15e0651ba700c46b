//! A version of a rule set, tried on the cases that came; and how its rules fared.

use std::time::{Duration, Instant};

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, get, post};
use jiff::Timestamp;
use passerelle_domain::{Area, QpvCode};
use passerelle_routing_rules::gaps::Part;
use passerelle_routing_rules::rules::Zone;
use utoipa::IntoParams;

use crate::auth::Caller;
use crate::contract::comparison::{CompareRequest, RehearsalResponse};
use crate::contract::gaps::GapsResponse;
use crate::contract::rule_quality::RuleSetQualityResponse;
use crate::contract::scalars::instant;
use crate::desk::Desk;
use crate::extract::body::Body;
use crate::extract::path::RuleSetPath;
use crate::extract::query::{Query, Refusal};
use crate::problems::Problem;

/// How long a comparison may take before it tells what it has: less than proxies wait.
const LONGEST: Duration = Duration::from_secs(20);

/// Compare a rule set
///
/// Decides the stored referrals once more, as they were submitted, by this version in the place that it
/// would take and by what decides now, or by another version. Says which cases move, from whom to whom,
/// which deadlines change and which cases fall to a person, with examples. Nothing is stored, and nobody
/// is named. It can take seconds; after 20 it answers with the latest cases. For the operator's
/// coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "compareRuleSet",
    params(RuleSetPath),
    request_body = CompareRequest,
    responses((status = 200, description = "What would change.", body = RehearsalResponse)),
    security(("oauth" = ["rules:manage"]))
)]
#[post("/rulesets/{id}/compare")]
pub async fn compare_rule_set(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    Body(sent): Body<CompareRequest>,
    desk: Data<Desk>,
) -> Result<Json<RehearsalResponse>, Problem> {
    let CompareRequest { with, since } = sent;
    let rehearsed = desk
        .run(move |casework| {
            let start = Instant::now();
            let go_on = |_, _| start.elapsed() < LONGEST;
            casework.compare_rule_sets(&actor, path.id, with, since, go_on)
        })
        .await?;
    Ok(Json(rehearsed.into()))
}

/// Of when.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct QualityQuery {
    /// Decided at this instant or later; left out, all decisions of the version.
    #[param(value_type = Option<String>, format = DateTime, max_length = 40)]
    since: Option<Timestamp>,
}

/// Read how the rules fared
///
/// For each rule of this version how often its partners accepted, declined and why, stayed silent and
/// named others, and how often a person chose instead. Counts are plain, small ones too: only the
/// operator's coordinators are told, who may look at every case.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "readRuleSetQuality",
    params(RuleSetPath, QualityQuery),
    responses((status = 200, description = "The figures.", body = RuleSetQualityResponse)),
    security(("oauth" = ["rules:manage"]))
)]
#[get("/rulesets/{id}/quality")]
pub async fn read_rule_set_quality(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    request: HttpRequest,
    desk: Data<Desk>,
) -> Result<Json<RuleSetQualityResponse>, Problem> {
    let mut query = Query::of(&request);
    let since = query.one("since", |text| {
        instant(text).ok_or_else(|| Refusal::new("bad_format", "a time with its offset"))
    });
    let since = query.finish(since)?;
    let quality = desk
        .run(move |casework| casework.rule_set_quality(&actor, path.id, since))
        .await?;
    Ok(Json(quality.into()))
}

/// Of which part of the country.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct GapsQuery {
    /// `region:53`, `departement:35`, `epci:243500139` or `commune:35238`; left out, the country.
    #[param(max_length = 20, example = "departement:35")]
    territory: Option<String>,
    /// Of it only the priority district of this code; name its commune as the territory.
    #[param(
        max_length = 8,
        pattern = "^(QP[0-9]{2}[0-9AB][0-9]{3}|QN[0-9]{2}[0-9AB][0-9]{2}[A-Z])$",
        example = "QN03502M"
    )]
    qpv: Option<String>,
}

/// Find what the network lacks
///
/// For the directory of today and this version in the place that it would take: situations that have
/// nobody to ask, or one partner only, and where; partners that carry as many cases as they can;
/// partners that no mail reaches. For the operator's coordinators.
#[utoipa::path(
    tag = "Rule sets",
    operation_id = "readRuleSetGaps",
    params(RuleSetPath, GapsQuery),
    responses((status = 200, description = "What is lacking.", body = GapsResponse)),
    security(("oauth" = ["rules:manage"]))
)]
#[get("/rulesets/{id}/gaps")]
pub async fn read_rule_set_gaps(
    Caller(actor): Caller,
    path: Path<RuleSetPath>,
    request: HttpRequest,
    desk: Data<Desk>,
) -> Result<Json<GapsResponse>, Problem> {
    let mut query = Query::of(&request);
    let area = query.one("territory", area);
    let qpv = query.one("qpv", |text| {
        QpvCode::parse(text).map_err(|error| Refusal::new("bad_format", error.to_string()))
    });
    let (area, qpv) = query.finish((area, qpv))?;
    let part = Part {
        area: area.unwrap_or(Area::France),
        qpv,
    };
    let gaps = desk
        .run(move |casework| casework.rule_set_gaps(&actor, path.id, &part))
        .await?;
    Ok(Json(gaps.into()))
}

fn area(text: &str) -> Result<Area, Refusal> {
    match Zone::parse(text) {
        Ok(Zone::Area(area)) => Ok(area),
        Ok(Zone::Qpv(_)) => Err(Refusal::new(
            "bad_format",
            "no official list tells the communes of a priority district: name its commune here, and the \
             district as `qpv`",
        )),
        Err(error) => Err(Refusal::new("bad_format", error.to_string())),
    }
}
