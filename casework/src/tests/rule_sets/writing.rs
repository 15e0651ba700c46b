//! Drafts: written, checked, approved and given up, by whom and in which state.

use jiff::SignedDuration;
use passerelle_domain::{RuleSetId, RuleSetStatus};

use super::{begin, by, check, decides, publish, read};
use crate::{
    Actor, CaseworkError, Clock, Missing, NewRuleSet, RuleSetFilter,
    testing::{
        World,
        rules::{sound_overlay, unsound_overlay},
        world::actor_of,
    },
};

/// A second coordinator of the operator.
fn colleague(world: &World) -> Actor {
    let mut colleague = world.mediator();
    colleague.client = world.new_client("p-med").client;
    colleague
}

#[test]
fn whoever_read_an_older_revision_is_told_which_one_stands() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &sound_overlay()).id;
    casework
        .edit_rule_set(&me, id, &sound_overlay(), Some(1))
        .unwrap();
    let stale = [
        casework.edit_rule_set(&me, id, "", Some(1)).map(drop),
        casework.check_rule_set(&me, id, Some(1)).map(drop),
        casework.approve_rule_set(&me, id, Some(1)).map(drop),
        casework.publish_rule_set(&me, id, None, Some(1)).map(drop),
        casework.roll_back_rule_set(&me, id, Some(3)).map(drop),
        casework.withdraw_rule_set(&me, id, Some(1)).map(drop),
    ];
    for refused in stale {
        assert!(
            matches!(refused, Err(CaseworkError::Stale { current: 2 })),
            "{refused:?}"
        );
    }
    assert_eq!(read(&world, id).toml, sound_overlay());
}

#[test]
fn an_edit_takes_a_checked_or_scheduled_version_back_to_a_draft() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &sound_overlay()).id;
    check(&world, id);
    let edited = casework
        .edit_rule_set(&me, id, &sound_overlay(), None)
        .unwrap();
    assert_eq!(
        (edited.version.status, edited.version.check),
        (RuleSetStatus::Draft, None)
    );
    check(&world, id);
    let tomorrow = world.clock.now() + SignedDuration::from_hours(24);
    let scheduled = casework
        .publish_rule_set(&me, id, Some(tomorrow), None)
        .unwrap();
    assert_eq!(
        (scheduled.status, scheduled.active_from),
        (RuleSetStatus::Scheduled, Some(tomorrow))
    );
    let edited = casework
        .edit_rule_set(&me, id, &sound_overlay(), None)
        .unwrap();
    assert_eq!(
        (edited.version.status, edited.version.active_from),
        (RuleSetStatus::Draft, None)
    );
    world.clock.pass(SignedDuration::from_hours(48));
    assert_eq!(casework.activate_due().unwrap(), 0);
}

#[test]
fn four_eyes_are_those_of_somebody_who_did_not_write_it() {
    let world = World::new();
    let casework = world.casework.clone().demanding_four_eyes(true);
    let (me, other) = (world.mediator(), colleague(&world));
    let id = begin(&world, &sound_overlay()).id;
    let early = casework.approve_rule_set(&other, id, None).unwrap_err();
    assert!(matches!(early, CaseworkError::Conflict(_)), "{early}");
    check(&world, id);
    let alone = casework.publish_rule_set(&me, id, None, None).unwrap_err();
    assert!(matches!(alone, CaseworkError::Conflict(_)), "{alone}");
    let own = casework.approve_rule_set(&me, id, None).unwrap_err();
    assert!(
        matches!(own, CaseworkError::Forbidden(Missing::OtherEyes)),
        "{own}"
    );
    let approved = casework.approve_rule_set(&other, id, None).unwrap();
    assert_eq!(approved.approved_by.as_ref(), Some(&other.client));

    // Whoever changes it afterwards has written on it too, and what was agreed to is void.
    let edited = casework
        .edit_rule_set(&other, id, &sound_overlay(), None)
        .unwrap();
    assert_eq!(edited.version.approved_by, None);
    check(&world, id);
    for writer in [&me, &other] {
        assert!(casework.approve_rule_set(writer, id, None).is_err());
    }
    let mut third = other;
    third.client = "demo-ccas".to_owned();
    casework.approve_rule_set(&third, id, None).unwrap();
    let published = casework.publish_rule_set(&me, id, None, None).unwrap();
    assert_eq!(published.status, RuleSetStatus::Active);
}

#[test]
fn what_the_analyser_refutes_is_not_published() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &unsound_overlay()).id;
    let checked = casework.check_rule_set(&me, id, None).unwrap();
    assert!(!checked.report.is_sound());
    assert_eq!(checked.version.status, RuleSetStatus::Draft);
    assert!(checked.version.check.unwrap().errors > 0);
    assert!(casework.publish_rule_set(&me, id, None, None).is_err());
    assert_eq!(decides(casework), by("p-med", "R50", 1));
}

#[test]
fn the_history_tells_which_rules_each_edit_changed() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = begin(&world, &sound_overlay()).id;
    let other = sound_overlay().replace("then.max = \"L1\"", "then.max = \"L0\"");
    casework.edit_rule_set(&me, id, &other, None).unwrap();
    casework
        .edit_rule_set(&me, id, "name = \"saint-avenin\"\n", None)
        .unwrap();
    let page = casework.rule_set_history(&me, id, None, 2).unwrap();
    let [created, edited] = page.items.as_slice() else {
        panic!("{page:?}")
    };
    assert_eq!(created.client.as_deref(), Some("demo-mediation"));
    assert_eq!(created.changes.as_ref().unwrap().rules.added, ["SA50"]);
    let changes = edited.changes.as_ref().unwrap();
    assert_eq!(changes.rules.changed, ["SA50"]);
    assert!(changes.rules.added.is_empty() && changes.rules.removed.is_empty());
    let rest = casework.rule_set_history(&me, id, page.next, 2).unwrap();
    assert_eq!(rest.items.len(), 1);
    // Of a text that cannot be read nothing can be told.
    assert_eq!((rest.items[0].changes.clone(), rest.next), (None, None));
}

#[test]
fn a_version_that_decided_stays_as_it_was() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let id = publish(&world, &sound_overlay()).id;
    let refused = [
        casework
            .edit_rule_set(&me, id, "name = \"saint-avenin\"", None)
            .map(drop),
        casework.withdraw_rule_set(&me, id, None).map(drop),
        casework.publish_rule_set(&me, id, None, None).map(drop),
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(CaseworkError::Conflict(_))),
            "{refused:?}"
        );
    }
    // A draft can be given up, and is not looked at any more.
    let draft = begin(&world, &sound_overlay()).id;
    let gone = casework.withdraw_rule_set(&me, draft, Some(1)).unwrap();
    assert_eq!(gone.status, RuleSetStatus::Withdrawn);
    assert!(casework.check_rule_set(&me, draft, None).is_err());
}

#[test]
fn names_and_texts_are_looked_at_before_they_are_kept() {
    let world = World::new();
    let (casework, me) = (&world.casework, world.mediator());
    let new = |name: Option<&str>, toml: Option<&str>| {
        let new = NewRuleSet {
            name: name.map(str::to_owned),
            toml: toml.map(str::to_owned),
        };
        casework.create_rule_set(&me, &new)
    };
    let code = |refused: Result<_, CaseworkError>| match refused {
        Err(CaseworkError::Invalid(faults)) => faults[0].code,
        Err(CaseworkError::FaultyRules(faults)) => faults[0].code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(new(None, None)), "required");
    assert_eq!(code(new(Some("Été"), None)), "bad_format");
    assert_eq!(code(new(Some("a"), Some("name = \"b\""))), "other_name");
    assert_eq!(code(new(None, Some("name = "))), "not_toml");
    let id = new(Some("a"), None).unwrap().version.id;
    assert_eq!(
        code(casework.edit_rule_set(&me, id, "name = \"b\"", None)),
        "other_name"
    );
    assert_eq!(new(Some("a"), None).unwrap().version.version, 2);
}

#[test]
fn only_coordinators_of_the_operator_have_a_hand_in_the_rules() {
    let world = World::new();
    let casework = &world.casework;
    let id = begin(&world, &sound_overlay()).id;
    let mut mediator = world.mediator();
    mediator.roles.remove(&crate::Role::Coordinator);
    let mut posing = actor_of("p-bail");
    posing.roles.extend([crate::Role::Coordinator]);
    for actor in [&mediator, &posing, &world.landlord()] {
        let new = NewRuleSet {
            name: Some("x".to_owned()),
            toml: None,
        };
        let refused = [
            casework.create_rule_set(actor, &new).map(drop),
            casework.rule_set(actor, id).map(drop),
            casework
                .rule_sets(actor, &RuleSetFilter::default(), None, 10)
                .map(drop),
            casework.rule_set_history(actor, id, None, 10).map(drop),
            casework.edit_rule_set(actor, id, "", None).map(drop),
            casework.check_rule_set(actor, id, None).map(drop),
            casework.approve_rule_set(actor, id, None).map(drop),
            casework.publish_rule_set(actor, id, None, None).map(drop),
            casework.roll_back_rule_set(actor, id, None).map(drop),
            casework.withdraw_rule_set(actor, id, None).map(drop),
        ];
        for refused in refused {
            assert!(
                matches!(refused, Err(CaseworkError::Forbidden(_))),
                "{refused:?}"
            );
        }
    }
    let nothing = RuleSetId::from_uuid(uuid::Uuid::from_u128(9));
    let missing = casework.rule_set(&world.mediator(), nothing);
    assert!(matches!(missing, Err(CaseworkError::NotFound)));
}
