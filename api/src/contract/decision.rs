//! A decision, as it is told.

use jiff::Timestamp;
use passerelle_casework::{DecisionView, PartnerRef, Preview, ProposalView, TurnedDownView};
use passerelle_domain::{
    DecisionId, Disclosure, LegalException, MediationMode, PartnerId, PartnerKind, Priority,
    ReferralStatus, Text, TurnedDownReason,
};
use passerelle_routing_rules::{Notice, RuleSetRef, rules::PausesWhile};
use serde::Serialize;
use utoipa::ToSchema;

use super::schemas::{
    DisclosureCode, InstantText, MediationModeCode, PartnerKindCode, PriorityCode,
    ReferralStatusCode, TurnedDownReasonCode,
};

/// A partner, named.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = super::schemas::partner_ref_example)]
pub struct PartnerRefResponse {
    /// Identifier.
    #[schema(value_type = String, format = Uuid, max_length = 36)]
    id: PartnerId,
    /// Short stable name in the directory.
    #[schema(max_length = 50)]
    code: String,
    /// What it does.
    #[schema(value_type = PartnerKindCode)]
    kind: PartnerKind,
    /// Its public name.
    #[schema(max_length = 200)]
    name: String,
}

impl From<PartnerRef> for PartnerRefResponse {
    fn from(partner: PartnerRef) -> Self {
        Self {
            id: partner.id,
            code: partner.code,
            kind: partner.kind,
            name: partner.name,
        }
    }
}

/// A text in French and English.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextResponse {
    /// French.
    #[schema(max_length = 10000)]
    fr: String,
    /// English.
    #[schema(max_length = 10000)]
    en: String,
}

impl From<Text> for TextResponse {
    fn from(text: Text) -> Self {
        Self {
            fr: text.fr,
            en: text.en,
        }
    }
}

/// The rule set that decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleSetResponse {
    /// Its name.
    #[schema(max_length = 100)]
    name: String,
    /// Its version.
    #[schema(minimum = 0)]
    version: u32,
    /// Which versions of rule set and overlays were laid together: the same edition, the same rules.
    /// 0 where editions were not counted yet.
    #[schema(minimum = 0)]
    edition: u32,
}

impl From<RuleSetRef> for RuleSetResponse {
    fn from(set: RuleSetRef) -> Self {
        Self {
            name: set.name,
            version: set.version,
            edition: set.edition,
        }
    }
}

/// A partner with its part in a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalResponse {
    /// The partner.
    partner: PartnerRefResponse,
    /// How much it may see, over all parties.
    #[schema(value_type = DisclosureCode)]
    disclosure: Disclosure,
    /// By when it must answer.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    answer_due_at: Option<Timestamp>,
    /// By when it must have met the person.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    first_contact_due_at: Option<Timestamp>,
    /// Whether the person's agreement is missing for it.
    needs_consent: bool,
}

impl From<ProposalView> for ProposalResponse {
    fn from(view: ProposalView) -> Self {
        Self {
            partner: view.partner.into(),
            disclosure: view.disclosure,
            answer_due_at: view.answer_due_at,
            first_contact_due_at: view.first_contact_due_at,
            needs_consent: view.needs_consent,
        }
    }
}

/// A partner that was not kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnedDownResponse {
    /// The partner.
    partner: PartnerRefResponse,
    /// Why.
    #[schema(value_type = TurnedDownReasonCode)]
    reason: TurnedDownReason,
}

impl From<TurnedDownView> for TurnedDownResponse {
    fn from(view: TurnedDownView) -> Self {
        Self {
            partner: view.partner.into(),
            reason: view.reason,
        }
    }
}

/// Something to tell the persons, such as a number to call.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeResponse {
    /// Which notice.
    #[schema(max_length = 100)]
    code: String,
    /// The number to call.
    #[schema(max_length = 20)]
    number: Option<String>,
    /// In French.
    #[schema(max_length = 2000)]
    fr: String,
    /// In English.
    #[schema(max_length = 2000)]
    en: String,
}

impl From<Notice> for NoticeResponse {
    fn from(notice: Notice) -> Self {
        let Text { fr, en } = notice.text;
        Self {
            code: notice.code,
            number: notice.number,
            fr,
            en,
        }
    }
}

/// Something during which the clock of the due dates stands still.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PausesWhileCode {
    /// The partner put its work on hold.
    OnHold,
    /// The person has not agreed yet.
    AwaitingConsent,
}

impl From<PausesWhile> for PausesWhileCode {
    fn from(pause: PausesWhile) -> Self {
        match pause {
            PausesWhile::OnHold => Self::OnHold,
            PausesWhile::AwaitingConsent => Self::AwaitingConsent,
        }
    }
}

/// Where a case goes, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = super::schemas::decision_example)]
pub struct DecisionResponse {
    /// Identifier; null for a preview, of which nothing is stored.
    #[schema(value_type = Option<String>, format = Uuid, max_length = 36)]
    id: Option<DecisionId>,
    /// The rule set that decided.
    ruleset: RuleSetResponse,
    /// The rule that stands.
    #[schema(max_length = 50)]
    rule: String,
    /// The rule that matched; another than `rule` where nobody was left to ask.
    #[schema(max_length = 50)]
    matched_rule: Option<String>,
    /// The overlay that the deciding rule comes from, where it comes from one.
    #[schema(max_length = 100)]
    overlay: Option<String>,
    /// Whether the parties may be brought together.
    #[schema(value_type = MediationModeCode)]
    mediation_mode: MediationMode,
    /// The partner to ask.
    lead: Option<ProposalResponse>,
    /// Whom to ask next, in order.
    #[schema(max_items = 100)]
    fallbacks: Vec<ProposalResponse>,
    /// Who is told.
    #[schema(max_items = 100)]
    informed: Vec<ProposalResponse>,
    /// Who was not kept, and why.
    #[schema(max_items = 2000)]
    turned_down: Vec<TurnedDownResponse>,
    /// Kinds of partner on the route that the directory does not have.
    #[schema(value_type = Vec<PartnerKindCode>, max_items = 100)]
    vacant: Vec<PartnerKind>,
    /// What the lead may see of each party, in the order of the parties.
    #[schema(value_type = Vec<DisclosureCode>, max_items = 20)]
    disclosure_by_party: Vec<Disclosure>,
    /// Numbers to call, things to know.
    #[schema(max_items = 50)]
    notices: Vec<NoticeResponse>,
    /// The provision of law that stands in for consent.
    #[schema(value_type = Option<String>, max_length = 20)]
    legal_exception: Option<LegalException>,
    /// After how many days to ask what became of it, for the first time.
    #[schema(minimum = 0)]
    follow_up_days: Option<u32>,
    /// After how many days to ask what became of it, from the first time to the last.
    #[schema(max_items = 100)]
    follow_ups: Vec<u32>,
    /// When the partner that is asked is reminded, if it has not answered by then.
    #[schema(value_type = Vec<InstantText>, max_items = 100)]
    reminders: Vec<Timestamp>,
    /// When the clock of the due dates stands still.
    #[schema(max_items = 2)]
    pauses_while: Vec<PausesWhileCode>,
    /// By when somebody must have answered.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    answer_due_at: Option<Timestamp>,
    /// By when the person must have met somebody.
    #[schema(value_type = Option<String>, format = DateTime, max_length = 40)]
    first_contact_due_at: Option<Timestamp>,
    /// Why, in plain sentences.
    explanation: Option<TextResponse>,
    /// When it was decided.
    #[schema(value_type = String, format = DateTime, max_length = 40)]
    decided_at: Timestamp,
}

impl From<DecisionView> for DecisionResponse {
    fn from(view: DecisionView) -> Self {
        Self {
            id: view.id,
            ruleset: view.ruleset.into(),
            rule: view.rule,
            matched_rule: view.matched_rule,
            overlay: view.overlay,
            mediation_mode: view.mediation_mode,
            lead: view.lead.map(Into::into),
            fallbacks: view.fallbacks.into_iter().map(Into::into).collect(),
            informed: view.informed.into_iter().map(Into::into).collect(),
            turned_down: view.turned_down.into_iter().map(Into::into).collect(),
            vacant: view.vacant,
            disclosure_by_party: view.disclosure_by_party,
            notices: view.notices.into_iter().map(Into::into).collect(),
            legal_exception: view.legal_exception,
            follow_up_days: view.follow_up_days,
            follow_ups: view.course.follow_ups,
            reminders: view.course.reminders,
            pauses_while: view
                .course
                .pauses_while
                .into_iter()
                .map(Into::into)
                .collect(),
            answer_due_at: view.answer_due_at,
            first_contact_due_at: view.first_contact_due_at,
            explanation: view.explanation.map(Into::into),
            decided_at: view.decided_at,
        }
    }
}

/// What a case would lead to. Nothing is stored.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"decision": super::schemas::decision_example(), "status": "routed", "priority": "P2"}))]
pub struct PreviewResponse {
    /// The decision.
    decision: DecisionResponse,
    /// The status that the referral would have.
    #[schema(value_type = ReferralStatusCode)]
    status: ReferralStatus,
    /// How urgent it would be.
    #[schema(value_type = PriorityCode)]
    priority: Priority,
}

impl From<Preview> for PreviewResponse {
    fn from(preview: Preview) -> Self {
        Self {
            decision: preview.decision.into(),
            status: preview.status,
            priority: preview.priority,
        }
    }
}
