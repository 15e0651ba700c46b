//! In what two decisions of one case differ.

use jiff::Timestamp;
use passerelle_domain::{Disclosure, Label, PartnerId};
use serde::Serialize;

use crate::{Decision, Proposal};

/// Something about a decision that a person would notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Who is asked first.
    Lead,
    /// Whether somebody is asked, the person has to agree first, a person chooses, or the emergency
    /// services are called.
    Destiny,
    /// By when somebody must have answered.
    AnswerDue,
    /// By when the person must have met somebody.
    FirstContactDue,
    /// How much a partner may see.
    Disclosure,
    /// Who is told without being asked.
    Informed,
    /// Who is asked next.
    Fallbacks,
    /// How urgent it is.
    Priority,
    /// Whether the parties may be brought together.
    MediationMode,
    /// What is shown to whoever enters the case.
    Notices,
    /// When to ask what became of it.
    FollowUp,
    /// The provision of law that stands in for consent.
    LegalException,
    /// The rule that decides, or the overlay that it comes from.
    Rule,
}

impl Aspect {
    /// Every aspect, in the order of a report.
    pub const ALL: [Self; 13] = [
        Self::Lead,
        Self::Destiny,
        Self::AnswerDue,
        Self::FirstContactDue,
        Self::Disclosure,
        Self::Informed,
        Self::Fallbacks,
        Self::Priority,
        Self::MediationMode,
        Self::Notices,
        Self::FollowUp,
        Self::LegalException,
        Self::Rule,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Destiny => "destiny",
            Self::AnswerDue => "answer_due",
            Self::FirstContactDue => "first_contact_due",
            Self::Disclosure => "disclosure",
            Self::Informed => "informed",
            Self::Fallbacks => "fallbacks",
            Self::Priority => "priority",
            Self::MediationMode => "mediation_mode",
            Self::Notices => "notices",
            Self::FollowUp => "follow_up",
            Self::LegalException => "legal_exception",
            Self::Rule => "rule",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Lead => ("premier partenaire sollicité", "partner asked first"),
            Self::Destiny => ("suite donnée", "what happens to the case"),
            Self::AnswerDue => ("délai de réponse", "answer due"),
            Self::FirstContactDue => ("délai de premier contact", "first contact due"),
            Self::Disclosure => ("informations transmises", "what is passed on"),
            Self::Informed => ("partenaires en copie", "partners informed"),
            Self::Fallbacks => ("partenaires suivants", "partners asked next"),
            Self::Priority => ("priorité", "priority"),
            Self::MediationMode => (
                "mise en présence des personnes",
                "bringing parties together",
            ),
            Self::Notices => ("numéros et rappels affichés", "notices shown"),
            Self::FollowUp => ("date de suivi", "follow-up date"),
            Self::LegalException => ("exception légale", "legal exception"),
            Self::Rule => ("règle qui décide", "deciding rule"),
        };
        Label { fr, en }
    }
}

/// A set of aspects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Aspects(u16);

impl Aspects {
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn has(self, aspect: Aspect) -> bool {
        self.0 & bit(aspect) != 0
    }

    /// Whether the rule alone is another one: nobody outside the coordination would notice.
    pub(super) fn is_rule_only(self) -> bool {
        self.0 == bit(Aspect::Rule)
    }

    fn note(&mut self, aspect: Aspect, same: bool) {
        if !same {
            self.0 |= bit(aspect);
        }
    }
}

fn bit(aspect: Aspect) -> u16 {
    1 << (aspect as u16)
}

/// The aspects in which `new` is not as `old`.
///
/// Left out is what only explains a decision: the wording, who was turned down, and the version that
/// every decision names.
pub(super) fn between(old: &Decision, new: &Decision) -> Aspects {
    // Every field is named here, so that one that is added later cannot be forgotten.
    let Decision {
        ruleset: _,
        explanation: _,
        turned_down: _,
        standing: _,
        vacant: _,
        rule,
        matched_rule,
        overlay,
        conflict,
        destiny,
        priority,
        mediation_mode,
        lead,
        fallbacks,
        informed,
        disclosure_by_party: _,
        notices,
        legal_exception,
        follow_up_days: _,
        course,
        answer_due_at,
        first_contact_due_at,
    } = old;
    let mut found = Aspects::default();
    found.note(Aspect::Lead, partner(lead) == partner(&new.lead));
    found.note(Aspect::Destiny, *destiny == new.destiny);
    found.note(Aspect::AnswerDue, *answer_due_at == new.answer_due_at);
    found.note(
        Aspect::FirstContactDue,
        *first_contact_due_at == new.first_contact_due_at,
    );
    found.note(
        Aspect::Disclosure,
        disclosure(old, new) == Disclosed::default(),
    );
    found.note(Aspect::Informed, sorted(informed) == sorted(&new.informed));
    found.note(Aspect::Fallbacks, next(fallbacks).eq(next(&new.fallbacks)));
    found.note(Aspect::Priority, *priority == new.priority);
    found.note(Aspect::MediationMode, *mediation_mode == new.mediation_mode);
    found.note(Aspect::Notices, *notices == new.notices);
    found.note(Aspect::FollowUp, *course == new.course);
    found.note(
        Aspect::LegalException,
        *legal_exception == new.legal_exception,
    );
    found.note(
        Aspect::Rule,
        *rule == new.rule
            && *matched_rule == new.matched_rule
            && *overlay == new.overlay
            && *conflict == new.conflict,
    );
    found
}

/// In which direction what is passed on changes; both may be true of one case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Disclosed {
    /// Somebody learns more about somebody.
    pub(super) more: bool,
    /// Somebody learns less about somebody.
    pub(super) less: bool,
}

/// How what is passed on changes: to the lead about each party, and to every partner that has a part
/// under both.
pub(super) fn disclosure(old: &Decision, new: &Decision) -> Disclosed {
    let mut changed = Disclosed::default();
    let mut look = |old: Disclosure, new: Disclosure| {
        changed.more |= new > old;
        changed.less |= new < old;
    };
    for (old, new) in old.disclosure_by_party.iter().zip(&new.disclosure_by_party) {
        look(*old, *new);
    }
    for proposal in everybody(new) {
        let before = everybody(old).find(|other| other.partner == proposal.partner);
        if let Some(before) = before {
            look(before.disclosure, proposal.disclosure);
            look(before.bounds, proposal.bounds);
        }
    }
    changed
}

/// By how much a due date moves, where there is one under both.
pub(super) fn shift(
    old: Option<Timestamp>,
    new: Option<Timestamp>,
) -> Option<jiff::SignedDuration> {
    Some(new?.duration_since(old?))
}

fn everybody(decision: &Decision) -> impl Iterator<Item = &Proposal> {
    let asked = decision.lead.iter().chain(&decision.fallbacks);
    asked.chain(&decision.informed)
}

pub(super) fn partner(lead: &Option<Proposal>) -> Option<PartnerId> {
    lead.as_ref().map(|lead| lead.partner)
}

fn sorted(proposals: &[Proposal]) -> Vec<PartnerId> {
    let mut all: Vec<PartnerId> = proposals.iter().map(|one| one.partner).collect();
    all.sort_unstable();
    all
}

fn next(fallbacks: &[Proposal]) -> impl Iterator<Item = (PartnerId, bool)> {
    fallbacks.iter().map(|one| (one.partner, one.needs_consent))
}
