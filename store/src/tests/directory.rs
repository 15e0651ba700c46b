//! What the network is: partners, clients, communes.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{StoreError, clients, communes, editions, partners};

fn every_kind_of_key_and_area() -> Vec<Partner> {
    let commune = CommuneCode::parse("00001").unwrap();
    let school = Uai::parse("0000002C").unwrap();
    let mut all = vec![
        sample::partner("p-1", PartnerKind::SocialLandlord),
        sample::partner("p-2", PartnerKind::School),
        sample::partner("p-3", PartnerKind::MediationTeam),
        sample::partner("p-4", PartnerKind::MediationTeam),
    ];
    all[0].key = Some(OrganisationKey::Siret(
        Siret::parse("00000002600013").unwrap(),
    ));
    all[0].coverage = vec![Coverage::OwnStock];
    all[1].key = Some(OrganisationKey::Uai(school.clone()));
    all[1].coverage = vec![Coverage::School(school)];
    all[1].availability = Availability::Paused;
    all[2].key = Some(OrganisationKey::Siren(Siren::parse("000000026").unwrap()));
    all[2].coverage = vec![
        Coverage::France,
        Coverage::Departement(commune.departement()),
        Coverage::Region(RegionCode::parse("53").unwrap()),
        Coverage::Epci(EpciCode::parse("243500139").unwrap()),
        Coverage::Qpv(QpvCode::parse("QN00001M").unwrap()),
        Coverage::Commune(commune.clone()),
        Coverage::Prison(commune),
    ];
    all[2].operator = true;
    all[2].in_prison_session = true;
    all[2].language = Lang::En;
    all[2].situations = vec![Situation::NeighbourNoise, Situation::NeighbourDispute];
    all[2].languages = vec![
        LanguageTag::parse("pt").unwrap(),
        LanguageTag::parse("ar").unwrap(),
    ];
    all[2].opening_hours = Some(OpeningHours::parse("Mo-Fr 09:00-12:00; PH off").unwrap());
    all[2].capacity = Some(40);
    let day = |text: &str| text.parse().unwrap();
    all[2].pauses = vec![
        Pause::new(
            day("2026-08-03"),
            Some(day("2026-08-21")),
            PauseReason::Holidays,
        )
        .unwrap(),
        Pause::new(day("2026-12-24"), None, PauseReason::Works).unwrap(),
    ];
    all[3].coverage = Vec::new();
    all[3].email = None;
    all[3].availability = Availability::Archived;
    all
}

on_both! {
    fn partners_come_back_as_they_were(sandbox) {
        let all = every_kind_of_key_and_area();
        sandbox.writing(|conn| all.iter().try_for_each(|partner| partners::insert(conn, partner)));
        assert_eq!(sandbox.reading(partners::all), all);
        for partner in &all {
            let found = sandbox.reading(|conn| partners::find(conn, partner.id));
            assert_eq!(found.as_ref(), Some(partner));
            let found = sandbox.reading(|conn| partners::by_code(conn, &partner.code));
            assert_eq!(found.as_ref(), Some(partner));
        }
        let nobody = PartnerId::new(at(0), sample::random());
        assert_eq!(sandbox.reading(|conn| partners::find(conn, nobody)), None);
        assert_eq!(sandbox.reading(|conn| partners::by_code(conn, "p-none")), None);
    }

    fn a_partner_is_changed_by_whoever_saw_it_as_it_is(sandbox) {
        let mut all = every_kind_of_key_and_area();
        sandbox.writing(|conn| all.iter().try_for_each(|partner| partners::insert(conn, partner)));
        let before = sandbox.reading(partners::directory_version);
        let mut changed = all.remove(2);
        changed.coverage.truncate(1);
        changed.opening_hours = None;
        changed.capacity = None;
        changed.languages.clear();
        let revision = |id| sandbox.reading(|conn| partners::revision(conn, id));
        assert_eq!(revision(changed.id), Some(1));
        assert!(sandbox.writing(|conn| partners::update(conn, &changed, 1)));
        assert_eq!(sandbox.reading(|conn| partners::find(conn, changed.id)), Some(changed.clone()));
        assert_eq!(revision(changed.id), Some(2));
        assert!(sandbox.reading(partners::directory_version) > before);

        let mut late = changed.clone();
        late.name = "Trop tard".to_owned();
        assert!(!sandbox.writing(|conn| partners::update(conn, &late, 1)));
        assert_eq!(sandbox.reading(|conn| partners::find(conn, changed.id)), Some(changed.clone()));
        assert!(sandbox.writing(|conn| partners::set_availability(conn, changed.id, Availability::Paused)));
        assert_eq!(revision(changed.id), Some(3));
        let nobody = PartnerId::new(at(0), sample::random());
        assert_eq!(revision(nobody), None);
        late.code = all[0].code.clone();
        let refused = sandbox.write(|conn| partners::update(conn, &late, 3)).unwrap_err();
        assert!(refused.is_duplicate_of(partners::CODE_TAKEN), "{refused}");
    }

    fn a_partner_code_is_used_once(sandbox) {
        let first = sample::partner("p-1", PartnerKind::School);
        let second = sample::partner("p-1", PartnerKind::School);
        sandbox.writing(|conn| partners::insert(conn, &first));
        let refused = sandbox.write(|conn| partners::insert(conn, &second)).unwrap_err();
        assert!(refused.is_duplicate_of(partners::CODE_TAKEN), "{refused}");
    }

    fn every_change_of_the_network_counts_the_directory_up(sandbox) {
        let version = || sandbox.reading(partners::directory_version);
        let mut seen = vec![version()];
        let partner = sample::partner("p-1", PartnerKind::School);
        sandbox.writing(|conn| partners::insert(conn, &partner));
        seen.push(version());
        let paused = Availability::Paused;
        assert!(sandbox.writing(|conn| partners::set_availability(conn, partner.id, paused)));
        seen.push(version());
        assert_eq!(sandbox.writing(editions::lock), None);
        seen.push(version());
        assert!(seen.is_sorted_by(|earlier, later| earlier < later), "{seen:?}");

        let nobody = PartnerId::new(at(0), sample::random());
        assert!(!sandbox.writing(|conn| partners::set_availability(conn, nobody, paused)));
        assert_eq!(seen.last(), Some(&version()));
        let found = sandbox.reading(|conn| partners::find(conn, partner.id)).unwrap();
        assert_eq!(found.availability, Availability::Paused);
    }

    fn clients_come_back_as_they_were(sandbox) {
        assert!(!sandbox.reading(clients::any_demo));
        let organisation = sample::partner("p-1", PartnerKind::School);
        let mut client = sample::client(organisation.id);
        client.demo = false;
        let stranger = sandbox.write(|conn| clients::insert(conn, &client)).unwrap_err();
        assert!(matches!(stranger, StoreError::MissingReference), "{stranger}");
        sandbox.writing(|conn| {
            partners::insert(conn, &organisation)?;
            clients::insert(conn, &client)
        });
        assert!(!sandbox.reading(clients::any_demo));
        let found = sandbox.reading(|conn| clients::find(conn, &client.id));
        assert_eq!(found.as_ref(), Some(&client));
        assert_eq!(sandbox.reading(|conn| clients::find(conn, "nobody")), None);
        let again = sandbox.write(|conn| clients::insert(conn, &client)).unwrap_err();
        assert!(again.is_duplicate_of("clients_id_key"), "{again}");
        client.id = "demo-school".to_owned();
        client.demo = true;
        sandbox.writing(|conn| clients::insert(conn, &client));
        assert!(sandbox.reading(clients::any_demo));
    }

    fn a_commune_keeps_its_first_name(sandbox) {
        let code = CommuneCode::parse("00001").unwrap();
        assert_eq!(sandbox.reading(|conn| communes::name(conn, &code)), None);
        sandbox.writing(|conn| communes::insert(conn, &code, "Saint-Avenin-sur-Odre"));
        sandbox.writing(|conn| communes::insert(conn, &code, "Brumelle"));
        let name = sandbox.reading(|conn| communes::name(conn, &code));
        assert_eq!(name.as_deref(), Some("Saint-Avenin-sur-Odre"));
    }

    fn what_cannot_be_read_is_named_without_its_value(sandbox) {
        sandbox.writing(Network::insert);
        sandbox.execute("UPDATE partners SET kind = 'Mme Lefèvre' WHERE code = 'p-bail'").unwrap();
        let error = sandbox.read(partners::all).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { table: "partners", column: "kind" }));
        assert!(!format!("{error} {error:?}").contains("Lef"));
    }
}
