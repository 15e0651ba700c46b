//! The list of one's own assignments.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use passerelle_casework::{AssignmentCursor, AssignmentFilter};
use passerelle_domain::{AssignmentId, AssignmentStatus};
use utoipa::IntoParams;

use super::referrals::{code, cursor};
use crate::auth::Caller;
use crate::contract::assignment::AssignmentEntryResponse;
use crate::contract::page::PageResponse;
use crate::contract::schemas::AssignmentStatusCode;
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::query::Query;
use crate::problems::Problem;
use crate::state::State;

/// Filters of the list of assignments.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct AssignmentQuery {
    /// In this status; repeat it for several.
    #[param(value_type = Option<Vec<AssignmentStatusCode>>, max_items = 50)]
    status: Option<Vec<AssignmentStatus>>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor of the page, from `next` of the page before.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// List your assignments
///
/// What your organisation is or was asked to do. Newest first; the order is stable.
#[utoipa::path(
    tag = "Assignments",
    operation_id = "listAssignments",
    params(AssignmentQuery),
    responses((status = 200, description = "A page.", body = PageResponse<AssignmentEntryResponse>, headers(
        ("Link" = String, description = "The next page, where there is one."),
    ))),
    security(("oauth" = ["assignments:answer"]))
)]
#[get("/assignments")]
pub async fn list_assignments(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "assignments");
    let mut query = Query::of(&request);
    let filter = AssignmentFilter {
        status: query.many("status", code(AssignmentStatus::parse)),
    };
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (filter, after) = query.finish((filter, after))?;
    let after = after.map(|position| AssignmentCursor {
        created_at: position.at,
        id: AssignmentId::from_uuid(position.id),
    });
    let page = desk
        .run(move |casework| casework.assignments(&actor, &filter, after, limit))
        .await?;
    let next = page.next.map(|last| {
        cursors.write(Position {
            at: last.created_at,
            id: last.id.as_uuid(),
        })
    });
    let items = page
        .items
        .into_iter()
        .map(AssignmentEntryResponse::from)
        .collect();
    Ok(PageResponse { items, next }.respond(&request))
}
