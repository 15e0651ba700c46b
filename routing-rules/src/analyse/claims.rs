//! Whether a claim holds of one decision that was really made.

use passerelle_domain::{Disclosure, Partner, PartnerId, PartnerKind};

use crate::{Decision, Destiny, Network, rules::Claim};

/// Whether all of `claims` hold of `decision`.
pub(super) fn hold(claims: &[Claim], decision: &Decision, network: &Network) -> bool {
    claims.iter().all(|claim| holds(claim, decision, network))
}

fn holds(claim: &Claim, decision: &Decision, network: &Network) -> bool {
    let partner = |id: PartnerId| network.partner(id);
    let kind = |id| partner(id).map(|partner: &Partner| partner.kind);
    let lead = decision.lead.iter();
    let asked = lead.clone().chain(&decision.fallbacks);
    let told = asked.clone().chain(&decision.informed);
    let within = |id, kinds: &[PartnerKind]| kind(id).is_none_or(|kind| kinds.contains(&kind));
    let diverted = decision.destiny == Destiny::EmergencyDiverted;
    match claim {
        Claim::LeadIn(kinds) => lead.clone().all(|one| within(one.partner, kinds)),
        Claim::LeadNotIn(kinds) => !lead.clone().any(|one| within(one.partner, kinds)),
        Claim::AskedIn(kinds) => asked.clone().all(|one| within(one.partner, kinds)),
        Claim::AskedNotIn(kinds) => !asked.clone().any(|one| within(one.partner, kinds)),
        Claim::ToldNotIn(kinds) => !told.clone().any(|one| within(one.partner, kinds)),
        Claim::InPrisonOr(kinds) => told.clone().all(|one| {
            let in_prison = partner(one.partner).is_some_and(Partner::works_in_prison);
            in_prison || within(one.partner, kinds)
        }),
        Claim::Diverted(wanted) => diverted == *wanted,
        Claim::Mediation(modes) => modes.contains(&decision.mediation_mode),
        Claim::DisclosureAtMost(most) => told.clone().all(|one| one.bounds <= *most),
        Claim::TriageDisclosureAtMost(most) => {
            let triage = decision.destiny == Destiny::Triage;
            let shown = decision.disclosure_by_party.iter().max();
            !triage || shown.copied().unwrap_or(Disclosure::None) <= *most
        }
        Claim::LegalException(wanted) => decision.legal_exception.is_some() == *wanted,
        Claim::ConsentRequired(wanted) => {
            (decision.destiny == Destiny::Routed) != *wanted || decision.lead.is_none()
        }
        Claim::PriorityAtLeast(least) => decision.priority <= *least,
        // The rule that matched decides, though the triage rule may stand for want of partners.
        Claim::Rule(ids) => ids.contains(decision.matched_rule.as_ref().unwrap_or(&decision.rule)),
        Claim::Notice(code) => decision.notices.iter().any(|notice| notice.code == *code),
        Claim::Any(alternatives) => alternatives
            .iter()
            .any(|claims| hold(claims, decision, network)),
    }
}
