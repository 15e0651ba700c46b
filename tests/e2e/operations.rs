//! What an operator does: start, stop, restart, migrate, load, and read what the program says.

use std::time::Duration;

use passerelle_tests::{Backend, World, both_databases};
use serde_json::json;

use crate::cases::{self, A01_AT};
use crate::network::{address, assignment, shipped_rules};

both_databases! {
    fn a_restart_keeps_what_was_stored(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let before = landlord.get(&address(&sent)).expect(200).json();
        // No chance to tidy up: what was answered with 201 is there all the same.
        service.kill();
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let after = landlord.get(&address(&sent)).expect(200).json();
        for part in ["id", "reference", "sequence", "decision", "parties", "narrative", "created_at"] {
            assert_eq!(after[part], before[part], "{part}");
        }
        assert_eq!(landlord.get("/v1/referrals").expect(200).json()["items"].as_array().unwrap().len(), 1);
    }

    fn sigterm_finishes_what_is_running_and_exits_with_zero(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let (status, took) = service.terminate();
        assert_eq!(status.code(), Some(0));
        assert!(took < Duration::from_secs(10), "it took {took:?} to stop");
        // Whatever the worker had not sent goes out after the next start, once.
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        passerelle_tests::wait_for("the mail", || {
            let now = mediation.get(&address(&sent)).expect(200).json();
            (assignment(&now, "p-med")["delivery"] == "handed_over").then_some(())
        });
        let asked = world.mails().iter().filter(|mail| mail.text.contains("/answer/")).count();
        assert_eq!(asked, 1);
    }

    fn a_request_that_is_under_way_is_answered_before_the_end(world in World) {
        use std::io::{Read, Write};
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let mut service = world.serve();
        let token = service.client().token("demo-landlord");
        let body = cases::a01().to_string();
        let (head, tail) = body.split_at(body.find("narrative").unwrap());
        let mut connection = std::net::TcpStream::connect(service.base().trim_start_matches("http://")).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let start = format!(
            "POST /v1/referrals HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{head}",
            body.len()
        );
        connection.write_all(start.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        service.signal("TERM");
        std::thread::sleep(Duration::from_millis(300));
        connection.write_all(tail.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        assert_eq!(service.wait().code(), Some(0));
        assert!(std::net::TcpStream::connect(service.base().trim_start_matches("http://")).is_err());
    }

    fn a_connection_waits_longer_for_the_next_request_than_its_caller_keeps_it(world in World) {
        use std::io::{BufRead, BufReader, Read, Write};
        let world = world.at(A01_AT);
        let service = world.serve();
        let connection = std::net::TcpStream::connect(service.base().trim_start_matches("http://")).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answers = BufReader::new(&connection);
        for pause in [0, 8] {
            std::thread::sleep(Duration::from_secs(pause));
            (&connection).write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let (mut first, mut length) = (String::new(), 0);
            answers.read_line(&mut first).unwrap();
            assert!(first.starts_with("HTTP/1.1 200"), "after {pause} s: {first:?}");
            loop {
                let mut line = String::new();
                answers.read_line(&mut line).unwrap();
                if line.trim().is_empty() {
                    break;
                }
                if let Some(given) = line.to_lowercase().strip_prefix("content-length:") {
                    length = given.trim().parse().unwrap();
                }
            }
            answers.read_exact(&mut vec![0; length]).unwrap();
        }
    }

    fn the_fictional_network_is_loaded_once(world in World) {
        let first = world.run(&["demo"]).ok();
        let second = world.run(&["demo"]).ok();
        assert_ne!(first, second, "the second time there is nothing to load, and it says so");
        let service = world.serve();
        let partners = service.signed_in("demo-ccas").get("/v1/partners?limit=200").expect(200).json();
        assert_eq!(partners["items"].as_array().unwrap().len(), 22);
        let told = service.log();
        for word in ["demo-landlord", "demo-school", "demo-mediation", "demo-ccas", "demo-secret", "/docs"] {
            assert!(told.contains(word), "{word} is not told at start:\n{told}");
        }
        assert!(told.contains(world.mail_dir().to_str().unwrap()), "where mails go is not told:\n{told}");
    }

    fn while_the_demo_clients_exist_only_the_loopback_is_listened_on(mut world in World) {
        world.run(&["demo"]).ok();
        for outside in ["0.0.0.0:0", "[::]:0"] {
            world.set("PASSERELLE_LISTEN", outside);
            let refused = world.run(&["serve"]);
            assert_eq!(refused.status.code(), Some(1), "{outside}: {}{}", refused.out, refused.err);
            assert!(refused.err.contains("demo") && refused.err.contains("127.0.0.1"), "{}", refused.err);
            assert!(!refused.out.contains("listening on"), "{}", refused.out);
        }
    }

    fn it_is_alive_and_ready(world in World) {
        let service = world.serve();
        service.client().get("/health/live").expect(200);
        service.client().get("/health/ready").expect(200);
    }
}

#[test]
fn an_empty_postgresql_database_is_migrated_at_start() {
    let world = World::without_schema(Backend::PostgreSql).at(A01_AT);
    world.knows(&cases::a01());
    let service = world.serve();
    service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &cases::a01())
        .expect(201);
    let again = world.run(&["migrate"]).ok();
    assert!(!again.is_empty(), "it says that there was nothing to do");
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let mut world = World::new(Backend::Sqlite);
    world.set(
        "PASSERELLE_DATABASE_URL",
        "postgres://someone:hunter2@127.0.0.1:9/nowhere",
    );
    let failed = world.run(&["serve"]);
    assert_eq!(failed.status.code(), Some(1));
    let said = failed.said();
    assert!(
        said.to_lowercase().contains("database") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn every_wrong_setting_is_named_at_once() {
    let mut world = World::new(Backend::Sqlite);
    world.set("PASSERELLE_LISTEN", "somewhere");
    world.set("PASSERELLE_SMTP_URL", "gopher://mail");
    world.set("PASSERELLE_ANSWER_LINK_DAYS", "soon");
    let failed = world.run(&["serve"]);
    assert!(!failed.status.success());
    for key in [
        "PASSERELLE_LISTEN",
        "PASSERELLE_SMTP_URL",
        "PASSERELLE_ANSWER_LINK_DAYS",
    ] {
        assert!(
            failed.err.contains(key),
            "{key} is not named:\n{}",
            failed.err
        );
    }
}

#[test]
fn every_sub_command_explains_itself() {
    let world = World::new(Backend::Sqlite);
    let help = world.run(&["--help"]).ok();
    for command in ["serve", "migrate", "demo", "rules", "openapi"] {
        assert!(help.contains(command), "{command} is missing:\n{help}");
        assert!(world.run(&[command, "--help"]).ok().contains("Usage"));
    }
    for command in ["check", "explain"] {
        assert!(
            world
                .run(&["rules", command, "--help"])
                .ok()
                .contains("Usage")
        );
    }
    assert!(!world.run(&["serv"]).status.success());
}

#[test]
fn a_decision_is_explained_to_a_person_and_to_a_machine() {
    let world = World::new(Backend::Sqlite).at(A01_AT);
    let rules = world.dir().join("rules.toml");
    std::fs::write(&rules, shipped_rules()).unwrap();
    let case = world.dir().join("case.json");
    // Handed in from outside the network, so that the landlord may be asked.
    std::fs::write(
        &case,
        cases::with(cases::a01(), "/referrer", json!(null)).to_string(),
    )
    .unwrap();
    let explain = |options: &[&str]| {
        let mut arguments = vec![
            "rules",
            "explain",
            rules.to_str().unwrap(),
            "--case",
            case.to_str().unwrap(),
        ];
        arguments.extend(options);
        world.run(&arguments).ok()
    };
    let person = explain(&[]);
    assert!(
        person.contains("R50") && person.contains("Passerelles Odre Médiation"),
        "{person}"
    );
    let machine: serde_json::Value = serde_json::from_str(&explain(&["--json"])).unwrap();
    let decision = if machine["decision"].is_object() {
        &machine["decision"]
    } else {
        &machine
    };
    assert_eq!(decision["rule"], "R50", "{machine:#}");
}

both_databases! {
    fn a_mail_leaves_although_nobody_looks_for_it(world in World) {
        let mut world = world.at(A01_AT);
        world.knows(&cases::a01());
        // The worker looks once an hour: it is told, or the mail stays.
        world.set("PASSERELLE_OUTBOX_LOOK_MS", "3600000");
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let mediation = service.signed_in("demo-mediation");
        passerelle_tests::wait_for("the mail", || {
            let now = mediation.get(&address(&sent)).expect(200).json();
            (assignment(&now, "p-med")["delivery"] == "handed_over").then_some(())
        });
    }
}

both_databases! {
    fn a_service_older_than_its_database_refuses_to_start(world in World) {
        world.run(&["migrate"]).ok();
        world.change("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
        for command in ["serve", "migrate", "demo"] {
            let refused = world.run(&[command]);
            assert_eq!(refused.status.code(), Some(1), "{}", refused.said());
            assert!(
                refused.err.contains("9999") && refused.err.contains("later version"),
                "{}",
                refused.err
            );
            assert!(!refused.out.contains("listening on"), "{}", refused.out);
        }
    }
}

#[test]
fn a_container_asks_whether_the_service_is_ready() {
    let world = World::new(Backend::Sqlite);
    let service = world.serve();
    let address = service.base().trim_start_matches("http://").to_owned();
    let ask = || {
        let mut command = world.command(&["ready"]);
        passerelle_tests::service::run(command.env("PASSERELLE_LISTEN", &address))
    };
    assert_eq!(ask().ok(), "ready\n");
    service.terminate();
    assert_eq!(ask().status.code(), Some(1));
}
