//! Certificates for `localhost`, by an authority of this one server.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;

/// What the server proves itself with; it can change while the server runs.
pub(crate) type SharedConfig = Arc<Mutex<Arc<ServerConfig>>>;

#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
    shown: SharedConfig,
}

impl Authority {
    pub(crate) fn new(dir: &Path) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut parameters = CertificateParams::default();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "Authority of a mail server in a test");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).expect("a certificate");
        let file = dir.join("smtp-authority.pem");
        std::fs::write(&file, certificate.pem()).expect("the authority's file");
        let issuer = Issuer::new(parameters, key);
        let shown = Arc::new(Mutex::new(certified(&issuer, 2096, 1, 1)));
        Self {
            issuer,
            file,
            shown,
        }
    }

    /// The file by which clients trust it.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn shared(&self) -> SharedConfig {
        Arc::clone(&self.shown)
    }

    pub(crate) fn certify_until(&self, year: i32, month: u8, day: u8) {
        let config = certified(&self.issuer, year, month, day);
        *self.shown.lock().expect("the certificate") = config;
    }
}

fn certified(
    issuer: &Issuer<'static, KeyPair>,
    year: i32,
    month: u8,
    day: u8,
) -> Arc<ServerConfig> {
    let key = KeyPair::generate().expect("a key");
    let mut parameters =
        CertificateParams::new(vec!["localhost".to_owned()]).expect("a name for a certificate");
    parameters.not_after = date_time_ymd(year, month, day);
    let leaf = parameters
        .signed_by(&key, issuer)
        .expect("a signed certificate");
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the usual versions of TLS")
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .expect("a key that fits its certificate");
    Arc::new(config)
}
