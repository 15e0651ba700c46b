//! Follow-ups: listed by their time, finished once, dropped when the case goes on.

use passerelle_domain::{FollowUpId, FollowUpResult, FollowUpStatus};

use super::{
    on_both,
    sample::{Network, at, follow_up},
};
use crate::{
    follow_ups::{self, FollowUpFilter},
    referrals,
};

on_both! {
    fn they_are_listed_by_their_time_page_by_page(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let records = [30, 10, 20, 10].map(|minutes| follow_up(referral.id, minutes));
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            records.iter().try_for_each(|record| follow_ups::insert(conn, record))
        });
        let list = |filter: &FollowUpFilter, after, limit| -> Vec<FollowUpId> {
            let found = sandbox.reading(|conn| follow_ups::list(conn, filter, after, limit));
            found.into_iter().map(|record| record.id).collect()
        };
        let all = FollowUpFilter::default();
        let (mut first, mut last) = (records[1].id, records[3].id);
        if last < first {
            std::mem::swap(&mut first, &mut last);
        }
        assert_eq!(list(&all, None, 10), [first, last, records[2].id, records[0].id]);
        assert_eq!(list(&all, Some((at(10), first)), 2), [last, records[2].id]);
        let soon = FollowUpFilter { due_before: Some(at(20)), ..all.clone() };
        assert_eq!(list(&soon, None, 10), [first, last, records[2].id]);
        let done = FollowUpFilter { status: Some(vec![FollowUpStatus::Done]), ..all };
        assert_eq!(list(&done, None, 10), []);
    }

    fn one_is_finished_once(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        let (one, other) = (follow_up(referral.id, 10), follow_up(referral.id, 20));
        sandbox.writing(|conn| {
            referrals::insert(conn, &referral)?;
            follow_ups::insert(conn, &one)?;
            follow_ups::insert(conn, &other)
        });
        let finish = |id| {
            let result = FollowUpResult::Holds;
            sandbox.writing(|conn| follow_ups::finish(conn, id, result, network.team, at(15)))
        };
        assert!(finish(one.id));
        assert!(!finish(one.id));
        let found = sandbox.reading(|conn| follow_ups::find(conn, one.id)).unwrap();
        assert_eq!((found.status, found.result), (FollowUpStatus::Done, Some(FollowUpResult::Holds)));
        assert_eq!((found.finished_at, found.finished_by), (Some(at(15)), Some(network.team)));
        sandbox.writing(|conn| follow_ups::drop_open(conn, referral.id, at(16)));
        assert!(!finish(other.id));
        let found = sandbox.reading(|conn| follow_ups::find(conn, one.id)).unwrap();
        assert_eq!(found.status, FollowUpStatus::Done, "what was said stays");
    }
}
