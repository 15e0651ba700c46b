//! Invariants: what must hold of every decision, whatever the rules are changed to.

use passerelle_domain::{Disclosure, MediationMode, PartnerKind, Priority, Text};

use super::Condition;

/// Something that must hold of the decision about every case of a kind, with any directory. It is
/// about a case that nobody was asked about yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invariant {
    /// Its name, unique in the rule set.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// The cases that it is about.
    pub when: Condition,
    /// The cases among them that it is not about.
    pub unless: Option<Condition>,
    /// What must hold: all of it.
    pub must: Vec<Claim>,
}

/// One claim about a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Whoever is asked first is of one of these kinds.
    LeadIn(Vec<PartnerKind>),
    /// Whoever is asked first is of none of these kinds.
    LeadNotIn(Vec<PartnerKind>),
    /// Whoever is asked, first or later, is of one of these kinds.
    AskedIn(Vec<PartnerKind>),
    /// Nobody of these kinds is asked, first or later.
    AskedNotIn(Vec<PartnerKind>),
    /// Nobody of these kinds is asked or informed.
    ToldNotIn(Vec<PartnerKind>),
    /// Whoever is asked or informed works in the prison or is of one of these kinds.
    InPrisonOr(Vec<PartnerKind>),
    /// Whether the case is diverted to the emergency services.
    Diverted(bool),
    /// Whether the parties may be brought together.
    Mediation(Vec<MediationMode>),
    /// The most that any partner could ever see, if everybody agreed.
    DisclosureAtMost(Disclosure),
    /// The most that is passed on when a person has to choose.
    TriageDisclosureAtMost(Disclosure),
    /// Whether a provision of law stands in for consent.
    LegalException(bool),
    /// Whether nobody is asked without the person's agreement, where there is a person to ask.
    ConsentRequired(bool),
    /// The priority is this one or a more urgent one.
    PriorityAtLeast(Priority),
    /// One of these rules decides.
    Rule(Vec<String>),
    /// A notice is shown.
    Notice(String),
    /// One of several lists of claims holds, all of it.
    Any(Vec<Vec<Claim>>),
}
