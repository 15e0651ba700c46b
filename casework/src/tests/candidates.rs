//! What a coordinator sees before choosing.

use passerelle_domain::{ConflictOfInterest, TurnedDownReason};
use passerelle_routing_rules::explain::account::Part;

use crate::{
    CandidateView, CandidatesView, CaseworkError, Missing,
    rights::Standing,
    testing::{Stage, World, cases, stage::everybody, world::decline},
};

fn of<'a>(view: &'a CandidatesView, code: &str) -> &'a CandidateView {
    let mut all = view.candidates.iter();
    all.find(|one| one.partner.code == code)
        .unwrap_or_else(|| panic!("{code} is not listed"))
}

#[test]
fn the_route_with_its_reasons_and_the_conflicts_beside_it() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &decline()).unwrap();
    world.act("p-conc", id, &decline()).unwrap();
    let view = world.casework.candidates(&world.mediator(), id).unwrap();
    assert_eq!(view.status.code(), "triage");
    let asked = of(&view, "p-med");
    assert!(asked.asked_before && asked.can_be_chosen);
    assert_eq!(
        asked.part,
        Some(Part::TurnedDown {
            reason: TurnedDownReason::AlreadyDeclined
        })
    );
    let landlord = of(&view, "p-bail");
    assert!(!landlord.can_be_chosen, "the case comes from it");
    assert_eq!(
        landlord.conflicts,
        [
            ConflictOfInterest::Referrer,
            ConflictOfInterest::Sender,
            ConflictOfInterest::Landlord
        ]
    );
    let off_the_route = of(&view, "p-ccas");
    assert_eq!(
        (off_the_route.part, off_the_route.can_be_chosen),
        (None, true)
    );
    assert!(off_the_route.conflicts.is_empty());
    // What is listed as a choice can be chosen, and nothing else.
    for candidate in &view.candidates {
        let chosen =
            world
                .casework
                .route(&world.mediator(), id, candidate.partner.id, "essai", None);
        let code = &candidate.partner.code;
        assert_eq!(chosen.is_ok(), candidate.can_be_chosen, "{code}");
    }
}

#[test]
fn a_landlord_that_did_not_send_the_case_is_marked_and_can_be_chosen_by_who_knows() {
    let world = World::new();
    let sent = world.casework.submit(&world.mediator(), &{
        let mut case = cases::a01();
        case.referrer = crate::ReferrerClaim::Outside;
        case
    });
    let id = sent.unwrap().id;
    let view = world.casework.candidates(&world.mediator(), id).unwrap();
    let landlord = of(&view, "p-bail");
    assert_eq!(landlord.conflicts, [ConflictOfInterest::Landlord]);
    assert!(landlord.can_be_chosen);
    assert!(
        of(&view, "p-med").conflicts.is_empty(),
        "the operator enters cases for others"
    );
}

#[test]
fn candidates_are_for_the_operator() {
    let world = World::new();
    let stage = Stage::of_referral(&world, passerelle_domain::ReferralStatus::Triage);
    for (standing, actor) in everybody() {
        let read = world.casework.candidates(&actor, stage.id);
        match standing {
            Standing::Coordinator | Standing::Mediator => assert!(read.is_ok()),
            Standing::Member => assert!(matches!(read, Err(CaseworkError::NotFound))),
            _ => assert!(matches!(
                read,
                Err(CaseworkError::Forbidden(Missing::Standing))
            )),
        }
    }
}
