//! What is asked of clients and told about them; never a secret, but for the one time it is drawn.

use std::collections::BTreeSet;

use jiff::Timestamp;
use passerelle_domain::PartnerId;
use serde_json::Value;

use crate::{PartnerRef, Role, Scope};

/// How a client shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// By a secret that the service draws (`client_secret_basic`).
    Secret,
    /// By a key of its own (`private_key_jwt`, RFC 7523).
    Keys,
}

impl Authentication {
    /// Its name in the registry of OAuth.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Secret => "client_secret_basic",
            Self::Keys => "private_key_jwt",
        }
    }
}

/// A client to be made.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    /// Whom it acts for; `None` for the actor's own organisation.
    pub organisation: Option<PartnerId>,
    /// What people call it.
    pub name: String,
    /// The public keys by which it signs in; `None` for a secret.
    pub keys: Option<Value>,
    /// What it may ask for.
    pub scopes: BTreeSet<Scope>,
    /// What it is within its organisation.
    pub roles: BTreeSet<Role>,
    /// From when on it cannot sign in any more.
    pub expires_at: Option<Timestamp>,
}

/// What is to be changed of a client; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct ClientChange {
    /// What people call it.
    pub name: Option<String>,
    /// The public keys by which it signs in.
    pub keys: Option<Value>,
    /// What it may ask for.
    pub scopes: Option<BTreeSet<Scope>>,
    /// What it is within its organisation.
    pub roles: Option<BTreeSet<Role>>,
    /// Its end; `Some(None)` where it has none any more.
    pub expires_at: Option<Option<Timestamp>>,
}

/// A client as its organisation sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientView {
    /// What it calls itself at sign-in.
    pub id: String,
    /// The organisation that it acts for.
    pub organisation: PartnerRef,
    /// What people call it.
    pub name: Option<String>,
    /// How it shows who it is.
    pub authentication: Authentication,
    /// Its public keys, where it has keys.
    pub keys: Option<Value>,
    /// What it may ask for.
    pub scopes: BTreeSet<Scope>,
    /// What it is within its organisation.
    pub roles: BTreeSet<Role>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it cannot sign in any more.
    pub expires_at: Option<Timestamp>,
    /// When it was taken out of use.
    pub revoked_at: Option<Timestamp>,
    /// When it last signed in, to the hour.
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before this one holds, where there is one.
    pub former_secret_until: Option<Timestamp>,
    /// Counts its changes.
    pub revision: i64,
}

/// A client with the secret that was just drawn for it, which nobody can be told again.
#[derive(Clone, PartialEq)]
pub struct IssuedClient {
    /// The client.
    pub client: ClientView,
    /// Its secret; `None` where it has keys.
    pub secret: Option<String>,
}

/// The secret does not print itself.
impl std::fmt::Debug for IssuedClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedClient")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
