//! A client of the API, as its organisation is told of it.

use jiff::Timestamp;
use passerelle_casework::{ClientView, IssuedClient};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::decision::PartnerRefResponse;
use super::schemas::{RoleCode, ScopeCode};

/// A client: the credentials of an organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "client-9f86d081884c7d65", "organisation": {"id": "00000000-0000-7000-8000-000000000005", "code": "p-bail", "kind": "social_landlord", "name": "Résidences du Val d'Odre"}, "name": "Logiciel de gestion locative", "authentication": "client_secret_basic", "jwks": null, "scopes": ["referrals:read", "referrals:write"], "roles": [], "created_at": "2026-10-05T07:10:00Z", "expires_at": null, "revoked_at": null, "last_used_at": null, "former_secret_until": null}))]
pub struct ClientResponse {
    /// What it calls itself at sign-in.
    #[schema(max_length = 100)]
    id: String,
    /// The organisation that it acts for.
    organisation: PartnerRefResponse,
    /// What people call it.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// How it shows who it is: `client_secret_basic`, or `private_key_jwt` (RFC 7523).
    #[schema(max_length = 30)]
    authentication: &'static str,
    /// Its public keys (RFC 7517), where it signs in by keys.
    #[schema(value_type = Option<Object>)]
    jwks: Option<Value>,
    /// What it may ask for.
    #[schema(value_type = Vec<ScopeCode>, max_items = 50)]
    scopes: Vec<&'static str>,
    /// What it is within the operator.
    #[schema(value_type = Vec<RoleCode>, max_items = 10)]
    roles: Vec<&'static str>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    created_at: Timestamp,
    /// From when on it cannot sign in any more.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    expires_at: Option<Timestamp>,
    /// When it was taken out of use.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    revoked_at: Option<Timestamp>,
    /// When it last signed in, to the hour.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    last_used_at: Option<Timestamp>,
    /// Until when the secret before the present one holds.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    former_secret_until: Option<Timestamp>,
}

/// A client, with the secret that was just drawn for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"client": {"id": "client-9f86d081884c7d65", "organisation": {"id": "00000000-0000-7000-8000-000000000005", "code": "p-bail", "kind": "social_landlord", "name": "Résidences du Val d'Odre"}, "name": "Logiciel de gestion locative", "authentication": "client_secret_basic", "jwks": null, "scopes": ["referrals:read", "referrals:write"], "roles": [], "created_at": "2026-10-05T07:10:00Z", "expires_at": null, "revoked_at": null, "last_used_at": null, "former_secret_until": null}, "client_secret": "psl_example"}))]
pub struct IssuedClientResponse {
    /// The client.
    client: ClientResponse,
    /// Its secret, told this once; null where it signs in by keys.
    #[schema(max_length = 100)]
    client_secret: Option<String>,
}

impl From<ClientView> for ClientResponse {
    fn from(view: ClientView) -> Self {
        Self {
            id: view.id,
            organisation: view.organisation.into(),
            name: view.name,
            authentication: view.authentication.code(),
            jwks: view.keys,
            scopes: view.scopes.iter().map(|scope| scope.code()).collect(),
            roles: view.roles.iter().map(|role| role.code()).collect(),
            created_at: view.created_at,
            expires_at: view.expires_at,
            revoked_at: view.revoked_at,
            last_used_at: view.last_used_at,
            former_secret_until: view.former_secret_until,
        }
    }
}

impl From<IssuedClient> for IssuedClientResponse {
    fn from(issued: IssuedClient) -> Self {
        Self {
            client: issued.client.into(),
            client_secret: issued.secret,
        }
    }
}
