//! Lists and single cases: only those that the reader has a part in, page by page.

use passerelle_domain::{AssignmentStatus, ReferralId, ReferralStatus, Situation};

use crate::{
    AssignmentFilter, Audience, CaseworkError, ReferralFilter,
    testing::{
        World, cases,
        world::{actor_of, decline},
    },
};

fn several(world: &World, number: usize) -> Vec<ReferralId> {
    let mut ids: Vec<ReferralId> = (0..number)
        .map(|_| {
            world.clock.pass(jiff::SignedDuration::from_secs(1));
            world.submit(&cases::a01()).id
        })
        .collect();
    ids.reverse();
    ids
}

#[test]
fn a_list_is_read_page_by_page_the_newest_first() {
    let world = World::new();
    let ids = several(&world, 5);
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let page = world
            .casework
            .referrals(&world.landlord(), &ReferralFilter::default(), after, 2)
            .unwrap();
        assert!(page.items.len() <= 2);
        read.extend(page.items.iter().map(|view| view.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, ids);
}

#[test]
fn everybody_lists_what_they_have_a_part_in() {
    let world = World::new();
    let ids = several(&world, 3);
    let list = |actor| {
        let page = world
            .casework
            .referrals(&actor, &ReferralFilter::default(), None, 10);
        page.unwrap().items
    };
    assert_eq!(list(world.mediator()).len(), 3);
    assert_eq!(list(world.landlord()).len(), 3);
    assert!(list(world.client("demo-ccas")).is_empty());
    let partner = list(actor_of("p-med"));
    assert_eq!(partner.len(), 3);
    assert!(
        partner
            .iter()
            .all(|view| view.audience == Audience::LeadPartner)
    );

    world.act("p-med", ids[0], &decline()).unwrap();
    assert_eq!(list(actor_of("p-med")).len(), 2);
    assert_eq!(list(actor_of("p-conc")).len(), 1);
}

#[test]
fn filters_hold_together() {
    let world = World::new();
    let ids = several(&world, 2);
    world
        .act("p-med", ids[0], &crate::PartnerAction::Accept)
        .unwrap();
    let list = |filter: &ReferralFilter| -> Vec<ReferralId> {
        let page = world
            .casework
            .referrals(&world.landlord(), filter, None, 10)
            .unwrap();
        page.items.iter().map(|view| view.id).collect()
    };
    let status = Some(vec![ReferralStatus::InProgress]);
    let filter = ReferralFilter {
        status,
        ..ReferralFilter::default()
    };
    assert_eq!(list(&filter), [ids[0]]);
    let filter = ReferralFilter {
        situation: Some(Situation::SchoolBullying),
        ..filter
    };
    assert!(list(&filter).is_empty());
}

#[test]
fn a_foreign_case_does_not_exist() {
    let world = World::new();
    let id = world.submit(&cases::a01()).id;
    let ccas = world.client("demo-ccas");
    assert!(matches!(
        world.casework.referral(&ccas, id),
        Err(CaseworkError::NotFound)
    ));
    assert!(matches!(
        world.casework.events(&ccas, id),
        Err(CaseworkError::NotFound)
    ));
    let nothing = ReferralId::from_uuid(uuid::Uuid::from_u128(99));
    let error = world.casework.referral(&world.mediator(), nothing);
    assert!(matches!(error, Err(CaseworkError::NotFound)));
}

#[test]
fn a_partner_lists_what_it_has_to_answer() {
    let world = World::new();
    let ids = several(&world, 3);
    let med = actor_of("p-med");
    world.act("p-med", ids[0], &decline()).unwrap();
    let list = |filter: &AssignmentFilter, limit| {
        world
            .casework
            .assignments(&med, filter, None, limit)
            .unwrap()
    };
    let open = AssignmentFilter {
        status: Some(vec![AssignmentStatus::Proposed]),
    };
    let page = list(&open, 1);
    assert_eq!(page.items[0].assignment.referral_id, ids[1]);
    assert_eq!(page.items[0].situation, Some(Situation::NeighbourNoise));
    let next = world
        .casework
        .assignments(&med, &open, page.next, 10)
        .unwrap();
    assert_eq!(next.items[0].assignment.referral_id, ids[2]);
    assert_eq!(next.next, None);

    let all = list(&AssignmentFilter::default(), 10);
    assert_eq!(all.items.len(), 3);
    let given_back = &all.items[0];
    assert_eq!(given_back.assignment.status, AssignmentStatus::Declined);
    assert_eq!(
        (given_back.situation, &given_back.commune_code),
        (None, &None)
    );
}
