//! Cases read to be decided again.

use passerelle_domain::*;
use serde_json::{Value, json};

use super::{
    on_both,
    sample::{Network, at},
    sandbox::Sandbox,
};
use crate::{
    decisions,
    referrals::{self, ReferralRecord},
    replays::{self, ReplayRecord},
};

fn insert(sandbox: &Sandbox, records: &[ReferralRecord]) {
    sandbox.writing(|conn| {
        records
            .iter()
            .try_for_each(|record| referrals::insert(conn, record))
    });
}

fn since_ever(sandbox: &Sandbox) -> Vec<ReplayRecord> {
    sandbox.reading(|conn| replays::page(conn, at(-1_000), at(1_000), None, 100))
}

on_both! {
    fn a_case_comes_back_as_the_rules_saw_it_and_without_anybody_in_it(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut sent = network.referral(3);
        sent.details.insert("floor", Detail::Number(3));
        insert(sandbox, &[sent.clone()]);
        let replay = since_ever(sandbox).pop().unwrap();
        assert_eq!((replay.id, &replay.reference), (sent.id, &sent.reference));
        assert_eq!((replay.submitted_at, replay.referrer), (at(3), sent.referrer));
        assert_eq!(replay.details, sent.details);

        let mut expected = sent.need.clone();
        for party in &mut expected.parties {
            party.identity = Identity::default();
        }
        expected.place = Place { facility: None, address: None, label: None, ..expected.place };
        (expected.narrative, expected.referrer_role) = (None, None);
        assert_eq!(replay.need, expected);
    }

    fn pages_are_the_latest_first_within_the_period_and_complete(sandbox) {
        let network = sandbox.writing(Network::insert);
        // Three arrive in the same microsecond, one too early, one too late, one by mistake.
        let mut all: Vec<_> = [-5, 0, 1, 1, 1, 2, 3, 50].map(|minutes| network.referral(minutes)).into();
        let mut mistaken = network.referral(2);
        mistaken.state = ReferralState::EnteredInError { at: at(4) };
        all.push(mistaken);
        insert(sandbox, &all);
        let within = all.iter().filter(|one| one.created_at >= at(0) && one.created_at < at(50));
        let cases = within.filter(|one| !matches!(one.state, ReferralState::EnteredInError { .. }));
        let mut expected: Vec<_> = cases.map(|one| (one.created_at, one.id)).collect();
        expected.sort();
        expected.reverse();

        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = sandbox.reading(|conn| replays::page(conn, at(0), at(50), after, 2));
            let Some(last) = page.last() else { break };
            assert!(page.iter().all(|one| one.need.parties.len() == 2));
            after = Some((last.submitted_at, last.id));
            seen.extend(page.iter().map(|one| (one.submitted_at, one.id)));
        }
        assert_eq!(seen, expected);
        let counted = sandbox.reading(|conn| replays::count(conn, at(0), at(50)));
        assert_eq!(counted, expected.len() as u64);
    }

    fn earlier_cases_from_the_same_place_are_told_for_all_at_once(sandbox) {
        let network = sandbox.writing(Network::insert);
        let school = |minutes, uai: Option<&str>| {
            let mut record = network.referral(minutes);
            let place = &mut record.need.place;
            (place.facility, place.address, place.label, place.landlord) = (None, None, None, None);
            place.uai = uai.map(|uai| Uai::parse(uai).unwrap());
            record
        };
        let day = 24 * 60;
        let long_ago = school(-40 * day, Some("0000002C"));
        let first = school(0, Some("0000002C"));
        let mut diverted = school(5, Some("0000002C"));
        diverted.state = ReferralState::EmergencyDiverted;
        let second = school(10, Some("0000002C"));
        let elsewhere = school(11, Some("0000001B"));
        let nowhere = school(12, None);
        let all = [long_ago, first, diverted, second, elsewhere, nowhere];
        insert(sandbox, &all);
        let page = sandbox.reading(|conn| replays::page(conn, at(-50 * day), at(day), None, 100));
        let told = |days| {
            let earlier = sandbox.reading(|conn| replays::earlier_here(conn, &page, days));
            all.clone().map(|one| earlier.of(one.id).to_vec())
        };
        let long_ago = at(-40 * day);
        assert_eq!(told(30), [vec![], vec![], vec![at(0)], vec![at(0)], vec![], vec![]]);
        assert_eq!(told(60)[1..4], [vec![long_ago], vec![long_ago, at(0)], vec![long_ago, at(0)]]);

        // A page of one looks back behind its own beginning.
        let alone = sandbox.reading(|conn| replays::page(conn, at(10), at(11), None, 100));
        let earlier = sandbox.reading(|conn| replays::earlier_here(conn, &alone, 30));
        assert_eq!(earlier.of(all[3].id), [at(0)]);
        let none = sandbox.reading(|conn| replays::earlier_here(conn, &[], 30));
        assert!(none.of(all[3].id).is_empty());
    }

    fn the_first_decision_tells_how_partners_stood(sandbox) {
        let network = sandbox.writing(Network::insert);
        let all = [1, 2, 3].map(|minutes| network.referral(minutes));
        insert(sandbox, &all);
        let told = json!([{"partner": network.team, "open": 2, "last_asked": null}]);
        let decided = |case: usize, minutes, standing: Option<&Value>| {
            let mut record = network.decision(all[case].id, minutes);
            if let Some(standing) = standing {
                record.document["standing"] = standing.clone();
            }
            sandbox.writing(|conn| decisions::insert(conn, &record));
        };
        decided(0, 9, Some(&json!([])));
        decided(0, 1, Some(&told));
        decided(1, 2, None);
        decided(1, 5, Some(&told));
        let cases = since_ever(sandbox);
        let found = sandbox.reading(|conn| replays::standing(conn, &cases));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [(all[0].id, told)]);
    }
}
