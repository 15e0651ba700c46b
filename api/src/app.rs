//! The table of contents of the service: every route, and what stands around all of them.
//!
//! Registering a route and documenting it is one act: one list of handlers feeds both the server
//! and the OpenAPI document. They are two walks over that list because the server's workers need no
//! document, which would cost each of them ten megabytes and a good part of the start.

use actix_web::App;
use actix_web::middleware::from_fn;
use actix_web::web;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

use crate::extract::accept::json_only;
use crate::limits::client::fair;
use crate::methods::Methods;
use crate::oauth::{metadata, token};
use crate::v1::{
    assignment_actions, assignments, batch, candidates, clients, comments, events, explanation,
    feed, follow_ups, partners, people, person_links, referral_actions, referrals, routing,
    rule_set_actions, rule_set_trials, rule_sets, statistics, vocabulary,
};
use crate::{health, openapi};

/// Addresses that are not part of the API, for the `Allow` of a 405.
const PAGES: &[(&str, &[&str])] = &[
    ("/", &["GET"]),
    ("/answer/{token}", &["GET", "POST"]),
    ("/answer/{token}/renew", &["POST"]),
    ("/assets/{file}", &["GET"]),
    ("/preferences/{id}/{code}", &["GET", "POST"]),
    ("/person", &["GET", "POST"]),
    ("/person/{code}", &["GET"]),
    ("/person/{code}/sheet", &["GET"]),
    ("/person/{code}/{action}", &["POST"]),
    ("/docs", &["GET"]),
    ("/docs/{file:.*}", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/problems", &["GET"]),
    ("/problems/{slug}", &["GET"]),
    ("/schemas/rule-set.json", &["GET"]),
];

/// One list of handlers as two functions: one for the server, one for the document.
macro_rules! routes {
    ($register:ident, $describe:ident: $($handler:path,)+) => {
        fn $register(config: &mut web::ServiceConfig) {
            $(config.service($handler);)+
        }

        fn $describe(config: &mut ServiceConfig<'_>) {
            $(config.service($handler);)+
        }
    };
}

routes! { register_root, describe_root:
    token::issue_token,
    metadata::read_keys,
    metadata::read_server_metadata,
    health::live,
    health::ready,
}

routes! { register_v1, describe_v1:
    referrals::create_referral,
    batch::create_referrals,
    referrals::list_referrals,
    referrals::read_referral,
    explanation::explain_referral,
    events::list_referral_events,
    feed::list_events,
    candidates::list_candidates,
    comments::list_comments,
    comments::write_comment,
    follow_ups::list_follow_ups,
    follow_ups::finish_follow_up,
    referral_actions::withdraw_referral,
    referral_actions::close_referral,
    referral_actions::reopen_referral,
    referral_actions::record_consent,
    referral_actions::route_referral,
    referral_actions::merge_referral,
    referral_actions::mark_referral_as_error,
    person_links::make_person_link,
    assignments::list_assignments,
    assignment_actions::accept_assignment,
    assignment_actions::decline_assignment,
    assignment_actions::start_assignment,
    assignment_actions::hold_assignment,
    assignment_actions::resume_assignment,
    assignment_actions::record_meeting,
    assignment_actions::redirect_assignment,
    assignment_actions::complete_assignment,
    assignment_actions::fail_assignment,
    assignment_actions::confirm_cancellation,
    assignment_actions::cancel_assignment,
    assignment_actions::mark_assignment_as_error,
    routing::preview_routing,
    partners::list_partners,
    partners::create_partner,
    partners::read_partner,
    partners::change_partner,
    partners::set_partner_availability,
    people::list_people,
    people::create_colleague,
    people::read_colleague,
    people::change_colleague,
    people::remove_colleague,
    clients::list_clients,
    clients::create_client,
    clients::read_client,
    clients::change_client,
    clients::rotate_client_secret,
    clients::revoke_client,
    rule_sets::list_rule_sets,
    rule_sets::create_rule_set,
    rule_sets::read_rule_set,
    rule_sets::edit_rule_set,
    rule_sets::withdraw_rule_set,
    rule_set_actions::check_rule_set,
    rule_set_actions::approve_rule_set,
    rule_set_actions::publish_rule_set,
    rule_set_actions::roll_back_rule_set,
    rule_set_actions::read_rule_set_history,
    rule_set_trials::compare_rule_set,
    rule_set_trials::read_rule_set_gaps,
    rule_set_trials::read_rule_set_quality,
    statistics::count_referrals,
    statistics::count_feedback,
    vocabulary::read_vocabulary,
    vocabulary::list_questions,
}

/// Adds every route of the API to a server.
pub fn api(config: &mut web::ServiceConfig) {
    config.configure(register_root);
    config.service(
        web::scope("/v1")
            .wrap(from_fn(json_only))
            .wrap(from_fn(fair))
            .configure(register_v1),
    );
}

/// The OpenAPI document of the same routes.
#[must_use]
pub fn document() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .configure(describe_root)
        .service(scope::scope("/v1").configure(describe_v1))
        .split_for_parts();
    openapi::complete(document)
}

/// The methods of every address, read from the committed document.
///
/// # Errors
/// None that a document of ours gives.
pub fn methods() -> Result<Methods, serde_json::Error> {
    Methods::new(openapi::COMMITTED, PAGES)
}
