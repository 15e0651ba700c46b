//! Migrations: up, down and up again on rows, by several processes at once, and never backwards.

use std::{sync::Barrier, thread};

use passerelle_domain::{
    FeedbackAnswer, FeedbackQuestion, Outcome, RuleSetEventKind, RuleSetStatus, Situation,
};
use uuid::Uuid;

use super::{
    on_both,
    sample::{self, Network, at},
    sandbox::Sandbox,
    schema::tables,
};
use crate::{
    Backend, StoreError, assertions, assignments, colleagues, comments, decisions,
    editions::{self, Edition},
    episodes, events, feed, feedback, follow_ups, kept_answers, links, meetings, migrate, outbox,
    person_links, referrals, related,
    ruleset_events::{self, RuleSetEvent},
    rulesets::{self, RuleSetRecord},
    timers,
};

/// At least one row in every table, by the query functions alone.
fn fill(sandbox: &Sandbox) {
    sandbox.writing(|conn| {
        let network = Network::insert(conn)?;
        let referral = network.referral(0);
        referrals::insert(conn, &referral)?;
        decisions::insert(conn, &network.decision(referral.id, 0))?;
        let second = network.referral(1);
        referrals::insert(conn, &second)?;
        related::relate(conn, &sample::relation(second.id, referral.id))?;
        let assignment = network.assignment(referral.id, 0);
        assignments::insert(conn, &assignment)?;
        let episode = episodes::EpisodeRecord {
            referral_id: referral.id,
            number: 1,
            closed_at: at(1),
            outcome: Outcome::Eased,
            reopened_at: at(2),
        };
        episodes::insert(conn, &episode)?;
        meetings::insert(conn, &network.meeting(&assignment, 1))?;
        comments::insert(conn, &network.comment(&assignment, 1))?;
        events::append(conn, &[network.event(referral.id, 1)])?;
        feed::number(conn)?;
        let message = network.message(&assignment, 0);
        outbox::enqueue(conn, std::slice::from_ref(&message))?;
        let attempt = outbox::AttemptRecord {
            message_id: message.id,
            at: at(1),
            result: "sent".to_owned(),
            detail: None,
        };
        outbox::record_attempts(conn, &[attempt])?;
        timers::set(conn, &[sample::timer(&assignment, 60)])?;
        follow_ups::insert(conn, &sample::follow_up(referral.id, 60))?;
        let ruleset = sample::ruleset(2);
        let draft = RuleSetRecord {
            status: RuleSetStatus::Draft,
            author: Some("demo-landlord".to_owned()),
            ..ruleset
        };
        rulesets::insert(conn, &draft, sample::DOCUMENT)?;
        let created = RuleSetEvent {
            ruleset: draft.id,
            revision: 1,
            kind: RuleSetEventKind::Created,
            at: at(2),
            client: draft.author,
            data: serde_json::Value::Null,
        };
        ruleset_events::append(conn, &created)?;
        let edition = Edition {
            number: 1,
            started_at: at(1),
            members: Vec::new(),
        };
        editions::insert(conn, &edition)?;
        person_links::insert(conn, &network.person_link(referral.id, 0))?;
        let (question, answer) = (FeedbackQuestion::Met, FeedbackAnswer::Yes);
        feedback::count(conn, "2026-10", Situation::NeighbourNoise, question, answer)?;
        assertions::spend(conn, "demo-landlord", "00ff", at(1))?;
        colleagues::insert(conn, &network.colleague(0))?;
        kept_answers::insert(conn, &network.kept_answer(referral.id))?;
        links::spend(conn, Uuid::from_u128(1), assignment.id, at(1))
    });
}

fn rows(sandbox: &Sandbox, table: &str) -> usize {
    let count = sandbox.texts(&format!(
        "SELECT CAST(count(*) AS TEXT) AS value FROM {table}"
    ));
    count[0].parse().unwrap()
}

/// Tables, triggers, functions: whatever a migration may leave behind.
fn objects(sandbox: &Sandbox) -> Vec<String> {
    sandbox.texts(match sandbox.kind() {
        Backend::Sqlite => {
            "SELECT type || ' ' || name AS value FROM sqlite_master \
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' \
             ORDER BY 1"
        }
        Backend::Postgres => {
            "SELECT relkind::text || ' ' || relname AS value FROM pg_class \
             WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_\\_diesel%' \
             UNION ALL SELECT 'function ' || proname FROM pg_proc \
             WHERE pronamespace = 'public'::regnamespace \
             UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal \
             ORDER BY 1"
        }
    })
}

fn up_down_and_up_again(sandbox: &Sandbox) {
    assert_eq!(objects(sandbox), Vec::<String>::new());
    let pending = sandbox.pending_migrations().unwrap();
    assert!(!pending.is_empty());
    assert_eq!(sandbox.migrate().unwrap(), pending);
    assert_eq!(sandbox.pending_migrations().unwrap(), Vec::<String>::new());
    let first = objects(sandbox);
    fill(sandbox);
    for table in tables() {
        assert!(rows(sandbox, &table.name) > 0, "no row in {}", table.name);
    }
    sandbox.manage(migrate::undo_all).unwrap();
    assert_eq!(objects(sandbox), Vec::<String>::new());
    assert_eq!(sandbox.migrate().unwrap(), pending);
    assert_eq!(objects(sandbox), first);
    fill(sandbox);
}

#[test]
fn down_undoes_up_on_sqlite() {
    up_down_and_up_again(&Sandbox::empty_sqlite());
}

#[test]
fn down_undoes_up_on_postgres() {
    up_down_and_up_again(&Sandbox::empty_postgres());
}

fn several_at_once(sandbox: &Sandbox) {
    const PROCESSES: usize = 4;
    let start = Barrier::new(PROCESSES);
    let expected = sandbox.pending_migrations().unwrap();
    let applied: Vec<Vec<String>> = thread::scope(|scope| {
        let processes: Vec<_> = (0..PROCESSES)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    sandbox.again().migrate().unwrap()
                })
            })
            .collect();
        processes
            .into_iter()
            .map(|process| process.join().unwrap())
            .collect()
    });
    assert_eq!(applied.concat(), expected);
    fill(sandbox);
}

#[test]
fn several_processes_migrate_sqlite_at_once() {
    several_at_once(&Sandbox::empty_sqlite());
}

#[test]
fn several_processes_migrate_postgres_at_once() {
    several_at_once(&Sandbox::empty_postgres());
}

#[test]
fn several_processes_make_the_file_at_once() {
    let directory = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", directory.path().join("p.sqlite3").display());
    let start = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                start.wait();
                let store = crate::Store::open(&crate::StoreOptions::new(&url)).unwrap();
                store.migrate().unwrap();
            });
        }
    });
}

on_both! {
    fn an_older_service_refuses_a_newer_schema(sandbox) {
        sandbox
            .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')")
            .unwrap();
        let refusals = [
            sandbox.migrate().unwrap_err(),
            sandbox.pending_migrations().unwrap_err(),
            crate::Store::open(&sandbox.options).unwrap_err(),
        ];
        for refused in refusals {
            assert!(
                matches!(&refused, StoreError::SchemaNewer { version } if version == "9999"),
                "{refused}"
            );
        }
    }

    fn a_migration_that_fails_leaves_nothing(sandbox) {
        // A table in the way of the first migration of an emptied database.
        sandbox.manage(migrate::undo_all).unwrap();
        sandbox.execute("CREATE TABLE outbox (id INTEGER)").unwrap();
        let before = objects(sandbox);
        let failed = sandbox.migrate().unwrap_err();
        assert!(matches!(failed, StoreError::Migration(_)), "{failed}");
        assert_eq!(objects(sandbox), before);
        sandbox.execute("DROP TABLE outbox").unwrap();
        sandbox.migrate().unwrap();
    }
}
