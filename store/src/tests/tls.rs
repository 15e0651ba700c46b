//! TLS to PostgreSQL: the server proves who it is, or nothing is sent to it.

use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

use super::postgres::Cluster;
use crate::{Store, StoreError, StoreOptions};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// The certificate and the key of a server under this name.
    fn certify(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        // Not as the authority is called: it would look as if it had issued itself.
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn file(&self, directory: &TempDir, name: &str) -> PathBuf {
        let path = directory.path().join(name);
        std::fs::write(&path, self.0.pem()).unwrap();
        path
    }
}

#[test]
fn a_server_is_believed_by_its_certificate_alone() {
    let directory = TempDir::new().unwrap();
    let ours = Authority::named("An authority");
    let theirs = Authority::named("Another authority");
    // It has the name of ours, and another key.
    let impostor = Authority::named("An authority");
    let (certificate, key) = ours.certify("localhost");
    let cluster = Cluster::start_with_tls(&certificate, &key);
    let right = ours.file(&directory, "right.pem");
    let wrong = theirs.file(&directory, "wrong.pem");
    let false_name = impostor.file(&directory, "false.pem");
    let open = |host: &str, mode: &str, authority: &PathBuf| {
        let url = format!(
            "postgres://passerelle@{host}:{}/postgres?sslmode={mode}&sslrootcert={}",
            cluster.port(),
            authority.display()
        );
        Store::open(&StoreOptions::new(url))
    };
    let store = open("localhost", "verify-full", &right).unwrap();
    assert_eq!(store.encryption().unwrap(), Some("TLSv1.3".to_owned()));
    for (host, authority, told) in [
        ("localhost", &wrong, "certificate verify failed"),
        ("localhost", &false_name, "SSL error"),
        ("127.0.0.1", &right, "does not match host name"),
    ] {
        match open(host, "verify-full", authority) {
            Err(StoreError::Unavailable { reason }) => assert!(reason.contains(told), "{reason}"),
            other => panic!("{host}: {other:?}"),
        }
    }
}
