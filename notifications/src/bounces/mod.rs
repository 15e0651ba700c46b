//! Mails that come back: reports are looked for in the Maildir of the address under which mails are
//! sent, and told to `casework`.
//!
//! A report that was read is moved from `new` to `cur` of the Maildir, as mail programs do, and so
//! is whatever is no report: a person may find it there. Several processes may read one Maildir,
//! since a message comes back once, however often that is told.

mod maildir;
mod report;

use std::sync::Arc;

use passerelle_casework::CaseworkError;

pub(crate) use maildir::Maildir;

use crate::{
    blocking::blocking,
    notifier::{Notifier, Parts},
};

/// The most mails that one look takes in.
const AT_ONCE: usize = 100;

impl Notifier {
    /// Takes in the reports that came, and says how many mails it looked at.
    ///
    /// # Errors
    /// When the database does not answer; what came is looked at again then.
    pub async fn collect(&self) -> Result<usize, CaseworkError> {
        if self.parts.bounces.is_none() {
            return Ok(0);
        }
        let parts = Arc::clone(&self.parts);
        blocking(move || collect(&parts)).await
    }
}

fn collect(parts: &Parts) -> Result<usize, CaseworkError> {
    let Some(maildir) = &parts.bounces else {
        return Ok(0);
    };
    let mut looked_at = 0;
    for mail in maildir.waiting(AT_ONCE) {
        let Some(bytes) = maildir.read(&mail) else {
            continue;
        };
        looked_at += 1;
        match report::read(&bytes, &parts.stationery) {
            Some(report) => {
                let news = parts
                    .casework
                    .message_bounced(report.message, &report.status)?;
                tracing::warn!(
                    message_id = %report.message,
                    status = report.status,
                    news,
                    "a mail came back"
                );
            }
            None => {
                tracing::info!(
                    "a mail to the address for bounces reports no failure of ours; it is kept"
                );
            }
        }
        maildir.keep(&mail);
    }
    Ok(looked_at)
}
