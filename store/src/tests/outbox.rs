//! The outbox: claimed once, tried again, given up, given back.

use passerelle_domain::{MessageId, MessageKind};

use super::{
    on_both,
    sample::{self, Network, at},
    sandbox::Sandbox,
};
use crate::{
    assignments::{self, AssignmentRecord},
    outbox::{self, AttemptRecord, NewMessage, OutboxCounts, OutboxMessage, OutboxStatus},
    referrals,
};

fn prepared(sandbox: &Sandbox) -> (Network, AssignmentRecord) {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        let assignment = network.assignment(referral.id, 0);
        referrals::insert(conn, &referral)?;
        assignments::insert(conn, &assignment)?;
        Ok((network, assignment))
    })
}

fn enqueued(sandbox: &Sandbox, message: &NewMessage) -> MessageId {
    sandbox.writing(|conn| outbox::enqueue(conn, std::slice::from_ref(message)));
    message.id
}

fn claim(sandbox: &Sandbox, minutes: i64, owner: &str, limit: i64) -> Vec<OutboxMessage> {
    sandbox.writing(|conn| outbox::claim(conn, at(minutes), at(minutes + 5), owner, limit))
}

fn claimed(sandbox: &Sandbox, minutes: i64, owner: &str) -> Vec<MessageId> {
    claim(sandbox, minutes, owner, 10)
        .into_iter()
        .map(|message| message.id)
        .collect()
}

on_both! {
    fn a_message_is_claimed_when_it_is_due_and_sent_once(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let second = enqueued(sandbox, &network.message(&assignment, 20));
        let first = enqueued(sandbox, &network.message(&assignment, 10));
        assert_eq!(claimed(sandbox, 9, "w1"), []);
        let got = claim(sandbox, 10, "w1", 10);
        let [message] = got.as_slice() else { panic!("one message") };
        assert_eq!(message.id, first);
        assert_eq!(message.kind, MessageKind::AnswerRequested);
        assert_eq!(message.recipient, network.team);
        assert_eq!(message.assignment_id, Some(assignment.id));
        assert_eq!(message.status, OutboxStatus::Pending);
        assert_eq!(message.attempts, 1);
        assert_eq!(message.leased_until, Some(at(15)));
        assert_eq!(message.lease_owner.as_deref(), Some("w1"));
        let found = sandbox.reading(|conn| outbox::find(conn, first));
        assert_eq!(found.as_ref(), Some(message));
        assert_eq!(claimed(sandbox, 11, "w2"), []);

        assert_eq!(sandbox.writing(|conn| outbox::finish(conn, &[first], "w2", at(12))), []);
        assert_eq!(sandbox.writing(|conn| outbox::finish(conn, &[first], "w1", at(12))).len(), 1);
        assert_eq!(sandbox.writing(|conn| outbox::finish(conn, &[first], "w1", at(12))), []);
        let sent = sandbox.reading(|conn| outbox::find(conn, first)).unwrap();
        assert_eq!((sent.status, sent.sent_at), (OutboxStatus::Sent, Some(at(12))));
        assert_eq!((sent.leased_until, sent.lease_owner), (None, None));
        assert_eq!(claimed(sandbox, 30, "w1"), [second]);
    }

    fn those_that_wait_longest_go_first(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let ids = [3, 1, 2].map(|minutes| enqueued(sandbox, &network.message(&assignment, minutes)));
        let order: Vec<_> =
            claim(sandbox, 10, "w1", 2).into_iter().map(|message| message.id).collect();
        assert_eq!(order, [ids[1], ids[2]]);
        assert_eq!(claimed(sandbox, 10, "w2"), [ids[0]]);
    }

    fn a_dead_worker_strands_nothing(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let id = enqueued(sandbox, &network.message(&assignment, 0));
        assert_eq!(claimed(sandbox, 0, "w1"), [id]);
        assert_eq!(claimed(sandbox, 4, "w2"), []);
        let got = claim(sandbox, 5, "w2", 10);
        assert_eq!((got[0].id, got[0].attempts), (id, 2));
        assert_eq!(sandbox.writing(|conn| outbox::finish(conn, &[id], "w1", at(6))), []);
        assert!(!sandbox.writing(|conn| outbox::retry(conn, id, "w1", at(6))));
        assert!(!sandbox.writing(|conn| outbox::fail(conn, id, "w1")));
        assert_eq!(sandbox.writing(|conn| outbox::finish(conn, &[id], "w2", at(6))).len(), 1);
    }

    fn one_that_waits_for_its_turn_was_not_tried(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let ids = [0, 0].map(|minutes| enqueued(sandbox, &network.message(&assignment, minutes)));
        assert_eq!(claimed(sandbox, 0, "w1").len(), 2);
        sandbox.writing(|conn| outbox::postpone(conn, &ids, "w2", at(3)));
        assert_eq!(claimed(sandbox, 3, "w1"), []);
        sandbox.writing(|conn| outbox::postpone(conn, &ids[..1], "w1", at(3)));
        assert_eq!(claimed(sandbox, 2, "w2"), []);
        let got = claim(sandbox, 3, "w2", 10);
        assert_eq!((got[0].id, got[0].attempts), (ids[0], 1));
    }

    fn the_first_message_to_each_is_found_for_several_assignments(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let ids = [1, 0, 2].map(|minutes| enqueued(sandbox, &network.message(&assignment, minutes)));
        let firsts = sandbox.reading(|conn| outbox::firsts_about(conn, &[assignment.id]));
        let found: Vec<_> = firsts.iter().map(|first| first.id).collect();
        assert_eq!(found, [ids[1]]);
        assert_eq!(sandbox.reading(|conn| outbox::firsts_about(conn, &[])), []);
    }

    fn a_message_is_tried_again_later_and_given_up_in_the_end(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let id = enqueued(sandbox, &network.message(&assignment, 0));
        assert_eq!(claimed(sandbox, 0, "w1"), [id]);
        assert!(sandbox.writing(|conn| outbox::retry(conn, id, "w1", at(3))));
        assert_eq!(claimed(sandbox, 2, "w1"), []);
        assert_eq!(claimed(sandbox, 3, "w1"), [id]);
        assert!(sandbox.writing(|conn| outbox::fail(conn, id, "w1")));
        let failed = sandbox.reading(|conn| outbox::find(conn, id)).unwrap();
        assert_eq!((failed.status, failed.attempts), (OutboxStatus::Failed, 2));
        assert_eq!(claimed(sandbox, 100, "w1"), []);
        let counts = sandbox.reading(outbox::counts);
        assert_eq!(counts, OutboxCounts { failed: 1, ..OutboxCounts::default() });
    }

    fn a_worker_that_stops_gives_back_what_it_holds(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let ids = [0, 1].map(|minutes| enqueued(sandbox, &network.message(&assignment, minutes)));
        let other = enqueued(sandbox, &network.message(&assignment, 2));
        assert_eq!(claim(sandbox, 5, "w1", 2).len(), 2);
        assert_eq!(claimed(sandbox, 5, "w2"), [other]);
        assert_eq!(sandbox.writing(|conn| outbox::release(conn, "w1")), 2);
        assert_eq!(sandbox.writing(|conn| outbox::release(conn, "w1")), 0);
        let got = claim(sandbox, 5, "w3", 10);
        assert_eq!(got.iter().map(|message| message.id).collect::<Vec<_>>(), ids);
        assert!(got.iter().all(|message| message.attempts == 1));
    }

    fn attempts_are_remembered(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let id = enqueued(sandbox, &network.message(&assignment, 0));
        let attempts = [("refused", Some("451")), ("sent", None)].map(|(result, detail)| {
            AttemptRecord {
                message_id: id,
                at: at(1),
                result: result.to_owned(),
                detail: detail.map(str::to_owned),
            }
        });
        sandbox.writing(|conn| {
            outbox::record_attempts(conn, &attempts)
        });
        assert_eq!(sandbox.reading(|conn| outbox::attempts_of(conn, id)), attempts);
        let counts = sandbox.reading(outbox::counts);
        assert_eq!(counts, OutboxCounts { pending: 1, ..OutboxCounts::default() });
    }

    fn the_last_message_of_a_kind_is_known(sandbox) {
        let (network, assignment) = prepared(sandbox);
        let last = |kind| {
            sandbox.reading(|conn| outbox::last_enqueued(conn, assignment.id, kind))
        };
        assert_eq!(last(MessageKind::LinkRenewed), None);
        for minutes in [5, 3] {
            let mut message = network.message(&assignment, minutes);
            message.kind = MessageKind::LinkRenewed;
            enqueued(sandbox, &message);
        }
        assert_eq!(last(MessageKind::LinkRenewed), Some(at(5)));
        assert_eq!(last(MessageKind::AnswerRequested), None);
        let nothing = MessageId::new(at(0), sample::random());
        assert_eq!(sandbox.reading(|conn| outbox::find(conn, nothing)), None);
    }
}
