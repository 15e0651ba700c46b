//! The life of rule sets: writing and agreeing, then deciding and taking back.

mod deciding;
mod writing;

use passerelle_domain::{RuleSetEventKind as Kind, RuleSetId};

use crate::{
    Casework, NewRuleSet, RuleSetDocument, RuleSetView,
    testing::{World, cases, world::actor_of},
};

fn begin(world: &World, text: &str) -> RuleSetView {
    let new = NewRuleSet {
        name: None,
        toml: Some(text.to_owned()),
    };
    let begun = world.casework.create_rule_set(&world.mediator(), &new);
    begun.unwrap().version
}

fn check(world: &World, id: RuleSetId) -> RuleSetView {
    let checked = world.casework.check_rule_set(&world.mediator(), id, None);
    checked.unwrap().version
}

/// A draft of `text`, checked and put in force.
fn publish(world: &World, text: &str) -> RuleSetView {
    let id = begin(world, text).id;
    check(world, id);
    let published = world
        .casework
        .publish_rule_set(&world.mediator(), id, None, None);
    published.unwrap()
}

fn read(world: &World, id: RuleSetId) -> RuleSetDocument {
    world.casework.rule_set(&world.mediator(), id).unwrap()
}

fn history(world: &World, id: RuleSetId) -> Vec<Kind> {
    let page = world
        .casework
        .rule_set_history(&world.mediator(), id, None, 100);
    page.unwrap().items.iter().map(|entry| entry.kind).collect()
}

/// Who is asked about A01, the rule that says so, and the edition.
fn decides(casework: &Casework) -> (String, String, u32) {
    let preview = casework
        .preview(&actor_of("p-bail"), &cases::a01(), None)
        .unwrap();
    let decision = preview.decision;
    let lead = decision.lead.unwrap().partner.code;
    (lead, decision.rule, decision.ruleset.edition)
}

fn by(lead: &str, rule: &str, edition: u32) -> (String, String, u32) {
    (lead.to_owned(), rule.to_owned(), edition)
}
