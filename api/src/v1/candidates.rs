//! Whom a coordinator can choose from.

use actix_web::get;
use actix_web::web::{Data, Json, Path};

use crate::auth::Caller;
use crate::contract::candidates::CandidatesResponse;
use crate::desk::Desk;
use crate::extract::path::ReferralPath;
use crate::problems::Problem;

/// Read whom you can choose from
///
/// For the operator's coordinators and mediators, before a choice by hand: whom the rules in force
/// would ask as the case stands now, whom they turn down and why, others that work in this place, and
/// where a choice would be a conflict of interest.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "listCandidates",
    params(ReferralPath),
    responses((status = 200, description = "The candidates.", body = CandidatesResponse)),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals/{id}/candidates")]
pub async fn list_candidates(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    desk: Data<Desk>,
) -> Result<Json<CandidatesResponse>, Problem> {
    let view = desk
        .run(move |casework| casework.candidates(&actor, path.id))
        .await?;
    Ok(Json(view.into()))
}
