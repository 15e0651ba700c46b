//! Who sees which events, for every kind of event and every audience.

use jiff::Timestamp;
use passerelle_domain::{ActorKind, AssignmentId, EventId, EventKind, ReferralId};
use passerelle_routing_rules::{DEFAULT_RULE_SET, Network, RuleSet};
use passerelle_store::events::EventRecord;
use serde_json::json;
use uuid::Uuid;

use super::{
    events::event,
    shapes::{Audience, EventView},
};
use crate::{demo_partners, testing::cases};

fn network() -> Network {
    let rules = RuleSet::from_toml("default.toml", DEFAULT_RULE_SET).unwrap();
    Network::new(rules, 1, demo_partners().unwrap())
}

fn assignment(number: u128) -> AssignmentId {
    AssignmentId::from_uuid(Uuid::from_u128(number))
}

fn record(kind: EventKind, about: Option<AssignmentId>) -> EventRecord {
    EventRecord {
        position: 1,
        id: EventId::from_uuid(Uuid::from_u128(7)),
        referral_id: ReferralId::from_uuid(Uuid::from_u128(1)),
        assignment_id: about,
        sequence: 2,
        kind,
        at: Timestamp::UNIX_EPOCH,
        actor_kind: ActorKind::Client,
        actor_organisation: Some(cases::id("p-med")),
        data: json!({ "code": "marker" }),
    }
}

/// The event as `audience` sees it, read by the CCAS, whose assignment has the number 1.
fn cut(record: &EventRecord, audience: Audience) -> Option<EventView> {
    event(
        &network(),
        record,
        audience,
        cases::id("p-ccas"),
        &[assignment(1)],
    )
}

/// What is told of a case beside this one.
const OF_ANOTHER: [EventKind; 2] = [EventKind::ReferralLinked, EventKind::ReferralMerged];

#[test]
fn who_works_on_a_case_does_not_learn_of_another_one() {
    for kind in OF_ANOTHER {
        let record = record(kind, None);
        for audience in [
            Audience::Referrer,
            Audience::LeadPartner,
            Audience::Informed,
            Audience::Former,
        ] {
            assert_eq!(cut(&record, audience), None, "{}", kind.code());
        }
        let sender = cut(&record, Audience::Sender).unwrap();
        assert_eq!(sender.data, json!({}), "that there is one, not which");
    }
}

#[test]
fn partners_see_their_own_part_and_who_else_acted_is_hidden() {
    for kind in EventKind::ALL
        .iter()
        .filter(|kind| !OF_ANOTHER.contains(kind))
    {
        for audience in [Audience::LeadPartner, Audience::Informed, Audience::Former] {
            let foreign = record(*kind, Some(assignment(2)));
            assert_eq!(cut(&foreign, audience), None, "{}", kind.code());
            let own = cut(&record(*kind, Some(assignment(1))), audience).unwrap();
            assert_eq!(own.data["code"], "marker");
            assert_eq!(own.organisation, None);
            let of_referral = cut(&record(*kind, None), audience);
            assert_eq!(of_referral.is_some(), audience != Audience::Former);
            let told = of_referral.is_some_and(|seen| seen.data["code"] == "marker");
            let outcome = *kind == EventKind::ReferralClosed && audience == Audience::LeadPartner;
            assert_eq!(told, outcome, "{}", kind.code());
        }
    }
}

#[test]
fn the_return_view_tells_that_and_not_what() {
    for kind in EventKind::ALL
        .iter()
        .filter(|kind| !OF_ANOTHER.contains(kind))
    {
        let all = record(*kind, Some(assignment(2)));
        let operator = cut(&all, Audience::Operator).unwrap();
        assert_eq!(operator.organisation.unwrap().code, "p-med");
        let Some(sender) = cut(&all, Audience::Sender) else {
            assert_eq!(*kind, EventKind::MeetingRecorded);
            continue;
        };
        let content = matches!(
            kind,
            EventKind::ReferralClosed
                | EventKind::AssignmentCompleted
                | EventKind::AssignmentFailed
                | EventKind::AssignmentHeld
                | EventKind::AssignmentRedirected
                | EventKind::FollowUpFinished
        );
        assert_eq!(sender.data == json!({}), content, "{}", kind.code());
        let referrer = cut(&all, Audience::Referrer).unwrap();
        let hidden = content || *kind == EventKind::ConsentRecorded;
        assert_eq!(referrer.data == json!({}), hidden, "{}", kind.code());
    }
}
