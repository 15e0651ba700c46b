//! The harness itself: what the other stories lean on holds.

use std::process::Command;

use passerelle_tests::smtp::{Security, Sink};
use passerelle_tests::{Browser, Clock, postgres};

#[test]
fn starts_a_postgresql_cluster_of_its_own() {
    let (one, other) = (postgres::empty_database(), postgres::empty_database());
    postgres::query(&one, "CREATE TABLE mark (word text)");
    postgres::query(&one, "INSERT INTO mark VALUES ('ici')");
    assert_eq!(postgres::query(&one, "SELECT word FROM mark").trim(), "ici");
    assert_eq!(
        postgres::query(
            &other,
            "SELECT count(*) FROM pg_tables WHERE tablename = 'mark'"
        )
        .trim(),
        "0"
    );
}

#[test]
fn moves_the_clock_of_another_program() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::standing_at("2026-10-25T00:59:59Z", dir.path());
    let told = || {
        let output = Command::new("date")
            .args(["-u", "+%FT%TZ"])
            .envs(clock.environment())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(told(), "2026-10-25T00:59:59Z");
    clock.step(jiff::SignedDuration::from_secs(2));
    assert_eq!(told(), "2026-10-25T01:00:01Z");
}

#[test]
fn receives_mails_in_the_clear_with_starttls_and_with_tls() {
    for security in [Security::None, Security::StartTls, Security::Tls] {
        let dir = tempfile::tempdir().unwrap();
        let sink = Sink::start(security, dir.path());
        let letter = dir.path().join("letter");
        std::fs::write(
            &letter,
            "From: a@example.org\r\nTo: b@example.org\r\nSubject: Essai\r\n\r\nBonjour.\r\n..\r\n",
        )
        .unwrap();
        let mut curl = Command::new("curl");
        curl.args([
            "-sS",
            "--mail-from",
            "a@example.org",
            "--mail-rcpt",
            "b@example.org",
            "--upload-file",
        ])
        .arg(&letter);
        if security != Security::None {
            curl.arg("--ssl-reqd")
                .arg("--cacert")
                .arg(sink.certificate());
        }
        let output = curl
            .arg(sink.url().split('?').next().unwrap())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{security:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let received = sink.message_to("b@example.org");
        assert_eq!(received.encrypted, security != Security::None);
        assert_eq!(
            (received.mail.subject.as_str(), received.mail.text.trim()),
            ("Essai", "Bonjour.\r\n..")
        );
    }
}

#[test]
fn starts_a_browser_that_clicks_and_prefers_a_language() {
    let browser = Browser::start("fr");
    let page = "<title>Essai</title><p id=said></p><button onclick=\"said.textContent=navigator.language\">Dire</button>";
    browser.open(&format!("data:text/html;charset=utf-8,{page}"));
    assert_eq!(browser.title(), "Essai");
    browser.click("button");
    assert_eq!(browser.text().lines().next(), Some("fr"));
}
