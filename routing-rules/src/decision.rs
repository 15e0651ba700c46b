//! What a decision says: where the case goes, why, and by when.

use std::sync::Arc;

use jiff::Timestamp;
use passerelle_domain::{
    Disclosure, LegalException, MediationMode, PartnerId, PartnerKind, Priority, Text,
    TurnedDownReason, calendar::CalendarError,
};
use serde::{Deserialize, Serialize};

use crate::{Standing, rules::PausesWhile};

/// Where a case goes and why. It names the rule set and version that it was made by, so that it
/// can be replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The rule set that decided.
    pub ruleset: RuleSetRef,
    /// The rule that stands: the one that matched, or the triage rule when it led to nobody.
    pub rule: String,
    /// The rule that matched, where one did.
    pub matched_rule: Option<String>,
    /// The overlay that the deciding rule comes from, where it comes from one.
    #[serde(default)]
    pub overlay: Option<String>,
    /// The rules of one stage that matched together, although one only may: none of them decided,
    /// and a person chooses.
    #[serde(default)]
    pub conflict: Vec<String>,
    /// What happens to the case.
    pub destiny: Destiny,
    /// How soon it must be looked at.
    pub priority: Priority,
    /// Whether the parties may be brought together.
    pub mediation_mode: MediationMode,
    /// The partner to ask; nobody in triage and in an emergency.
    pub lead: Option<Proposal>,
    /// Whom to ask next, in order.
    pub fallbacks: Vec<Proposal>,
    /// Partners that are told, and not asked.
    pub informed: Vec<Proposal>,
    /// Partners of the route that were not kept, each once.
    pub turned_down: Vec<TurnedDown>,
    /// Kinds of partner on the route that nobody in the directory is.
    pub vacant: Vec<PartnerKind>,
    /// How those partners stood that were compared with each other, as far as it was told: with it the
    /// decision can be made again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing: Vec<Standing>,
    /// What the lead may see of each party, in the order of the parties.
    pub disclosure_by_party: Vec<Disclosure>,
    /// What to show to whoever enters the case: numbers to call, things to know.
    pub notices: Vec<Arc<Notice>>,
    /// The provision of law that stands in for consent.
    pub legal_exception: Option<LegalException>,
    /// After how many days to ask what became of it, for the first time.
    pub follow_up_days: Option<u32>,
    /// What follows in time, besides what is due.
    #[serde(default)]
    pub course: Course,
    /// By when somebody must have answered; none in an emergency, which is not queued.
    pub answer_due_at: Option<Timestamp>,
    /// By when the person must have met somebody.
    pub first_contact_due_at: Option<Timestamp>,
    /// Two to four plain sentences.
    pub explanation: Text,
}

/// What follows in time: who is reminded and asked, and when the clock stands still.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// When the clock of the due dates stands still.
    pub pauses_while: Vec<PausesWhile>,
    /// When the partner that is asked now is reminded, if it has not answered by then.
    pub reminders: Vec<Timestamp>,
    /// After how many days to ask what became of it, from the first to the last.
    pub follow_ups: Vec<u32>,
}

/// The rule set of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSetRef {
    /// Its name.
    pub name: String,
    /// Its version in the store.
    pub version: u32,
    /// Which versions of rule set and overlays were laid together, counted from 1; 0 for a rule set
    /// that stands alone, as before editions were counted.
    #[serde(default)]
    pub edition: u32,
}

/// What happens to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destiny {
    /// The lead is asked now.
    Routed,
    /// The lead is named and asked as soon as the person agrees.
    AwaitingConsent,
    /// A person must choose.
    Triage,
    /// The emergency services are to be called; nobody is asked and nothing personal is kept.
    EmergencyDiverted,
}

impl Destiny {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Routed => "routed",
            Self::AwaitingConsent => "awaiting_consent",
            Self::Triage => "triage",
            Self::EmergencyDiverted => "emergency_diverted",
        }
    }
}

/// A partner with its part in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The partner.
    pub partner: PartnerId,
    /// How much it may see now, over all parties.
    pub disclosure: Disclosure,
    /// The least of what the rule allows and what the partner is entitled to: what it could see if
    /// everybody agreed.
    pub bounds: Disclosure,
    /// By when it must answer; set for a lead that is asked now.
    pub answer_due_at: Option<Timestamp>,
    /// By when it must have met the person; set for a lead that is asked now.
    pub first_contact_due_at: Option<Timestamp>,
    /// Whether the person's agreement is missing for this partner.
    pub needs_consent: bool,
}

/// A partner of the route that was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedDown {
    /// The partner.
    pub partner: PartnerId,
    /// Why.
    pub reason: TurnedDownReason,
}

/// Something to show to whoever enters the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Stable code.
    pub code: String,
    /// The number to call, where the notice is about one.
    pub number: Option<String>,
    /// The text.
    pub text: Text,
}

/// Why no decision could be made.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// A due date lies beyond the calendar.
    #[error("no due date can be computed from this clock")]
    Calendar(#[from] CalendarError),
}
