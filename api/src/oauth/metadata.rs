//! What other software reads about the sign-in: our public key (RFC 7517) and where everything is
//! (RFC 8414).

use actix_web::get;
use actix_web::web::{Data, Json};
use passerelle_casework::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::schemas::NameText;
use crate::keys::Keys;
use crate::state::State;

/// A set of public keys.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "nJ0c0L3rbkwhgQ9NbbQEsSsVaBXkbBQiOCDgiqnL4pg", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}))]
pub struct KeySet {
    /// The keys by which our tokens can be verified.
    #[schema(max_items = 10)]
    keys: Vec<PublicKey>,
}

/// One public key.
#[derive(Serialize, ToSchema)]
pub struct PublicKey {
    /// The family of the key.
    #[schema(max_length = 10)]
    kty: &'static str,
    /// The curve.
    #[schema(max_length = 20)]
    crv: &'static str,
    /// What it is for.
    #[serde(rename = "use")]
    #[schema(max_length = 10)]
    usage: &'static str,
    /// The algorithm.
    #[schema(max_length = 10)]
    alg: &'static str,
    /// Its name.
    #[schema(max_length = 100)]
    kid: String,
    /// The key.
    #[schema(max_length = 100)]
    x: String,
}

/// Read the public keys
///
/// The keys by which anybody can verify the service's tokens.
#[utoipa::path(
    tag = "Sign-in",
    operation_id = "readKeys",
    responses((status = 200, description = "The keys.", body = KeySet)),
    security(())
)]
#[get("/.well-known/jwks.json")]
pub async fn read_keys(state: Data<State>) -> Json<KeySet> {
    let public = |key: &Keys| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        usage: "sig",
        alg: "EdDSA",
        kid: key.kid().to_owned(),
        x: key.x().to_owned(),
    };
    let keys = state.keys.all().map(public).collect();
    Json(KeySet { keys })
}

/// Where to sign in, and how.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"issuer": "https://passerelle.example.org", "token_endpoint": "https://passerelle.example.org/oauth/token", "jwks_uri": "https://passerelle.example.org/.well-known/jwks.json", "grant_types_supported": ["client_credentials"], "response_types_supported": [], "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"], "token_endpoint_auth_signing_alg_values_supported": ["EdDSA", "ES256"], "scopes_supported": ["referrals:read"], "service_documentation": "https://passerelle.example.org/docs"}))]
pub struct ServerMetadata {
    /// Who issues the tokens.
    #[schema(max_length = 200)]
    issuer: String,
    /// Where tokens are had.
    #[schema(max_length = 200)]
    token_endpoint: String,
    /// Where the public keys are.
    #[schema(max_length = 200)]
    jwks_uri: String,
    /// The grants offered.
    #[schema(value_type = Vec<NameText>, max_items = 10)]
    grant_types_supported: Vec<&'static str>,
    /// Empty: nobody signs in through a browser here.
    #[schema(value_type = Vec<NameText>, max_items = 10)]
    response_types_supported: Vec<&'static str>,
    /// How a client may show who it is.
    #[schema(value_type = Vec<NameText>, max_items = 10)]
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The algorithms by which a client may sign an assertion.
    #[schema(value_type = Vec<NameText>, max_items = 10)]
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// Every scope.
    #[schema(value_type = Vec<NameText>, max_items = 50)]
    scopes_supported: Vec<&'static str>,
    /// The documentation.
    #[schema(max_length = 200)]
    service_documentation: String,
}

/// Read the sign-in metadata
///
/// The metadata of RFC 8414, from which OAuth libraries configure themselves.
#[utoipa::path(
    tag = "Sign-in",
    operation_id = "readServerMetadata",
    responses((status = 200, description = "The metadata.", body = ServerMetadata)),
    security(())
)]
#[get("/.well-known/oauth-authorization-server")]
pub async fn read_server_metadata(state: Data<State>) -> Json<ServerMetadata> {
    let at = |path: &str| format!("{}{path}", state.public_url);
    Json(ServerMetadata {
        issuer: state.public_url.clone(),
        token_endpoint: at("/oauth/token"),
        jwks_uri: at("/.well-known/jwks.json"),
        grant_types_supported: vec!["client_credentials"],
        response_types_supported: Vec::new(),
        token_endpoint_auth_methods_supported: vec![
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        token_endpoint_auth_signing_alg_values_supported: vec!["EdDSA", "ES256"],
        scopes_supported: Scope::ALL.iter().map(|scope| scope.code()).collect(),
        service_documentation: at("/docs"),
    })
}
