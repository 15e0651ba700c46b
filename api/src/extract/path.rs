//! The ids of a path. A text that is no id names nothing, so it is 404 like any other name of
//! nothing.

use actix_web::web::PathConfig;
use passerelle_domain::{AssignmentId, FollowUpId, PartnerId, ReferralId, RuleSetId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problems::Problem;

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
    PathConfig::default().error_handler(|_, _| Problem::not_found().into())
}
