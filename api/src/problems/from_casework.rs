//! From what a use case refuses to the problem that a client reads. The operator's half of it goes
//! to the log.

use std::error::Error;

use actix_web::http::header::{ETAG, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use passerelle_casework::{CaseworkError, Missing};
use passerelle_domain::{Fault, ReferralId, TransitionError};

use super::{Problem, ProblemKind, of_rules};
use crate::extract::precondition::etag_header;

impl From<CaseworkError> for Problem {
    fn from(error: CaseworkError) -> Self {
        match error {
            CaseworkError::NotFound => Self::not_found(),
            CaseworkError::Forbidden(missing) => forbidden(missing),
            CaseworkError::Invalid(faults) => Self::invalid(faults),
            CaseworkError::NarrativeNeedsConfirmation(categories) => {
                needs_confirmation(&categories)
            }
            CaseworkError::DuplicateExternalReference { existing } => {
                let detail = "Your organisation has used this external reference before.";
                let problem = Self::new(ProblemKind::DuplicateExternalReference, detail);
                leading_to(problem, existing)
            }
            CaseworkError::KeyUsed => Self::new(
                ProblemKind::IdempotencyKeyUsed,
                "`Idempotency-Key` was used for another request.",
            ),
            CaseworkError::StillRunning => Self::new(
                ProblemKind::RequestInProgress,
                "The same request is being carried out.",
            )
            .header(RETRY_AFTER, HeaderValue::from_static("1")),
            CaseworkError::AlreadyDone { case, .. } => {
                let detail = "The same request was carried out before.";
                let problem = Self::new(ProblemKind::AlreadyCarriedOut, detail);
                match case {
                    Some(case) => leading_to(problem, case),
                    None => problem,
                }
            }
            CaseworkError::Conflict(transition) => conflict(transition),
            CaseworkError::FaultyRules(faults) => of_rules::faulty(&faults),
            CaseworkError::UnsoundRules(report) => of_rules::unsound(&report),
            error @ CaseworkError::NoEarlierVersion => {
                Self::new(ProblemKind::Conflict, sentence(&error.to_string()))
            }
            CaseworkError::Stale { current } => Self::new(
                ProblemKind::PreconditionFailed,
                "This has changed since you read it; `ETag` is the current tag.",
            )
            .header(ETAG, etag_header(current)),
            error @ CaseworkError::Unavailable(_) => {
                log(&error);
                Self::unavailable()
            }
            error => {
                log(&error);
                Self::internal()
            }
        }
    }
}

/// With the way to a referral that is there already.
fn leading_to(problem: Problem, referral: ReferralId) -> Problem {
    let problem = problem.member("existing", referral.to_string());
    match HeaderValue::from_str(&format!("/v1/referrals/{referral}")) {
        Ok(value) => problem.header(LOCATION, value),
        Err(_) => problem,
    }
}

/// With the challenge of RFC 6750 §3 where another token would do.
fn forbidden(missing: Missing) -> Problem {
    let problem = Problem::new(ProblemKind::Forbidden, sentence(&missing.to_string()));
    let Missing::Scope(scope) = missing else {
        return problem;
    };
    let challenge =
        format!("Bearer realm=\"passerelle\", error=\"insufficient_scope\", scope=\"{scope}\"");
    match HeaderValue::from_str(&challenge) {
        Ok(value) => problem.header(WWW_AUTHENTICATE, value),
        Err(_) => problem,
    }
}

fn needs_confirmation(categories: &[passerelle_domain::guard::Category]) -> Problem {
    let faults = categories
        .iter()
        .map(|category| {
            Fault::at(
                "/narrative",
                category.code(),
                "words of this kind were found",
            )
        })
        .collect();
    Problem::new(
        ProblemKind::NarrativeNeedsConfirmation,
        "The narrative needs a second look; send `narrative_confirmed: true` to keep it.",
    )
    .errors(faults)
}

fn conflict(transition: TransitionError) -> Problem {
    let problem = Problem::new(ProblemKind::Conflict, sentence(&transition.to_string()));
    match transition {
        TransitionError::WrongState { state, action } => problem
            .member("current_status", state)
            .member("action", action),
        TransitionError::TooEarly { action } => problem.member("action", action),
    }
}

/// The text of an error as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().collect::<String>());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}

/// The whole chain: each level tells only itself.
fn log(error: &CaseworkError) {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        causes.push(inner.to_string());
        cause = inner.source();
    }
    tracing::error!(error = %error, causes = %causes.join(": "), "a use case failed");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_tells_where_things_stand() {
        let wrong = TransitionError::WrongState {
            state: "closed",
            action: "accept",
        };
        let problem = Problem::from(CaseworkError::Conflict(wrong));
        assert_eq!(problem.kind(), ProblemKind::Conflict);
        assert_eq!(
            serde_json::json!(problem.document(None))["current_status"],
            "closed"
        );
    }

    #[test]
    fn a_missing_scope_is_named_to_program_and_person() {
        let missing = Missing::Scope(passerelle_casework::Scope::PartnersManage);
        let response = Problem::from(CaseworkError::Forbidden(missing)).respond(None);
        assert_eq!(response.status(), 403);
        let challenge = response
            .headers()
            .get("www-authenticate")
            .unwrap()
            .to_str()
            .unwrap();
        assert!(challenge.contains("insufficient_scope") && challenge.contains("partners:manage"));
    }

    #[test]
    fn a_stale_tag_gets_the_current_one() {
        let response = Problem::from(CaseworkError::Stale { current: 7 }).respond(None);
        assert_eq!(response.status(), 412);
        assert_eq!(response.headers().get("etag").unwrap(), "\"7\"");
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_but_that() {
        let error = CaseworkError::Internal {
            context: "secret plans",
            source: None,
        };
        let problem = Problem::from(error);
        let document = serde_json::json!(problem.document(None));
        assert!(!document.to_string().contains("secret plans"));
        assert_eq!(document["status"], 500);
    }
}
