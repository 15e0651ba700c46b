//! Trouble that comes back is a new episode of the same referral.

use passerelle_domain::{Outcome, Reason, ReferralId, ReferralStatus, ReopenReason};

use crate::{
    Audience, PartnerAction, ReferralView,
    testing::{World, cases, world::actor_of},
};

fn close(world: &World, id: ReferralId, outcome: Outcome) {
    let closed = world
        .casework
        .close(&world.mediator(), id, outcome, None, None);
    assert_eq!(closed.unwrap().status, ReferralStatus::Closed);
}

fn reopen(world: &World, id: ReferralId, reason: ReopenReason) -> ReferralView {
    let reason = Reason::new(reason, None).unwrap();
    world
        .casework
        .reopen(&world.mediator(), id, &reason, None)
        .unwrap()
}

#[test]
fn trouble_that_comes_back_is_counted_and_a_hasty_closing_is_not() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    close(&world, id, Outcome::Eased);
    let closed_at = world.clock_now();
    world.clock.pass(jiff::SignedDuration::from_hours(100 * 24));
    let view = reopen(&world, id, ReopenReason::TroubleBack);
    assert_eq!((view.episode, view.past_episodes.len()), (Some(2), 1));
    let past = view.past_episodes[0];
    assert_eq!((past.number, past.outcome), (1, Some(Outcome::Eased)));
    assert_eq!(
        (past.closed_at, past.reopened_at),
        (closed_at, world.clock_now())
    );
    assert_eq!(view.outcome, None);

    close(&world, id, Outcome::Agreement);
    let view = reopen(&world, id, ReopenReason::ClosedTooEarly);
    assert_eq!((view.episode, view.past_episodes.len()), (Some(2), 1));
    close(&world, id, Outcome::Agreement);
    let view = reopen(&world, id, ReopenReason::TroubleBack);
    let outcomes: Vec<_> = view.past_episodes.iter().map(|past| past.outcome).collect();
    assert_eq!(outcomes, [Some(Outcome::Eased), Some(Outcome::Agreement)]);
    assert_eq!(view.episode, Some(3));

    // The sender learns how often, and not what came of it; a former partner nothing.
    let sender = world.casework.referral(&world.landlord(), id).unwrap();
    assert_eq!(
        (sender.audience, sender.episode),
        (Audience::Sender, Some(3))
    );
    assert!(
        sender
            .past_episodes
            .iter()
            .all(|past| past.outcome.is_none())
    );
    let events = world.casework.events(&world.mediator(), id).unwrap();
    let numbers: Vec<_> = events
        .iter()
        .filter(|event| event.kind.code() == "referral.reopened")
        .map(|event| event.data["episode"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, [2, 2, 3]);
    assert!(world.casework.referral(&actor_of("p-fs"), id).is_err());
}
