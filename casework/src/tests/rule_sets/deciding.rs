//! What decides: publication, at once or from a date on, the way back, and what a release brings.

use jiff::SignedDuration;
use passerelle_domain::{RuleSetEventKind as Kind, RuleSetKind, RuleSetStatus};
use passerelle_routing_rules::{DEFAULT_RULE_SET, Facts, Network};

use super::{begin, by, check, decides, history, publish, read};
use crate::{
    CaseworkError, Clock, NewRuleSet, RuleSetFilter,
    testing::{
        World, cases,
        rules::{overlay, sound_overlay},
    },
};

#[test]
fn an_empty_draft_becomes_an_overlay_that_decides() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    assert_eq!(decides(casework), by("p-med", "R50", 1));
    let new = NewRuleSet {
        name: Some("saint-avenin".to_owned()),
        toml: None,
    };
    let draft = casework.create_rule_set(&me, &new).unwrap();
    assert_eq!(draft.toml, "name = \"saint-avenin\"\n");
    assert_eq!((draft.version.version, draft.version.revision), (1, 1));
    assert_eq!(draft.version.status, RuleSetStatus::Draft);
    let id = draft.version.id;

    // Unfinished as it is, it cannot be checked, and changes nothing.
    let faulty = casework.check_rule_set(&me, id, Some(1)).unwrap_err();
    assert!(matches!(faulty, CaseworkError::FaultyRules(faults) if faults.len() > 2));
    let early = casework
        .publish_rule_set(&me, id, None, Some(1))
        .unwrap_err();
    assert!(matches!(early, CaseworkError::Conflict(_)), "{early}");

    let edited = casework
        .edit_rule_set(&me, id, &sound_overlay(), Some(1))
        .unwrap();
    assert_eq!(
        (edited.version.kind, edited.version.revision),
        (RuleSetKind::Overlay, 2)
    );
    assert_eq!(edited.version.territory, ["commune:00001"]);
    let checked = casework.check_rule_set(&me, id, Some(2)).unwrap();
    assert!(checked.report.is_sound());
    assert_eq!(checked.changes.rules.added, ["SA50"]);
    assert!(checked.changes.rules.changed.contains(&"R50".to_owned()));
    assert_eq!(checked.version.status, RuleSetStatus::Checked);
    assert_eq!(checked.version.check.unwrap().errors, 0);
    assert_eq!(decides(casework), by("p-med", "R50", 1));

    let published = casework.publish_rule_set(&me, id, None, Some(3)).unwrap();
    assert_eq!(published.status, RuleSetStatus::Active);
    assert_eq!(published.active_from, Some(world.clock.now()));
    assert_eq!(decides(casework), by("p-conc", "SA50", 2));
    let landlord = world.landlord();
    let preview = casework
        .preview(&landlord, &cases::a01(), None)
        .unwrap()
        .decision;
    assert_eq!(preview.overlay.as_deref(), Some("saint-avenin"));
    assert!(
        preview
            .explanation
            .unwrap()
            .fr
            .contains("Convention de Saint-Avenin")
    );
    let kinds = [Kind::Created, Kind::Edited, Kind::Checked, Kind::Activated];
    assert_eq!(history(&world, id), kinds);
}

#[test]
fn every_process_decides_by_the_new_edition_at_its_next_transaction() {
    let world = World::new();
    let other = world.second_process();
    assert_eq!(decides(&other), by("p-med", "R50", 1));
    publish(&world, &sound_overlay());
    assert_eq!(decides(&other), by("p-conc", "SA50", 2));
}

#[test]
fn a_scheduled_version_begins_when_its_time_has_come() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &sound_overlay()).id;
    check(&world, id);
    let monday = world.clock.now() + SignedDuration::from_hours(7 * 24);
    casework
        .publish_rule_set(&me, id, Some(monday), None)
        .unwrap();
    assert_eq!(casework.activate_due().unwrap(), 0);
    assert_eq!(decides(casework), by("p-med", "R50", 1));
    world.clock.set(monday);
    // Two processes look at once; it begins once.
    let begun = casework.activate_due().unwrap() + world.second_process().activate_due().unwrap();
    assert_eq!(begun, 1);
    assert_eq!(decides(casework), by("p-conc", "SA50", 2));
    assert_eq!(history(&world, id).last(), Some(&Kind::Activated));
}

#[test]
fn a_scheduled_version_that_no_longer_fits_waits_with_its_fault() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &sound_overlay()).id;
    check(&world, id);
    let monday = world.clock.now() + SignedDuration::from_hours(7 * 24);
    casework
        .publish_rule_set(&me, id, Some(monday), None)
        .unwrap();
    // Another overlay of the same place takes hold of the same rule meanwhile.
    let rival = publish(&world, &overlay("rival", "RV50"));
    world.clock.set(monday);
    assert_eq!(casework.activate_due().unwrap(), 0);
    let waiting = read(&world, id).version;
    assert_eq!(waiting.status, RuleSetStatus::Scheduled);
    assert!(waiting.fault.unwrap().contains("neither is more specific"));
    assert_eq!(decides(casework), by("p-conc", "RV50", 2));
    // It is not tried again and again: only when something else has changed.
    let entries = history(&world, id);
    casework.activate_due().unwrap();
    assert_eq!(history(&world, id), entries);
    casework.roll_back_rule_set(&me, rival.id, None).unwrap();
    assert_eq!(casework.activate_due().unwrap(), 1);
    let active = read(&world, id).version;
    assert_eq!((active.status, active.fault), (RuleSetStatus::Active, None));
    assert_eq!(decides(casework), by("p-conc", "SA50", 4));
}

#[test]
fn a_mistake_is_rolled_back_in_one_step() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let first = publish(&world, &sound_overlay());
    let other = sound_overlay().replace("\"justice_conciliator\"", "\"ccas\"");
    let second = publish(&world, &other);
    assert_eq!((second.version, second.supersedes), (2, Some(first.id)));
    assert_eq!(
        read(&world, first.id).version.status,
        RuleSetStatus::Superseded
    );
    assert_eq!(decides(casework), by("p-ccas", "SA50", 3));
    let wrong = casework.roll_back_rule_set(&me, second.id, None).unwrap();
    assert_eq!(wrong.status, RuleSetStatus::Superseded);
    assert_eq!(decides(casework), by("p-conc", "SA50", 4));
    let restored = read(&world, first.id).version;
    assert_eq!(
        (restored.status, restored.active_until),
        (RuleSetStatus::Active, None)
    );
    assert_eq!(history(&world, second.id).last(), Some(&Kind::RolledBack));
    assert_eq!(history(&world, first.id).last(), Some(&Kind::Restored));
    // The first one took nobody's place: without it the base decides alone.
    casework.roll_back_rule_set(&me, first.id, None).unwrap();
    assert_eq!(decides(casework), by("p-med", "R50", 5));
    let again = casework
        .roll_back_rule_set(&me, first.id, None)
        .unwrap_err();
    assert!(matches!(again, CaseworkError::Conflict(_)), "{again}");
    let active = RuleSetFilter {
        status: Some(RuleSetStatus::Active),
        ..RuleSetFilter::default()
    };
    let page = casework.rule_sets(&me, &active, None, 10).unwrap();
    let base = &page.items[0];
    assert_eq!((page.items.len(), base.name.as_str()), (1, "default"));
    let nothing = casework.roll_back_rule_set(&me, base.id, None).unwrap_err();
    assert!(
        matches!(nothing, CaseworkError::NoEarlierVersion),
        "{nothing}"
    );
}

#[test]
fn an_old_decision_is_replayed_by_the_rules_that_made_it() {
    let world = World::new();
    let casework = &world.casework;
    publish(&world, &sound_overlay());
    let case = cases::a01();
    let view = world.submit(&case);
    let old = view.decision.unwrap();
    let other = sound_overlay().replace("\"justice_conciliator\"", "\"ccas\"");
    publish(&world, &other);
    let base = DEFAULT_RULE_SET.replace("name = \"default\"", "name = \"default\"\n# anew");
    publish(&world, &base);
    assert_eq!(
        world
            .submit(&case)
            .decision
            .unwrap()
            .lead
            .unwrap()
            .partner
            .code,
        "p-ccas"
    );

    let rules = casework.rules_of(&old.ruleset).unwrap();
    let network = Network::new(rules, old.ruleset.version, crate::demo_partners().unwrap())
        .in_edition(old.ruleset.edition);
    let referrer = Some(cases::id("p-bail"));
    let again = network
        .decide(&Facts::first_time(&case.need, referrer), old.decided_at)
        .unwrap();
    assert_eq!((again.ruleset, again.rule), (old.ruleset.clone(), old.rule));
    let lead = again.lead.unwrap().partner;
    assert_eq!(Some(lead), old.lead.map(|lead| lead.partner.id));
    assert_eq!(again.explanation, old.explanation.unwrap());
    // One of before editions were counted names the base alone.
    let bare = passerelle_routing_rules::RuleSetRef {
        edition: 0,
        ..old.ruleset
    };
    assert!(casework.rules_of(&bare).unwrap().overlays().is_empty());
    let never = passerelle_routing_rules::RuleSetRef {
        edition: 99,
        ..bare
    };
    assert!(matches!(
        casework.rules_of(&never),
        Err(CaseworkError::NotFound)
    ));
}

#[test]
fn an_operators_own_version_is_not_overruled_by_a_release() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let own = DEFAULT_RULE_SET.replace("name = \"default\"", "name = \"default\"\n# ours");
    let ours = publish(&world, &own);
    assert_eq!((ours.name.as_str(), ours.version), ("default", 2));
    let release = format!("{DEFAULT_RULE_SET}\n# another release\n");
    assert_eq!(casework.ensure_rule_set(&release).unwrap(), 2);
    // Taken back, the shipped one decides again, and follows the releases.
    casework.roll_back_rule_set(&me, ours.id, None).unwrap();
    assert_eq!(casework.ensure_rule_set(&release).unwrap(), 3);
    // A release that was rolled back does not come again by itself.
    let active = RuleSetFilter {
        status: Some(RuleSetStatus::Active),
        ..RuleSetFilter::default()
    };
    let page = casework.rule_sets(&me, &active, None, 1).unwrap();
    casework
        .roll_back_rule_set(&me, page.items[0].id, None)
        .unwrap();
    assert_eq!(casework.ensure_rule_set(&release).unwrap(), 1);
}

#[test]
fn a_release_over_which_the_overlays_cannot_be_laid_waits() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let local = publish(&world, &overlay("saint-avenin", "SA50"));
    // The release has a rule of the name that the overlay uses.
    let release = DEFAULT_RULE_SET.replace("\"R88\"", "\"SA50\"");
    assert_ne!(release, DEFAULT_RULE_SET);
    assert_eq!(casework.ensure_rule_set(&release).unwrap(), 1);
    assert_eq!(decides(casework), by("p-conc", "SA50", 2));
    assert_eq!(casework.ensure_rule_set(&release).unwrap(), 1);
    casework.roll_back_rule_set(&me, local.id, None).unwrap();
    assert_eq!(casework.activate_due().unwrap(), 1);
    assert_eq!(decides(casework), by("p-med", "R50", 4));
}
