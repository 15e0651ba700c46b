//! The contract for readers: `/openapi.json`, `/docs`, where it can be browsed and tried without the
//! internet, and `/schemas`, which editors check documents by.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType, LOCATION};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use passerelle_routing_rules::RULE_SET_SCHEMA;
use utoipa_swagger_ui::Config;

use crate::openapi::COMMITTED;
use crate::problems::Problem;

/// Swagger UI sets styles from its script and draws with data images; it loads nothing from
/// anywhere but here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

#[get("/openapi.json")]
async fn contract() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(COMMITTED)
}

#[get("/schemas/rule-set.json")]
async fn rule_set_schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/schema+json")
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(RULE_SET_SCHEMA)
}

#[get("/docs")]
async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}

#[get("/docs/{file:.*}")]
async fn file(path: Path<String>) -> Result<HttpResponse, Problem> {
    let config = Config::from("/openapi.json")
        .validator_url("none")
        .try_it_out_enabled(true);
    let found = utoipa_swagger_ui::serve(&path, config.into()).map_err(|error| {
        tracing::error!(error = %error, "the documentation could not be served");
        Problem::internal()
    })?;
    let file = found.ok_or_else(Problem::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(file.bytes.into_owned()))
}

/// Adds them to a server.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(contract)
        .service(rule_set_schema)
        .service(to_docs)
        .service(file);
}
