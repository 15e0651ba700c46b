//! Settings: one typed value, read once at start from flags, environment and file, in that order of
//! strength, and validated whole, so that every mistake comes out in one go.
//!
//! [`sources`] gathers the layers, [`read`] turns text into types; here stands what the settings are.

mod database;
mod limits;
pub mod read;
pub mod sources;

use std::net::SocketAddr;
use std::path::PathBuf;

pub use database::DatabaseSettings;
pub use limits::LimitSettings;
use read::Reader;
pub use sources::{DatabaseFlags, SettingFlags};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the metrics can be read; `None` means nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// The database, as a URL.
    pub database_url: Secret,
    /// How it is used.
    pub database: DatabaseSettings,
    /// How much one caller may ask for.
    pub limits: LimitSettings,
    /// The address under which others reach the service; `None` means the listener's own.
    pub public_url: Option<String>,
    /// Where e-mails are written while no mail server is set.
    pub mail_dir: PathBuf,
    /// The mail server.
    pub smtp_url: Option<Secret>,
    /// A certificate authority for the mail server, in PEM form.
    pub smtp_ca_file: Option<PathBuf>,
    /// Where e-mails come back to that cannot be delivered; `None` means the sender.
    pub bounce_address: Option<String>,
    /// The Maildir in which reports of that are looked for.
    pub bounce_maildir: Option<PathBuf>,
    /// The sender of the e-mails.
    pub mail_from: String,
    /// The Ed25519 key that signs access tokens and answer links.
    pub signing_key_file: PathBuf,
    /// The keys that signed before it, whose signatures still hold.
    pub former_signing_key_files: Vec<PathBuf>,
    /// Whether to load the fictional network at start.
    pub demo: bool,
    /// Whether a rule set decides only after somebody who did not write it agreed to it.
    pub four_eyes: bool,
    /// The form of the log.
    pub log_format: LogFormat,
    /// What the log holds, as directives of `tracing`.
    pub log_level: String,
    /// How many days an answer link holds.
    pub answer_link_days: u16,
    /// The communes of France, in the place of the shipped edition.
    pub territory_file: Option<PathBuf>,
    /// The school holidays, in the place of the shipped edition.
    pub school_calendar_file: Option<PathBuf>,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// A value that may hold a password and does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Everything that is wrong with the settings, one line each.
#[derive(Debug, thiserror::Error)]
#[error("the settings are not valid:\n  {}", .0.join("\n  "))]
pub struct SettingsError(pub Vec<String>);

impl Settings {
    /// Reads and validates all sources.
    ///
    /// # Errors
    /// [`SettingsError`] with every fault, each with its source and key.
    pub fn load(flags: &SettingFlags) -> Result<Self, SettingsError> {
        Self::from_reader(Reader::new(sources::gather(flags)?))
    }

    fn from_reader(mut read: Reader) -> Result<Self, SettingsError> {
        let listen = read.required(
            "listen",
            "127.0.0.1:8080",
            "an address and port such as 127.0.0.1:8080",
            |text| text.parse().ok(),
        );
        let database_url = read
            .secret("database_url")
            .unwrap_or_else(|| "sqlite://data/passerelle.sqlite3".to_owned());
        read.check(
            "database_url",
            known_database(&database_url),
            "a URL that begins with sqlite: or postgres://",
        );
        let public_url = read.optional(
            "public_url",
            "a URL such as https://passerelle.example.org, without a path",
            web_origin,
        );
        let smtp_url = read.secret("smtp_url");
        if let Some(url) = &smtp_url {
            read.check(
                "smtp_url",
                url.starts_with("smtp://") || url.starts_with("smtps://"),
                "a URL that begins with smtp:// or smtps://",
            );
        }
        let settings = Self {
            listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            metrics_listen: read.optional(
                "metrics_listen",
                "an address and port such as 127.0.0.1:9464",
                |text| text.parse().ok(),
            ),
            database: DatabaseSettings::read(&mut read, &database_url),
            limits: LimitSettings::read(&mut read),
            database_url: Secret(database_url),
            public_url,
            mail_dir: read.path("mail_dir").unwrap_or_else(|| "data/mail".into()),
            smtp_url: smtp_url.map(Secret),
            smtp_ca_file: read.path("smtp_ca_file"),
            bounce_address: read.text("bounce_address"),
            bounce_maildir: read.path("bounce_maildir"),
            mail_from: read
                .text("mail_from")
                .unwrap_or_else(|| "Passerelle <passerelle@localhost>".to_owned()),
            signing_key_file: read
                .path("signing_key_file")
                .unwrap_or_else(|| "data/keys/signing.pem".into()),
            former_signing_key_files: read
                .text("former_signing_key_files")
                .map(|text| text.split(',').map(|path| path.trim().into()).collect())
                .unwrap_or_default(),
            demo: read
                .required("demo", "false", "true or false", truth)
                .unwrap_or_default(),
            four_eyes: read
                .required("four_eyes", "false", "true or false", truth)
                .unwrap_or_default(),
            log_format: read
                .required("log_format", "text", "json or text", |text| match text {
                    "json" => Some(LogFormat::Json),
                    "text" => Some(LogFormat::Text),
                    _ => None,
                })
                .unwrap_or(LogFormat::Text),
            log_level: read.text("log_level").unwrap_or_else(|| "info".to_owned()),
            answer_link_days: read
                .required(
                    "answer_link_days",
                    "14",
                    "a whole number of days from 1 to 90",
                    |text| text.parse().ok().filter(|days| (1..=90).contains(days)),
                )
                .unwrap_or(14),
            territory_file: read.path("territory_file"),
            school_calendar_file: read.path("school_calendar_file"),
        };
        read.finish(settings)
    }

    /// The address under which others reach the service that listens on `local`.
    #[must_use]
    pub fn public_url(&self, local: SocketAddr) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{local}"))
    }
}

fn known_database(url: &str) -> bool {
    ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

/// Scheme and authority only: paths are ours to choose, and a trailing slash would double.
fn web_origin(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']);
    plain.then(|| text.to_owned())
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
