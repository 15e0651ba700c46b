//! How rules fared, counted in the database.

use passerelle_domain::*;
use serde_json::{Value, json};

use super::{
    on_both,
    sample::{Network, at},
    sandbox::Sandbox,
};
use crate::{
    assignments::{self, AssignmentRecord},
    decisions::{self, DecisionRecord},
    events, quality,
    quality::{DecidedBy, DecisionKind},
    referrals,
};

const BASE: DecidedBy<'_> = DecidedBy::Base {
    name: "default",
    version: 1,
};
const OVERLAY: DecidedBy<'_> = DecidedBy::Overlay { name: "local" };

/// A decision on a new referral.
fn decided(sandbox: &Sandbox, network: &Network, minutes: i64, document: Value) -> DecisionRecord {
    let referral = network.referral(minutes);
    sandbox.writing(|conn| referrals::insert(conn, &referral));
    again(sandbox, network, referral.id, minutes, document)
}

/// A decision on a referral that is there.
fn again(
    sandbox: &Sandbox,
    network: &Network,
    referral: ReferralId,
    minutes: i64,
    document: Value,
) -> DecisionRecord {
    let mut record = network.decision(referral, minutes);
    document["rule"]
        .as_str()
        .unwrap()
        .clone_into(&mut record.rule);
    record.document = document;
    sandbox.writing(|conn| decisions::insert(conn, &record));
    record
}

/// The team, asked by this decision, as it stands now.
fn asked(
    sandbox: &Sandbox,
    network: &Network,
    decision: &DecisionRecord,
    rank: i32,
    state: AssignmentState,
) -> AssignmentRecord {
    let mut record = network.assignment(decision.referral_id, 0);
    record.created_at = decision.decided_at;
    (record.rank, record.state) = (rank, state);
    record.answer_due_at = None;
    sandbox.writing(|conn| assignments::insert(conn, &record));
    record
}

fn happened(
    sandbox: &Sandbox,
    network: &Network,
    referral: ReferralId,
    (kind, minutes): (EventKind, i64),
    assignment: Option<AssignmentId>,
) {
    let mut event = network.event(referral, minutes);
    (event.kind, event.at, event.assignment_id) = (kind, at(minutes), assignment);
    sandbox.writing(|conn| events::append(conn, &[event]));
}

fn answers(sandbox: &Sandbox, of: DecidedBy<'_>) -> Vec<String> {
    let rows = sandbox.reading(|conn| quality::answers(conn, of, at(0), at(500)));
    let line = |row: quality::AnswerCount| {
        let reason = row.reason.map_or("", RefusalReason::code);
        let (status, first, accepted) = (row.status.code(), row.first, row.accepted);
        format!(
            "{} {} {first} {status} {reason} {accepted} {}",
            row.edition, row.rule, row.count
        )
    };
    rows.into_iter().map(line).collect()
}

fn counted(sandbox: &Sandbox, of: DecidedBy<'_>) -> Vec<(i32, String, DecisionKind, u64)> {
    let rows = sandbox.reading(|conn| quality::decisions(conn, of, at(0), at(500)));
    rows.into_iter()
        .map(|row| (row.edition, row.rule, row.kind, row.count))
        .collect()
}

fn plain(rule: &str) -> Value {
    json!({"rule": rule, "matched_rule": rule, "destiny": "routed", "overlay": null,
        "ruleset": {"name": "default", "version": 1}})
}

on_both! {
    fn answers_are_told_by_rule_rung_and_reason(sandbox) {
        let network = sandbox.writing(Network::insert);
        let declined = |code| AssignmentState::Declined { at: at(9), reason: Reason::new(code, None).unwrap() };
        let one = decided(sandbox, &network, 1, plain("R50"));
        asked(sandbox, &network, &one, 1, declined(RefusalReason::Capacity));
        let rung = again(sandbox, &network, one.referral_id, 2, plain("R50"));
        asked(sandbox, &network, &rung, 2, AssignmentState::Expired { at: at(9) });
        let two = decided(sandbox, &network, 3, plain("R50"));
        asked(sandbox, &network, &two, 1, declined(RefusalReason::Capacity));
        let given_back = decided(sandbox, &network, 4, plain("R50"));
        let held = asked(sandbox, &network, &given_back, 1, declined(RefusalReason::OutOfScope));
        happened(sandbox, &network, given_back.referral_id, (EventKind::AssignmentAccepted, 5), Some(held.id));
        // Nobody asked the informed; and what a person chose says nothing of the rule.
        let mut informed = network.assignment(one.referral_id, 1);
        (informed.role, informed.created_at) = (AssignmentRole::Informed, one.decided_at);
        sandbox.writing(|conn| assignments::insert(conn, &informed));
        let mut hand = plain("R50");
        hand["rule"] = json!("by_hand");
        let hand = again(sandbox, &network, two.referral_id, 6, hand);
        asked(sandbox, &network, &hand, 2, AssignmentState::Accepted { at: at(7) });
        // Before the period, and of another version.
        let early = decided(sandbox, &network, -5, plain("R50"));
        asked(sandbox, &network, &early, 1, AssignmentState::Expired { at: at(9) });

        assert_eq!(answers(sandbox, BASE), [
            "0 R50 false expired  false 1",
            "0 R50 true declined capacity false 2",
            "0 R50 true declined out_of_scope true 1",
        ]);
        let other = DecidedBy::Base { name: "default", version: 2 };
        assert!(answers(sandbox, other).is_empty() && counted(sandbox, other).is_empty());
    }

    fn choices_by_hand_are_told_apart(sandbox) {
        let network = sandbox.writing(Network::insert);
        let by_hand = || {
            let mut document = plain("R50");
            document["rule"] = json!("by_hand");
            document
        };
        // Overridden while somebody is asked, and then chosen again.
        let one = decided(sandbox, &network, 1, plain("R50"));
        again(sandbox, &network, one.referral_id, 2, by_hand());
        happened(sandbox, &network, one.referral_id, (EventKind::ReferralTriaged, 3), None);
        again(sandbox, &network, one.referral_id, 4, by_hand());
        // Nobody was left to ask.
        let mut nobody = plain("R50");
        (nobody["rule"], nobody["destiny"]) = (json!("R90"), json!("triage"));
        let two = decided(sandbox, &network, 5, nobody);
        happened(sandbox, &network, two.referral_id, (EventKind::ReferralTriaged, 5), None);
        again(sandbox, &network, two.referral_id, 6, by_hand());
        // The rule decided about one case twice: two rungs of its ladder.
        let three = decided(sandbox, &network, 7, plain("R50"));
        again(sandbox, &network, three.referral_id, 8, plain("R50"));

        let rule = || "R50".to_owned();
        assert_eq!(counted(sandbox, BASE), [
            (0, rule(), DecisionKind::ByRule, 2),
            (0, rule(), DecisionKind::Overridden, 1),
            (0, rule(), DecisionKind::Settled, 1),
            (0, rule(), DecisionKind::Triage, 1),
        ]);
    }

    fn an_overlay_has_its_own_figures_by_edition(sandbox) {
        let network = sandbox.writing(Network::insert);
        let local = |edition: i32| {
            let mut document = plain("SA50");
            document["overlay"] = json!("local");
            document["ruleset"]["edition"] = json!(edition);
            document
        };
        for (minutes, edition) in [(1, 3), (2, 3), (3, 4)] {
            let decision = decided(sandbox, &network, minutes, local(edition));
            asked(sandbox, &network, &decision, 1, AssignmentState::Accepted { at: at(9) });
        }
        decided(sandbox, &network, 4, plain("R50"));
        assert_eq!(answers(sandbox, OVERLAY), [
            "3 SA50 true accepted  false 2",
            "4 SA50 true accepted  false 1",
        ]);
        let rule = || "SA50".to_owned();
        let kind = DecisionKind::ByRule;
        assert_eq!(counted(sandbox, OVERLAY), [(3, rule(), kind, 2), (4, rule(), kind, 1)]);
        assert_eq!(counted(sandbox, BASE), [(0, "R50".to_owned(), kind, 1)]);
    }
}
