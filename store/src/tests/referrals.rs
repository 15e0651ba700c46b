//! One referral: stored, changed, found again, forgotten.

use passerelle_domain::*;

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{
    StoreError, assignments,
    referrals::{self, ERASED, EXTERNAL_REFERENCE_TAKEN, REFERENCE_TAKEN},
};

/// Every state that a referral can have.
fn states() -> Vec<ReferralState> {
    let withdrawn = |code, text: Option<&str>| ReferralState::Withdrawn {
        at: at(9),
        reason: Reason::new(code, text.map(str::to_owned)).unwrap(),
    };
    vec![
        ReferralState::Received,
        ReferralState::AwaitingConsent,
        ReferralState::Triage,
        ReferralState::Routed,
        ReferralState::InProgress,
        ReferralState::Closed {
            at: at(9),
            outcome: Outcome::Agreement,
        },
        withdrawn(WithdrawReason::NoLongerNeeded, None),
        withdrawn(WithdrawReason::Other, Some("déménagement")),
        ReferralState::EmergencyDiverted,
        ReferralState::EnteredInError { at: at(9) },
    ]
}

on_both! {
    fn a_referral_comes_back_as_it_was(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut full = network.referral(0);
        full.external_reference = Some("BAIL-2026-00017".to_owned());
        full.outcome_comment = Some("médiation".to_owned());
        let mut bare = network.referral(1);
        bare.referrer = None;
        bare.need.place = Place::in_commune(CommuneCode::parse("2A004").unwrap());
        bare.need.parties.clear();
        bare.need.prior_attempts.clear();
        bare.need.deadline_event = None;
        bare.need.narrative = None;
        bare.need.referrer_role = None;
        let mut foreign = network.referral(2);
        foreign.need.place.landlord = Some(LandlordRef::Siren(Siren::parse("000000026").unwrap()));
        for record in [full, bare, foreign] {
            sandbox.writing(|conn| referrals::insert(conn, &record));
            let found = sandbox.reading(|conn| referrals::find(conn, record.id));
            assert_eq!(found, Some(record));
        }
        let nothing = ReferralId::new(at(0), sample::random());
        assert_eq!(sandbox.reading(|conn| referrals::find(conn, nothing)), None);
    }

    fn every_state_comes_back_as_it_was(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        sandbox.writing(|conn| referrals::insert(conn, &record));
        for state in states() {
            record.state = state;
            record.sequence += 1;
            let expected = record.sequence - 1;
            assert!(sandbox.writing(|conn| referrals::update(conn, &record, expected)));
            let found = sandbox.reading(|conn| referrals::find(conn, record.id)).unwrap();
            assert_eq!(found, record);
        }
    }

    fn a_change_replaces_the_whole(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        sandbox.writing(|conn| referrals::insert(conn, &record));
        record.sequence = 2;
        record.updated_at = at(5);
        record.need.narrative = None;
        record.need.place.landlord = None;
        record.need.place.period = None;
        record.need.parties[1].consent = Consent::of(ConsentState::Given);
        assert!(sandbox.writing(|conn| referrals::update(conn, &record, 1)));
        assert_eq!(sandbox.reading(|conn| referrals::find(conn, record.id)), Some(record.clone()));
        record.sequence = 3;
        record.need.parties.remove(0);
        assert!(sandbox.writing(|conn| referrals::update(conn, &record, 2)));
        assert_eq!(sandbox.reading(|conn| referrals::find(conn, record.id)), Some(record.clone()));

        let mut late = record.clone();
        late.sequence = 3;
        late.need.parties.clear();
        assert!(!sandbox.writing(|conn| referrals::update(conn, &late, 2)));
        assert_eq!(sandbox.reading(|conn| referrals::find(conn, record.id)), Some(record));
    }

    fn a_sender_uses_its_own_reference_once(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut first = network.referral(0);
        first.external_reference = Some("A-1".to_owned());
        let mut second = network.referral(1);
        second.external_reference = Some("A-1".to_owned());
        sandbox.writing(|conn| referrals::insert(conn, &first));
        let refused = sandbox.write(|conn| referrals::insert(conn, &second)).unwrap_err();
        assert!(refused.is_duplicate_of(EXTERNAL_REFERENCE_TAKEN), "{refused}");
        let by = |sender| {
            sandbox.reading(|conn| referrals::by_external_reference(conn, sender, "A-1"))
        };
        assert_eq!(by(network.landlord), Some(first.clone()));
        assert_eq!(by(network.team), None);
        second.sender = network.team;
        sandbox.writing(|conn| referrals::insert(conn, &second));

        let mut third = network.referral(2);
        third.reference = first.reference;
        let refused = sandbox.write(|conn| referrals::insert(conn, &third)).unwrap_err();
        assert!(refused.is_duplicate_of(REFERENCE_TAKEN), "{refused}");
    }

    fn a_referral_names_only_what_exists(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        record.entered_by = "nobody".to_owned();
        let refused = sandbox.write(|conn| referrals::insert(conn, &record)).unwrap_err();
        assert!(matches!(refused, StoreError::MissingReference), "{refused}");
        assert_eq!(sandbox.reading(|conn| referrals::find(conn, record.id)), None);
    }

    fn forgetting_the_persons_keeps_the_case(sandbox) {
        let network = sandbox.writing(Network::insert);
        let mut record = network.referral(0);
        record.outcome_comment = Some("Jeanne a déménagé".to_owned());
        record.state = ReferralState::Withdrawn {
            at: at(9),
            reason: Reason::new(WithdrawReason::Other, Some("Jeanne".to_owned())).unwrap(),
        };
        let mut assignment = network.assignment(record.id, 0);
        assignment.state = AssignmentState::Declined {
            at: at(3),
            reason: Reason::new(RefusalReason::Other, Some("Jeanne".to_owned())).unwrap(),
        };
        sandbox.writing(|conn| {
            referrals::insert(conn, &record)?;
            assignments::insert(conn, &assignment)
        });
        assert!(sandbox.writing(|conn| referrals::erase_personal(conn, record.id)));

        let kept = sandbox.reading(|conn| referrals::find(conn, record.id)).unwrap();
        assert!(kept.need.parties.iter().all(|party| party.identity.is_empty()));
        assert_eq!(kept.need.parties[0].age_band, record.need.parties[0].age_band);
        assert_eq!(kept.need.narrative, None);
        assert_eq!(kept.need.place.address, None);
        assert_eq!(kept.outcome_comment, None);
        let ReferralState::Withdrawn { reason, .. } = kept.state else { panic!("withdrawn") };
        assert_eq!(reason.text(), Some(ERASED));
        let kept = sandbox.reading(|conn| assignments::find(conn, assignment.id)).unwrap();
        let AssignmentState::Declined { reason, .. } = kept.state else { panic!("declined") };
        assert_eq!(reason.text(), Some(ERASED));

        let nothing = ReferralId::new(at(0), sample::random());
        assert!(!sandbox.writing(|conn| referrals::erase_personal(conn, nothing)));
    }
}
