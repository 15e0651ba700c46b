//! Lists of referrals: who sees what, filters, pages.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{self, Network, at},
    sandbox::Sandbox,
};
use crate::{
    assignments, partners,
    referrals::{self, ReferralFilter, ReferralRecord, Visibility},
};

fn ids(sandbox: &Sandbox, filter: &ReferralFilter) -> Vec<ReferralId> {
    let records = sandbox.reading(|conn| referrals::list(conn, filter, None, 100));
    records.into_iter().map(|record| record.id).collect()
}

fn insert(sandbox: &Sandbox, record: ReferralRecord) -> ReferralRecord {
    sandbox.writing(|conn| referrals::insert(conn, &record));
    record
}

on_both! {
    fn pages_are_newest_first_and_complete(sandbox) {
        let network = sandbox.writing(Network::insert);
        // Three arrive in the same microsecond.
        let all: Vec<_> = [0, 1, 1, 1, 2, 3, 4]
            .map(|minutes| insert(sandbox, network.referral(minutes)))
            .into();
        let mut expected: Vec<_> = all.iter().map(|record| (record.created_at, record.id)).collect();
        expected.sort();
        expected.reverse();

        let filter = ReferralFilter::default();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = sandbox.reading(|conn| referrals::list(conn, &filter, after, 2));
            let Some(last) = page.last() else { break };
            assert!(page.iter().all(|record| record.need.parties.len() == 2));
            after = Some((last.created_at, last.id));
            seen.extend(page.iter().map(|record| (record.created_at, record.id)));
            // A row that arrives meanwhile changes nothing of what is still to come.
            insert(sandbox, network.referral(10));
        }
        assert_eq!(seen, expected);
    }

    fn filters_narrow(sandbox) {
        let network = sandbox.writing(Network::insert);
        let plain = insert(sandbox, network.referral(0));
        let mut other = network.referral(1);
        other.state = ReferralState::Triage;
        other.need.setting = Setting::PriorityDistricts;
        other.need.situation = Situation::PublicSpaceUseConflict;
        other.need.place.commune_code = CommuneCode::parse("00002").unwrap();
        other.external_reference = Some("A-1".to_owned());
        other.updated_at = at(30);
        let other = insert(sandbox, other);
        let only_other = [
            ReferralFilter {
                status: Some(vec![ReferralStatus::Triage, ReferralStatus::Closed]),
                ..ReferralFilter::default()
            },
            ReferralFilter {
                setting: Some(Setting::PriorityDistricts),
                ..ReferralFilter::default()
            },
            ReferralFilter {
                situation: Some(Situation::PublicSpaceUseConflict),
                ..ReferralFilter::default()
            },
            ReferralFilter {
                commune_code: Some(CommuneCode::parse("00002").unwrap()),
                ..ReferralFilter::default()
            },
            ReferralFilter {
                external_reference: Some("A-1".to_owned()),
                ..ReferralFilter::default()
            },
            ReferralFilter { updated_since: Some(at(30)), ..ReferralFilter::default() },
        ];
        for filter in &only_other {
            assert_eq!(ids(sandbox, filter), [other.id], "{filter:?}");
        }
        assert_eq!(ids(sandbox, &ReferralFilter::default()), [other.id, plain.id]);
        let neither = ReferralFilter {
            status: Some(vec![ReferralStatus::Routed]),
            setting: Some(Setting::PriorityDistricts),
            ..ReferralFilter::default()
        };
        assert_eq!(ids(sandbox, &neither), []);
        let no_status = ReferralFilter { status: Some(Vec::new()), ..ReferralFilter::default() };
        assert_eq!(ids(sandbox, &no_status), []);
    }

    fn an_organisation_sees_what_is_its_own(sandbox) {
        let network = sandbox.writing(Network::insert);
        let outsider = sample::partner("p-other", PartnerKind::School);
        sandbox.writing(|conn| partners::insert(conn, &outsider));
        let sent = insert(sandbox, network.referral(0));
        let mut asked_for = network.referral(1);
        asked_for.sender = network.team;
        let asked_for = insert(sandbox, asked_for);
        let mut foreign = network.referral(2);
        foreign.sender = network.team;
        foreign.referrer = None;
        let foreign = insert(sandbox, foreign);
        let own = |partner| ReferralFilter {
            visible_to: Visibility::Organisation(partner),
            ..ReferralFilter::default()
        };
        assert_eq!(ids(sandbox, &own(network.landlord)), [asked_for.id, sent.id]);
        assert_eq!(ids(sandbox, &own(network.team)), [foreign.id, asked_for.id]);
        assert_eq!(ids(sandbox, &own(outsider.id)), []);

        let mut assignment = network.assignment(foreign.id, 3);
        assignment.partner = outsider.id;
        sandbox.writing(|conn| assignments::insert(conn, &assignment));
        assert_eq!(ids(sandbox, &own(outsider.id)), [foreign.id]);
        assignment.state = AssignmentState::Expired { at: at(5) };
        sandbox.writing(|conn| assignments::update(conn, &assignment, AssignmentStatus::Proposed));
        assert_eq!(ids(sandbox, &own(outsider.id)), []);
    }
}

#[test]
fn the_live_statuses_are_those_of_the_domain() {
    for state in super::assignments::states() {
        let status = state.status();
        assert_eq!(
            referrals::LIVE.contains(&status),
            state.is_live(),
            "{status}"
        );
    }
}
