//! The first sentence: which rule decides and why, or which rules contradict each other.

use passerelle_domain::Lang;

use super::say;
use crate::{Decision, Facts, Network};

pub(super) fn opening(
    network: &Network,
    facts: &Facts<'_>,
    decision: &Decision,
    lang: Lang,
) -> String {
    let situation = facts.need.situation.label().get(lang);
    let what = said_of_the_rules(network, decision, lang);
    say(
        lang,
        format!("Situation « {situation} » : {what}."),
        format!("Situation “{situation}”: {what}."),
    )
}

fn said_of_the_rules(network: &Network, decision: &Decision, lang: Lang) -> String {
    if !decision.conflict.is_empty() {
        return conflict(network, decision, lang);
    }
    let matched = decision.matched_rule.as_deref();
    let Some(rule) = matched.and_then(|id| network.rules().rule(id)) else {
        return say(lang, "aucune règle ne s'applique", "no rule applies");
    };
    let (id, label, because) = (&rule.id, rule.label.get(lang), rule.because.get(lang));
    say(
        lang,
        format!("la règle {id} ({label}) s'applique, car {because}"),
        format!("rule {id} ({label}) applies, because {because}"),
    )
}

fn conflict(network: &Network, decision: &Decision, lang: Lang) -> String {
    let name = |id: &String| match network.rules().rule(id) {
        Some(rule) => format!("{id} ({})", rule.label.get(lang)),
        None => id.clone(),
    };
    let names: Vec<String> = decision.conflict.iter().map(name).collect();
    let names = names.join(&say(lang, " et ", " and "));
    say(
        lang,
        format!("les règles {names} s'appliquent à la fois et se contredisent"),
        format!("rules {names} apply at the same time and contradict each other"),
    )
}
