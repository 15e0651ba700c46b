//! Clients: the credentials of an organisation, and signing in with them.

use std::collections::BTreeSet;

use passerelle_domain::PartnerId;
use passerelle_store::clients::{self, ClientRecord};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Actor, Casework, CaseworkError, Role, Scope};

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
            id: record.id,
            organisation: record.organisation,
            scopes: record
                .scopes
                .iter()
                .filter_map(|code| Scope::from_code(code))
                .collect(),
            roles: record
                .roles
                .iter()
                .filter_map(|code| Role::from_code(code))
                .collect(),
            demo: record.demo,
        }
    }
}

impl Casework {
    /// The client `id`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn client(&self, id: &str) -> Result<Option<Client>, CaseworkError> {
        self.read(|conn| Ok(clients::find(conn, id)?.map(Client::from)))
    }

    /// The client `id`, if `secret` is its secret. An unknown client takes as long as a wrong
    /// secret.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn authenticate(&self, id: &str, secret: &str) -> Result<Option<Client>, CaseworkError> {
        let record = self.read(|conn| Ok(clients::find(conn, id)?))?;
        let given = hash_secret(secret);
        // No hash is made of zeros, so nobody signs in as a client that does not exist.
        let nobody = "0".repeat(given.len());
        let stored = record
            .as_ref()
            .map_or(nobody.as_str(), |record| &record.secret_hash);
        let right = bool::from(stored.as_bytes().ct_eq(given.as_bytes()));
        Ok(record.filter(|_| right).map(Client::from))
    }

    /// Whether some client has the secret that everybody knows: the service must not be reached
    /// from outside then.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn has_demo_clients(&self) -> Result<bool, CaseworkError> {
        self.read(|conn| Ok(clients::any_demo(conn)?))
    }
}

/// How a secret is kept. A secret has 256 random bits, so a slow hash would protect nothing more.
pub(crate) fn hash_secret(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
