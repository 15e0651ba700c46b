//! Deliveries: write, send, record. What happened is kept and logged in codes, never with an
//! address.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use passerelle_casework::{Casework, CaseworkError, Dispatch, Entropy, SendFailure};
use passerelle_domain::MessageId;
use tokio_util::sync::CancellationToken;

use crate::{
    back_off::{ALARMING_ATTEMPTS, wait_after},
    blocking::blocking,
    notifier::Notifier,
    queue::End,
    transport::Undelivered,
    writing,
};

/// What becomes of a message after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// It was handed over.
    Sent,
    /// It is tried again after a while.
    Again(SendFailure, Duration),
    /// Nobody tries it again.
    Failed(SendFailure),
}

impl Verdict {
    const fn code(&self) -> &'static str {
        match self {
            Self::Sent => "handed_over",
            Self::Again(failure, _) | Self::Failed(failure) => failure.code,
        }
    }
}

/// The waits between attempts to record a delivery while the database does not answer.
const RECORDING_PAUSES: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// A delivery that has ended and is not recorded yet.
#[derive(Debug)]
pub(crate) struct Delivered {
    message: MessageId,
    kind: &'static str,
    attempt: i32,
    verdict: Verdict,
}

impl Delivered {
    /// How it ended, for those who wait behind it.
    pub(crate) fn end(&self) -> End {
        match self.verdict {
            Verdict::Sent | Verdict::Failed(_) => End::Settled,
            Verdict::Again(..) => End::Open,
        }
    }
}

impl Notifier {
    /// Delivers one message. Once `abandon` is cancelled, a delivery under way is dropped as if it
    /// had not begun.
    pub(crate) async fn deliver(
        &self,
        dispatch: Dispatch,
        abandon: &CancellationToken,
    ) -> Option<Delivered> {
        let result = match writing::write(&self.parts, &dispatch, self.parts.clock.now()) {
            Ok(message) => tokio::select! {
                sent = self.parts.transport.send(dispatch.message, message) => sent,
                () = abandon.cancelled() => return None,
            },
            Err(undelivered) => Err(undelivered),
        };
        Some(Delivered {
            message: dispatch.message,
            kind: dispatch.kind.code(),
            attempt: dispatch.attempts,
            verdict: verdict(result, dispatch.attempts, self.parts.entropy.as_ref()),
        })
    }

    /// Records what became of deliveries: all that were handed over at once, and each of the others.
    pub(crate) async fn record(&self, delivered: Vec<Delivered>) {
        let (sent, others): (Vec<_>, Vec<_>) = delivered
            .into_iter()
            .partition(|delivered| delivered.verdict == Verdict::Sent);
        if !sent.is_empty() {
            let ids: Vec<MessageId> = sent.iter().map(|delivered| delivered.message).collect();
            self.keep_trying(&sent, move |casework, owner| {
                casework.messages_sent(&ids, owner)
            })
            .await;
        }
        for other in others {
            let (message, verdict) = (other.message, other.verdict.clone());
            let record = move |casework: &Casework, owner: &str| match &verdict {
                Verdict::Sent => Ok(()),
                Verdict::Again(failure, wait) => {
                    let wait = SignedDuration::try_from(*wait).unwrap_or(SignedDuration::MAX);
                    casework.message_retry(message, owner, wait, failure)
                }
                Verdict::Failed(failure) => casework.message_failed(message, owner, failure),
            };
            self.keep_trying(&[other], record).await;
        }
    }

    /// Records until the database answers, or for as long as that makes sense.
    async fn keep_trying(
        &self,
        delivered: &[Delivered],
        record: impl Fn(&Casework, &str) -> Result<(), CaseworkError> + Clone + Send + 'static,
    ) {
        for pause in RECORDING_PAUSES {
            let (parts, record) = (Arc::clone(&self.parts), record.clone());
            match blocking(move || record(&parts.casework, &parts.owner)).await {
                Ok(()) => {
                    // Afterwards, so that whoever reads the lines may rely on them.
                    delivered.iter().for_each(|one| self.tell(one));
                    return;
                }
                Err(error) => {
                    tracing::warn!(messages = delivered.len(), error = %error, "deliveries could not be recorded");
                    tokio::time::sleep(pause).await;
                }
            }
        }
        for delivered in delivered {
            // The lease will run out and the message go out again, under the same Message-ID.
            tracing::error!(message_id = %delivered.message, "a delivery stays unrecorded");
            self.tell(delivered);
        }
    }

    fn tell(&self, delivered: &Delivered) {
        if let Some(counter) = &self.counter {
            counter(delivered.kind, delivered.verdict.code());
        }
        log(delivered);
    }
}

fn verdict(result: Result<(), Undelivered>, attempts: i32, entropy: &dyn Entropy) -> Verdict {
    match result {
        Ok(()) => Verdict::Sent,
        Err(undelivered) => {
            let failure = SendFailure {
                code: undelivered.code,
                detail: undelivered.smtp_status.map(|status| status.to_string()),
                mailbox_is_dead: undelivered.mailbox_is_dead,
            };
            if undelivered.permanent {
                Verdict::Failed(failure)
            } else {
                Verdict::Again(failure, wait_after(attempts, entropy))
            }
        }
    }
}

fn log(delivered: &Delivered) {
    let (message_id, kind, attempt) = (delivered.message, delivered.kind, delivered.attempt);
    match &delivered.verdict {
        Verdict::Sent => tracing::info!(%message_id, kind, attempt, "mail handed over"),
        Verdict::Again(failure, wait) if attempt >= ALARMING_ATTEMPTS => tracing::error!(
            %message_id,
            kind,
            attempt,
            result = failure.code,
            smtp_status = failure.detail.as_deref(),
            wait_seconds = wait.as_secs(),
            "mail not handed over for hours; it is tried again"
        ),
        Verdict::Again(failure, wait) => tracing::warn!(
            %message_id,
            kind,
            attempt,
            result = failure.code,
            smtp_status = failure.detail.as_deref(),
            wait_seconds = wait.as_secs(),
            "mail not handed over; it is tried again"
        ),
        Verdict::Failed(failure) => tracing::error!(
            %message_id,
            kind,
            attempt,
            result = failure.code,
            smtp_status = failure.detail.as_deref(),
            "mail not handed over; nobody tries it again"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Least;

    impl Entropy for Least {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn temporary_failures_are_tried_again_for_as_long_as_it_takes() {
        let refused = Undelivered::temporary("refused_for_now");
        let failure = SendFailure {
            code: "refused_for_now",
            detail: None,
            mailbox_is_dead: false,
        };
        for (attempts, wait) in [(1, 5), (ALARMING_ATTEMPTS, 1800), (i32::MAX, 1800)] {
            assert_eq!(
                verdict(Err(refused), attempts, &Least),
                Verdict::Again(failure.clone(), Duration::from_secs(wait))
            );
        }
    }

    #[test]
    fn permanent_failures_are_final_at_once_and_keep_the_status() {
        let refused = Undelivered {
            smtp_status: Some(550),
            mailbox_is_dead: true,
            ..Undelivered::permanent("refused")
        };
        let failure = SendFailure {
            code: "refused",
            detail: Some("550".to_owned()),
            mailbox_is_dead: true,
        };
        assert_eq!(verdict(Err(refused), 1, &Least), Verdict::Failed(failure));
        assert_eq!(verdict(Ok(()), ALARMING_ATTEMPTS, &Least), Verdict::Sent);
    }
}
