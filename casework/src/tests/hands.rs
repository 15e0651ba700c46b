//! A coordinator chooses by hand.

use passerelle_domain::{Disclosure, PartnerId, ReferralId, ReferralStatus};

use crate::{
    Actor, CaseworkError, Missing, ReferralView, Role,
    testing::{
        World, cases,
        world::{actor, actor_of, decline, letters, standing},
    },
};

fn route(
    world: &World,
    id: ReferralId,
    to: PartnerId,
    why: &str,
) -> Result<ReferralView, CaseworkError> {
    world.casework.route(&world.mediator(), id, to, why, None)
}

fn fault(result: Result<ReferralView, CaseworkError>) -> (String, &'static str) {
    let error = result.unwrap_err();
    let CaseworkError::Invalid(faults) = error else {
        panic!("{error}")
    };
    (faults[0].pointer.clone(), faults[0].code)
}

#[test]
fn the_choice_replaces_the_lead_and_is_kept_with_its_reason() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.send_all();
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    let why = "seul service ouvert en soirée";
    let view = route(&world, id, cases::id("p-ccas"), why).unwrap();
    assert_eq!(
        standing(&view.assignments),
        ["p-med:lead:cancelled", "p-ccas:lead:proposed"]
    );
    let decision = view.decision.unwrap();
    assert_eq!(
        (decision.rule.as_str(), decision.matched_rule.as_deref()),
        ("by_hand", Some("R50"))
    );
    assert_eq!(decision.chosen_by_hand.as_deref(), Some(why));
    assert_eq!(
        letters(&world.send_all()),
        ["answer_requested:p-ccas", "released:p-med"]
    );
    let sender = world
        .casework
        .referral(&world.landlord(), id)
        .unwrap()
        .decision
        .unwrap();
    assert_eq!(sender.lead.unwrap().partner.code, "p-ccas");
    assert_eq!(sender.chosen_by_hand, None);
}

#[test]
fn off_the_route_nobody_is_named() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let sees = |code: &str| {
        let need = world
            .casework
            .referral(&actor_of(code), id)
            .unwrap()
            .need
            .unwrap();
        need.parties[0].disclosure
    };
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    route(&world, id, cases::id("p-ccas"), "proximité").unwrap();
    assert_eq!(sees("p-ccas"), Some(Disclosure::L1));
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    route(&world, id, cases::id("p-conc"), "suite logique").unwrap();
    assert_eq!(
        sees("p-conc"),
        Some(Disclosure::L2),
        "the rules had looked at it"
    );
}

#[test]
fn the_law_excepts_the_authorities_that_it_names_only() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    route(&world, id, cases::id("p-mds"), "relais sur place").unwrap();
    let seen = world.casework.referral(&actor_of("p-mds"), id).unwrap();
    assert!(seen.need.unwrap().parties[0].identity.is_empty());
    assert_eq!(seen.decision.unwrap().legal_exception, None);
}

#[test]
fn the_clock_does_not_overrule_a_person() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    route(&world, id, cases::id("p-ccas"), "proximité").unwrap();
    world.clock.pass(jiff::SignedDuration::from_hours(24 * 30));
    assert_eq!(world.expire(), 1);
    assert_eq!(world.whole(id).status, ReferralStatus::Triage);
    route(&world, id, cases::id("p-conc"), "autre choix").unwrap();
    world.act("p-conc", id, &decline()).unwrap();
    assert_eq!(world.whole(id).status, ReferralStatus::Triage);
}

#[test]
fn some_choices_are_nobodys_to_make() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let nobody = PartnerId::from_uuid(uuid::Uuid::from_u128(99));
    let to = |partner, why| fault(route(&world, id, partner, why));
    assert_eq!(
        to(cases::id("p-bail"), "x"),
        ("/partner".to_owned(), "referrer_organisation")
    );
    assert_eq!(to(nobody, "x"), ("/partner".to_owned(), "unknown_partner"));
    assert_eq!(
        to(cases::id("p-ccas"), " "),
        ("/reason".to_owned(), "required")
    );
    let why = "il est schizophrène";
    assert_eq!(
        to(cases::id("p-ccas"), why),
        ("/reason".to_owned(), "watched_words")
    );
    assert_eq!(world.whole(id).sequence, 2);
}

#[test]
fn only_a_coordinator_chooses() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let mediator: Actor = actor(cases::id("p-med"), &[Role::Mediator]);
    for actor in [mediator, world.landlord(), actor_of("p-med")] {
        let error = world
            .casework
            .route(&actor, id, cases::id("p-ccas"), "x", None)
            .unwrap_err();
        assert!(
            matches!(
                error,
                CaseworkError::Forbidden(Missing::Standing | Missing::Scope(_))
            ),
            "{error}"
        );
    }
}

#[test]
fn the_last_choice_stands_where_the_clock_was_set_back() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.clock.pass(jiff::SignedDuration::from_hours(-1));
    route(&world, id, cases::id("p-ccas"), "plus proche").unwrap();
    let decision = world.whole(id).decision.unwrap();
    assert_eq!(decision.rule, "by_hand");
    assert_eq!(decision.lead.unwrap().partner.code, "p-ccas");
}
