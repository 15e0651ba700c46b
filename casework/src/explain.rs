//! Why a case went where it went, on demand: the rules that came near and each candidate, by the
//! very rules that decided.

use jiff::Timestamp;
use passerelle_domain::{PartnerKind, ReferralId, Text};
use passerelle_routing_rules::{
    Network, RuleSetRef, account,
    explain::account::{Part, RuleAccount},
};

use crate::{
    Actor, Casework, CaseworkError, PartnerRef,
    circumstances::{Asked, Circumstances, Purpose},
    decision_record::StoredDecision,
    rights::{Deed, in_case, need_scope, need_standing},
    views::{build::Case, cut},
};

/// The account of the latest decision on a case.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplanationView {
    /// The rules that decided.
    pub ruleset: RuleSetRef,
    /// The rule that stands.
    pub rule: String,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// The decision in a few sentences.
    pub text: Text,
    /// The rules that applied or came near, in the order in which they are tried.
    pub rules: Vec<RuleAccount>,
    /// The kinds of partner on the route, in its order.
    pub route: Vec<KindView>,
}

/// One kind of partner on the route.
#[derive(Debug, Clone, PartialEq)]
pub struct KindView {
    /// The kind.
    pub kind: PartnerKind,
    /// Whether nobody in the directory was of this kind.
    pub vacant: bool,
    /// The partners that were looked at, and the part of each.
    pub candidates: Vec<(PartnerRef, Part)>,
    /// How many others of the kind there are, too far away to be listed.
    pub others: usize,
}

impl Casework {
    /// Why the referral went where it went, and why not elsewhere. The case is looked at as it
    /// stands: of a consent given since, the account tells the present state.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such case for this actor, or no decision on it.
    pub fn explanation(
        &self,
        actor: &Actor,
        id: ReferralId,
    ) -> Result<ExplanationView, CaseworkError> {
        need_scope(actor, Deed::ReadExplanation)?;
        let (present, case, stored) = self.read_for(actor, |conn| {
            let network = self.network(conn)?;
            let mut case = Case::load(conn, id)?;
            let held = in_case(actor, &network, &case.referral, &case.assignments);
            need_standing(&held, Deed::ReadExplanation)?;
            let stored = case.decision.take().ok_or(CaseworkError::NotFound)?;
            Ok((network, case, stored))
        })?;
        let decided_by = &stored.decision.ruleset;
        if present.ruleset() == *decided_by {
            return self.told(&present, &case, stored);
        }
        let rules = self.rules_of(decided_by)?;
        let then = Network::new(rules, decided_by.version, present.partners().to_vec())
            .in_edition(decided_by.edition);
        self.told(&then, &case, stored)
    }

    fn told(
        &self,
        network: &Network,
        case: &Case,
        stored: StoredDecision,
    ) -> Result<ExplanationView, CaseworkError> {
        let StoredDecision { at, decision, .. } = stored;
        let referral = &case.referral;
        let asked = Asked::of(referral, &[]);
        let circumstances =
            self.read(|conn| Circumstances::read(conn, network, &asked, at, Purpose::Show))?;
        let facts = circumstances.facts(&asked);
        let account = account(network, &facts, at, &decision);
        let rules = account.rules().collect();
        let route = account.route.into_iter().map(|of_kind| KindView {
            kind: of_kind.kind,
            vacant: of_kind.vacant,
            candidates: of_kind
                .candidates
                .into_iter()
                .filter_map(|one| Some((cut::partner(network, one.partner)?, one.part)))
                .collect(),
            others: of_kind.others,
        });
        Ok(ExplanationView {
            route: route.collect(),
            rules,
            ruleset: decision.ruleset,
            rule: decision.rule,
            decided_at: at,
            text: decision.explanation,
        })
    }
}
