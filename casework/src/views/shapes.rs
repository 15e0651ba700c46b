//! The parts of a view: plain data, cut already. The JSON that outside clients rely on is made
//! from it in `api`.

use jiff::Timestamp;
use passerelle_domain::{
    ActorKind, AgeBand, AssignmentId, AssignmentRole, AssignmentStatus, CaseKind, CommuneCode,
    CompletionResult, Consent, DeadlineEvent, DecisionId, DeliveryState, Details, Disclosure,
    EventId, EventKind, Identity, LanguageTag, LegalException, MediationMode, MeetingId,
    MeetingState, Outcome, PartnerId, PartnerKind, PartyRole, Place, PriorAttempt, Priority,
    Reference, ReferralId, ReferralStatus, SafetyAnswers, Setting, Situation, Text,
    TurnedDownReason,
};
use passerelle_routing_rules::{Course, Notice, RuleSetRef};

/// Who the reader is to this referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// A mediator or coordinator of the operator.
    Operator,
    /// The organisation that entered it.
    Sender,
    /// The organisation on whose behalf the operator entered it.
    Referrer,
    /// The partner that is asked or at work.
    LeadPartner,
    /// A partner that is told.
    Informed,
    /// A partner that was asked and has no part in it any more.
    Former,
}

/// A referral, cut to the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralView {
    /// Identifier.
    pub id: ReferralId,
    /// What people say on the phone.
    pub reference: Reference,
    /// What the sender calls it: for the sender and the operator.
    pub external_reference: Option<String>,
    /// Where it stands.
    pub status: ReferralStatus,
    /// Counts its changes.
    pub sequence: i64,
    /// For whom this view was cut.
    pub audience: Audience,
    /// How urgent it is; `None` for a former partner.
    pub priority: Option<Priority>,
    /// What help is asked for; `None` for a former partner.
    pub need: Option<NeedView>,
    /// The organisation that entered it; `None` for a former partner.
    pub sender: Option<PartnerRef>,
    /// The organisation that asks, where it is one of the network.
    pub referrer: Option<PartnerRef>,
    /// Where it goes and why; `None` before it is decided, and for a former partner.
    pub decision: Option<DecisionView>,
    /// The partners' work; a partner sees its own only.
    pub assignments: Vec<AssignmentView>,
    /// Meetings: for the operator and the lead partner.
    pub meetings: Vec<MeetingView>,
    /// Which episode this is, more than 1 where the trouble came back and it was opened again; `None`
    /// for a former partner.
    pub episode: Option<i32>,
    /// The episodes before: for the operator, and without what came of them for the sender.
    pub past_episodes: Vec<EpisodeView>,
    /// How it ended: for the operator and the lead partner.
    pub outcome: Option<Outcome>,
    /// Referrals that have to do with it.
    pub related: Vec<RelatedView>,
    /// What whoever closed it wrote: for the operator.
    pub outcome_comment: Option<String>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The need, with what the audience may know of place, persons and story.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedView {
    /// The setting.
    pub setting: Setting,
    /// What is going on.
    pub situation: Situation,
    /// Whom it is about.
    pub case_kind: CaseKind,
    /// When the referrer learnt of it.
    pub received_at: Timestamp,
    /// The referrer's function.
    pub referrer_role: Option<String>,
    /// Answers at the safety gate, where the audience may know of persons.
    pub safety: Option<SafetyAnswers>,
    /// Where; address, label and facility may be left out.
    pub place: Place,
    /// The persons, with as much of each as the audience may know; nobody at L0.
    pub parties: Vec<PartyView>,
    /// What was tried before.
    pub prior_attempts: Vec<PriorAttempt>,
    /// A date that the answer has to come before.
    pub deadline_event: Option<DeadlineEvent>,
    /// The answers to the declared questions, where the audience may know of persons.
    pub details: Details,
    /// The story, where the audience may know who is in it.
    pub narrative: Option<String>,
}

/// A person, cut to the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct PartyView {
    /// Its place among the parties as they were sent, from 0.
    pub position: usize,
    /// How much of the person this view shows; `None` where the reader wrote it themself or
    /// operates the service.
    pub disclosure: Option<Disclosure>,
    /// The part the person has.
    pub role: PartyRole,
    /// Age as a band.
    pub age_band: AgeBand,
    /// Whether the person is a minor.
    pub minor: Option<bool>,
    /// Whether the person is enrolled in a school.
    pub enrolled: Option<bool>,
    /// The language in which to speak with the person.
    pub language: Option<LanguageTag>,
    /// Name and contact, from L2.
    pub identity: Identity,
    /// The person's consent: for sender and operator.
    pub consent: Option<Consent>,
    /// The guardian's consent: for sender and operator.
    pub guardian_consent: Option<Consent>,
}

/// A partner, named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRef {
    /// Identifier.
    pub id: PartnerId,
    /// Short stable name in the directory.
    pub code: String,
    /// What it does.
    pub kind: PartnerKind,
    /// Its public name.
    pub name: String,
}

/// A decision, cut to the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionView {
    /// Identifier; a preview has none, since nothing is stored.
    pub id: Option<DecisionId>,
    /// The rule set that decided.
    pub ruleset: RuleSetRef,
    /// The rule that stands.
    pub rule: String,
    /// The rule that matched.
    pub matched_rule: Option<String>,
    /// The overlay that the deciding rule comes from, where it comes from one.
    pub overlay: Option<String>,
    /// Whether the parties may be brought together.
    pub mediation_mode: MediationMode,
    /// The partner to ask.
    pub lead: Option<ProposalView>,
    /// Whom to ask next: not for partners.
    pub fallbacks: Vec<ProposalView>,
    /// Who is told: not for partners.
    pub informed: Vec<ProposalView>,
    /// Who was not kept, and why: not for partners.
    pub turned_down: Vec<TurnedDownView>,
    /// Kinds of partner on the route that the directory does not have: not for partners.
    pub vacant: Vec<PartnerKind>,
    /// What the lead may see of each party; for a partner, what itself may see.
    pub disclosure_by_party: Vec<Disclosure>,
    /// Numbers to call, things to know.
    pub notices: Vec<Notice>,
    /// The provision of law that stands in for consent.
    pub legal_exception: Option<LegalException>,
    /// After how many days to ask what became of it.
    pub follow_up_days: Option<u32>,
    /// What follows in time, besides what is due.
    pub course: Course,
    /// By when somebody must have answered.
    pub answer_due_at: Option<Timestamp>,
    /// By when the person must have met somebody.
    pub first_contact_due_at: Option<Timestamp>,
    /// Why, in plain sentences; it may name partners, so it is not for partners.
    pub explanation: Option<Text>,
    /// Why a coordinator chose, where the rules did not: for the operator.
    pub chosen_by_hand: Option<String>,
    /// When it was decided.
    pub decided_at: Timestamp,
}

/// A partner with its part in a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// The partner.
    pub partner: PartnerRef,
    /// How much it may see, over all parties.
    pub disclosure: Disclosure,
    /// By when it must answer.
    pub answer_due_at: Option<Timestamp>,
    /// By when it must have met the person.
    pub first_contact_due_at: Option<Timestamp>,
    /// Whether the person's agreement is missing for it.
    pub needs_consent: bool,
}

/// A partner that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedDownView {
    /// The partner.
    pub partner: PartnerRef,
    /// Why.
    pub reason: TurnedDownReason,
}

/// One partner's work, cut to the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentView {
    /// Identifier.
    pub id: AssignmentId,
    /// The referral that it belongs to.
    pub referral_id: ReferralId,
    /// The partner.
    pub partner: PartnerRef,
    /// Lead or informed.
    pub role: AssignmentRole,
    /// The place in the order in which partners were asked, from 1; 0 for an informed partner.
    pub rank: i32,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// How far the news of it got.
    pub delivery: DeliveryState,
    /// By when the partner has to answer.
    pub answer_due_at: Option<Timestamp>,
    /// By when it must have met the person.
    pub first_contact_due_at: Option<Timestamp>,
    /// Why it is on hold, declined, redirected or failed.
    pub reason: Option<ReasonView>,
    /// Whom the partner named as a better one: for the operator and that partner.
    pub redirected_to: Option<PartnerRef>,
    /// With what result it was completed: for the operator and that partner.
    pub result: Option<CompletionResult>,
    /// When the partner was asked.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A reason: its code, and its text for the operator and the partner who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonView {
    /// The code.
    pub code: &'static str,
    /// The text.
    pub text: Option<String>,
}

/// An episode that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpisodeView {
    /// The first is 1.
    pub number: i32,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// What had changed, for whoever may know.
    pub outcome: Option<Outcome>,
    /// When the trouble was back.
    pub reopened_at: Timestamp,
}

/// A referral that has to do with this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedView {
    /// `similar`, `merged_into` or `merged_from`.
    pub kind: &'static str,
    /// Which one, for whoever may know.
    pub id: Option<ReferralId>,
    /// Its reference.
    pub reference: Option<Reference>,
    /// Where it stands.
    pub status: Option<ReferralStatus>,
    /// Since when.
    pub at: Timestamp,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingView {
    /// Identifier.
    pub id: MeetingId,
    /// The assignment that it belongs to.
    pub assignment: AssignmentId,
    /// What happened, or is planned.
    pub state: MeetingState,
    /// When.
    pub at: Timestamp,
    /// When it was entered.
    pub recorded_at: Timestamp,
}

/// An event, cut to the audience.
#[derive(Debug, Clone, PartialEq)]
pub struct EventView {
    /// Identifier.
    pub id: EventId,
    /// Where it stands among all events; grows within a referral.
    pub position: i64,
    /// The referral.
    pub referral_id: ReferralId,
    /// The sequence of the referral after the change.
    pub sequence: i64,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor_kind: ActorKind,
    /// For which organisation, where the audience may know.
    pub organisation: Option<PartnerRef>,
    /// The assignment, where it is about one.
    pub assignment: Option<AssignmentId>,
    /// More codes, where the audience may know: an object.
    pub data: serde_json::Value,
}

/// An assignment of one's own, with what it takes to find it among others.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentEntry {
    /// The assignment.
    pub assignment: AssignmentView,
    /// The referral's reference.
    pub reference: Reference,
    /// Where the referral stands.
    pub referral_status: ReferralStatus,
    /// What is going on; `None` once the partner has no part in it any more.
    pub situation: Option<Situation>,
    /// Where; likewise.
    pub commune_code: Option<CommuneCode>,
    /// How urgent it is; likewise.
    pub priority: Option<Priority>,
}

/// What a submission would lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The decision.
    pub decision: DecisionView,
    /// The status that the referral would have.
    pub status: ReferralStatus,
    /// How urgent it would be.
    pub priority: Priority,
}
