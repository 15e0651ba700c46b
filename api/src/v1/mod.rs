//! The handlers of `/v1`. Each does three things: read the request, call one use case, write the
//! answer. Rules live in casework.

pub mod assignment_actions;
pub mod assignments;
pub mod batch;
pub mod candidates;
pub mod clients;
pub mod comments;
pub mod events;
pub mod explanation;
pub mod feed;
pub mod follow_ups;
pub mod partners;
pub mod people;
pub mod person_links;
pub mod referral_actions;
pub mod referrals;
pub mod routing;
pub mod rule_set_actions;
pub mod rule_set_trials;
pub mod rule_sets;
pub mod statistics;
pub mod vocabulary;

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use passerelle_casework::ReferralView;

use crate::contract::referral::ReferralResponse;
use crate::extract::precondition::etag_header;

/// A referral with its tag.
fn tagged(view: ReferralView) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ETAG, etag_header(view.sequence)))
        .json(ReferralResponse::from(view))
}
