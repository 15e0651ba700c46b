//! Which cases came from the same place before.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{Network, at},
};
use crate::referrals::{self, ReferralRecord};

fn of(network: &Network, minutes: i64, change: impl FnOnce(&mut ReferralRecord)) -> ReferralRecord {
    let mut record = network.referral(minutes);
    let place = &mut record.need.place;
    (place.uai, place.facility) = (None, None);
    change(&mut record);
    record
}

on_both! {
    fn cases_of_the_same_place_are_found_again(sandbox) {
        let network = sandbox.writing(Network::insert);
        let street = |address: &str| {
            let address = Some(address.to_owned());
            move |record: &mut ReferralRecord| record.need.place.address = address
        };
        let here = "3, rue du Lavoir";
        let mut mistaken = of(&network, 7, street(here));
        mistaken.state = ReferralState::EnteredInError { at: at(8) };
        let mut diverted = of(&network, 8, street(here));
        diverted.state = ReferralState::EmergencyDiverted;
        let elsewhere = of(&network, 9, |record| {
            record.need.place.commune_code = CommuneCode::parse("00002").unwrap();
        });
        let last = of(&network, 20, street(here));
        let stored = [
            of(&network, -50, street(here)),
            of(&network, 1, street("3 RUE DU LAVOIR")),
            of(&network, 2, street("3 rue du lavoir ")),
            of(&network, 3, street("5 rue du Lavoir")),
            of(&network, 4, |record| record.need.place.address = None),
            mistaken,
            diverted,
            elsewhere,
            last.clone(),
            of(&network, 30, street(here)),
        ];
        sandbox.writing(|conn| stored.iter().try_for_each(|record| referrals::insert(conn, record)));
        let place = &last.need.place;
        let spots: Vec<Spot> = Spot::of(place).into_iter().collect();
        let found = |except| {
            sandbox.reading(|conn| {
                let commune = &place.commune_code;
                referrals::earlier_here(conn, commune, &spots, at(0), at(20), except)
            })
        };
        assert_eq!(found(Some(last.id)), [at(2), at(1)]);
        assert_eq!(found(None), [at(20), at(2), at(1)]);

        sandbox.writing(|conn| referrals::erase_personal(conn, stored[1].id));
        assert_eq!(found(Some(last.id)), [at(2)], "a forgotten address is found no more");
    }

    fn one_landlord_is_found_by_either_name(sandbox) {
        let network = sandbox.writing(Network::insert);
        let let_by = |landlord: LandlordRef| move |record: &mut ReferralRecord| {
            let place = &mut record.need.place;
            (place.address, place.label) = (None, None);
            place.landlord = Some(landlord);
        };
        let id = LandlordRef::Partner(network.landlord);
        let siren = LandlordRef::Siren(Siren::parse("000000026").unwrap());
        let stored = [
            of(&network, 1, let_by(id.clone())),
            of(&network, 2, let_by(siren.clone())),
        ];
        sandbox.writing(|conn| stored.iter().try_for_each(|record| referrals::insert(conn, record)));
        let commune = CommuneCode::parse("00001").unwrap();
        let count = |landlords: &[&LandlordRef]| {
            let spots: Vec<Spot> =
                landlords.iter().map(|landlord| Spot::Landlord((*landlord).clone())).collect();
            let found = sandbox.reading(|conn| {
                referrals::earlier_here(conn, &commune, &spots, at(0), at(9), None)
            });
            found.len()
        };
        assert_eq!((count(&[&id]), count(&[&siren]), count(&[&id, &siren])), (1, 1, 2));
    }

    fn the_migration_tells_places_as_the_service_does(sandbox) {
        let network = sandbox.writing(Network::insert);
        let school = network.referral(1);
        let landlord = of(&network, 2, |record| {
            let place = &mut record.need.place;
            (place.address, place.label) = (None, None);
        });
        let street = of(&network, 3, |_| ());
        let stored = [&school, &landlord, &street];
        sandbox.writing(|conn| stored.iter().try_for_each(|record| referrals::insert(conn, record)));
        let spots = || sandbox.texts("SELECT spot AS value FROM places WHERE spot IS NOT NULL ORDER BY 1");
        let written = spots();
        let update = include_str!("../../migrations/sqlite/0003_partner_service/up.sql");
        let update = match sandbox.kind() {
            crate::Backend::Sqlite => update,
            crate::Backend::Postgres => {
                include_str!("../../migrations/postgres/0003_partner_service/up.sql")
            }
        };
        let (_, update) = update.split_once("UPDATE places").unwrap();
        let (update, _) = update.split_once(';').unwrap();
        sandbox.execute(&format!("UPDATE places{update}")).unwrap();
        let told: Vec<String> = written
            .into_iter()
            .filter(|spot| !spot.starts_with("address:"))
            .collect();
        assert_eq!(spots(), told);
        assert_eq!(told.len(), 2);
    }
}
