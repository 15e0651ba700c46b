//! Rules: when they speak, and what they say.

use passerelle_domain::{Disclosure, LegalException, MediationMode, PartnerKind, Text};

use super::{Condition, NoticeUse, Origin, Timing};

/// A group of rules that speak at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name in the document.
    pub id: String,
    /// Stages speak in this order.
    pub order: u32,
    /// What happens when several of its rules match.
    pub hit: HitPolicy,
}

/// What happens when several rules of a stage match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    /// The first one decides, and no later stage is looked at.
    First,
    /// The one that matches decides, as with `First`. Two that match contradict each other, and a
    /// person chooses: nobody wins by standing first.
    Unique,
    /// Each one adds the partners that it informs.
    Collect,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, unique in the rule set.
    pub id: String,
    /// The stage that it speaks in.
    pub stage: String,
    /// Its place among the rules of its stage.
    pub order: u32,
    /// What people call it.
    pub label: Text,
    /// Why it matches, as a clause that follows "because".
    pub because: Text,
    /// The cases that it is for.
    pub when: Condition,
    /// What it says of them.
    pub then: Effect,
    /// The overlay that it comes from, where it comes from one.
    pub origin: Option<Origin>,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Where the case goes.
    pub aim: Aim,
    /// The most that a partner may see.
    pub max: Disclosure,
    /// Whether a partner waits for the person's agreement.
    pub consent: ConsentDemand,
    /// The provision of law that stands in for consent.
    pub exception: Option<LegalException>,
    /// Replaces the situation's own mode.
    pub mediation: Option<MediationMode>,
    /// What to show, before the situation's own notices.
    pub notices: Vec<NoticeUse>,
    /// What it says of time.
    pub timing: Timing,
    /// Partners outside this are not asked.
    pub only: Option<Only>,
    /// Lets a police force come first.
    pub law_enforcement: Option<LawEnforcementOverride>,
}

/// Where a case goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// To the emergency services, by whoever enters it.
    Divert,
    /// To a person who chooses.
    Triage,
    /// To a partner of the rule's own list, and no other.
    Partners {
        /// Whom to ask, in order.
        steps: Vec<Step>,
    },
    /// To a partner of the situation's route, and then of the rule's list.
    SituationRoute {
        /// Whom to ask after the route, in order.
        fallbacks: Vec<Step>,
    },
    /// To partners who are told and not asked.
    Inform {
        /// Whom to tell: the nearest of each kind.
        steps: Vec<Step>,
    },
}

impl Aim {
    /// The rule's own steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Divert | Self::Triage => &[],
            Self::Partners { steps } | Self::Inform { steps } => steps,
            Self::SituationRoute { fallbacks } => fallbacks,
        }
    }
}

/// Whether a partner waits for the person's agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentDemand {
    /// Without it the partner is asked, and does not learn who it is about.
    ForIdentity,
    /// Without it nobody is asked.
    Required,
}

/// One step of a route: a kind of partner, for some cases or for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The kind. Which partners of the kind follows from coverage.
    pub kind: PartnerKind,
    /// What else they have to do with the case; `None` where coverage is enough.
    pub relation: Option<Relation>,
    /// The cases for which the step exists.
    pub when: Condition,
}

/// What a partner has to do with a case, besides working where it takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// It lets the dwelling.
    OfTheDwelling,
    /// It is the school that the place names.
    OfThePupil,
    /// It works for this very commune, and not for it among others: the CCAS of the commune, not
    /// that of its intercommunal body.
    OfTheCommune,
    /// It speaks the language that the person concerned is at ease in, where one is told.
    Serves,
}

impl Relation {
    /// Every relation, with its name in a rule set.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("of_the_dwelling", Self::OfTheDwelling),
        ("of_the_pupil", Self::OfThePupil),
        ("of_the_commune", Self::OfTheCommune),
        ("serves", Self::Serves),
    ];
}

/// The partners that a rule allows: those that pass one of the tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// Partners that work inside the prison.
    pub works_in_prison: bool,
    /// Partners of these kinds.
    pub kinds: Vec<PartnerKind>,
}

/// A signed decision to let a police force come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawEnforcementOverride {
    /// Who answers for it.
    pub signed_by: String,
    /// Why.
    pub reason: String,
}
