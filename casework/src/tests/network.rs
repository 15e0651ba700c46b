//! The directory, the clients, the rule set and the snapshot of them.

use std::sync::Arc;

use passerelle_domain::{
    Availability, Coverage, Disclosure, Lang, PartnerId, PartnerKind, ReferralStatus,
};
use passerelle_routing_rules::DEFAULT_RULE_SET;
use passerelle_store::{Store, StoreOptions};

use crate::{
    Casework, CaseworkError, DEMO_SECRET, Missing, NewPartner, PartnerFilter, Role, Scope,
    testing::{
        Counter, TestClock, World, cases,
        world::{MONDAY, actor, actor_of, standing},
    },
};

fn newcomer(code: &str) -> NewPartner {
    NewPartner {
        code: code.to_owned(),
        kind: PartnerKind::MediationTeam,
        name: "Médiation de Brumelle".to_owned(),
        key: None,
        coverage: vec![Coverage::Commune(
            passerelle_domain::CommuneCode::parse("00002").unwrap(),
        )],
        situations: Vec::new(),
        languages: Vec::new(),
        opening_hours: None,
        capacity: Some(500),
        pauses: Vec::new(),
        entitlement: Disclosure::L2,
        in_prison_session: false,
        email: None,
        language: Lang::Fr,
    }
}

#[test]
fn the_demo_is_loaded_once() {
    let world = World::new();
    let report = world.casework.load_demo().unwrap();
    assert!(!report.loaded);
    let clients: Vec<_> = report.clients.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(
        clients,
        [
            "demo-landlord",
            "demo-school",
            "demo-mediation",
            "demo-ccas"
        ]
    );
    assert_eq!(report.clients[0].1, "Résidences du Val d'Odre");
    assert!(world.casework.has_demo_clients().unwrap());
    let all = world
        .casework
        .partners(&world.mediator(), &PartnerFilter::default())
        .unwrap();
    assert_eq!(all.len(), 22);
    assert_eq!(all.iter().filter(|partner| partner.operator).count(), 1);
    assert_eq!(
        cases::id("p-lycee").to_string(),
        "00000000-0000-7000-8000-000000000022"
    );
}

#[test]
fn signing_in_takes_the_right_secret() {
    let world = World::new();
    let sign_in = |id, secret| world.casework.authenticate(id, secret).unwrap();
    let client = sign_in("demo-landlord", DEMO_SECRET).unwrap();
    assert_eq!(client.organisation, cases::id("p-bail"));
    assert!(client.demo);
    assert_eq!(sign_in("demo-landlord", "demo-secreT"), None);
    assert_eq!(sign_in("demo-landlord", ""), None);
    assert_eq!(sign_in("nobody", DEMO_SECRET), None);
    assert_eq!(world.casework.client("nobody").unwrap(), None);
    // A token grants what was asked for, and never more than the client has.
    let asked = [Scope::ReferralsRead, Scope::PartnersManage]
        .into_iter()
        .collect();
    let acting = client.acting(&asked);
    assert!(acting.may(Scope::ReferralsRead) && !acting.may(Scope::PartnersManage));
}

#[test]
fn the_shipped_rules_are_followed_and_not_repeated() {
    let world = World::new();
    assert_eq!(world.casework.ensure_rule_set(DEFAULT_RULE_SET).unwrap(), 1);
    let next = format!("{DEFAULT_RULE_SET}\n# another release\n");
    assert_eq!(world.casework.ensure_rule_set(&next).unwrap(), 2);
    assert_eq!(world.casework.ensure_rule_set(&next).unwrap(), 2);
    let view = world.submit(&cases::a01());
    assert_eq!(view.decision.unwrap().ruleset.version, 2);
    let faulty = world.casework.ensure_rule_set("nonsense = ");
    let Err(CaseworkError::UnusableRules(faults)) = faulty else {
        panic!("{faulty:?}")
    };
    assert!(!faults.is_empty());
    world.casework.ready().unwrap();
}

#[test]
fn every_process_sees_a_change_of_the_directory() {
    let world = World::new();
    let other = world.second_process();
    let team = cases::id("p-med");
    let first = other.submit(&world.landlord(), &cases::a01()).unwrap();
    assert_eq!(standing(&first.assignments), ["p-med:lead:proposed"]);
    let paused = world
        .casework
        .set_availability(&world.mediator(), team, Availability::Paused);
    assert_eq!(paused.unwrap().partner.availability, Availability::Paused);
    let second = other.submit(&world.landlord(), &cases::a01()).unwrap();
    assert_eq!(standing(&second.assignments), ["p-conc:lead:proposed"]);
    world
        .casework
        .set_availability(&world.mediator(), team, Availability::Open)
        .unwrap();

    let added = world
        .casework
        .add_partner(&world.mediator(), &newcomer("p-brumelle"))
        .unwrap();
    let mut case = cases::a01();
    case.need.place.commune_code = passerelle_domain::CommuneCode::parse("00002").unwrap();
    case.need.place.qpv_code = None;
    let third = other.submit(&world.landlord(), &case).unwrap();
    assert_eq!(third.assignments[0].partner.id, added.partner.id);
    assert_eq!(third.status, ReferralStatus::Routed);
}

#[test]
fn only_coordinators_change_the_directory() {
    let world = World::new();
    let mediator = actor(cases::id("p-med"), &[Role::Mediator]);
    let posing = actor(cases::id("p-bail"), &[Role::Coordinator]);
    for actor in [&mediator, &posing, &actor_of("p-ccas")] {
        let error = world
            .casework
            .add_partner(actor, &newcomer("p-new"))
            .unwrap_err();
        assert!(
            matches!(error, CaseworkError::Forbidden(Missing::Standing)),
            "{error}"
        );
        let id = cases::id("p-ccas");
        let error = world
            .casework
            .set_availability(actor, id, Availability::Archived)
            .unwrap_err();
        assert!(
            matches!(error, CaseworkError::Forbidden(Missing::Standing)),
            "{error}"
        );
    }
    let error = world
        .casework
        .add_partner(&world.landlord(), &newcomer("p-new"))
        .unwrap_err();
    assert!(matches!(
        error,
        CaseworkError::Forbidden(Missing::Scope(Scope::PartnersManage))
    ));
    let nobody = PartnerId::from_uuid(uuid::Uuid::from_u128(99));
    let error = world
        .casework
        .set_availability(&world.mediator(), nobody, Availability::Paused)
        .unwrap_err();
    assert!(matches!(error, CaseworkError::NotFound));
}

#[test]
fn a_newcomer_is_checked_whole() {
    let world = World::new();
    let mut wrong = newcomer("P_New");
    wrong.name = " ".to_owned();
    wrong.entitlement = Disclosure::None;
    let error = world
        .casework
        .add_partner(&world.mediator(), &wrong)
        .unwrap_err();
    let CaseworkError::Invalid(faults) = error else {
        panic!("{error}")
    };
    let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/code", "/entitlement"]);
    let error = world
        .casework
        .add_partner(&world.mediator(), &newcomer("p-ccas"))
        .unwrap_err();
    let CaseworkError::Invalid(faults) = error else {
        panic!("{error}")
    };
    assert_eq!(faults[0].code, "taken");
}

#[test]
fn the_directory_is_read_by_members_without_addresses() {
    let world = World::new();
    let commune_code = passerelle_domain::CommuneCode::parse("00002").ok();
    let filter = PartnerFilter {
        kind: None,
        commune_code,
    };
    let found = world.casework.partners(&world.landlord(), &filter).unwrap();
    let codes: Vec<_> = found.iter().map(|partner| partner.code.as_str()).collect();
    assert!(
        codes.contains(&"p-med") && codes.contains(&"p-crip"),
        "{codes:?}"
    );
    assert!(!codes.contains(&"p-ccas"));
    assert!(found.iter().all(|partner| partner.email.is_none()));
    let filter = PartnerFilter {
        kind: Some(PartnerKind::Ccas),
        commune_code: None,
    };
    let found = world.casework.partners(&world.mediator(), &filter).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].email.is_some());
    let nobody = actor(PartnerId::from_uuid(uuid::Uuid::from_u128(99)), &[]);
    assert!(world.casework.partners(&nobody, &filter).is_err());
}

#[test]
fn without_rules_the_service_is_not_ready() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite:{}",
        directory.path().join("empty.sqlite3").display()
    );
    let store = Store::open(&StoreOptions::new(url)).unwrap();
    store.migrate().unwrap();
    let clock = Arc::new(TestClock::at(MONDAY));
    let casework = Casework::new(store, clock, Arc::new(Counter::default()));
    assert!(matches!(
        casework.ready(),
        Err(CaseworkError::UnusableRules(_))
    ));
    assert!(!casework.has_demo_clients().unwrap());
    casework.ensure_rule_set(DEFAULT_RULE_SET).unwrap();
    casework.ready().unwrap();
}
