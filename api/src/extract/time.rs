//! How long a body may take to come: whoever sends drop by drop is cut. Waiting for a body holds up nobody else, but
//! it holds a connection.

use std::io::ErrorKind;
use std::pin::Pin;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONNECTION, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage as _};
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::time::{Instant, timeout_at};

use crate::limits::Limits;
use crate::problems::{Problem, ProblemKind};

/// For so many bytes that have come, the rest may take a second more: the largest body has its time on a slow line.
const RATE: usize = 16 * 1024;

/// The one operation that answers while it is sent to. Its sender may take its time as long as something comes.
const CONVERSATION: &str = "/v1/referrals/batch";

type Bodies = Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>;

/// Gives every body its time.
///
/// # Errors
/// None of its own.
pub async fn timely<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let patience = request
        .app_data::<Data<Limits>>()
        .map(|limits| limits.body_timeout);
    let payload = request.take_payload();
    let payload = match (payload, patience) {
        (Payload::None, _) => Payload::None,
        (payload, None) => payload,
        (payload, Some(patience)) => {
            let talks = request.match_pattern().as_deref() == Some(CONVERSATION);
            Payload::from(timed(payload, patience, talks))
        }
    };
    request.set_payload(payload);
    next.call(request).await
}

fn timed(payload: Payload, patience: Duration, talks: bool) -> Bodies {
    let begun = Instant::now();
    let state = (payload, 0_usize);
    let coming = stream::unfold(state, move |(mut payload, come)| async move {
        let since = if talks { Instant::now() } else { begun };
        let earned = u64::try_from(come / RATE).unwrap_or(u64::MAX);
        let until = since + patience + Duration::from_secs(earned);
        match timeout_at(until, payload.next()).await {
            Ok(Some(Ok(bytes))) => {
                let come = come.saturating_add(bytes.len());
                Some((Ok(bytes), (payload, come)))
            }
            Ok(Some(Err(error))) => Some((Err(error), (payload, come))),
            Ok(None) => None,
            Err(_) => {
                let error = PayloadError::Io(ErrorKind::TimedOut.into());
                Some((Err(error), (payload, come)))
            }
        }
    });
    Box::pin(coming)
}

/// Whether a body did not come because its time had run out.
#[must_use]
pub fn ran_out(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut)
}

/// The refusal.
#[must_use]
pub fn too_slow() -> Problem {
    Problem::new(
        ProblemKind::RequestTimeout,
        "The body did not come in time; nothing was done.",
    )
    .header(CONNECTION, HeaderValue::from_static("close"))
}
