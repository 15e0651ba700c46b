//! What is refused when a case comes in, and that nothing is stored then.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use passerelle_domain::{
    ConsentState, LandlordRef, PartnerId, PartyRole, ReferralStatus, guard::Category,
};

use crate::{
    Casework, CaseworkError, Entropy, Missing, ReferrerClaim, Role, Scope,
    testing::{
        Counter, World, cases,
        world::{actor, actor_of},
    },
};

fn stored(world: &World) -> usize {
    let page = world
        .casework
        .referrals(&world.mediator(), &Default::default(), None, 200);
    page.unwrap().items.len()
}

#[test]
fn a_clock_that_goes_back_while_a_case_comes_in_does_not_put_it_into_the_future() {
    let world = World::new();
    let mut read = cases::a01();
    read.need.received_at = "2026-10-05T08:10:00Z".parse().unwrap();
    let refused = world.casework.submit(&world.landlord(), &read).unwrap_err();
    assert!(matches!(refused, CaseworkError::Invalid(_)), "{refused}");
    read.received_now = true;
    let stored = world.casework.submit(&world.landlord(), &read).unwrap();
    assert_eq!(stored.need.unwrap().received_at, stored.created_at);
}

#[test]
fn all_faults_are_told_at_once_and_nothing_is_stored() {
    let world = World::new();
    let stranger = PartnerId::from_uuid(uuid::Uuid::from_u128(99));
    let mut wrong = cases::a01();
    wrong.external_reference = Some("  ".to_owned());
    wrong.need.received_at = "2026-10-05T08:10:00Z".parse().unwrap();
    wrong.need.place.landlord = Some(LandlordRef::Partner(stranger));
    wrong.need.parties[0].consent.scope = Some(vec![cases::id("p-med"), stranger]);
    let error = world
        .casework
        .submit(&world.landlord(), &wrong)
        .unwrap_err();
    let CaseworkError::Invalid(faults) = error else {
        panic!("{error}")
    };
    let told: Vec<_> = faults
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        told,
        [
            ("/received_at", "in_the_future"),
            ("/external_reference", "empty"),
            ("/place/landlord", "unknown_partner"),
            ("/parties/0/consent/scope/1", "unknown_partner"),
        ]
    );
    assert_eq!(stored(&world), 0);
    assert!(world.send_all().is_empty());
}

#[test]
fn a_sender_uses_its_reference_once() {
    let world = World::new();
    let mut case = cases::a01();
    case.external_reference = Some("BAIL-2026-00017".to_owned());
    let first = world.submit(&case);
    let again = world.casework.submit(&world.landlord(), &case).unwrap_err();
    assert!(
        matches!(again, CaseworkError::DuplicateExternalReference { existing } if existing == first.id)
    );
    assert_eq!(stored(&world), 1);
    // Another sender counts for itself.
    world
        .casework
        .submit(&world.client("demo-ccas"), &case)
        .unwrap();
    assert_eq!(stored(&world), 2);
}

#[test]
fn of_two_at_the_same_instant_one_is_first() {
    let world = World::new();
    let (one, two) = (world.casework.clone(), world.second_process());
    let landlord = world.landlord();
    let mut case = cases::a01();
    case.external_reference = Some("BAIL-2026-00018".to_owned());
    let answers: Vec<_> = std::thread::scope(|scope| {
        let senders =
            [&one, &two].map(|casework| scope.spawn(|| casework.submit(&landlord, &case)));
        senders
            .into_iter()
            .map(|sender| sender.join().unwrap())
            .collect()
    });
    let created = answers.iter().filter(|answer| answer.is_ok()).count();
    let told = answers.iter().filter(|answer| {
        matches!(
            answer,
            Err(CaseworkError::DuplicateExternalReference { .. })
        )
    });
    assert_eq!((created, told.count(), stored(&world)), (1, 1, 1));
}

#[test]
fn a_narrative_with_watched_words_is_confirmed_or_refused() {
    let world = World::new();
    let mut case = cases::a01();
    case.need.narrative = Some("Il serait schizophrène.".to_owned());
    let error = world.casework.submit(&world.landlord(), &case).unwrap_err();
    let CaseworkError::NarrativeNeedsConfirmation(categories) = error else {
        panic!("{error}")
    };
    assert_eq!(categories, [Category::Diagnosis]);
    assert_eq!(stored(&world), 0);
    case.narrative_confirmed = true;
    world.submit(&case);
    assert_eq!(stored(&world), 1);
}

#[test]
fn an_emergency_keeps_nothing_personal() {
    let world = World::new();
    let mut case = cases::a01();
    case.need.safety.danger_now = true;
    case.need.place.label = Some("chez Mme Untel".to_owned());
    let view = world.submit(&case);
    assert_eq!(view.status, ReferralStatus::EmergencyDiverted);
    assert!(view.assignments.is_empty());
    let decision = view.decision.as_ref().unwrap();
    assert_eq!((decision.rule.as_str(), &decision.lead), ("R00", &None));
    assert!(
        decision
            .notices
            .iter()
            .any(|notice| notice.number.is_some())
    );
    let id = view.id;
    for seen in [view, world.whole(id)] {
        let need = seen.need.unwrap();
        assert!(need.parties.is_empty());
        assert_eq!(need.narrative, None);
        assert_eq!(need.referrer_role, None);
        assert_eq!(
            (need.place.address, need.place.label, need.place.facility),
            (None, None, None)
        );
    }
    assert!(world.send_all().is_empty(), "nobody is written to");
}

#[test]
fn only_the_operator_speaks_for_others() {
    let world = World::new();
    let mut case = cases::a01();
    for claim in [
        ReferrerClaim::Outside,
        ReferrerClaim::Partner(cases::id("p-ccas")),
    ] {
        case.referrer = claim;
        let error = world.casework.submit(&world.landlord(), &case).unwrap_err();
        assert!(matches!(error, CaseworkError::Forbidden(Missing::Standing)));
    }
    case.referrer = ReferrerClaim::Partner(cases::id("p-bail"));
    world.submit(&case);

    // The rule that looks at the referrer looks at whom it was entered for.
    let view = world.casework.submit(&world.mediator(), &case).unwrap();
    assert_eq!(view.decision.unwrap().lead.unwrap().partner.code, "p-med");
    assert_eq!(view.referrer.unwrap().code, "p-bail");

    case.referrer = ReferrerClaim::Partner(PartnerId::from_uuid(uuid::Uuid::from_u128(99)));
    let error = world.casework.submit(&world.mediator(), &case).unwrap_err();
    let CaseworkError::Invalid(faults) = error else {
        panic!("{error}")
    };
    assert_eq!(faults[0].pointer, "/referrer");
}

#[test]
fn a_token_without_the_scope_does_nothing() {
    let world = World::new();
    let mut reader = actor_of("p-bail");
    reader.scopes.remove(&Scope::ReferralsWrite);
    for error in [
        world.casework.submit(&reader, &cases::a01()).unwrap_err(),
        world
            .casework
            .preview(&reader, &cases::a01(), None)
            .unwrap_err(),
    ] {
        assert!(matches!(
            error,
            CaseworkError::Forbidden(Missing::Scope(Scope::ReferralsWrite))
        ));
    }
    assert_eq!(stored(&world), 0);
    // An organisation that is not of the network is nobody, whatever its token says.
    let nobody = actor(
        PartnerId::from_uuid(uuid::Uuid::from_u128(99)),
        &[Role::Mediator],
    );
    let error = world.casework.submit(&nobody, &cases::a01()).unwrap_err();
    assert!(matches!(error, CaseworkError::NotFound));
}

/// Draws the same reference twice, and then another one.
struct Stubborn {
    others: Counter,
    references: AtomicU32,
}

impl Entropy for Stubborn {
    fn fill(&self, bytes: &mut [u8]) {
        match <&mut [u8; 4]>::try_from(&mut *bytes) {
            Ok(word) => {
                let turn = self.references.fetch_add(1, Ordering::Relaxed);
                *word = (turn / 2).to_be_bytes();
            }
            Err(_) => self.others.fill(bytes),
        }
    }
}

#[test]
fn a_reference_that_is_taken_is_drawn_again() {
    let world = World::new();
    let entropy = Stubborn {
        others: Counter::starting_at(5),
        references: AtomicU32::new(0),
    };
    let stubborn = Casework::new(
        world.casework.store.clone(),
        world.clock.clone(),
        Arc::new(entropy),
    );
    let one = stubborn.submit(&world.landlord(), &cases::a01()).unwrap();
    let two = stubborn.submit(&world.landlord(), &cases::a01()).unwrap();
    assert_eq!(one.reference.as_str(), "PSL-2026-000000");
    assert_eq!(two.reference.as_str(), "PSL-2026-000011");
}

#[test]
fn nobody_concerned_is_no_fault() {
    let world = World::new();
    let mut case = cases::a01();
    case.need.parties = vec![cases::person(
        PartyRole::Witness,
        "witness",
        ConsentState::Given,
    )];
    assert_eq!(world.submit(&case).status, ReferralStatus::Routed);
}
