//! Clients: the credentials of an organisation, and signing in with them. Organisations keep their
//! own ([`manage`]): a secret that the service draws, or keys whose private half never leaves them
//! ([`keys`]).

mod keeper;
mod keys;
mod manage;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use passerelle_domain::PartnerId;
use passerelle_store::{
    assertions,
    clients::{self, ClientRecord, Credential},
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Actor, Casework, CaseworkError, Role, Scope, service::Interrupted};

pub use keys::{KeyAlgorithm, PublicKey, PublicKeys};
pub use shapes::{Authentication, ClientChange, ClientView, IssuedClient, NewClient};

/// How fine the last use of a client is kept: a write for each token would cost more than it tells.
const USE_NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A client, with what it may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// What it calls itself at sign-in.
    pub id: String,
    /// The organisation that it acts for.
    pub organisation: PartnerId,
    /// What it may ask for.
    pub scopes: BTreeSet<Scope>,
    /// What it is within its organisation.
    pub roles: BTreeSet<Role>,
    /// Whether everybody knows its secret.
    pub demo: bool,
}

impl Client {
    /// The client at work, with what its token grants; never more than it may ask for.
    #[must_use]
    pub fn acting(&self, granted: &BTreeSet<Scope>) -> Actor {
        Actor {
            client: self.id.clone(),
            organisation: self.organisation,
            scopes: self.scopes.intersection(granted).copied().collect(),
            roles: self.roles.clone(),
        }
    }
}

impl From<ClientRecord> for Client {
    fn from(record: ClientRecord) -> Self {
        Self {
            scopes: scopes_of(&record),
            roles: roles_of(&record),
            id: record.id,
            organisation: record.organisation,
            demo: record.demo,
        }
    }
}

fn scopes_of(record: &ClientRecord) -> BTreeSet<Scope> {
    let codes = record.scopes.iter();
    codes.filter_map(|code| Scope::from_code(code)).collect()
}

fn roles_of(record: &ClientRecord) -> BTreeSet<Role> {
    let codes = record.roles.iter();
    codes.filter_map(|code| Role::from_code(code)).collect()
}

/// Whether the client may sign in at `now`.
fn in_use(record: &ClientRecord, now: Timestamp) -> bool {
    record.revoked_at.is_none() && record.expires_at.is_none_or(|end| now < end)
}

impl Casework {
    /// The client `id`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn client(&self, id: &str) -> Result<Option<Client>, CaseworkError> {
        self.read(|conn| Ok(clients::find(conn, id)?.map(Client::from)))
    }

    /// The client `id`, if `secret` is its secret and it is in use. An unknown client takes as long
    /// as a wrong secret.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn authenticate(&self, id: &str, secret: &str) -> Result<Option<Client>, CaseworkError> {
        let record = self.read(|conn| Ok(clients::find(conn, id)?))?;
        let now = self.now();
        let given = hash_secret(secret);
        let (stored, former) = hashes(record.as_ref(), now, given.len());
        let right =
            stored.as_bytes().ct_eq(given.as_bytes()) | former.as_bytes().ct_eq(given.as_bytes());
        let found = record.filter(|record| bool::from(right) && in_use(record, now));
        Ok(found.map(|record| self.signed_in(record, now)))
    }

    /// The keys by which the client `id` signs in; `None` for one that does not exist, is not in
    /// use, or has a secret instead.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn client_keys(&self, id: &str) -> Result<Option<PublicKeys>, CaseworkError> {
        let now = self.now();
        let record = self.read(|conn| Ok(clients::find(conn, id)?))?;
        let Some(record) = record.filter(|record| in_use(record, now)) else {
            return Ok(None);
        };
        match record.credential {
            Credential::Keys(keys) => PublicKeys::read(&keys)
                .map(Some)
                .map_err(|_| CaseworkError::internal("the stored keys of a client")),
            Credential::Secret { .. } => Ok(None),
        }
    }

    /// Signs the client `id` in by an assertion whose signature was verified, once: `None` where it
    /// was used before. `jti` names the assertion, which expires at `until`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn spend_assertion(
        &self,
        id: &str,
        jti: &str,
        until: Timestamp,
    ) -> Result<Option<Client>, CaseworkError> {
        let now = self.now();
        let digest = hash_secret(jti);
        let record = self.write(|conn| {
            let found = clients::find(conn, id)?.filter(|record| in_use(record, now));
            let Some(record) = found else {
                return Ok::<_, Interrupted>(None);
            };
            if !assertions::spend(conn, id, &digest, until)? {
                return Ok(None);
            }
            assertions::forget(conn, now)?;
            if use_is_news(&record, now) {
                clients::used(conn, id, now)?;
            }
            Ok(Some(record))
        })?;
        Ok(record.map(Client::from))
    }

    /// Whether some client has the secret that everybody knows: the service must not be reached
    /// from outside then.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn has_demo_clients(&self) -> Result<bool, CaseworkError> {
        self.read(|conn| Ok(clients::any_demo(conn)?))
    }

    /// Notes the use of a client. Where that fails the client signs in all the same.
    fn signed_in(&self, record: ClientRecord, now: Timestamp) -> Client {
        if use_is_news(&record, now) {
            let noted =
                self.write(|conn| Ok::<_, Interrupted>(clients::used(conn, &record.id, now)?));
            if let Err(error) = noted {
                tracing::warn!(
                    client = record.id,
                    error = &error as &dyn std::error::Error,
                    "the use of a client was not noted",
                );
            }
        }
        record.into()
    }
}

fn use_is_news(record: &ClientRecord, now: Timestamp) -> bool {
    let last = record.last_used_at;
    last.is_none_or(|last| now.duration_since(last) >= USE_NOTED_EVERY)
}

/// The hashes that a secret may have at `now`. No hash is made of zeros, so nobody signs in as a
/// client that does not exist, or has no such secret.
fn hashes(record: Option<&ClientRecord>, now: Timestamp, length: usize) -> (String, String) {
    let nobody = || "0".repeat(length);
    match record.map(|record| &record.credential) {
        Some(Credential::Secret { hash, former }) => {
            let former = former.as_ref().filter(|former| now < former.until);
            let former = former.map_or_else(nobody, |former| former.hash.clone());
            (hash.clone(), former)
        }
        Some(Credential::Keys(_)) | None => (nobody(), nobody()),
    }
}

/// How a secret is kept. A secret has 256 random bits, so a slow hash would protect nothing more.
pub(crate) fn hash_secret(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
