//! Schemas of the vocabulary, and the examples of the documentation.

use std::borrow::Cow;

use passerelle_casework as casework;
use passerelle_domain as domain;
use passerelle_routing_rules::explain::account::RuleFate;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::statistics::COUNTED_BY;

/// A schema is called what its type is called.
macro_rules! named {
    ($schema:ident) => {
        impl ToSchema for $schema {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($schema))
            }
        }
    };
}

/// The schema of each vocabulary: a string, one of its codes.
macro_rules! code_schemas {
    ($($schema:ident: $code:ty, $about:literal;)+) => {$(
        #[doc = $about]
        pub struct $schema;

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($about))
                    .enum_values(Some(<$code>::CODES.iter().copied()))
                    .into()
            }
        }

        named!($schema);
    )+};
}

code_schemas! {
    SettingCode: domain::Setting, "One of the eight settings of social mediation.";
    SituationCode: domain::Situation, "What is going on.";
    CaseKindCode: domain::CaseKind, "How many people the case is about.";
    PartyRoleCode: domain::PartyRole, "The part of a person in the case.";
    AgeBandCode: domain::AgeBand, "An age, never more precise than a band.";
    TenureCode: domain::Tenure, "How a dwelling is held.";
    PeriodCode: domain::Period, "Part of the day.";
    TimeContextCode: domain::TimeContext, "Whose time it is, around a school.";
    ConsentStateCode: domain::ConsentState, "What a person said to their identity being passed on.";
    PriorAttemptCode: domain::PriorAttempt, "What was tried before.";
    EventKindCode: domain::EventKind, "What happened to a case.";
    DeadlineEventKindCode: domain::DeadlineEventKind, "A dated event before which the partner has to act.";
    PartnerKindCode: domain::PartnerKind, "What a partner is.";
    MediationModeCode: domain::MediationMode, "Whether the parties may be brought together.";
    DisclosureCode: domain::Disclosure, "How much of a person is disclosed: `none`, L0 nobody, L1 pseudonymous, L2 identity and contact, L3 with one sensitive item.";
    PriorityCode: domain::Priority, "How urgent it is, from P0 (diverted to the emergency services) to P4.";
    ReferralStatusCode: domain::ReferralStatus, "Where a referral stands.";
    AssignmentStatusCode: domain::AssignmentStatus, "Where an assignment stands.";
    AssignmentRoleCode: domain::AssignmentRole, "Lead: asked to act. Informed: told.";
    MeetingStateCode: domain::MeetingState, "What became of a meeting.";
    CommentAudienceCode: domain::CommentAudience, "For whom a comment is meant.";
    FollowUpStatusCode: domain::FollowUpStatus, "Where a follow-up stands.";
    FollowUpReasonCode: domain::FollowUpReason, "Why it is asked what became of a case.";
    FollowUpResultCode: domain::FollowUpResult, "What became of a case, some time after it was closed.";
    MailPreferenceCode: domain::MailPreference, "How often somebody of a partner is written to.";
    ConflictOfInterestCode: domain::ConflictOfInterest, "Why a partner would decide in its own matter.";
    DeliveryStateCode: domain::DeliveryState, "How far the news of an assignment got.";
    RefusalReasonCode: domain::RefusalReason, "Why a partner does not take a case.";
    HoldReasonCode: domain::HoldReason, "What an assignment waits for.";
    FailReasonCode: domain::FailReason, "Why the work could not be done.";
    WithdrawReasonCode: domain::WithdrawReason, "Why a referral is withdrawn.";
    ReopenReasonCode: domain::ReopenReason, "Why a closed referral is opened again.";
    CompletionResultCode: domain::CompletionResult, "What came of the work.";
    OutcomeCode: domain::Outcome, "What changed for the situation.";
    TurnedDownReasonCode: domain::TurnedDownReason, "Why the rules did not keep a partner.";
    PauseReasonCode: domain::PauseReason, "Why a partner takes no case for a time.";
    LangCode: domain::Lang, "French or English.";
    ScopeCode: casework::Scope, "One kind of action that a token may grant.";
    RoleCode: casework::Role, "What a client is within the operator.";
    MergeReasonCode: domain::MergeReason, "Why one referral was merged into another.";
    PersonChannelCode: domain::PersonChannel, "How a person gets the link to their page.";
    FeedbackQuestionCode: domain::FeedbackQuestion, "What a person is asked once the case is over.";
    FeedbackAnswerCode: domain::FeedbackAnswer, "What they can answer.";
    RuleSetKindCode: domain::RuleSetKind, "Complete rules, or local ones laid over others.";
    RuleSetStatusCode: domain::RuleSetStatus, "Where a version of a rule set stands in its life.";
}

/// The schema of texts that stand in lists, where each has its own bounds.
macro_rules! text_schemas {
    ($($schema:ident: $longest:literal, $format:expr, $about:literal;)+) => {$(
        #[doc = $about]
        pub struct $schema;

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format($format)
                    .max_length(Some($longest))
                    .description(Some($about))
                    .into()
            }
        }

        named!($schema);
    )+};
}

text_schemas! {
    PartnerIdText: 36, Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)), "The id of a partner.";
    InstantText: 40, Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)), "An instant.";
    LanguageText: 35, None, "A language (BCP 47).";
    TerritoryText: 40, None, "A territory, as `kind:code`.";
    LinesText: 10_485_770_000, None, "One JSON object a line: up to 10,000, of at most 1 MiB each.";
    NameText: 100, None, "A name or an id.";
}

/// What referrals can be counted by.
pub struct CountedByCode;

impl PartialSchema for CountedByCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What referrals can be counted by."))
            .enum_values(Some(COUNTED_BY.iter().map(|(code, _)| *code)))
            .into()
    }
}

named!(CountedByCode);

/// What became of a rule.
pub struct RuleFateCode;

impl PartialSchema for RuleFateCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "What became of a rule: it decides, it contradicts another one, it informs others, it \
                 comes later, or it came near.",
            ))
            .enum_values(Some(RuleFate::ALL.iter().map(|fate| fate.code())))
            .into()
    }
}

impl ToSchema for RuleFateCode {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("RuleFateCode")
    }
}

/// The neighbour dispute of the documentation, as it is sent.
#[must_use]
pub fn referral_example() -> Value {
    json!({
        "external_reference": "BAIL-2026-00017",
        "setting": "housing",
        "situation": "neighbour_noise",
        "case_kind": "interpersonal",
        "received_at": "2026-10-05T09:10:00+02:00",
        "referrer_role": "gardien d'immeuble",
        "safety": {
            "danger_now": false, "minor_at_risk": false, "violence": false,
            "unable_to_protect_self": false, "suicide_risk": false
        },
        "place": {
            "commune_code": "00001", "qpv_code": "QN00001M", "tenure": "social",
            "landlord": "000000026", "period": "night"
        },
        "parties": [
            {"role": "concerned", "age_band": "26-59", "language": "fr",
             "consent": {"state": "given", "scope": null}},
            {"role": "other_party", "consent": "not_asked"}
        ],
        "prior_attempts": ["rules_recalled"],
        "details": {},
        "narrative": "Musique et pas après 23 h, quatre soirs par semaine, depuis trois semaines."
    })
}

/// A partner as it stands within other objects.
#[must_use]
pub fn partner_ref_example() -> Value {
    json!({
        "id": "00000000-0000-7000-8000-000000000001", "code": "p-med", "kind": "mediation_team",
        "name": "Passerelles Odre Médiation"
    })
}

/// What came of the neighbour dispute.
#[must_use]
pub fn decision_example() -> Value {
    json!({
        "id": "019a1b2c-3d4e-7000-8000-00000000000d",
        "ruleset": {"name": "default", "version": 1, "edition": 1},
        "rule": "R50", "matched_rule": "R50", "overlay": null, "mediation_mode": "yes",
        "lead": {
            "partner": partner_ref_example(), "disclosure": "L2", "needs_consent": false,
            "answer_due_at": "2026-10-08T07:10:00Z", "first_contact_due_at": "2026-10-12T07:10:00Z"
        },
        "fallbacks": [], "informed": [],
        "turned_down": [{
            "partner": {
                "id": "00000000-0000-7000-8000-000000000002", "code": "p-bail",
                "kind": "social_landlord", "name": "Résidences du Val d'Odre"
            },
            "reason": "referrer_organisation"
        }],
        "vacant": [], "disclosure_by_party": ["L2", "L1"], "notices": [], "legal_exception": null,
        "follow_up_days": 30, "follow_ups": [30, 90], "reminders": ["2026-10-07T07:10:00Z"],
        "pauses_while": ["on_hold"], "answer_due_at": "2026-10-08T07:10:00Z",
        "first_contact_due_at": "2026-10-12T07:10:00Z",
        "explanation": {
            "fr": "Le différend de voisinage va à l'équipe de médiation.",
            "en": "The neighbour dispute goes to the mediation team."
        },
        "decided_at": "2026-10-05T07:10:00Z"
    })
}

/// The neighbour dispute, as its sender reads it.
#[must_use]
pub fn referral_response_example() -> Value {
    let mut example = referral_example();
    let answer = json!({
        "id": "019a1b2c-3d4e-7000-8000-000000000001", "reference": "PSL-2026-7K3F9Q",
        "status": "routed", "sequence": 2, "audience": "sender", "priority": "P2",
        "received_at": "2026-10-05T07:10:00Z",
        "place": {
            "commune_code": "00001", "qpv_code": "QN00001M", "tenure": "social",
            "landlord": "000000026", "uai": null, "facility": null, "address": null, "label": null,
            "period": "night", "time_context": null
        },
        "parties": [],
        "deadline_event": null,
        "sender": partner_ref_example(), "referrer": partner_ref_example(),
        "decision": decision_example(),
        "assignments": [assignment_example()],
        "meetings": [], "related": [], "episode": 1, "past_episodes": [], "outcome": null, "outcome_comment": null,
        "created_at": "2026-10-05T07:10:00Z", "updated_at": "2026-10-05T07:10:00Z"
    });
    if let (Value::Object(example), Value::Object(answer)) = (&mut example, answer) {
        example.extend(answer);
    }
    example
}

/// The mediation team's assignment.
#[must_use]
pub fn assignment_example() -> Value {
    json!({
        "id": "019a1b2c-3d4e-7000-8000-00000000000a",
        "referral_id": "019a1b2c-3d4e-7000-8000-000000000001",
        "partner": partner_ref_example(), "role": "lead", "rank": 1, "status": "proposed",
        "delivery": "queued", "answer_due_at": "2026-10-08T07:10:00Z",
        "first_contact_due_at": "2026-10-12T07:10:00Z", "reason": null, "redirected_to": null,
        "result": null, "created_at": "2026-10-05T07:10:00Z", "updated_at": "2026-10-05T07:10:00Z"
    })
}

/// The same, in the list of one's own.
#[must_use]
pub fn assignment_entry_example() -> Value {
    let mut example = assignment_example();
    let more = json!({
        "reference": "PSL-2026-7K3F9Q", "referral_status": "routed",
        "situation": "neighbour_noise", "commune_code": "00001", "priority": "P2"
    });
    if let (Value::Object(example), Value::Object(more)) = (&mut example, more) {
        example.extend(more);
    }
    example
}
