//! The SMTP transport against a real server that misbehaves as told.

use std::{fs, path::Path};

use jiff::Timestamp;
use passerelle_domain::{EmailAddress, Lang};

use super::*;
use crate::{
    mail::{
        Mail,
        envelope::{Cover, Stationery},
    },
    testing::smtp_script::{Behaviour, SmtpScript},
};

fn id() -> MessageId {
    MessageId::new(Timestamp::UNIX_EPOCH, [7; 10])
}

fn message() -> Message {
    let stationery =
        Stationery::new("Passerelle <p@example.org>", None, "https://example.org").unwrap();
    let cover = Cover {
        id: id(),
        thread: None,
        to: &EmailAddress::parse("med@example.org").unwrap(),
        lang: Lang::Fr,
        at: Timestamp::UNIX_EPOCH,
        unsubscribe: None,
    };
    let mail = Mail {
        subject: "Passerelle".to_owned(),
        text: "Bonjour".to_owned(),
        html: "<p>Bonjour</p>".to_owned(),
    };
    stationery.seal(&cover, mail).unwrap()
}

fn settings(url: String, ca_file: Option<&Path>, mail_dir: &Path) -> MailSettings {
    MailSettings {
        mail_dir: mail_dir.to_owned(),
        smtp_url: Some(url),
        smtp_ca_file: ca_file.map(Path::to_owned),
        mail_from: "Passerelle <p@example.org>".to_owned(),
        bounce_address: None,
        bounce_maildir: None,
        answer_link_days: 14,
        public_url: "https://example.org".to_owned(),
    }
}

async fn send_to(url: String, ca_file: Option<&Path>) -> Result<(), Undelivered> {
    let transport = Transport::open(&settings(url, ca_file, Path::new("unused"))).unwrap();
    transport.send(id(), message()).await
}

#[tokio::test]
async fn a_message_arrives_whole() {
    let server = SmtpScript::start(Behaviour::Accept).await;
    send_to(server.url(), None).await.unwrap();
    let mails = server.received();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Message-ID: <"));
    assert!(mails[0].contains("To: med@example.org"));
}

#[tokio::test]
async fn answers_of_the_server_become_codes() {
    for (behaviour, expected) in [
        (
            Behaviour::AnswerRecipient(451),
            ("refused_for_now", Some(451), false),
        ),
        (
            Behaviour::AnswerRecipient(550),
            ("refused", Some(550), true),
        ),
        (
            Behaviour::AnswerData(452),
            ("refused_for_now", Some(452), false),
        ),
        (Behaviour::AnswerData(554), ("refused", Some(554), true)),
        (
            Behaviour::AnswerSender(530),
            ("sign_in_refused", Some(530), false),
        ),
        (
            Behaviour::HangUpOnData,
            ("conversation_broken", None, false),
        ),
        (Behaviour::Babble, ("conversation_broken", None, false)),
    ] {
        let server = SmtpScript::start(behaviour).await;
        let failure = send_to(server.url(), None).await.unwrap_err();
        let seen = (failure.code, failure.smtp_status, failure.permanent);
        assert_eq!(seen, expected, "{behaviour:?}");
        assert!(!failure.to_string().contains('@'));
    }
}

#[tokio::test]
async fn nobody_listening_is_temporary() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", free.local_addr().unwrap());
    drop(free);
    let failure = send_to(url, None).await.unwrap_err();
    assert_eq!(
        (failure.code, failure.permanent),
        ("connection_failed", false)
    );
}

#[tokio::test]
async fn starttls_and_tls_need_an_authority_that_is_trusted() {
    let directory = tempfile::tempdir().unwrap();
    let ca_file = directory.path().join("ca.pem");
    for (behaviour, form) in [
        (Behaviour::StartTls, "smtp://localhost:PORT?tls=required"),
        (Behaviour::Tls, "smtps://localhost:PORT"),
    ] {
        let server = SmtpScript::start(behaviour).await;
        fs::write(&ca_file, server.authority()).unwrap();
        let url = form.replace("PORT", &server.port().to_string());

        let failure = send_to(url.clone(), None).await.unwrap_err();
        assert!(!failure.permanent);
        assert!(server.received().is_empty(), "{behaviour:?}");

        send_to(url, Some(&ca_file)).await.unwrap();
        assert_eq!(server.received().len(), 1, "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_when_it_is_required() {
    let server = SmtpScript::start(Behaviour::Accept).await;
    let url = format!("{}?tls=required", server.url());
    let failure = send_to(url, None).await.unwrap_err();
    assert!(!failure.permanent);
    assert!(server.received().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_left_in_time() {
    let server = SmtpScript::start(Behaviour::Silence).await;
    let begin = tokio::time::Instant::now();
    let failure = send_to(server.url(), None).await.unwrap_err();
    assert_eq!((failure.code, failure.permanent), ("timeout", false));
    assert!(begin.elapsed() <= DELIVERY_LIMIT);
}

#[tokio::test]
async fn files_appear_whole_and_repeats_replace_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let mail_dir = directory.path().join("not/there/yet");
    let mut settings = settings(String::new(), None, &mail_dir);
    settings.smtp_url = None;
    let transport = Transport::open(&settings).unwrap();
    transport.send(id(), message()).await.unwrap();
    transport.send(id(), message()).await.unwrap();

    let names: Vec<_> = fs::read_dir(&mail_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".eml"))
        .collect();
    assert_eq!(names, [format!("{}.eml", id())]);
    let text = fs::read_to_string(mail_dir.join(&names[0])).unwrap();
    assert!(text.contains("Bonjour"));
    assert_eq!(fs::read_dir(mail_dir.join(".incoming")).unwrap().count(), 0);
}

#[test]
fn a_directory_that_cannot_be_made_names_the_setting() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut settings = settings(String::new(), None, &file.path().join("below"));
    settings.smtp_url = None;
    assert_eq!(
        Transport::open(&settings).err().unwrap().setting,
        "mail_dir"
    );
}
