//! Versions of rule sets, their history, and the editions that they make up.

use passerelle_domain::*;
use serde_json::json;

use super::{
    on_both,
    sample::{self, DOCUMENT, Network, at},
};
use crate::{
    StoreError,
    editions::{self, Edition, Member},
    migrate,
    ruleset_events::{self, RuleSetEvent},
    rulesets::{self, CheckCounts, RuleSetFilter, RuleSetRecord},
};

/// A draft of the landlord's in which nothing is left out.
fn overlay(version: i32) -> RuleSetRecord {
    RuleSetRecord {
        name: "saint-avenin".to_owned(),
        kind: RuleSetKind::Overlay,
        status: RuleSetStatus::Scheduled,
        revision: 7,
        head: Some(json!({"title": {"fr": "Ici", "en": "Here"}, "territory": ["commune:00001"]})),
        author: Some("demo-landlord".to_owned()),
        approved_by: Some("demo-landlord".to_owned()),
        check: Some(CheckCounts {
            at: at(3),
            errors: 0,
            warnings: 2,
            undecided: 1,
        }),
        active_from: Some(at(60)),
        active_until: Some(at(120)),
        fault: Some("local.toml:3:1: rules".to_owned()),
        tried_edition: Some(4),
        ..sample::ruleset(version)
    }
}

fn event(ruleset: RuleSetId, revision: i64, kind: RuleSetEventKind) -> RuleSetEvent {
    RuleSetEvent {
        ruleset,
        revision,
        kind,
        at: at(revision),
        client: Some("demo-landlord".to_owned()),
        data: json!({"changes": {"rules": {"added": ["SA50"]}}}),
    }
}

on_both! {
    fn versions_come_back_as_they_were(sandbox) {
        sandbox.writing(Network::insert);
        let mut record = overlay(1);
        let base = sandbox.reading(|conn| rulesets::latest(conn, "default")).unwrap();
        record.supersedes = Some(base.id);
        sandbox.writing(|conn| rulesets::insert(conn, &record, "# les règles d'ici"));
        assert_eq!(sandbox.reading(|conn| rulesets::find(conn, record.id)), Some(record.clone()));
        let found = sandbox.reading(|conn| rulesets::by_version(conn, "saint-avenin", 1));
        assert_eq!(found, Some(record.clone()));
        let document = sandbox.reading(|conn| rulesets::document(conn, "saint-avenin", 1));
        assert_eq!(document.as_deref(), Some("# les règles d'ici"));
        assert_eq!(sandbox.reading(|conn| rulesets::by_version(conn, "saint-avenin", 2)), None);
        assert_eq!(sandbox.reading(|conn| rulesets::document(conn, "nothing", 1)), None);
        assert_eq!(sandbox.reading(|conn| rulesets::latest(conn, "nothing")), None);

        let again = RuleSetRecord { id: sample::ruleset(1).id, ..record };
        let refused = sandbox.write(|conn| rulesets::insert(conn, &again, DOCUMENT)).unwrap_err();
        assert!(refused.is_duplicate_of(rulesets::VERSION_TAKEN), "{refused}");
    }

    fn a_change_needs_the_revision_that_stands(sandbox) {
        sandbox.writing(Network::insert);
        let record = overlay(1);
        sandbox.writing(|conn| rulesets::insert(conn, &record, DOCUMENT));
        let edited = RuleSetRecord {
            status: RuleSetStatus::Draft,
            revision: 8,
            check: None,
            active_from: None,
            approved_by: None,
            fault: None,
            tried_edition: None,
            ..record.clone()
        };
        let text = || sandbox.reading(|conn| rulesets::document(conn, "saint-avenin", 1)).unwrap();
        assert!(!sandbox.writing(|conn| rulesets::update(conn, &edited, Some("other"), 6)));
        assert_eq!(text(), DOCUMENT);
        assert!(sandbox.writing(|conn| rulesets::update(conn, &edited, Some("other"), 7)));
        assert_eq!(text(), "other");
        assert_eq!(sandbox.reading(|conn| rulesets::find(conn, record.id)), Some(edited.clone()));
        let later = RuleSetRecord { revision: 9, ..edited };
        assert!(sandbox.writing(|conn| rulesets::update(conn, &later, None, 8)));
        assert_eq!(text(), "other");
    }

    fn one_version_under_a_name_and_one_base_decide(sandbox) {
        sandbox.writing(Network::insert);
        assert_eq!(sandbox.reading(rulesets::active).len(), 1);
        let second = sandbox.write(|conn| rulesets::insert(conn, &sample::ruleset(2), DOCUMENT));
        assert!(matches!(second, Err(StoreError::Duplicate { .. })), "{second:?}");
        let other = RuleSetRecord { name: "other".to_owned(), ..sample::ruleset(1) };
        let second = sandbox.write(|conn| rulesets::insert(conn, &other, DOCUMENT));
        assert!(matches!(second, Err(StoreError::Duplicate { .. })), "{second:?}");
        let overlay = RuleSetRecord { status: RuleSetStatus::Active, ..overlay(1) };
        sandbox.writing(|conn| rulesets::insert(conn, &overlay, DOCUMENT));
        let active = sandbox.reading(rulesets::active);
        let names: Vec<&str> = active.iter().map(|record| record.name.as_str()).collect();
        assert_eq!(names, ["default", "saint-avenin"]);
    }

    fn the_list_is_newest_first_and_goes_on_where_it_ended(sandbox) {
        sandbox.writing(Network::insert);
        for version in 1..=4 {
            sandbox.writing(|conn| rulesets::insert(conn, &overlay(version), DOCUMENT));
        }
        let versions = |filter: RuleSetFilter, after, limit| -> Vec<(String, i32)> {
            let found = sandbox.reading(|conn| rulesets::list(conn, &filter, after, limit));
            found.into_iter().map(|record| (record.name, record.version)).collect()
        };
        assert_eq!(versions(RuleSetFilter::default(), None, 10).len(), 5);
        let overlays = RuleSetFilter { kind: Some(RuleSetKind::Overlay), ..RuleSetFilter::default() };
        let page = sandbox.reading(|conn| rulesets::list(conn, &overlays, None, 2));
        let last = page.last().map(|record| (record.created_at, record.id));
        let named = |version| ("saint-avenin".to_owned(), version);
        assert_eq!(versions(overlays.clone(), None, 2), [named(4), named(3)]);
        assert_eq!(versions(overlays, last, 2), [named(2), named(1)]);
        let active = RuleSetFilter { status: Some(RuleSetStatus::Active), ..RuleSetFilter::default() };
        assert_eq!(versions(active, None, 10), [("default".to_owned(), 1)]);
        let of_name = RuleSetFilter { name: Some("default".to_owned()), ..RuleSetFilter::default() };
        assert_eq!(versions(of_name, None, 10), [("default".to_owned(), 1)]);
    }

    fn what_is_scheduled_is_due_from_its_instant_on(sandbox) {
        sandbox.writing(Network::insert);
        sandbox.writing(|conn| rulesets::insert(conn, &overlay(1), DOCUMENT));
        let due = |minutes| sandbox.reading(|conn| rulesets::due(conn, at(minutes), 10)).len();
        assert_eq!((due(59), due(60), due(61)), (0, 1, 1));
    }

    fn the_history_is_kept_in_order_and_refuses_to_change(sandbox) {
        use RuleSetEventKind as Kind;
        sandbox.writing(Network::insert);
        let record = overlay(1);
        sandbox.writing(|conn| rulesets::insert(conn, &record, DOCUMENT));
        let all = [Kind::Created, Kind::Edited, Kind::Checked];
        for (revision, kind) in (1..).zip(all) {
            sandbox.writing(|conn| ruleset_events::append(conn, &event(record.id, revision, kind)));
        }
        let by_clock = RuleSetEvent { client: None, ..event(record.id, 4, Kind::Activated) };
        sandbox.writing(|conn| ruleset_events::append(conn, &by_clock));
        let read = sandbox.reading(|conn| ruleset_events::of_rule_set(conn, record.id, 0, 10));
        let kinds: Vec<Kind> = read.iter().map(|(_, event)| event.kind).collect();
        assert_eq!(kinds, [Kind::Created, Kind::Edited, Kind::Checked, Kind::Activated]);
        assert_eq!(read[1].1, event(record.id, 2, Kind::Edited));
        let rest = sandbox.reading(|conn| ruleset_events::of_rule_set(conn, record.id, read[1].0, 1));
        assert_eq!(rest, [read[2].clone()]);
        let writers = sandbox.reading(|conn| ruleset_events::writers(conn, record.id));
        assert_eq!(writers, ["demo-landlord"]);
        for change in ["UPDATE ruleset_events SET kind = 'x'", "DELETE FROM ruleset_events"] {
            assert!(sandbox.execute(change).is_err(), "{change}");
        }
        let stranger = RuleSetEvent { client: Some("nobody".to_owned()), ..by_clock };
        let refused = sandbox.write(|conn| ruleset_events::append(conn, &stranger)).unwrap_err();
        assert!(matches!(refused, StoreError::MissingReference), "{refused}");
    }

    fn editions_are_kept_and_the_highest_decides(sandbox) {
        let edition = |number: i32| Edition {
            number,
            started_at: at(number.into()),
            members: vec![Member { name: "default".to_owned(), version: number }],
        };
        assert_eq!(sandbox.reading(editions::latest), None);
        for number in 1..=3 {
            sandbox.writing(|conn| editions::insert(conn, &edition(number)));
        }
        assert_eq!(sandbox.reading(editions::latest), Some(edition(3)));
        assert_eq!(sandbox.writing(editions::lock), Some(edition(3)));
        assert_eq!(sandbox.reading(|conn| editions::find(conn, 2)), Some(edition(2)));
        assert_eq!(sandbox.reading(|conn| editions::find(conn, 4)), None);
        let twice = sandbox.write(|conn| editions::insert(conn, &edition(3))).unwrap_err();
        assert!(twice.is_duplicate_of("editions_number_key"), "{twice}");
    }

    fn versions_of_before_are_carried_over_with_their_decisions(sandbox) {
        let network = sandbox.writing(Network::insert);
        let referral = network.referral(0);
        sandbox.writing(|conn| {
            crate::referrals::insert(conn, &referral)?;
            crate::decisions::insert(conn, &network.decision(referral.id, 0))
        });
        sandbox.manage(|conn| migrate::undo_to(conn, "0001")).unwrap();
        sandbox.execute("UPDATE rulesets SET active = (1 = 0)").unwrap();
        sandbox.execute(
            "INSERT INTO rulesets (name, version, document, active, created_at) \
             SELECT name, 2, 'the second', (1 = 1), created_at FROM rulesets",
        ).unwrap();
        sandbox.store.migrate().unwrap();

        let of = |version| sandbox.reading(|conn| rulesets::by_version(conn, "default", version));
        let (first, second) = (of(1).unwrap(), of(2).unwrap());
        assert_eq!(first.status, RuleSetStatus::Superseded);
        assert_eq!(second.status, RuleSetStatus::Active);
        assert_eq!(second.supersedes, Some(first.id));
        assert_ne!(first.id, second.id);
        for record in [&first, &second] {
            let id = record.id.as_uuid();
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            assert_eq!((record.kind, record.author.as_deref()), (RuleSetKind::Base, None));
            assert_eq!(record.created_at, record.updated_at);
        }
        let document = sandbox.reading(|conn| rulesets::document(conn, "default", 2));
        assert_eq!(document.as_deref(), Some("the second"));
        let edition = sandbox.reading(editions::latest).unwrap();
        let members = vec![Member { name: "default".to_owned(), version: 2 }];
        assert_eq!((edition.number, edition.members), (1, members));

        // Decisions still refer to the version that they were made by.
        let kept = sandbox.reading(|conn| crate::decisions::latest(conn, referral.id)).unwrap();
        assert_eq!((kept.ruleset_name.as_str(), kept.ruleset_version), ("default", 1));
        assert!(sandbox.execute("DELETE FROM rulesets WHERE version = 1").is_err());
        let lost = crate::decisions::DecisionRecord {
            ruleset_version: 9,
            ..network.decision(referral.id, 1)
        };
        let refused = sandbox.write(|conn| crate::decisions::insert(conn, &lost)).unwrap_err();
        assert!(matches!(refused, StoreError::MissingReference), "{refused}");
    }
}
