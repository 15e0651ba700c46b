//! What leaves the house: the outbox worker, e-mail, and its texts in French and English.
//!
//! A use case writes a message into the outbox in the transaction that caused it. [`Notifier`]
//! takes it from there: it claims the message under a lease, writes the mail ([`mail`]), hands it
//! over (`transport`), and records the attempt. Its second loop notes what has fallen due; another
//! one reads the mails that come back (`bounces`).
//!
//! No mail holds personal data: a mail is written from a [`mail::Notice`], which has no place for
//! any. Results are codes; addresses and the words of mail servers are neither stored nor logged.

mod back_off;
mod blocking;
mod bounces;
pub mod check;
mod delivery;
pub mod mail;
mod mailing;
mod notifier;
mod queue;
mod run;
pub mod settings;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod transport;
mod writing;

pub use notifier::Notifier;
pub use settings::{MailSettings, SettingError};
