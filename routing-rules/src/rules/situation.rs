//! What a rule set says of each situation: the defaults that rules build on.

use passerelle_domain::{Disclosure, MediationMode, PartnerKind, Priority, Situation};

use super::{NoticeUse, Step};

/// The defaults of one situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SituationRow {
    /// The situation.
    pub situation: Situation,
    /// Its own level, which safety answers can only raise.
    pub priority: Priority,
    /// Whether the parties may be brought together.
    pub mediation: MediationMode,
    /// Whom to ask, in order.
    pub route: Vec<Step>,
    /// What to show.
    pub notices: Vec<NoticeUse>,
    /// The most that any partner may see, where less than what rules allow.
    pub max: Option<Disclosure>,
    /// Kinds of partner that are a party to such a case, and so never decide about it.
    pub parties: Vec<PartnerKind>,
}
