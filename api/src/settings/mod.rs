//! Settings: one typed value, read once at start from flags, environment and file, in that order of
//! strength, and validated whole, so that every mistake comes out in one go.
//!
//! [`sources`] gathers the layers, [`read`] turns text into types; here stands what the settings are.

pub mod read;
pub mod sources;

use std::net::SocketAddr;
use std::path::PathBuf;

use read::Reader;
pub use sources::SettingFlags;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The database, as a URL.
    pub database_url: Secret,
    /// The address under which others reach the service; `None` means the listener's own.
    pub public_url: Option<String>,
    /// Where e-mails are written while no mail server is set.
    pub mail_dir: PathBuf,
    /// The mail server.
    pub smtp_url: Option<Secret>,
    /// A certificate authority for the mail server, in PEM form.
    pub smtp_ca_file: Option<PathBuf>,
    /// The sender of the e-mails.
    pub mail_from: String,
    /// The Ed25519 key that signs access tokens and answer links.
    pub signing_key_file: PathBuf,
    /// Whether to load the fictional network at start.
    pub demo: bool,
    /// The form of the log.
    pub log_format: LogFormat,
    /// What the log holds, as directives of `tracing`.
    pub log_level: String,
    /// How many days an answer link holds.
    pub answer_link_days: u16,
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
            database_url: Secret(database_url),
            public_url,
            mail_dir: read.path("mail_dir").unwrap_or_else(|| "data/mail".into()),
            smtp_url: smtp_url.map(Secret),
            smtp_ca_file: read.path("smtp_ca_file"),
            mail_from: read
                .text("mail_from")
                .unwrap_or_else(|| "Passerelle <passerelle@localhost>".to_owned()),
            signing_key_file: read
                .path("signing_key_file")
                .unwrap_or_else(|| "data/keys/signing.pem".into()),
            demo: read
                .required("demo", "false", "true or false", truth)
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
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn load(flags: &SettingFlags, environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let environment: HashMap<String, String> = environment
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        Settings::from_reader(Reader::new(sources::gather_from(flags, environment)?))
    }

    fn file(text: &str) -> (tempfile::TempDir, SettingFlags) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passerelle.toml");
        std::fs::write(&path, text).unwrap();
        let flags = SettingFlags {
            config: Some(path),
            ..SettingFlags::default()
        };
        (dir, flags)
    }

    #[test]
    fn everything_has_a_default() {
        let settings = load(&SettingFlags::default(), &[]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(
            settings.public_url(settings.listen),
            "http://127.0.0.1:8080"
        );
        assert!(!settings.demo);
    }

    #[test]
    fn flags_beat_the_environment_which_beats_the_file() {
        let (_dir, mut flags) =
            file("listen = \"127.0.0.1:1\"\nanswer_link_days = 3\nmail_dir = \"a\"\n");
        flags.listen = Some("127.0.0.1:3".to_owned());
        let environment = [
            ("PASSERELLE_LISTEN", "127.0.0.1:2"),
            ("PASSERELLE_ANSWER_LINK_DAYS", "4"),
        ];
        let settings = load(&flags, &environment).unwrap();
        assert_eq!(settings.listen.port(), 3);
        assert_eq!(settings.answer_link_days, 4);
        assert_eq!(settings.mail_dir, PathBuf::from("a"));
    }

    #[test]
    fn every_fault_comes_at_once_with_source_and_key() {
        let (_dir, flags) = file("lisen = \"x\"\nlog_format = \"xml\"\n");
        let flags = SettingFlags {
            public_url: Some("ftp://x".to_owned()),
            ..flags
        };
        let error = load(&flags, &[("PASSERELLE_ANSWER_LINK_DAYS", "soon")])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`lisen`") && error.contains("passerelle.toml"),
            "{error}"
        );
        assert!(error.contains("`log_format`"), "{error}");
        assert!(error.contains("PASSERELLE_ANSWER_LINK_DAYS"), "{error}");
        assert!(error.contains("--public-url"), "{error}");
    }

    #[test]
    fn a_secret_can_stand_in_a_file_and_is_never_printed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("smtp");
        std::fs::write(&path, "smtps://user:hunter2@mail.example.org\n").unwrap();
        let settings = load(
            &SettingFlags::default(),
            &[("PASSERELLE_SMTP_URL_FILE", path.to_str().unwrap())],
        )
        .unwrap();
        assert_eq!(
            settings.smtp_url.as_ref().unwrap().expose(),
            "smtps://user:hunter2@mail.example.org"
        );
        assert!(!format!("{settings:?}").contains("hunter2"));
        let refused = load(
            &SettingFlags::default(),
            &[("PASSERELLE_DATABASE_URL", "mysql://u:hunter2@h/d")],
        );
        assert!(!refused.unwrap_err().to_string().contains("hunter2"));
    }

    #[test]
    fn a_file_that_is_not_there_or_not_toml_is_named() {
        let missing = SettingFlags {
            config: Some("nowhere.toml".into()),
            ..SettingFlags::default()
        };
        assert!(
            load(&missing, &[])
                .unwrap_err()
                .to_string()
                .contains("nowhere.toml")
        );
        let (_dir, flags) = file("listen = ");
        assert!(
            load(&flags, &[])
                .unwrap_err()
                .to_string()
                .contains("passerelle.toml")
        );
    }
}
