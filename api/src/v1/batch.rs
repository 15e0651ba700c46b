//! Many referrals in one call, line by line.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::rt;
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post};
use futures_util::StreamExt as _;
use futures_util::stream::{self, Stream};
use passerelle_casework::{Actor, Casework, CaseworkError, Missing, ReferralView, Scope};
use tokio::sync::mpsc;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Decoder as _, LinesCodec, LinesCodecError};

use crate::auth::Caller;
use crate::contract::batch::{BatchLineResponse, BatchReferral};
use crate::contract::referral_request::ReferralRequest;
use crate::contract::schemas::LinesText;
use crate::desk::Desk;
use crate::extract::body::{LIMIT, parse};
use crate::extract::time;
use crate::once::Key;
use crate::openapi::IdempotencyKey;
use crate::problems::{Problem, ProblemKind};
use crate::state::State;

/// The most lines of one call.
const MOST: u64 = 10_000;

/// How many lines are worked on at the same time: few enough to leave room for everybody else, and
/// enough for SQLite to write several in one durable commit.
const TOGETHER: usize = 8;

const NDJSON: &str = "application/x-ndjson";

/// One line as it was read.
type Line = (u64, Result<String, Problem>);

/// Send many referrals
///
/// One referral a line (NDJSON), at most 10,000, each up to 1 MiB. Each is stored, or refused, by
/// itself, and answered on a line of its own, in order, while the next ones are read: `created`,
/// `replayed` or a problem. Give the call an `Idempotency-Key`, and it may be sent again as a whole
/// after a break: lines that were stored are answered `replayed`. A line is known by its
/// `external_reference`, or else by its number.
#[utoipa::path(
    tag = "Referrals",
    operation_id = "createReferrals",
    params(IdempotencyKey),
    request_body(content = LinesText, content_type = "application/x-ndjson", description = "One referral a line, each as in `createReferral`.",
        example = json!("{\"external_reference\": \"BAIL-2026-00017\", \"setting\": \"housing\", \"situation\": \"neighbour_noise\", \"case_kind\": \"interpersonal\", \"safety\": {\"danger_now\": false, \"minor_at_risk\": false, \"violence\": false}, \"place\": {\"commune_code\": \"00001\"}}\n")),
    responses(
        (status = 200, description = "One line for each line sent.", body = BatchLineResponse, content_type = "application/x-ndjson"),
    ),
    security(("oauth" = ["referrals:write"]))
)]
#[post("/referrals/batch")]
pub async fn create_referrals(
    Caller(actor): Caller,
    request: HttpRequest,
    payload: Payload,
    key: Key,
    state: Data<State>,
    desk: Data<Desk>,
) -> Result<HttpResponse, Problem> {
    if !actor.may(Scope::ReferralsWrite) {
        let missing = Missing::Scope(Scope::ReferralsWrite);
        return Err(CaseworkError::Forbidden(missing).into());
    }
    need_ndjson(&request)?;
    let clerk = Rc::new(Clerk {
        actor,
        key,
        state: state.into_inner(),
        desk: desk.into_inner(),
    });
    let answers = lines(payload)
        .map(move |(number, line)| {
            let clerk = Rc::clone(&clerk);
            async move { clerk.answer(number, line).await }
        })
        .buffered(TOGETHER);
    Ok(HttpResponse::Ok()
        .content_type(NDJSON)
        .streaming(without_waiting(answers)))
}

/// Goes on with the work while nobody takes the answers yet: many a client reads nothing before it
/// has sent all. What waits is bounded by the number of lines. When the client is gone, no further
/// line is begun.
fn without_waiting(
    answers: impl Stream<Item = Bytes> + 'static,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> {
    let (sender, receiver) = mpsc::unbounded_channel();
    rt::spawn(async move {
        let mut answers = std::pin::pin!(answers);
        while let Some(answer) = answers.next().await {
            if sender.send(answer).is_err() {
                return;
            }
        }
    });
    stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|line| (Ok(line), receiver))
    })
}

fn need_ndjson(request: &HttpRequest) -> Result<(), Problem> {
    let encoding = request.headers().get(CONTENT_ENCODING);
    let plain = encoding.is_none_or(|value| value.as_bytes() == b"identity");
    let ndjson = request.content_type().eq_ignore_ascii_case(NDJSON);
    if plain && ndjson {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::UnsupportedMediaType,
        "The body has to be application/x-ndjson, without compression.",
    ))
}

/// The lines of a body, numbered from 1; empty ones are passed over, and counted.
fn lines(payload: Payload) -> impl Stream<Item = Line> {
    let reading = Reading {
        payload,
        buffer: BytesMut::new(),
        codec: LinesCodec::new_with_max_length(LIMIT),
        number: 0,
        ended: false,
    };
    stream::unfold(reading, |mut reading| async move {
        let line = reading.next().await?;
        Some((line, reading))
    })
}

struct Reading {
    payload: Payload,
    buffer: BytesMut,
    codec: LinesCodec,
    number: u64,
    ended: bool,
}

impl Reading {
    async fn next(&mut self) -> Option<Line> {
        loop {
            if self.number > MOST {
                return None;
            }
            let line = match self.decode() {
                Ok(None) if self.ended => return None,
                Ok(None) => match self.payload.next().await {
                    Some(Ok(bytes)) => {
                        self.buffer.extend_from_slice(&bytes);
                        continue;
                    }
                    Some(Err(error)) => {
                        // Nothing more comes, and half a line is none.
                        self.ended = true;
                        self.buffer.clear();
                        self.codec = LinesCodec::new_with_max_length(LIMIT);
                        Err(broken_off(&error))
                    }
                    None => {
                        self.ended = true;
                        continue;
                    }
                },
                Ok(Some(line)) => Ok(line),
                Err(problem) => Err(problem),
            };
            self.number += 1;
            if self.number > MOST {
                return Some((self.number, Err(too_many())));
            }
            match line {
                Ok(line) if line.trim().is_empty() => {}
                line => return Some((self.number, line)),
            }
        }
    }

    /// The next whole line of what is there.
    fn decode(&mut self) -> Result<Option<String>, Problem> {
        let decoded = if self.ended {
            self.codec.decode_eof(&mut self.buffer)
        } else {
            self.codec.decode(&mut self.buffer)
        };
        decoded.map_err(|error| match error {
            LinesCodecError::MaxLineLengthExceeded => Problem::new(
                ProblemKind::PayloadTooLarge,
                "The line is longer than 1 MiB.",
            ),
            LinesCodecError::Io(_) => {
                Problem::new(ProblemKind::InvalidUtf8, "The line is not UTF-8.")
            }
        })
    }
}

fn broken_off(error: &PayloadError) -> Problem {
    if time::ran_out(error) {
        return time::too_slow();
    }
    Problem::new(
        ProblemKind::MalformedJson,
        "The body ended before it was complete.",
    )
}

fn too_many() -> Problem {
    Problem::new(
        ProblemKind::PayloadTooLarge,
        format!("A call has at most {MOST} lines; nothing is read from here on."),
    )
}

/// Carries out the lines of one call.
struct Clerk {
    actor: Actor,
    key: Key,
    state: Arc<State>,
    desk: Arc<Desk>,
}

impl Clerk {
    async fn answer(&self, number: u64, line: Result<String, Problem>) -> Bytes {
        let (reference, told) = match line {
            Ok(line) => self.carry_out(number, &line).await,
            Err(problem) => (None, Err(problem)),
        };
        let answer = BatchLineResponse::new(number, reference, told);
        let mut text = serde_json::to_vec(&answer).unwrap_or_default();
        text.push(b'\n');
        text.into()
    }

    /// The line's own reference, and what came of it: whether it was stored now or before.
    async fn carry_out(
        &self,
        number: u64,
        line: &str,
    ) -> (Option<String>, Result<(bool, BatchReferral), Problem>) {
        let sent: ReferralRequest = match parse(line.as_bytes()) {
            Ok(sent) => sent,
            Err(problem) => return (None, Err(problem)),
        };
        let submission = sent.into_submission(self.state.clock.now());
        let reference = submission.external_reference.clone();
        let name = reference.clone().unwrap_or_else(|| number.to_string());
        let key = self.key.of_line(&name, line.as_bytes());
        let actor = self.actor.clone();
        let submit = move |casework: &Casework| casework.submit(&actor, &submission);
        let respond = |view: ReferralView| BatchReferral::from(&view);
        let told = self.desk.once_told(key, submit, respond).await;
        (reference, told)
    }
}
