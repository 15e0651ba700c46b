//! Health: whether the process lives, and whether it can do its work.

use actix_web::get;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::Desk;
use crate::problems::Problem;

/// How the service is.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ok"}))]
pub struct HealthResponse {
    /// Always `ok`; anything else is another HTTP status.
    #[schema(max_length = 10)]
    status: &'static str,
}

/// Is the process alive
///
/// Answers as long as the process does. Restart it when this fails.
#[utoipa::path(
    tag = "Health",
    operation_id = "readLiveness",
    responses((status = 200, description = "It is.", body = HealthResponse)),
    security(())
)]
#[get("/health/live")]
pub async fn live() -> Json<HealthResponse> {
    Json(HealthResponse { status: "ok" })
}

/// Can the service work
///
/// Ready means: database reachable, migrations applied, rule set compiled. Send no requests while
/// this answers 503.
#[utoipa::path(
    tag = "Health",
    operation_id = "readReadiness",
    responses((status = 200, description = "It can.", body = HealthResponse)),
    security(())
)]
#[get("/health/ready")]
pub async fn ready(desk: Data<Desk>) -> Result<Json<HealthResponse>, Problem> {
    desk.run(|casework| casework.ready())
        .await
        .map_err(|_| Problem::unavailable())?;
    Ok(Json(HealthResponse { status: "ok" }))
}
