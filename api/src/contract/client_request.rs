//! A client of the API, as it is asked for and changed.

use deserr::Deserr;
use jiff::{SignedDuration, Timestamp};
use passerelle_casework::{ClientChange, NewClient, Role, Scope};
use passerelle_domain::PartnerId;
use serde_json::Value;
use utoipa::ToSchema;

use super::faults::Faults;
use super::partner_change::Sent;
use super::schemas::{RoleCode, ScopeCode};

/// For how many hours a secret that was exchanged still holds, unless told otherwise.
const OVERLAP_HOURS: u32 = 24;

/// A client that is asked for. With `jwks` it signs in by its own keys; without, by a secret that is
/// drawn for it and told once.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"name": "Logiciel de gestion locative", "scopes": ["referrals:read", "referrals:write"]}))]
pub struct ClientRequest {
    /// Whom it acts for; left out, your own organisation. Others are for the operator's coordinators.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    pub organisation: Option<PartnerId>,
    /// What people call it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may ask for: nothing that your own client does not have.
    #[schema(value_type = Vec<ScopeCode>, min_items = 1, max_items = 50)]
    pub scopes: Vec<Scope>,
    /// What it is within the operator: for the operator's coordinators to give.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<RoleCode>>, max_items = 10)]
    pub roles: Option<Vec<Role>>,
    /// From when on it cannot sign in any more; left out, it has no end.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    pub expires_at: Option<Timestamp>,
    /// Its public keys as a JSON Web Key Set (RFC 7517): Ed25519 or P-256, up to ten.
    #[deserr(default)]
    #[schema(value_type = Option<Object>)]
    pub jwks: Option<Value>,
}

impl From<ClientRequest> for NewClient {
    fn from(sent: ClientRequest) -> Self {
        Self {
            organisation: sent.organisation,
            name: sent.name,
            keys: sent.jwks,
            scopes: sent.scopes.into_iter().collect(),
            roles: sent.roles.unwrap_or_default().into_iter().collect(),
            expires_at: sent.expires_at,
        }
    }
}

/// What is to be changed of a client (JSON Merge Patch, RFC 7396): what is left out stays, a list is
/// replaced whole, and null takes the end away.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"scopes": ["referrals:read"], "expires_at": "2027-12-31T23:00:00Z"}))]
pub struct ClientChangeRequest {
    /// What people call it.
    #[deserr(default)]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    pub name: Sent<String>,
    /// What it may ask for.
    #[deserr(default)]
    #[schema(value_type = Vec<ScopeCode>, required = false, min_items = 1, max_items = 50)]
    pub scopes: Sent<Vec<Scope>>,
    /// What it is within the operator.
    #[deserr(default)]
    #[schema(value_type = Vec<RoleCode>, required = false, max_items = 10)]
    pub roles: Sent<Vec<Role>>,
    /// From when on it cannot sign in any more.
    #[deserr(default)]
    #[schema(value_type = Option<String>, required = false, format = DateTime, max_length = 40)]
    pub expires_at: Sent<Option<Timestamp>>,
    /// Its public keys, for a client that signs in by keys.
    #[deserr(default)]
    #[schema(value_type = Object, required = false)]
    pub jwks: Sent<Value>,
}

impl From<ClientChangeRequest> for ClientChange {
    fn from(sent: ClientChangeRequest) -> Self {
        Self {
            name: sent.name.into_inner(),
            keys: sent.jwks.into_inner(),
            scopes: sent
                .scopes
                .into_inner()
                .map(|list| list.into_iter().collect()),
            roles: sent
                .roles
                .into_inner()
                .map(|list| list.into_iter().collect()),
            expires_at: sent.expires_at.into_inner(),
        }
    }
}

/// How a secret is exchanged.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"overlap_hours": 24}))]
pub struct RotationRequest {
    /// For how many hours the present secret still holds; left out, 24. 0 ends it at once.
    #[deserr(default)]
    #[schema(minimum = 0, maximum = 168)]
    pub overlap_hours: Option<u32>,
}

/// The longest overlap, in hours: a week.
const LONGEST_OVERLAP: u32 = 168;

impl RotationRequest {
    /// How long the present secret still holds.
    ///
    /// # Errors
    /// When it is more than a week.
    pub fn overlap(&self) -> Result<SignedDuration, crate::problems::Problem> {
        let hours = self.overlap_hours.unwrap_or(OVERLAP_HOURS);
        if hours > LONGEST_OVERLAP {
            let detail = format!("at most {LONGEST_OVERLAP} hours");
            return Err(crate::problems::Problem::invalid(vec![
                passerelle_domain::Fault::at("/overlap_hours", "out_of_range", detail),
            ]));
        }
        Ok(SignedDuration::from_hours(hours.into()))
    }
}
