//! Why a message was not handed over, in codes. The server's own words are left out on purpose:
//! they often repeat the recipient's address.

use lettre::transport::{file, smtp};

/// A delivery that did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not handed over: {code}")]
pub(crate) struct Undelivered {
    /// A stable code.
    pub code: &'static str,
    /// The status of the SMTP server's answer, when there was one.
    pub smtp_status: Option<u16>,
    /// Whether trying again is pointless.
    pub permanent: bool,
    /// Whether the server says that there is no such mailbox.
    pub mailbox_is_dead: bool,
}

impl Undelivered {
    pub(crate) const fn temporary(code: &'static str) -> Self {
        Self {
            code,
            smtp_status: None,
            permanent: false,
            mailbox_is_dead: false,
        }
    }

    pub(crate) const fn permanent(code: &'static str) -> Self {
        Self {
            code,
            smtp_status: None,
            permanent: true,
            mailbox_is_dead: false,
        }
    }
}

impl From<&smtp::Error> for Undelivered {
    fn from(error: &smtp::Error) -> Self {
        let smtp_status = error.status().map(u16::from);
        let failure = match smtp_status {
            // The server turns *us* away: a password or a policy of ours to mend. Giving up the
            // messages, and with them the partners' mailboxes, would be the wrong lesson.
            Some(530 | 534 | 535 | 538) => Self::temporary("sign_in_refused"),
            _ if error.is_permanent() => Self::permanent("refused"),
            _ if error.is_transient() => Self::temporary("refused_for_now"),
            _ if error.is_timeout() => Self::temporary("timeout"),
            _ if error.is_tls() => Self::temporary("tls_failed"),
            _ if error.is_response() => Self::temporary("conversation_broken"),
            _ if error.is_client() => Self::temporary("server_lacks_feature"),
            _ => Self::temporary("connection_failed"),
        };
        Self {
            smtp_status,
            // Not any other refusal: a content or a policy is the matter of this one mail, and not
            // of the partner.
            mailbox_is_dead: failure.permanent
                && matches!(smtp_status, Some(521 | 550 | 551 | 553 | 556)),
            ..failure
        }
    }
}

impl From<&file::Error> for Undelivered {
    fn from(_: &file::Error) -> Self {
        Self::temporary("file_not_written")
    }
}
