//! What leaves the house: the outbox worker, e-mail, and its texts in French and English.

pub mod mail;
pub mod settings;
#[cfg(test)]
mod smtp_script;
mod transport;

pub use settings::{MailSettings, SettingError};
