//! API clients: the credentials of an organisation.

use jiff::Timestamp;
use passerelle_domain::PartnerId;

/// A client as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientRecord {
    /// What the client calls itself at sign-in.
    pub id: String,
    /// The organisation that it acts for.
    pub organisation: PartnerId,
    /// The hash of its secret, in hexadecimal.
    pub secret_hash: String,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// The roles that it has.
    pub roles: Vec<String>,
    /// Whether it came with the fictional network, under a secret that everybody knows.
    pub demo: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The hash does not print itself.
impl std::fmt::Debug for ClientRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientRecord").field("id", &self.id).finish_non_exhaustive()
    }
}
