//! The ids of a path. A text that is no id names nothing, so it is 404 like any other name of
//! nothing.

use actix_web::HttpRequest;
use actix_web::web::{Data, PathConfig};
use passerelle_domain::{AssignmentId, ColleagueId, FollowUpId, PartnerId, ReferralId, RuleSetId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::methods::Methods;
use crate::problems::Problem;
use crate::problems::render::method_not_allowed;

/// `/v1/referrals/{id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ReferralPath {
    /// The referral.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: ReferralId,
}

/// `/v1/referrals/{id}/assignments/{assignment_id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct AssignmentPath {
    /// The referral.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: ReferralId,
    /// The assignment, which has to be one of that referral.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub assignment_id: AssignmentId,
}

/// `/v1/partners/{id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PartnerPath {
    /// The partner.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: PartnerId,
}

/// `/v1/partners/{id}/people/{colleague_id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ColleaguePath {
    /// The partner.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: PartnerId,
    /// Somebody of that partner.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub colleague_id: ColleagueId,
}

/// `/v1/clients/{id}`
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ClientPath {
    /// What the client calls itself at sign-in.
    #[param(max_length = 100)]
    pub id: String,
}

/// `/v1/rulesets/{id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RuleSetPath {
    /// The version of a rule set.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: RuleSetId,
}

/// `/v1/follow-ups/{id}`
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FollowUpPath {
    /// The follow-up.
    #[param(value_type = String, format = Uuid, max_length = 36)]
    pub id: FollowUpId,
}

/// How paths are read.
#[must_use]
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|_, request| no_id(request).into())
}

/// What is no id names nothing, unless it is the last part of an address that exists for another method.
fn no_id(request: &HttpRequest) -> Problem {
    let methods = request.app_data::<Data<Methods>>();
    let allowed = methods.and_then(|methods| methods.allowed(request.path()));
    let other = |allowed: &String| {
        let method = request.method().as_str();
        !allowed.split(", ").any(|name| name == method)
    };
    let allowed = allowed.filter(other);
    allowed.map_or_else(Problem::not_found, |allow| method_not_allowed(&allow))
}
