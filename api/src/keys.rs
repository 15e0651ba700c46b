//! The service's own key: one Ed25519 pair that signs access tokens and answer links.
//!
//! It is made at first start and kept in a file that its owner alone may read. Copies of the
//! service share the file, and so accept each other's tokens, links and cursors.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use passerelle_casework::Entropy;
use sha2::{Digest, Sha256, Sha512};

/// The pair, in the forms that its users need.
#[derive(Clone)]
pub struct Keys {
    pem: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    x: String,
    kid: String,
    cursor_key: [u8; 64],
    answer_key: [u8; 64],
    former: Vec<Keys>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the signing key file {} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error("the signing key file {} does not hold an Ed25519 key in PKCS#8 PEM form", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
}

impl Keys {
    /// The key of the file, made first where there is none.
    ///
    /// # Errors
    /// [`KeyError`] when the file cannot be used.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        if let Some(keys) = Self::load(path)? {
            return Ok(keys);
        }
        let failed = |source| KeyError::File {
            path: path.to_owned(),
            source,
        };
        create(path, entropy).map_err(failed)?;
        // Read back rather than remembered: another process may have been first.
        Self::load(path)?.ok_or_else(|| failed(ErrorKind::NotFound.into()))
    }

    /// The key of the file; `None` where there is none yet.
    ///
    /// # Errors
    /// [`KeyError`] when the file cannot be used.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|source| KeyError::File {
                path: path.to_owned(),
                source,
            })?,
        };
        let not_a_key = || KeyError::NotAKey {
            path: path.to_owned(),
        };
        Self::from_pem(&text).map(Some).ok_or_else(not_a_key)
    }

    fn from_pem(pem: &str) -> Option<Self> {
        let key = SigningKey::from_pkcs8_pem(pem).ok()?;
        let der = key.to_pkcs8_der().ok()?;
        let public = key.verifying_key();
        let x = BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes());
        // The thumbprint of RFC 7638: the members in alphabetical order, without spaces.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let secret_for = |purpose: &[u8]| -> [u8; 64] {
            let digest = Sha512::new_with_prefix(purpose);
            digest.chain_update(key.as_bytes()).finalize().into()
        };
        Some(Self {
            pem: pem.to_owned(),
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_der(public.as_bytes()),
            kid: BASE64_URL_SAFE_NO_PAD.encode(thumbprint),
            x,
            cursor_key: secret_for(b"passerelle list cursor\0"),
            answer_key: secret_for(b"passerelle kept answer\0"),
            former: Vec::new(),
        })
    }

    /// The same key, with those of before it beside it: nothing new is signed with them, and what they have
    /// signed holds as long as it would have.
    ///
    /// # Errors
    /// [`KeyError`] when one of the files cannot be used, or is not there.
    pub fn after(mut self, former: &[PathBuf]) -> Result<Self, KeyError> {
        for path in former {
            let missing = || KeyError::File {
                path: path.clone(),
                source: ErrorKind::NotFound.into(),
            };
            let keys = Self::load(path)?.ok_or_else(missing)?;
            if self.all().all(|known| known.kid != keys.kid) {
                self.former.push(keys);
            }
        }
        Ok(self)
    }

    /// The key that signs, then those of before it.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.former)
    }

    /// Those of before it.
    #[must_use]
    pub fn former(&self) -> &[Self] {
        &self.former
    }

    /// The key of this name, of ours; the one that signs where no name is given.
    #[must_use]
    pub fn named(&self, kid: Option<&str>) -> Option<&Self> {
        self.all().find(|key| kid.is_none_or(|kid| kid == key.kid))
    }

    /// The private key in PKCS#8 PEM form, for the signer of answer links.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// To sign with.
    #[must_use]
    pub fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    /// To verify with.
    #[must_use]
    pub fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    /// The public key as it stands in a JWK.
    #[must_use]
    pub fn x(&self) -> &str {
        &self.x
    }

    /// The key's name: its RFC 7638 thumbprint.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// A secret for the cursors of lists, bound to this key.
    #[must_use]
    pub fn cursor_key(&self) -> &[u8; 64] {
        &self.cursor_key
    }

    /// A secret for the answers that are kept for repeated requests, bound to this key.
    #[must_use]
    pub fn answer_key(&self) -> &[u8; 64] {
        &self.answer_key
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// Writes a new key, whole or not at all: two processes may start at the same moment, and none may
/// read a half-written file or sign with a key that the other has replaced.
fn create(path: &Path, entropy: &dyn Entropy) -> std::io::Result<()> {
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let pem = SigningKey::from_bytes(&seed)
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(std::io::Error::other)?;
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    if let Some(directory) = directory {
        private_directory(directory)?;
    }
    // Named by chance: in containers that share a volume, every copy is process number 1.
    let mut name = [0; 8];
    entropy.fill(&mut name);
    let draft = path.with_extension(format!("{:016x}.new", u64::from_le_bytes(name)));
    let mut file = private_file(&draft)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    let placed = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match placed {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

#[cfg(unix)]
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

#[cfg(unix)]
fn private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn private_directory(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::clock::SystemEntropy;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys/signing.pem");
        let first = Keys::load_or_create(&path, &SystemEntropy).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let second = Keys::load_or_create(&path, &SystemEntropy).unwrap();
        assert_eq!(first.kid(), second.kid());
        assert_eq!(first.cursor_key(), second.cursor_key());
        assert!(!format!("{first:?}").contains("PRIVATE"));
    }

    #[test]
    fn something_else_in_the_file_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signing.pem");
        std::fs::write(&path, "not a key").unwrap();
        let error = Keys::load_or_create(&path, &SystemEntropy).unwrap_err();
        assert!(matches!(error, KeyError::NotAKey { .. }));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key");
    }
}
