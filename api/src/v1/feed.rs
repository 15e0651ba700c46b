//! Everything that happens, for whoever follows it.

use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use jiff::Timestamp;
use passerelle_casework::{Actor, FeedPage};
use passerelle_domain::EventKind;
use tokio::time::Instant;
use utoipa::IntoParams;
use uuid::Uuid;

use super::referrals::cursor;
use crate::auth::Caller;
use crate::contract::event::EventResponse;
use crate::contract::page::PageResponse;
use crate::contract::schemas::EventKindCode;
use crate::cursor::{Cursors, Position};
use crate::desk::Desk;
use crate::extract::query::{Query, Refusal};
use crate::followers::Followers;
use crate::problems::Problem;
use crate::state::State;

/// The longest that a caller may wait, in seconds.
const LONGEST_WAIT: u64 = 30;
/// How long the feed is looked through for a caller who does not wait.
const LOOKING: Duration = Duration::from_secs(2);
/// How long to leave the desk alone when it is full.
const PAUSE: Duration = Duration::from_millis(250);

/// Where to go on, and how long to wait.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "read one by one; this is their documentation")]
pub struct FeedQuery {
    /// Of this type; repeat it for several.
    #[param(rename = "type", inline, value_type = Option<Vec<EventKindCode>>, max_items = 50)]
    kind: Option<Vec<EventKind>>,
    /// Where nothing is new: for how many seconds the answer may wait for something.
    #[param(value_type = Option<u8>, minimum = 0, maximum = 30)]
    wait: Option<u64>,
    /// Entries on a page; left out, 50.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The cursor up to which you have read, from `next` of the page before. Left out, from the
    /// beginning.
    #[param(max_length = 100)]
    cursor: Option<String>,
}

/// Follow what happens
///
/// Every event of the cases in which you have a part, once and without a gap, in the order of each
/// referral, in the view that you have when you read. `next` is always there: keep it when you have
/// worked the page off, and go on from it, also after an empty page. With `wait`, the answer comes as
/// soon as there is something new.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "listEvents",
    params(FeedQuery),
    responses((status = 200, description = "A page.", body = PageResponse<EventResponse>, headers(
        ("Link" = String, description = "Where the feed goes on."),
    ))),
    security(("oauth" = ["referrals:read"]))
)]
#[get("/events")]
pub async fn list_events(
    Caller(actor): Caller,
    request: HttpRequest,
    state: Data<State>,
    desk: Data<Desk>,
    followers: Data<Followers>,
) -> Result<HttpResponse, Problem> {
    let cursors = Cursors::of(&state.keys, "events");
    let mut query = Query::of(&request);
    let kinds = query.many("type", kind);
    let wait = query.one("wait", seconds);
    let limit = query.limit();
    let after = query.one("cursor", cursor(&cursors));
    let (kinds, wait, after) = query.finish((kinds, wait, after))?;
    let kinds = kinds.unwrap_or_default();
    let begun = Instant::now();
    let until = wait.map(|wait| begun + wait);
    let mut after = after.map_or(Ok(0), number)?;
    let mut page = look(&desk, &actor, after, &kinds, limit).await?;
    let page = loop {
        after = page.until;
        if !page.items.is_empty() || followers.are_let_go() {
            break page;
        }
        if page.at_the_end {
            match until {
                Some(until) if followers.wait(after, until).await => {}
                _ => break page,
            }
        } else if begun.elapsed() > LOOKING {
            // The caller goes on from there.
            break page;
        }
        match look(&desk, &actor, after, &kinds, limit).await {
            Ok(next) => page = next,
            // Nothing is lost: the cursor of before leads to the same place.
            Err(_) if until.is_some_and(|until| Instant::now() + PAUSE < until) => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(problem) => return Err(problem),
        }
    };
    let next = cursors.write(Position {
        at: Timestamp::UNIX_EPOCH,
        id: Uuid::from_u64_pair(0, page.until.unsigned_abs()),
    });
    Ok(PageResponse {
        items: page.items.into_iter().map(EventResponse::from).collect(),
        next: Some(next),
    }
    .respond(&request))
}

async fn look(
    desk: &Desk,
    actor: &Actor,
    after: i64,
    kinds: &[EventKind],
    limit: usize,
) -> Result<FeedPage, Problem> {
    let (actor, kinds) = (actor.clone(), kinds.to_vec());
    desk.run(move |casework| casework.feed(&actor, after, &kinds, limit))
        .await
}

fn kind(text: &str) -> Result<EventKind, Refusal> {
    let unknown = || Refusal::new("unknown_code", "the type of an event");
    EventKind::from_code(text).ok_or_else(unknown)
}

fn seconds(text: &str) -> Result<Duration, Refusal> {
    let number: Option<u64> = text.parse().ok();
    number
        .filter(|number| *number <= LONGEST_WAIT)
        .map(Duration::from_secs)
        .ok_or_else(|| Refusal::new("out_of_range", "a whole number of seconds from 0 to 30"))
}

/// The number in a cursor of ours.
fn number(position: Position) -> Result<i64, Problem> {
    let (_, number) = position.id.as_u64_pair();
    i64::try_from(number).map_err(|_| Problem::internal())
}
