//! The table of contents of the service: every route, and what stands around all of them.
//!
//! Registering a route and documenting it is one act: [`api`] feeds the server and, through
//! [`document`], the OpenAPI document.

use actix_web::App;
use actix_web::middleware::from_fn;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

use crate::extract::accept::json_only;
use crate::methods::Methods;
use crate::oauth::{metadata, token};
use crate::{health, openapi, v1};

/// Addresses that are not part of the API, for the `Allow` of a 405.
const PAGES: &[(&str, &[&str])] = &[
    ("/", &["GET"]),
    ("/answer/{token}", &["GET", "POST"]),
    ("/answer/{token}/renew", &["POST"]),
    ("/assets/{file}", &["GET"]),
    ("/docs", &["GET"]),
    ("/docs/{file:.*}", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/problems", &["GET"]),
    ("/problems/{slug}", &["GET"]),
];

/// Every route of the API.
pub fn api(config: &mut ServiceConfig<'_>) {
    config
        .service(token::issue_token)
        .service(metadata::read_keys)
        .service(metadata::read_server_metadata)
        .service(health::live)
        .service(health::ready)
        .service(
            scope::scope("/v1")
                .configure(|config| {
                    referrals(config);
                    assignments(config);
                    config
                        .service(v1::routing::preview_routing)
                        .service(v1::partners::list_partners)
                        .service(v1::partners::create_partner)
                        .service(v1::partners::set_partner_availability)
                        .service(v1::vocabulary::read_vocabulary);
                })
                .map(|scope| scope.wrap(from_fn(json_only))),
        );
}

fn referrals(config: &mut ServiceConfig<'_>) {
    use v1::{events, referral_actions, referrals};
    config
        .service(referrals::create_referral)
        .service(referrals::list_referrals)
        .service(referrals::read_referral)
        .service(events::list_referral_events)
        .service(referral_actions::withdraw_referral)
        .service(referral_actions::close_referral)
        .service(referral_actions::reopen_referral)
        .service(referral_actions::record_consent)
        .service(referral_actions::route_referral);
}

fn assignments(config: &mut ServiceConfig<'_>) {
    use v1::{assignment_actions as actions, assignments};
    config
        .service(assignments::list_assignments)
        .service(actions::accept_assignment)
        .service(actions::decline_assignment)
        .service(actions::start_assignment)
        .service(actions::hold_assignment)
        .service(actions::resume_assignment)
        .service(actions::record_meeting)
        .service(actions::redirect_assignment)
        .service(actions::complete_assignment)
        .service(actions::fail_assignment)
        .service(actions::confirm_cancellation);
}

/// The OpenAPI document of [`api`].
#[must_use]
pub fn document() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .configure(api)
        .split_for_parts();
    openapi::complete(document)
}

/// The methods of every address.
#[must_use]
pub fn methods(document: &OpenApi) -> Methods {
    Methods::new(document, PAGES)
}
