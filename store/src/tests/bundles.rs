//! Bundles: what is due to one recipient at the same time leaves in one mail, once.

use passerelle_domain::MessageId;

use super::{
    on_both,
    sample::{Network, at},
    sandbox::Sandbox,
};
use crate::{
    assignments,
    outbox::{self, Bundle, NewMessage, OutboxStatus},
    referrals,
};

/// Messages of one bundle, due at these minutes.
fn prepared(sandbox: &Sandbox, minutes: &[i64]) -> Vec<MessageId> {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        referrals::insert(conn, &referral)?;
        assignments::insert(conn, &assignment)?;
        let mut ids = Vec::new();
        for minute in minutes {
            let message = NewMessage {
                bundle: Some(Bundle::Reminders),
                ..network.message(&assignment, *minute)
            };
            outbox::enqueue(conn, std::slice::from_ref(&message))?;
            ids.push(message.id);
        }
        Ok(ids)
    })
}

fn claimed(sandbox: &Sandbox, minute: i64) -> Option<MessageId> {
    let claimed =
        sandbox.writing(|conn| outbox::claim_bundle(conn, at(minute), at(minute + 5), "a"));
    claimed.map(|message| message.id)
}

fn with(sandbox: &Sandbox, carrier: MessageId) -> Vec<MessageId> {
    let bundled = sandbox.reading(|conn| outbox::bundled_with(conn, &[carrier]));
    bundled.iter().map(|message| message.id).collect()
}

on_both! {
    fn what_is_due_leaves_with_the_first_and_the_rest_later(sandbox) {
        let ids = prepared(sandbox, &[1, 2, 9]);
        assert_eq!(claimed(sandbox, 0), None);
        assert_eq!(claimed(sandbox, 5), Some(ids[0]));
        assert_eq!(with(sandbox, ids[0]), [ids[1]]);
        let alone = sandbox.writing(|conn| outbox::claim(conn, at(5), at(10), "a", 10));
        assert_eq!(alone, [], "none of them leaves by itself");
        assert_eq!(claimed(sandbox, 5), None, "it is in hand");
        assert_eq!(claimed(sandbox, 9), Some(ids[2]));
        assert_eq!(with(sandbox, ids[2]), []);
    }

    fn a_hundred_leave_in_one_mail_and_the_rest_in_the_next(sandbox) {
        let minutes = [1; 103];
        let ids = prepared(sandbox, &minutes);
        let mut left: Vec<MessageId> = Vec::new();
        for expected in [100, 3] {
            let carrier = claimed(sandbox, 5).unwrap();
            let carried = with(sandbox, carrier);
            assert_eq!(carried.len() + 1, expected);
            left.push(carrier);
            left.extend(carried);
        }
        assert_eq!(claimed(sandbox, 5), None);
        left.sort();
        assert_eq!(left, ids);
    }

    fn a_mail_that_is_tried_again_says_the_same(sandbox) {
        let ids = prepared(sandbox, &[1, 2, 7]);
        assert_eq!(claimed(sandbox, 5), Some(ids[0]));
        sandbox.writing(|conn| outbox::retry(conn, ids[0], "a", at(8)));
        assert_eq!(claimed(sandbox, 8), Some(ids[2]));
        assert_eq!(claimed(sandbox, 8), Some(ids[0]));
        assert_eq!(with(sandbox, ids[0]), [ids[1]]);
    }

    fn what_became_of_the_mail_became_of_all_in_it(sandbox) {
        let ids = prepared(sandbox, &[1, 2]);
        assert_eq!(claimed(sandbox, 5), Some(ids[0]));
        sandbox.writing(|conn| outbox::settle_bundled(conn, &ids[..1], OutboxStatus::Sent, Some(at(6))));
        let other = sandbox.reading(|conn| outbox::find(conn, ids[1])).unwrap();
        assert_eq!((other.status, other.sent_at), (OutboxStatus::Sent, Some(at(6))));
    }
}
