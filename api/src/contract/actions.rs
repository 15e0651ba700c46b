//! The bodies of actions on referrals and assignments.

use deserr::Deserr;
use jiff::Timestamp;
use passerelle_casework::{ConsentChange, ConsentGiver, PartnerAction};
use passerelle_domain::{
    CompletionResult, Consent, ConsentState, FailReason, Fault, HoldReason, MeetingId,
    MeetingState, MergeReason, Outcome, PartnerId, Reason, ReasonCode, ReferralId, RefusalReason,
    ReopenReason, WithdrawReason,
};
use utoipa::ToSchema;

use super::faults::Faults;
use super::schemas::{
    CompletionResultCode, ConsentStateCode, FailReasonCode, HoldReasonCode, MeetingStateCode,
    MergeReasonCode, OutcomeCode, PartnerIdText, RefusalReasonCode, ReopenReasonCode,
    WithdrawReasonCode,
};
use crate::problems::Problem;

/// An action that needs no more than its name.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct EmptyRequest {}

/// A reason with its code; `other` needs a comment, and only `other` has one.
macro_rules! reasons {
    ($($(#[$about:meta])* $name:ident($code:ty as $schema:ty) example $example:literal;)+) => {$(
        $(#[$about])*
        #[derive(Debug, Deserr, ToSchema)]
        #[deserr(error = Faults, deny_unknown_fields)]
        #[schema(example = json!({"reason": $example}))]
        pub struct $name {
            /// Why.
            #[schema(value_type = $schema)]
            pub reason: $code,
            /// In words, for the reason `other` alone.
            #[deserr(default)]
            #[schema(max_length = 1000)]
            pub comment: Option<String>,
        }

        impl $name {
            /// The reason.
            ///
            /// # Errors
            /// When code and comment do not go together.
            pub fn into_reason(self) -> Result<Reason<$code>, Problem> {
                reason(self.reason, self.comment)
            }
        }
    )+};
}

reasons! {
    /// Not taking a case, or giving it back.
    DeclineRequest(RefusalReason as RefusalReasonCode) example "capacity";
    /// Pausing.
    HoldRequest(HoldReason as HoldReasonCode) example "awaiting_person";
    /// Saying that the work could not be done.
    FailRequest(FailReason as FailReasonCode) example "unreachable";
    /// Stopping a referral.
    WithdrawRequest(WithdrawReason as WithdrawReasonCode) example "no_longer_needed";
    /// Opening a closed referral again.
    ReopenRequest(ReopenReason as ReopenReasonCode) example "trouble_back";
}

fn reason<C: ReasonCode>(code: C, comment: Option<String>) -> Result<Reason<C>, Problem> {
    Reason::new(code, comment).map_err(|error| {
        Problem::invalid(vec![Fault::at("/comment", error.code(), error.to_string())])
    })
}

/// Naming a better partner.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"partner": "00000000-0000-7000-8000-000000000003", "reason": "out_of_scope"}))]
pub struct RedirectRequest {
    /// The better one.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    pub partner: PartnerId,
    /// Why.
    #[schema(value_type = RefusalReasonCode)]
    pub reason: RefusalReason,
    /// In words, for the reason `other` alone.
    #[deserr(default)]
    #[schema(max_length = 1000)]
    pub comment: Option<String>,
}

impl RedirectRequest {
    /// The better partner and the reason.
    ///
    /// # Errors
    /// When code and comment do not go together.
    pub fn into_parts(self) -> Result<(PartnerId, Reason<RefusalReason>), Problem> {
        Ok((self.partner, reason(self.reason, self.comment)?))
    }
}

/// Ending the work.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"result": "support_started"}))]
pub struct CompleteRequest {
    /// What came of it.
    #[schema(value_type = CompletionResultCode)]
    pub result: CompletionResult,
}

/// Entering a meeting: what was planned or took place, never what was said.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"state": "held", "at": "2026-10-07T16:00:00+02:00"}))]
pub struct MeetingRequest {
    /// What became of it.
    #[schema(value_type = MeetingStateCode)]
    pub state: MeetingState,
    /// When.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    pub at: Timestamp,
    /// The meeting that this became of, where it was entered before; left out, it is a new one.
    #[deserr(default)]
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    pub meeting: Option<MeetingId>,
}

impl From<MeetingRequest> for PartnerAction {
    fn from(sent: MeetingRequest) -> Self {
        let MeetingRequest { state, at, meeting } = sent;
        match meeting {
            Some(meeting) => Self::MoveMeeting { meeting, state, at },
            None => Self::Meeting { state, at },
        }
    }
}

/// Closing a referral.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"outcome": "eased"}))]
pub struct CloseRequest {
    /// What changed for the situation.
    #[schema(value_type = OutcomeCode)]
    pub outcome: Outcome,
    /// For the operator: what the code does not say.
    #[deserr(default)]
    #[schema(max_length = 1000)]
    pub comment: Option<String>,
}

/// Choosing a partner by hand.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"partner": "00000000-0000-7000-8000-000000000003", "reason": "Connaît déjà l'immeuble."}))]
pub struct RouteRequest {
    /// The partner to ask.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    pub partner: PartnerId,
    /// Why, in words that name nobody.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Merging a referral into another one.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"into": "019a1b2c-3d4e-7000-8000-000000000001", "reason": "same_situation"}))]
pub struct MergeRequest {
    /// The one that goes on.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    pub into: ReferralId,
    /// Why.
    #[schema(value_type = MergeReasonCode)]
    pub reason: MergeReason,
}

/// Recording a person's answer on consent.
#[derive(Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"party": 0, "state": "given"}))]
pub struct ConsentActionRequest {
    /// The party, by its place in the list, from 0.
    #[schema(minimum = 0, maximum = 19)]
    pub party: u32,
    /// Whether the answer is that of whoever holds parental authority; left out, the party's own.
    #[deserr(default)]
    pub guardian: Option<bool>,
    /// The answer.
    #[schema(value_type = ConsentStateCode)]
    pub state: ConsentState,
    /// The partners that the answer is about; null means any partner of the decision.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<PartnerIdText>>, max_items = 50)]
    pub scope: Option<Vec<PartnerId>>,
}

impl From<ConsentActionRequest> for ConsentChange {
    fn from(sent: ConsentActionRequest) -> Self {
        let guardian = sent.guardian.unwrap_or(false);
        Self {
            party: usize::try_from(sent.party).unwrap_or(usize::MAX),
            giver: if guardian {
                ConsentGiver::Guardian
            } else {
                ConsentGiver::Person
            },
            consent: Consent {
                state: sent.state,
                scope: sent.scope,
            },
        }
    }
}
