//! Mails that come back: a dead mailbox moves the case on, and the coordinators learn of it.

use std::path::{Path, PathBuf};

use passerelle_tests::smtp::{Security, Sink};
use passerelle_tests::{Client, Service, World, both_databases, wait_for};
use serde_json::Value;

use crate::cases;
use crate::lifecycle::{kinds, mail_address};
use crate::mails::settled;
use crate::network::{address, assignment};

const WARNING: &str = "les messages à un partenaire reviennent";

both_databases! {
    fn a_report_of_a_dead_mailbox_asks_the_next_partner(world in World) {
        let story = Story::begin(world);
        let ccas = mail_address(&story.mediation, "p-ccas");
        let asked = story.sink.message_to(&ccas);
        let (id, _) = asked.mail.id.split_once('@').unwrap();
        assert_eq!(asked.envelope_from, format!("bounces+{id}@example.org"));
        story.report(&asked.mail.id, "failed", "5.1.1");

        let now = story.once(|now| assignment(now, "p-ccas")["status"] == "expired");
        assert_eq!(assignment(&now, "p-ccas")["delivery"], "bounced");
        assert_eq!(assignment(&now, "p-mds")["status"], "proposed");
        assert_eq!(now["status"], "routed");
        let kinds = kinds(&story.mediation, &story.sent);
        for kind in ["assignment.unreachable", "assignment.expired"] {
            assert_eq!(kinds.iter().filter(|one| *one == kind).count(), 1, "{kinds:?}");
        }
        let next = story.sink.message_to(&mail_address(&story.mediation, "p-mds"));
        assert!(next.mail.text.contains("/answer/"));
        let operator = mail_address(&story.mediation, "p-med");
        let warning = story.sink.message_to(&operator).mail;
        assert!(warning.subject.contains(WARNING), "{}", warning.subject);
        for part in [&warning.text, &warning.html] {
            assert!(part.contains("CCAS de Saint-Avenin"), "{part}");
        }
        // What was answered by the dead mailbox's link is not taken any more.
        let page = story.service.client().get(&asked.mail.link("/answer/")).text();
        assert!(!page.contains("name=\"answer\""), "{page}");

        // The same report once more, and another one by the address alone, are no news.
        story.report(&asked.mail.id, "failed", "5.1.1");
        story.report_to(&asked.envelope_from);
        story.all_seen();
        assert_eq!(settled(|| story.sink.received().len()), 3);
        let after = story.mediation.get(&address(&story.sent)).expect(200).json();
        assert_eq!(after["sequence"], now["sequence"]);
    }

    fn a_report_that_quotes_nothing_is_told_by_its_address(world in World) {
        let story = Story::begin(world);
        let asked = story.sink.message_to(&mail_address(&story.mediation, "p-ccas"));
        story.report_to(&asked.envelope_from);
        story.once(|now| assignment(now, "p-mds")["status"] == "proposed");
    }

    fn a_report_after_the_answer_warns_and_moves_nothing(world in World) {
        let story = Story::begin(world);
        let asked = story.sink.message_to(&mail_address(&story.mediation, "p-ccas"));
        story.service.client().post_form(&asked.mail.link("/answer/"), "answer=accept");
        let before = story.once(|now| assignment(now, "p-ccas")["status"] == "accepted");
        story.report(&asked.mail.id, "failed", "5.2.1");
        story.sink.message_to(&mail_address(&story.mediation, "p-med"));
        let after = story.mediation.get(&address(&story.sent)).expect(200).json();
        assert_eq!(assignment(&after, "p-ccas")["delivery"], "answered");
        assert_eq!(after["assignments"], before["assignments"]);
    }

    fn what_is_no_failure_of_ours_is_kept_and_moves_nothing(world in World) {
        let story = Story::begin(world);
        let asked = story.sink.message_to(&mail_address(&story.mediation, "p-ccas"));
        story.report(&asked.mail.id, "delayed", "4.4.1");
        story.report(&asked.mail.id.replace("127.0.0.1", "elsewhere.example.org"), "failed", "5.1.1");
        story.report("01a10ae5-e140-7325-856f-dd3d0c85cd81@127.0.0.1", "failed", "5.1.1");
        story.put("From: a@example.org\r\nSubject: Absence\r\n\r\nJe suis absent.\r\n");
        story.put("\0\u{fffd} no mail at all");
        story.all_seen();
        assert_eq!(std::fs::read_dir(story.maildir.join("cur")).unwrap().count(), 5);
        let now = story.mediation.get(&address(&story.sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "proposed");
        assert_eq!(assignment(&now, "p-ccas")["delivery"], "handed_over");
    }

    fn a_mailbox_that_the_server_refuses_asks_the_next_partner(mut world in World) {
        let sink = world.mails_to_server(Security::None);
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let ccas = mail_address(&mediation, "p-ccas");
        sink.misbehave(passerelle_tests::smtp::Fault::RefusesOne(ccas, 550));
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::food()).expect(201).json();
        let next = sink.message_to(&mail_address(&mediation, "p-mds"));
        assert!(next.mail.text.contains("/answer/"));
        sink.message_to(&mail_address(&mediation, "p-med"));
        let now = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["delivery"], "bounced");
        assert_eq!(assignment(&now, "p-ccas")["status"], "expired");
        assert_eq!(settled(|| sink.received().len()), 2);
    }
}

/// A case whose lead partner was asked by mail, and the mailbox to which that comes back.
struct Story {
    // Before the world, so that it ends before its mails are searched.
    service: Service,
    world: World,
    sink: Sink,
    maildir: PathBuf,
    mediation: Client,
    sent: Value,
    reports: std::cell::Cell<usize>,
}

impl Story {
    fn begin(mut world: World) -> Self {
        let sink = world.mails_to_server(Security::None);
        let maildir = world.dir().join("bounces");
        for folder in ["new", "cur", "tmp"] {
            std::fs::create_dir_all(maildir.join(folder)).unwrap();
        }
        world.set("PASSERELLE_BOUNCE_ADDRESS", "bounces@example.org");
        world.set("PASSERELLE_BOUNCE_MAILDIR", maildir.to_str().unwrap());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord
            .post("/v1/referrals", &cases::food())
            .expect(201)
            .json();
        Self {
            mediation: service.signed_in("demo-mediation"),
            service,
            world,
            sink,
            maildir,
            sent,
            reports: std::cell::Cell::new(0),
        }
    }

    /// The case, once it is so.
    #[track_caller]
    fn once(&self, so: impl Fn(&Value) -> bool) -> Value {
        wait_for("the case to move on", || {
            let now = self.mediation.get(&address(&self.sent)).expect(200).json();
            let there = now["assignments"].as_array().unwrap().len() > 1
                || assignment(&now, "p-ccas")["status"] != "proposed";
            (there && so(&now)).then_some(now)
        })
    }

    /// What a mail server writes when it could not deliver the message of this id.
    fn report(&self, id: &str, what: &str, status: &str) {
        let quoted = format!("Message-ID: <{id}>\r\nSubject: Passerelle\r\n");
        self.put(&report("passerelle@localhost", what, status, &quoted));
    }

    /// The same, of one that does not quote the message.
    fn report_to(&self, address: &str) {
        self.put(&report(
            address,
            "failed",
            "5.1.1",
            "Subject: Passerelle\r\n",
        ));
    }

    /// Delivers a mail as a mail server does: written aside, then moved into place.
    fn put(&self, mail: &str) {
        let number = self.reports.get() + 1;
        self.reports.set(number);
        let name = format!("{number:04}.mx.example.org");
        let aside = self.maildir.join("tmp").join(&name);
        std::fs::write(&aside, mail).unwrap();
        std::fs::rename(aside, self.maildir.join("new").join(name)).unwrap();
    }

    /// Waits until every mail was looked at.
    fn all_seen(&self) {
        let new = self.maildir.join("new");
        wait_for("the mailbox to be read", || is_empty(&new).then_some(()));
        assert!(self.world.mails().is_empty());
    }
}

fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).unwrap().next().is_none()
}

fn report(to: &str, what: &str, status: &str, quoted: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.org\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system at mx.example.org.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; somebody@example.org\r\nAction: {what}\r\nStatus: {status}\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\n{quoted}\r\n--b--\r\n"
    )
}
