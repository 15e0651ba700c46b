//! The first sentence: which rule decides and why, or which rules contradict each other.

use passerelle_domain::Lang;

use super::say;
use crate::{Decision, Facts, Network, rules::Rule};

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
    let Some(rule) = matched.and_then(|id| network.rule(id)) else {
        return say(lang, "aucune règle ne s'applique", "no rule applies");
    };
    let (id, label, because) = (&rule.id, rule.label.get(lang), rule.because.get(lang));
    let local = local(network, rule, lang);
    say(
        lang,
        format!("la règle {id} ({label}){local} s'applique, car {because}"),
        format!("rule {id} ({label}){local} applies, because {because}"),
    )
}

/// Which overlay spoke, and which rule it spoke instead of.
fn local(network: &Network, rule: &Rule, lang: Lang) -> String {
    let Some(origin) = &rule.origin else {
        return String::new();
    };
    let overlays = network.rules().overlays();
    let overlay = overlays.iter().find(|one| one.name == origin.overlay);
    let title = overlay.map_or(origin.overlay.as_str(), |one| one.title.get(lang));
    let instead = origin.stands_for.first().map_or_else(String::new, |id| {
        say(
            lang,
            format!(", à la place de la règle {id}"),
            format!(", instead of rule {id}"),
        )
    });
    say(
        lang,
        format!(" de l'adaptation locale « {title} »{instead},"),
        format!(" of the local overlay “{title}”{instead},"),
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
