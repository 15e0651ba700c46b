//! Closing, opening again and withdrawing.

use passerelle_domain::{
    CompletionResult, Outcome, Reason, ReferralStatus, ReopenReason, WithdrawReason,
};

use crate::{
    Audience, CaseworkError, Missing, PartnerAction,
    testing::{
        World, cases,
        world::{actor_of, letters, standing},
    },
};

#[test]
fn the_sender_reads_that_the_loop_is_closed_and_no_more() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    world
        .act(
            "p-med",
            id,
            &PartnerAction::Complete(CompletionResult::ALL[0]),
        )
        .unwrap();
    let mediator = world.mediator();
    let closed = world
        .casework
        .close(
            &mediator,
            id,
            Outcome::Agreement,
            Some(" un accord écrit "),
            None,
        )
        .unwrap();
    assert_eq!(
        (closed.status, closed.outcome),
        (ReferralStatus::Closed, Some(Outcome::Agreement))
    );
    assert_eq!(closed.outcome_comment.as_deref(), Some("un accord écrit"));

    let sender = world.casework.referral(&world.landlord(), id).unwrap();
    assert_eq!(
        (sender.status, sender.outcome),
        (ReferralStatus::Closed, None)
    );
    assert_eq!(sender.outcome_comment, None);
    assert_eq!(sender.assignments[0].result, None);
    let told = world.casework.events(&world.landlord(), id).unwrap();
    let words = serde_json::to_string(&told.iter().map(|event| &event.data).collect::<Vec<_>>());
    assert!(!words.unwrap().contains("agreement"));

    // A partner whose work is done reads how it ended, and nobody's name any more.
    let med = world.casework.referral(&actor_of("p-med"), id).unwrap();
    assert_eq!(
        (med.audience, med.outcome),
        (Audience::LeadPartner, Some(Outcome::Agreement))
    );
    assert!(med.need.unwrap().parties.is_empty());
    assert_eq!(med.outcome_comment, None);
}

#[test]
fn who_closes_its_own_work_has_completed_it() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    world.send_all();
    let closed = world
        .casework
        .close(&world.mediator(), id, Outcome::Agreement, None, None)
        .unwrap();
    assert_eq!(standing(&closed.assignments), ["p-med:lead:completed"]);
    assert_eq!(
        closed.assignments[0].result,
        Some(CompletionResult::Agreement)
    );
    assert_eq!(letters(&world.send_all()), Vec::<String>::new());
}

#[test]
fn closing_releases_whoever_is_still_in_it() {
    let world = World::new();
    let asked = world.submit(&cases::a01()).id;
    let at_work = world.submit(&cases::a01()).id;
    world.act("p-med", at_work, &PartnerAction::Accept).unwrap();
    world.send_all();
    for (id, left) in [
        (asked, "p-med:lead:cancelled"),
        (at_work, "p-med:lead:cancel_requested"),
    ] {
        let view = world
            .casework
            .close(&world.landlord(), id, Outcome::MovedOrChanged, None, None)
            .unwrap();
        assert_eq!(standing(&view.assignments), [left]);
        assert_eq!(letters(&world.send_all()), ["released:p-med"]);
    }
    let again = world
        .casework
        .close(&world.landlord(), asked, Outcome::Error, None, None);
    assert!(matches!(again, Err(CaseworkError::Conflict(_))));
}

#[test]
fn a_partner_does_not_close_a_case() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let error = world
        .casework
        .close(&actor_of("p-med"), id, Outcome::Resolved, None, None)
        .unwrap_err();
    assert!(matches!(error, CaseworkError::Forbidden(Missing::Standing)));
    let error = world
        .casework
        .close(&actor_of("p-ccas"), id, Outcome::Resolved, None, None)
        .unwrap_err();
    assert!(matches!(error, CaseworkError::NotFound));
}

#[test]
fn a_long_comment_is_refused() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let comment = "a".repeat(1001);
    let closed = world.casework.close(
        &world.mediator(),
        id,
        Outcome::Resolved,
        Some(&comment),
        None,
    );
    assert!(matches!(closed, Err(CaseworkError::Invalid(_))));
    assert_eq!(world.whole(id).status, ReferralStatus::Routed);
}

#[test]
fn a_closed_case_is_opened_again_and_a_person_chooses() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let back = Reason::new(ReopenReason::TroubleBack, None).unwrap();
    let early = world.casework.reopen(&world.landlord(), id, &back, None);
    assert!(matches!(early, Err(CaseworkError::Conflict(_))));
    world
        .casework
        .close(&world.landlord(), id, Outcome::Eased, Some("calme"), None)
        .unwrap();
    world.send_all();
    let view = world
        .casework
        .reopen(&world.landlord(), id, &back, None)
        .unwrap();
    assert_eq!(view.status, ReferralStatus::Triage);
    let whole = world.whole(id);
    assert_eq!((whole.outcome, whole.outcome_comment), (None, None));
    assert_eq!(letters(&world.send_all()), ["triage_needed:p-med"]);
}

#[test]
fn withdrawing_stops_everybody() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    world.send_all();
    let reason = Reason::new(WithdrawReason::NoLongerNeeded, None).unwrap();
    let view = world
        .casework
        .withdraw(&world.mediator(), id, &reason, None)
        .unwrap();
    assert_eq!(view.status, ReferralStatus::Withdrawn);
    assert_eq!(
        standing(&view.assignments),
        ["p-crip:lead:cancelled", "p-prev:informed:cancelled"]
    );
    assert_eq!(
        letters(&world.send_all()),
        ["released:p-crip", "released:p-prev"]
    );
    let again = world
        .casework
        .withdraw(&world.mediator(), id, &reason, None);
    assert!(matches!(again, Err(CaseworkError::Conflict(_))));
}
