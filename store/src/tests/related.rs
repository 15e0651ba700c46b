//! Referrals that have to do with each other.

use passerelle_domain::{MergeReason, Outcome, ReferralState, RelationKind, Spot};

use super::{
    on_both,
    sample::{self, Network, at},
};
use crate::{
    referrals,
    related::{self, RelatedRecord},
};

on_both! {
    fn what_is_open_in_one_place_is_found(sandbox) {
        let (first, second) = sandbox.writing(|conn| {
            let network = Network::insert(conn)?;
            let (first, second) = (network.referral(0), network.referral(10));
            referrals::insert(conn, &first)?;
            referrals::insert(conn, &second)?;
            let mut over = network.referral(11);
            over.state = ReferralState::Closed { at: at(12), outcome: Outcome::Eased };
            referrals::insert(conn, &over)?;
            Ok((first, second))
        });
        let place = &first.need.place;
        let spot = Spot::of(place).unwrap();
        let open_since = |minutes| {
            sandbox.reading(|conn| related::open_here(conn, &place.commune_code, &spot, at(minutes)))
        };
        assert_eq!(open_since(0), [second.id, first.id]);
        assert_eq!(open_since(5), [second.id]);
        let elsewhere = Spot::Label("ailleurs".to_owned());
        let found = sandbox.reading(|conn| related::open_here(conn, &place.commune_code, &elsewhere, at(0)));
        assert_eq!(found, []);
    }

    fn two_referrals_have_one_relation_and_both_know_it(sandbox) {
        let (first, second) = sandbox.writing(|conn| {
            let network = Network::insert(conn)?;
            let (first, second) = (network.referral(0), network.referral(1));
            referrals::insert(conn, &first)?;
            referrals::insert(conn, &second)?;
            related::relate(conn, &sample::relation(second.id, first.id))?;
            Ok((first.id, second.id))
        });
        let merged = RelatedRecord {
            kind: RelationKind::Merged,
            reason: Some(MergeReason::SentTwice),
            at: at(5),
            ..sample::relation(second, first)
        };
        sandbox.writing(|conn| related::relate(conn, &merged));
        for id in [first, second] {
            assert_eq!(sandbox.reading(|conn| related::of_referral(conn, id)), [merged]);
        }
    }
}
