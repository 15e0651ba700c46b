//! Mails through an SMTP server, with STARTTLS or TLS, from one URL.

use std::{fs, path::Path, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        AsyncSmtpTransportBuilder, PoolConfig,
        client::{Certificate, Tls, TlsParameters},
    },
};
use url::Url;

use super::Undelivered;
use crate::{queue::PLACES, settings::SettingError};

/// How long the server may take for one step: to connect, or to answer a command.
const STEP_LIMIT: Duration = Duration::from_secs(30);

/// As many as there are messages under way.
const CONNECTIONS: u32 = PLACES as u32;

const URL: &str = "smtp_url";
const CA_FILE: &str = "smtp_ca_file";

/// An SMTP server with the connections kept open to it.
pub(crate) struct SmtpServer {
    name: String,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpServer {
    pub(crate) fn new(url: &str, ca_file: Option<&Path>) -> Result<Self, SettingError> {
        let parsed = check(url)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| SettingError::new(URL, "the server's URL cannot be used"))?
            .timeout(Some(STEP_LIMIT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        let builder = match ca_file {
            Some(file) => trust(builder, &parsed, file)?,
            None => builder,
        };
        Ok(Self {
            name: name(&parsed),
            transport: builder.build(),
        })
    }

    /// Scheme, host and port, without credentials.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Connects, signs in where the URL says how, and asks the server whether it is there.
    pub(crate) async fn reach(&self) -> Result<(), Undelivered> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Undelivered::temporary("conversation_broken")),
            Err(error) => Err(Undelivered::from(&error)),
        }
    }

    pub(crate) async fn send(&self, message: Message) -> Result<(), Undelivered> {
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Undelivered::from(&error)),
        }
    }
}

/// How the connection is protected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protection {
    None,
    WhereOffered,
    StartTls,
    Tls,
}

fn protection(url: &Url) -> Option<Protection> {
    let tls = url
        .query_pairs()
        .find(|(key, _)| key == "tls")
        .map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", _) => Some(Protection::Tls),
        ("smtp", Some("required")) => Some(Protection::StartTls),
        ("smtp", Some("opportunistic")) => Some(Protection::WhereOffered),
        ("smtp", None) => Some(Protection::None),
        _ => None,
    }
}

/// Finds at the start what would otherwise fail at the first mail, or betray a password.
fn check(text: &str) -> Result<Url, SettingError> {
    let fault = |reason: &str| Err(SettingError::new(URL, reason));
    let Ok(url) = Url::parse(text) else {
        return fault("not an URL; it looks like smtps://user:password@host");
    };
    let Some(protection) = protection(&url) else {
        return fault(
            "use smtps://host for TLS, smtp://host?tls=required for STARTTLS, or smtp://host without encryption",
        );
    };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return fault("the host is missing");
    };
    let has_user = !url.username().is_empty();
    if has_user != url.password().is_some() {
        return fault("give both a user and a password, or neither");
    }
    let open = matches!(protection, Protection::None | Protection::WhereOffered);
    if has_user && open && !is_loopback(host) {
        return fault("a password is only sent over TLS: use smtps:// or ?tls=required");
    }
    Ok(url)
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Trusts the authorities of the file beside the public ones.
fn trust(
    builder: AsyncSmtpTransportBuilder,
    url: &Url,
    file: &Path,
) -> Result<AsyncSmtpTransportBuilder, SettingError> {
    let pem = fs::read(file)
        .map_err(|error| SettingError::new(CA_FILE, format!("the file cannot be read: {error}")))?;
    let unusable = || SettingError::new(CA_FILE, "the file holds no certificate in PEM form");
    // Without this check a file of anything else would count as a list of no certificates.
    if !pem.windows(PEM_MARK.len()).any(|window| window == PEM_MARK) {
        return Err(unusable());
    }
    let certificate = Certificate::from_pem(&pem).map_err(|_| unusable())?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let parameters = TlsParameters::builder(host)
        .add_root_certificate(certificate)
        .build()
        .map_err(|_| unusable())?;
    match protection(url) {
        Some(Protection::Tls) => Ok(builder.tls(Tls::Wrapper(parameters))),
        Some(Protection::StartTls) => Ok(builder.tls(Tls::Required(parameters))),
        Some(Protection::WhereOffered) => Ok(builder.tls(Tls::Opportunistic(parameters))),
        Some(Protection::None) | None => Err(SettingError::new(
            CA_FILE,
            "it has no use without TLS: use smtps:// or ?tls=required in smtp_url",
        )),
    }
}

const PEM_MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        SmtpServer::new(url, None).err().expect(url).to_string()
    }

    #[tokio::test]
    async fn the_usual_forms_are_accepted() {
        for (url, name) in [
            (
                "smtps://user:secret@mail.example.org",
                "smtps://mail.example.org",
            ),
            (
                "smtp://user:secret@mail.example.org:587?tls=required",
                "smtp://mail.example.org:587",
            ),
            (
                "smtp://mail.example.org?tls=opportunistic",
                "smtp://mail.example.org",
            ),
            ("smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025"),
            ("smtp://user:secret@localhost:1025", "smtp://localhost:1025"),
            ("smtp://user:secret@[::1]:1025", "smtp://[::1]:1025"),
        ] {
            let server = SmtpServer::new(url, None).unwrap();
            assert_eq!(server.name(), name);
        }
    }

    #[test]
    fn faults_are_found_at_the_start_and_name_the_setting() {
        for url in [
            "",
            "mail.example.org",
            "https://mail.example.org",
            "smtp://mail.example.org?tls=maybe",
            "smtps://",
            "smtps://user@mail.example.org",
            "smtp://user:hunter2@mail.example.org",
            "smtp://user:hunter2@mail.example.org?tls=opportunistic",
        ] {
            let message = refusal(url);
            assert!(message.starts_with("smtp_url: "), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn authorities_are_read_at_the_start() {
        let directory = tempfile::tempdir().unwrap();
        let missing = directory.path().join("missing.pem");
        let garbage = directory.path().join("garbage.pem");
        fs::write(&garbage, "no certificate").unwrap();
        for file in [missing, garbage] {
            let error = SmtpServer::new("smtps://mail.example.org", Some(&file))
                .err()
                .unwrap();
            assert_eq!(error.setting, "smtp_ca_file");
        }
    }
}
