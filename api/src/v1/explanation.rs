//! Why a case went where it went.

use actix_web::get;
use actix_web::web::{Data, Json, Path};

use crate::auth::Caller;
use crate::contract::explanation::ExplanationResponse;
use crate::desk::Desk;
use crate::extract::path::ReferralPath;
use crate::problems::Problem;

/// Read why a case went where it went
///
/// Each rule that applied or came near, with what the case would have to be; each candidate, with why
/// it is not asked. By the very rules that decided, however old. For the sender and for the
/// operator's mediators and coordinators.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "explainReferral",
    params(ReferralPath),
    responses((status = 200, description = "The account of the latest decision.", body = ExplanationResponse)),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/referrals/{id}/explanation")]
pub async fn explain_referral(
    Caller(actor): Caller,
    path: Path<ReferralPath>,
    desk: Data<Desk>,
) -> Result<Json<ExplanationResponse>, Problem> {
    let view = desk
        .run(move |casework| casework.explanation(&actor, path.id))
        .await?;
    Ok(Json(view.into()))
}
