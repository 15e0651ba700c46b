//! Where settings come from: flags, then environment variables `PASSERELLE_…`, then a TOML file.

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use config::{Config, Environment, File, FileFormat, Map, Source, Value};

use super::SettingsError;

/// The prefix of our environment variables.
pub const PREFIX: &str = "PASSERELLE";

/// The flags that set something; each also has an environment variable and a key in the file.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings (flag > environment > file)")]
pub struct SettingFlags {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would show it as help")]
    pub database: DatabaseFlags,
    /// Log as text or json, on standard error [env: PASSERELLE_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORM")]
    pub log_format: Option<String>,
    /// What to log, such as info or debug [env: PASSERELLE_LOG_LEVEL] [default: info]
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// Listen here; port 0 takes a free one [env: PASSERELLE_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Let metrics be read at http://ADDRESS:PORT/metrics, by whoever reaches it [env: PASSERELLE_METRICS_LISTEN] [default: nowhere]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<String>,
    /// The address under which others reach the service [env: PASSERELLE_PUBLIC_URL] [default: http://LISTEN]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Write e-mails into this directory while no mail server is set [env: PASSERELLE_MAIL_DIR] [default: data/mail]
    #[arg(long, value_name = "DIRECTORY")]
    pub mail_dir: Option<String>,
    /// Mail server: smtps://… or smtp://…?tls=required [env: PASSERELLE_SMTP_URL]
    #[arg(long, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// Trust this certificate authority for the mail server [env: PASSERELLE_SMTP_CA_FILE]
    #[arg(long, value_name = "FILE")]
    pub smtp_ca_file: Option<String>,
    /// Where e-mails come back to that cannot be delivered [env: PASSERELLE_BOUNCE_ADDRESS] [default: the sender]
    #[arg(long, value_name = "ADDRESS")]
    pub bounce_address: Option<String>,
    /// Maildir in which reports of that are looked for [env: PASSERELLE_BOUNCE_MAILDIR]
    #[arg(long, value_name = "DIRECTORY")]
    pub bounce_maildir: Option<String>,
    /// Sender of the e-mails [env: PASSERELLE_MAIL_FROM] [default: Passerelle <passerelle@localhost>]
    #[arg(long, value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Key that signs tokens and links, made at first start [env: PASSERELLE_SIGNING_KEY_FILE] [default: data/keys/signing.pem]
    #[arg(long, value_name = "FILE")]
    pub signing_key_file: Option<String>,
    /// Keys that signed before, with commas between them: what they signed still holds [env: PASSERELLE_FORMER_SIGNING_KEY_FILES]
    #[arg(long, value_name = "FILES")]
    pub former_signing_key_files: Option<String>,
    /// Load the fictional network at start [env: PASSERELLE_DEMO] [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub demo: Option<String>,
    /// Let a rule set decide only after somebody who did not write it agreed to it [env: PASSERELLE_FOUR_EYES] [default: false]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub four_eyes: Option<String>,
    /// Requests that one client may send in a minute, or off [env: PASSERELLE_RATE_LIMIT] [default: 6000]
    #[arg(long, value_name = "NUMBER")]
    pub rate_limit: Option<String>,
    /// Attempts of one client to sign in from one address in a minute, or off [env: PASSERELLE_SIGN_IN_LIMIT] [default: 600]
    #[arg(long, value_name = "NUMBER")]
    pub sign_in_limit: Option<String>,
    /// Attempts to sign in from one address in a minute, or off [env: PASSERELLE_SIGN_IN_ADDRESS_LIMIT] [default: 3000]
    #[arg(long, value_name = "NUMBER")]
    pub sign_in_address_limit: Option<String>,
    /// Seconds that a small body may take to come [env: PASSERELLE_BODY_TIMEOUT] [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub body_timeout: Option<String>,
    /// Proxies whose X-Forwarded-For is believed, such as 127.0.0.1,10.0.0.0/8 [env: PASSERELLE_TRUSTED_PROXIES] [default: none]
    #[arg(long, value_name = "NETWORKS")]
    pub trusted_proxies: Option<String>,
    /// How many days an answer link holds [env: PASSERELLE_ANSWER_LINK_DAYS] [default: 14]
    #[arg(long, value_name = "DAYS")]
    pub answer_link_days: Option<String>,
}

/// Where the settings and the database are: all that a command needs that does not listen.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings (flag > environment > file)")]
pub struct DatabaseFlags {
    /// Read settings from this TOML file [env: PASSERELLE_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database: sqlite://PATH or postgres://… [env: PASSERELLE_DATABASE_URL] [default: sqlite://data/passerelle.sqlite3]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Use this territory file, made by `passerelle territory refresh` [env: PASSERELLE_TERRITORY_FILE] [default: as shipped]
    #[arg(long, value_name = "FILE")]
    pub territory_file: Option<String>,
    /// Use this calendar, made by `passerelle school-calendar refresh` [env: PASSERELLE_SCHOOL_CALENDAR_FILE] [default: as shipped]
    #[arg(long, value_name = "FILE")]
    pub school_calendar_file: Option<String>,
}

impl From<DatabaseFlags> for SettingFlags {
    fn from(database: DatabaseFlags) -> Self {
        Self {
            database,
            ..Self::default()
        }
    }
}

/// All sources in one table, the stronger over the weaker, each value with its origin.
///
/// # Errors
/// When the file cannot be read.
pub fn gather(flags: &SettingFlags) -> Result<Map<String, Value>, SettingsError> {
    // A variable that is not text belongs to somebody else; `std::env::vars` would panic on it.
    let environment = std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    gather_from(flags, environment)
}

/// The same, with the environment as an argument.
///
/// # Errors
/// When the file cannot be read.
pub fn gather_from(
    flags: &SettingFlags,
    environment: HashMap<String, String>,
) -> Result<Map<String, Value>, SettingsError> {
    let named = environment.get("PASSERELLE_CONFIG").map(PathBuf::from);
    let environment = Environment::with_prefix(PREFIX)
        .prefix_separator("_")
        .ignore_empty(true)
        .source(Some(environment.into_iter().collect()));
    let mut builder = Config::builder();
    if let Some(path) = flags.database.config.clone().or(named) {
        builder = builder.add_source(File::from(path).format(FileFormat::Toml).required(true));
    }
    builder
        .add_source(environment)
        .add_source(flags.clone())
        .build()
        .and_then(|config| config.collect())
        .map_err(|error| SettingsError(vec![error.to_string()]))
}

impl Source for SettingFlags {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        let given = [
            ("database_url", &self.database.database_url),
            ("log_format", &self.log_format),
            ("log_level", &self.log_level),
            ("listen", &self.listen),
            ("metrics_listen", &self.metrics_listen),
            ("public_url", &self.public_url),
            ("mail_dir", &self.mail_dir),
            ("smtp_url", &self.smtp_url),
            ("smtp_ca_file", &self.smtp_ca_file),
            ("bounce_address", &self.bounce_address),
            ("bounce_maildir", &self.bounce_maildir),
            ("mail_from", &self.mail_from),
            ("signing_key_file", &self.signing_key_file),
            ("former_signing_key_files", &self.former_signing_key_files),
            ("demo", &self.demo),
            ("four_eyes", &self.four_eyes),
            ("rate_limit", &self.rate_limit),
            ("sign_in_limit", &self.sign_in_limit),
            ("sign_in_address_limit", &self.sign_in_address_limit),
            ("body_timeout", &self.body_timeout),
            ("trusted_proxies", &self.trusted_proxies),
            ("answer_link_days", &self.answer_link_days),
            ("territory_file", &self.database.territory_file),
            ("school_calendar_file", &self.database.school_calendar_file),
        ];
        Ok(given
            .into_iter()
            .filter_map(|(key, value)| {
                let origin = format!("the flag --{}", key.replace('_', "-"));
                Some((key.to_owned(), Value::new(Some(&origin), value.clone()?)))
            })
            .collect())
    }
}
