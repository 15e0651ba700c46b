//! Consent given, refused and withdrawn (E6), and what partners see after it.

use passerelle_domain::{
    Consent, ConsentState, Disclosure, PartyRole, ReferralId, ReferralStatus, Setting, Situation,
};

use crate::{
    Audience, CaseworkError, ConsentChange, ConsentGiver, PartnerAction, ReferralView, Submission,
    testing::{
        World, cases,
        world::{actor_of, letters, standing},
    },
};

fn answer(party: usize, state: ConsentState) -> ConsentChange {
    ConsentChange {
        party,
        giver: ConsentGiver::Person,
        consent: Consent::of(state),
    }
}

fn enter(world: &World, id: ReferralId, change: &ConsentChange) -> ReferralView {
    world
        .casework
        .consent(&world.landlord(), id, change, None)
        .unwrap()
}

/// Somebody who needs help with papers: nobody is asked without consent (R80).
fn papers(state: ConsentState) -> Submission {
    let mut case = cases::a01();
    case.need.setting = Setting::PublicServices;
    case.need.situation = Situation::RightsNonTakeUp;
    case.need.case_kind = passerelle_domain::CaseKind::Individual;
    case.need.parties = vec![cases::person(PartyRole::Concerned, "resident", state)];
    case
}

#[test]
fn withdrawn_before_the_answer_it_stops_the_case_and_empties_the_view() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.send_all();
    let med = actor_of("p-med");
    let before = world.casework.referral(&med, id).unwrap().need.unwrap();
    assert_eq!(
        before.parties[0].identity.name.as_deref(),
        Some("complainant-name")
    );

    let view = enter(&world, id, &answer(0, ConsentState::Withdrawn));
    assert_eq!(view.status, ReferralStatus::Withdrawn);
    assert_eq!(standing(&view.assignments), ["p-med:lead:cancelled"]);
    let after = world.casework.referral(&med, id).unwrap();
    assert_eq!(
        (after.audience, after.need, after.decision),
        (Audience::Former, None, None)
    );
    assert_eq!(letters(&world.send_all()), ["released:p-med"]);
    assert!(matches!(
        world.act("p-med", id, &PartnerAction::Accept),
        Err(CaseworkError::Conflict(_))
    ));
}

#[test]
fn withdrawn_during_the_work_the_partner_is_asked_to_stop() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    world.act("p-med", id, &PartnerAction::Accept).unwrap();
    let view = enter(&world, id, &answer(0, ConsentState::Withdrawn));
    assert_eq!(standing(&view.assignments), ["p-med:lead:cancel_requested"]);
    let seen = world.casework.referral(&actor_of("p-med"), id).unwrap();
    assert_eq!((seen.need, seen.decision), (None, None), "it is emptied");
    assert_eq!(seen.assignments.len(), 1, "it knows what it has to stop");
    let view = world
        .act("p-med", id, &PartnerAction::ConfirmCancellation)
        .unwrap();
    assert_eq!(view.audience, Audience::Former);
}

#[test]
fn the_other_party_shows_and_hides_itself_alone() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let med = actor_of("p-med");
    let names = || -> Vec<Option<String>> {
        let need = world.casework.referral(&med, id).unwrap().need.unwrap();
        need.parties
            .into_iter()
            .map(|party| party.identity.name)
            .collect()
    };
    let (one, two) = (
        Some("complainant-name".to_owned()),
        Some("neighbour-name".to_owned()),
    );
    assert_eq!(names(), [one.clone(), None]);
    enter(&world, id, &answer(1, ConsentState::Given));
    assert_eq!(names(), [one.clone(), two]);
    let view = enter(&world, id, &answer(1, ConsentState::Withdrawn));
    assert_eq!(
        view.status,
        ReferralStatus::Routed,
        "the case is not theirs to stop"
    );
    assert_eq!(names(), [one, None]);
}

#[test]
fn a_case_that_waits_for_consent_goes_on_when_it_comes() {
    let world = World::new();
    let view = world.submit(&papers(ConsentState::NotAsked));
    assert_eq!(view.status, ReferralStatus::AwaitingConsent);
    assert!(view.assignments.is_empty());
    assert!(view.decision.unwrap().lead.unwrap().needs_consent);
    assert!(world.send_all().is_empty());

    world.clock.pass(jiff::SignedDuration::from_hours(48));
    let view = enter(&world, view.id, &answer(0, ConsentState::Given));
    assert_eq!(view.status, ReferralStatus::Routed);
    assert_eq!(standing(&view.assignments), ["p-fs:lead:proposed"]);
    // The partner's clock starts when it is asked.
    assert_eq!(view.assignments[0].created_at, view.updated_at);
    assert_eq!(letters(&world.send_all()), ["answer_requested:p-fs"]);
}

#[test]
fn a_refusal_leaves_a_waiting_case_to_a_person() {
    let world = World::new();
    let id = world.submit(&papers(ConsentState::Hesitant)).id;
    let view = enter(&world, id, &answer(0, ConsentState::Refused));
    assert_eq!(view.status, ReferralStatus::Triage);
    assert_eq!(letters(&world.send_all()), ["triage_needed:p-med"]);
}

#[test]
fn consent_limited_to_some_partners_is_kept_to() {
    let world = World::new();
    let mut case = papers(ConsentState::Given);
    case.need.parties[0].consent.scope = Some(vec![cases::id("p-ccas")]);
    let view = world.submit(&case);
    assert_eq!(standing(&view.assignments), ["p-ccas:lead:proposed"]);
}

#[test]
fn the_law_goes_before_consent_where_a_minor_is_at_risk() {
    let world = World::new();
    let id = world
        .casework
        .submit(&world.mediator(), &cases::a04())
        .unwrap()
        .id;
    let change = answer(0, ConsentState::Withdrawn);
    let view = world
        .casework
        .consent(&world.mediator(), id, &change, None)
        .unwrap();
    assert_eq!(view.status, ReferralStatus::Routed);
    let seen = world
        .casework
        .referral(&actor_of("p-crip"), id)
        .unwrap()
        .need
        .unwrap();
    assert_eq!(seen.parties[0].disclosure, Some(Disclosure::L3));
}

#[test]
fn a_guardian_answers_for_a_minor() {
    let world = World::new();
    let school = world.client("demo-school");
    let id = world.casework.submit(&school, &cases::a02()).unwrap().id;
    let named = || {
        let seen = world
            .casework
            .referral(&actor_of("p-psad"), id)
            .unwrap()
            .need;
        seen.is_some_and(|need| !need.parties[0].identity.is_empty())
    };
    assert!(named());
    let change = ConsentChange {
        party: 0,
        giver: ConsentGiver::Guardian,
        consent: Consent::of(ConsentState::Refused),
    };
    world.casework.consent(&school, id, &change, None).unwrap();
    assert!(!named());
}

#[test]
fn an_answer_that_makes_no_sense_is_refused() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let landlord = world.landlord();
    let refused = |change: &ConsentChange| world.casework.consent(&landlord, id, change, None);
    let nobody = answer(7, ConsentState::Given);
    assert!(matches!(refused(&nobody), Err(CaseworkError::Invalid(_))));
    let mut scoped = answer(0, ConsentState::Refused);
    scoped.consent.scope = Some(vec![cases::id("p-med")]);
    assert!(matches!(refused(&scoped), Err(CaseworkError::Invalid(_))));
    assert_eq!(world.whole(id).sequence, 2);
}
