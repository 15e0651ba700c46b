//! One line of the answer to many referrals at once.

use passerelle_casework::ReferralView;
use passerelle_domain::{Reference, ReferralId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::schemas::ReferralStatusCode;
use crate::once::Kept;
use crate::openapi::ProblemDocument;
use crate::problems::Problem;

/// What came of one line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"line": 1, "result": "created", "external_reference": "BAIL-2026-00017", "referral": {"id": "01998c0e-5b7a-7c3e-9a51-0d5d6f1a2b3c", "reference": "PSL-2026-7K3F9B", "status": "routed", "sequence": 2}, "problem": null}))]
pub struct BatchLineResponse {
    /// The line, from 1.
    #[schema(minimum = 1, maximum = 10001)]
    line: u64,
    /// `created` now, `replayed` where it was stored before, or `problem`.
    #[schema(max_length = 20)]
    result: &'static str,
    /// Your own reference, where the line could be read and has one.
    #[schema(max_length = 100)]
    external_reference: Option<String>,
    /// The referral, where it is stored.
    referral: Option<BatchReferral>,
    /// Why it is not.
    #[schema(value_type = Option<ProblemDocument>)]
    problem: Option<serde_json::Value>,
}

/// As much of a stored referral as it takes to find it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BatchReferral {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: ReferralId,
    /// What people say on the phone.
    #[schema(max_length = 20)]
    reference: String,
    /// Where it stood when it was stored.
    #[schema(value_type = ReferralStatusCode)]
    status: String,
    /// Its sequence then.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    sequence: i64,
}

impl BatchLineResponse {
    /// The answer to the line `number`: whether it was stored before, and the referral.
    #[must_use]
    pub fn new(
        number: u64,
        external_reference: Option<String>,
        told: Result<(bool, BatchReferral), Problem>,
    ) -> Self {
        let (result, referral, problem) = match told {
            Ok((false, referral)) => ("created", Some(referral), None),
            Ok((true, referral)) => ("replayed", Some(referral), None),
            Err(problem) => ("problem", None, Some(problem.to_json())),
        };
        Self {
            line: number,
            result,
            external_reference,
            referral,
            problem,
        }
    }
}

impl From<&ReferralView> for BatchReferral {
    fn from(view: &ReferralView) -> Self {
        Self {
            id: view.id,
            reference: Reference::to_string(&view.reference),
            status: view.status.code().to_owned(),
            sequence: view.sequence,
        }
    }
}

impl Kept for BatchReferral {
    fn case(&self) -> Option<ReferralId> {
        Some(self.id)
    }

    fn tells_of_the_case(&self) -> bool {
        false
    }
}
