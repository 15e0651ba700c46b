//! Partners accept, decline, work, give back; the ladder goes on by itself.

use jiff::SignedDuration;
use passerelle_domain::{
    AssignmentStatus, CompletionResult, EventKind, FailReason, HoldReason, MeetingState, Reason,
    ReferralStatus, RefusalReason, TransitionError,
};
use passerelle_routing_rules::DEFAULT_RULE_SET;

use crate::{
    CaseworkError, Missing, PartnerAction,
    testing::{
        World, cases,
        world::{actor_of, decline, letters, standing},
    },
};

fn kinds(world: &World, id: passerelle_domain::ReferralId) -> Vec<EventKind> {
    let events = world.casework.events(&world.mediator(), id).unwrap();
    events.iter().map(|event| event.kind).collect()
}

#[test]
fn accepting_takes_the_case_up() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let view = world.act("p-med", id, &PartnerAction::Accept).unwrap();
    assert_eq!(
        (view.status, view.sequence),
        (ReferralStatus::InProgress, 3)
    );
    assert_eq!(view.assignments[0].status, AssignmentStatus::Accepted);
    assert_eq!(view.assignments[0].delivery.code(), "answered");
    assert_eq!(
        kinds(&world, id),
        [
            EventKind::ReferralReceived,
            EventKind::ReferralRouted,
            EventKind::AssignmentProposed,
            EventKind::AssignmentAccepted,
            EventKind::ReferralTakenUp,
        ]
    );
    assert!(world.expire() == 0);
}

#[test]
fn declining_goes_down_the_ladder_and_ends_with_a_person() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.send_all();
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world.act("p-med", id, &decline()).unwrap();
    let whole = world.whole(id);
    assert_eq!(whole.status, ReferralStatus::Routed);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:declined", "p-conc:lead:proposed"]
    );
    assert_eq!(whole.assignments[1].rank, 2);
    assert_eq!(
        whole.assignments[0].reason.as_ref().unwrap().code,
        "capacity"
    );
    assert_eq!(letters(&world.send_all()), ["answer_requested:p-conc"]);

    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world.act("p-conc", id, &decline()).unwrap();
    let whole = world.whole(id);
    assert_eq!(whole.status, ReferralStatus::Triage);
    let decision = whole.decision.unwrap();
    assert_eq!(
        (decision.rule.as_str(), decision.matched_rule.as_deref()),
        ("R90", Some("R50"))
    );
    assert_eq!(letters(&world.send_all()), ["triage_needed:p-med"]);
    assert_eq!(kinds(&world, id).last(), Some(&EventKind::ReferralTriaged));
}

#[test]
fn a_partner_may_give_back_what_it_accepted() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world.act("p-med", id, &decline()).unwrap();
    let whole = world.whole(id);
    assert_eq!(whole.status, ReferralStatus::Routed);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:declined", "p-conc:lead:proposed"]
    );
}

#[test]
fn a_redirect_goes_to_the_partner_named_when_it_stands_on_the_route() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let reason = Reason::new(RefusalReason::OutOfScope, None).unwrap();
    let to = |code: &str| PartnerAction::Redirect {
        to: cases::id(code),
        reason: reason.clone(),
    };
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world.act("p-med", id, &to("p-conc")).unwrap();
    let whole = world.whole(id);
    assert_eq!(
        standing(&whole.assignments),
        ["p-med:lead:redirected", "p-conc:lead:proposed"]
    );
    assert_eq!(
        whole.assignments[0].redirected_to.as_ref().unwrap().code,
        "p-conc"
    );
    assert!(whole.assignments[1].answer_due_at.is_some());

    // Elsewhere it is a person's choice.
    world.clock.pass(jiff::SignedDuration::from_hours(1));
    world.act("p-conc", id, &to("p-ccas")).unwrap();
    assert_eq!(world.whole(id).status, ReferralStatus::Triage);
}

#[test]
fn a_redirect_to_nobody_is_refused() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let to = passerelle_domain::PartnerId::from_uuid(uuid::Uuid::from_u128(99));
    let reason = Reason::new(RefusalReason::OutOfScope, None).unwrap();
    let error = world
        .act("p-med", id, &PartnerAction::Redirect { to, reason })
        .unwrap_err();
    assert!(matches!(error, CaseworkError::Invalid(_)));
    assert_eq!(world.whole(id).sequence, 2);
}

#[test]
fn work_goes_its_way() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let hold = PartnerAction::Hold(Reason::new(HoldReason::AwaitingPerson, None).unwrap());
    for (action, status) in [
        (PartnerAction::Accept, AssignmentStatus::Accepted),
        (PartnerAction::Start, AssignmentStatus::InProgress),
        (hold, AssignmentStatus::OnHold),
        (PartnerAction::Resume, AssignmentStatus::InProgress),
        (
            PartnerAction::Complete(CompletionResult::ALL[0]),
            AssignmentStatus::Completed,
        ),
    ] {
        let view = world.act("p-med", id, &action).unwrap();
        assert_eq!(view.assignments[0].status, status);
        assert_eq!(view.status, ReferralStatus::InProgress);
    }
    let error = world.act("p-med", id, &PartnerAction::Start).unwrap_err();
    assert!(matches!(
        error,
        CaseworkError::Conflict(TransitionError::WrongState { .. })
    ));
}

#[test]
fn work_on_hold_stops_the_clock_unless_the_rule_lets_it_go_on() {
    let says = |what| format!("then.pauses_while = [\"{what}\"]\n");
    for (says, later) in [
        (says("on_hold"), 26),
        (String::new(), 26),
        (says("awaiting_consent"), 0),
    ] {
        let world = World::new();
        let rule = "then.fallbacks = [\"social_landlord\", \"justice_conciliator\"]\n";
        let rules = DEFAULT_RULE_SET.replacen(rule, &format!("{rule}{says}"), 1);
        world.casework.ensure_rule_set(&rules).unwrap();
        let id = world.submit(&cases::a01()).id;
        let hold = PartnerAction::Hold(Reason::new(HoldReason::AwaitingPerson, None).unwrap());
        for action in [PartnerAction::Accept, PartnerAction::Start, hold] {
            world.act("p-med", id, &action).unwrap();
        }
        let before = world.whole(id).assignments[0].first_contact_due_at.unwrap();
        world.clock.pass(SignedDuration::from_hours(26));
        let view = world.act("p-med", id, &PartnerAction::Resume).unwrap();
        let after = view.assignments[0].first_contact_due_at.unwrap();
        assert_eq!(
            after.duration_since(before),
            SignedDuration::from_hours(later)
        );
    }
}

#[test]
fn work_that_failed_is_looked_at_by_a_person() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let fail = PartnerAction::Fail(Reason::new(FailReason::Unreachable, None).unwrap());
    world.act("p-med", id, &fail).unwrap();
    assert_eq!(world.whole(id).status, ReferralStatus::Triage);
}

#[test]
fn a_meeting_that_was_held_begins_the_work() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let at = "2026-10-05T07:00:00Z".parse().unwrap();
    let meeting = |state| PartnerAction::Meeting { state, at };
    let error = world
        .act("p-med", id, &meeting(MeetingState::Held))
        .unwrap_err();
    assert!(
        matches!(error, CaseworkError::Conflict(_)),
        "nobody has taken the case up"
    );

    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let view = world
        .act("p-med", id, &meeting(MeetingState::Scheduled))
        .unwrap();
    assert_eq!(view.assignments[0].status, AssignmentStatus::Accepted);
    let view = world
        .act("p-med", id, &meeting(MeetingState::Held))
        .unwrap();
    assert_eq!(view.assignments[0].status, AssignmentStatus::InProgress);
    assert_eq!(view.meetings.len(), 2);
    assert!(
        world
            .casework
            .referral(&world.landlord(), id)
            .unwrap()
            .meetings
            .is_empty()
    );

    let ahead = "2026-10-09T07:00:00Z".parse().unwrap();
    let early = PartnerAction::Meeting {
        state: MeetingState::Held,
        at: ahead,
    };
    assert!(matches!(
        world.act("p-med", id, &early),
        Err(CaseworkError::Invalid(_))
    ));
}

#[test]
fn the_informed_are_asked_nothing() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    for action in [PartnerAction::Accept, decline(), PartnerAction::Start] {
        let error = world.act("p-prev", id, &action).unwrap_err();
        // It has a part in the case, and this is not for its part.
        assert!(
            matches!(error, CaseworkError::Forbidden(Missing::Standing)),
            "{error}"
        );
    }
}

#[test]
fn the_operator_answers_for_whoever_is_reached_by_phone() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    world.act("p-crip", id, &decline()).unwrap();
    let whole = world.whole(id);
    let prosecutor = whole
        .assignments
        .iter()
        .find(|held| held.partner.code == "p-parq")
        .unwrap();
    assert_eq!(prosecutor.delivery.code(), "by_hand");
    assert!(!letters(&world.send_all()).contains(&"answer_requested:p-parq".to_owned()));
    world
        .casework
        .act(
            &world.mediator(),
            id,
            prosecutor.id,
            &PartnerAction::Accept,
            None,
        )
        .unwrap();
    assert_eq!(world.whole(id).status, ReferralStatus::InProgress);
}

#[test]
fn ids_are_checked_as_a_chain() {
    let world = World::new();
    let one = world.submit(&cases::a01());
    let two = world.submit(&cases::a01());
    let assignment = one.assignments[0].id;
    let med = actor_of("p-med");
    for actor in [&med, &world.mediator(), &world.landlord()] {
        let error = world
            .casework
            .act(actor, two.id, assignment, &PartnerAction::Accept, None)
            .unwrap_err();
        assert!(matches!(error, CaseworkError::NotFound), "{error}");
    }
    // Somebody who has no part in the case is told the same.
    let error = world
        .casework
        .act(
            &actor_of("p-ccas"),
            one.id,
            assignment,
            &PartnerAction::Accept,
            None,
        )
        .unwrap_err();
    assert!(matches!(error, CaseworkError::NotFound));
    world
        .casework
        .act(&med, one.id, assignment, &PartnerAction::Accept, None)
        .unwrap();
}

#[test]
fn who_looked_at_an_older_sequence_is_told() {
    let world = World::new();
    let view = world.submit(&cases::a01());
    let assignment = view.assignments[0].id;
    let med = actor_of("p-med");
    let act = |action: &PartnerAction, expected| {
        world
            .casework
            .act(&med, view.id, assignment, action, Some(expected))
    };
    assert_eq!(act(&PartnerAction::Accept, 2).unwrap().sequence, 3);
    let error = act(&PartnerAction::Start, 2).unwrap_err();
    assert!(matches!(error, CaseworkError::Stale { current: 3 }));
    assert_eq!(world.whole(view.id).sequence, 3);
}
