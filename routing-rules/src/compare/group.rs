//! Cases of one kind: how many, and some of them to look at.

use passerelle_domain::PartnerId;

use super::{
    Replay,
    comparison::{Example, Group, Outcome, PartnerBrief},
};
use crate::{Decision, Network};

/// How many examples a group keeps: enough to see a pattern, few enough to be read.
pub(super) const EXAMPLES: usize = 5;

/// Two decisions of one case, each with the network that made it.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) case: &'a Replay<'a>,
    pub(super) old: (&'a Network, &'a Decision),
    pub(super) new: (&'a Network, &'a Decision),
}

impl Pair<'_> {
    fn example(&self) -> Example {
        Example {
            case: self.case.case.clone(),
            situation: self.case.facts.need.situation,
            old: outcome(self.old),
            new: outcome(self.new),
        }
    }
}

fn outcome((network, decision): (&Network, &Decision)) -> Outcome {
    let lead = decision.lead.as_ref();
    Outcome {
        rule: decision.rule.clone(),
        destiny: decision.destiny,
        lead: lead.map(|lead| brief([network], lead.partner)),
        answer_due_at: decision.answer_due_at,
        first_contact_due_at: decision.first_contact_due_at,
    }
}

/// A partner by the first of the networks that knows it.
pub(super) fn brief<'n>(
    networks: impl IntoIterator<Item = &'n Network>,
    id: PartnerId,
) -> PartnerBrief {
    let mut networks = networks.into_iter();
    let partner = networks.find_map(|network| network.partner(id));
    PartnerBrief {
        id,
        code: partner.map_or_else(String::new, |partner| partner.code.clone()),
        name: partner.map_or_else(String::new, |partner| partner.name.clone()),
        kind: partner.map(|partner| partner.kind),
    }
}

impl Group {
    /// Counts one more case.
    pub(super) fn count(&mut self, pair: &Pair<'_>) {
        self.cases += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(pair.example());
        }
    }

    /// Adds the cases of `later`, which come after one's own.
    pub(super) fn join(&mut self, later: Self) {
        self.cases += later.cases;
        let room = EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(later.examples.into_iter().take(room));
    }
}
