//! The mails that leave: what they say, what they must not say, and by which way they go.

use jiff::SignedDuration;
use passerelle_tests::mail::Mail;
use passerelle_tests::smtp::{Fault, Security};
use passerelle_tests::{Backend, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::lifecycle::mail_address;
use crate::network::{address, assignment};

both_databases! {
    fn the_lead_partner_is_asked_without_a_word_about_the_people(world in World) {
        let (service, sent) = sent(&world);
        let mediation = service.signed_in("demo-mediation");
        let mail = world.mail_to(&mail_address(&mediation, "p-med"), |_| true);
        let reference = sent["reference"].as_str().unwrap();
        assert_eq!(mail.subject, format!("Passerelle : une orientation attend votre réponse ({reference})"));
        for part in [&mail.text, &mail.html] {
            for fact in ["Bruits de voisinage", "Saint-Avenin-sur-Odre", "jeudi 8 octobre 2026", reference, "/answer/"] {
                assert!(part.contains(fact), "{fact} is missing:\n{part}");
            }
        }
        assert!(mail.html.contains("<html lang=\"fr\">"));
        let decoded = [&mail.subject, &mail.text, &mail.html, &mail.raw].map(String::as_str).concat();
        for private in ["Rivefictive", "Dessusfictif", "+3363998", "odette", "musique", "locataire", "QN00001M", "BAIL-2026"] {
            assert!(!decoded.contains(private), "{private} stands in the mail:\n{decoded}");
        }
        for header in ["Auto-Submitted: auto-generated", "Content-Language: fr", "Message-ID: <", "multipart/alternative"] {
            assert!(mail.raw.contains(header), "{header} is missing:\n{}", mail.raw);
        }
        let seen = passerelle_tests::wait_for("the delivery", || {
            let now = mediation.get(&address(&sent)).expect(200).json();
            (assignment(&now, "p-med")["delivery"] == "handed_over").then_some(now)
        });
        assert_eq!(assignment(&seen, "p-med")["status"], "proposed", "a mail handed over is not a partner that knows");
    }

    fn all_mails_on_one_assignment_are_one_thread(world in World) {
        let (service, sent) = sent(&world);
        let lead = mail_address(&service.signed_in("demo-mediation"), "p-med");
        let first = world.mail_to(&lead, |_| true);
        let begins = |mail: &Mail| !mail.raw.contains("In-Reply-To:") && !mail.raw.contains("References:");
        assert!(begins(&first), "{}", first.raw);
        world.clock.step(SignedDuration::from_mins(1));
        let renew = format!("{}/renew", first.link("/answer/"));
        service.client().post_form(&renew, "").expect(200);
        world.mail_to(&lead, |mail| mail.subject.contains("nouveau lien"));
        world.clock.set(assignment(&sent, "p-med")["answer_due_at"].as_str().unwrap());
        world.mail_to(&lead, |mail| mail.subject.contains("plus sollicitée"));
        let mails = world.mails().into_iter().filter(|mail| mail.to == [lead.clone()]);
        let (begun, go_on): (Vec<Mail>, Vec<Mail>) = mails.partition(begins);
        assert_eq!(begun.len(), 1, "one mail begins the thread");
        assert!(go_on.len() >= 2);
        for mail in go_on {
            for header in ["In-Reply-To", "References"] {
                let expected = format!("{header}: <{}>", first.id);
                assert!(mail.raw.contains(&expected), "{expected} is missing:\n{}", mail.raw);
            }
        }
    }

    fn whoever_is_only_informed_gets_no_link_to_answer_by(world in World) {
        let world = world.at(cases::A04_AT);
        world.knows(&cases::a04());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        mediation.post("/v1/referrals", &cases::a04()).expect(201);
        let asked = world.mail_to(&mail_address(&mediation, "p-crip"), |_| true);
        assert!(asked.text.contains("/answer/"));
        let informed = world.mail_to(&mail_address(&mediation, "p-prev"), |_| true);
        assert!(informed.subject.contains("pour information"), "{}", informed.subject);
        for part in [&informed.text, &informed.html] {
            assert!(!part.contains("/answer/") && !part.contains("Lunefictif"), "{part}");
        }
    }

    fn mails_go_to_an_smtp_server_in_the_clear(world in World) {
        deliver(world, Security::None);
    }

    fn mails_go_to_an_smtp_server_with_starttls(world in World) {
        deliver(world, Security::StartTls);
    }

    fn mails_go_to_an_smtp_server_with_tls(world in World) {
        deliver(world, Security::Tls);
    }

    fn a_server_that_says_later_is_asked_again_later(mut world in World) {
        let sink = world.mails_to_server(Security::None);
        sink.misbehave(Fault::Refuses(451));
        let (service, sent) = sent(&world);
        let lead = mail_address(&service.signed_in("demo-mediation"), "p-med");
        passerelle_tests::wait_for("a refusal", || (sink.faults() > 0).then_some(()));
        // The clock stands still, so nobody tries again.
        let refusals = settled(|| sink.faults());
        sink.behave();
        assert_eq!(settled(|| sink.received().len()), 0);
        world.clock.step(SignedDuration::from_mins(2));
        let received = sink.message_to(&lead);
        assert!(received.mail.subject.contains(sent["reference"].as_str().unwrap()));
        assert_eq!(sink.faults(), refusals);
        assert_eq!(settled(|| sink.received().iter().filter(|one| one.envelope_to.contains(&lead)).count()), 1);
    }

    fn a_server_that_says_never_makes_the_mail_bounce(mut world in World) {
        let sink = world.mails_to_server(Security::None);
        sink.misbehave(Fault::Refuses(552));
        let (service, sent) = sent(&world);
        let mediation = service.signed_in("demo-mediation");
        passerelle_tests::wait_for("the bounce", || {
            let now = mediation.get(&address(&sent)).expect(200).json();
            (assignment(&now, "p-med")["delivery"] == "bounced").then_some(())
        });
        // Whoever looks for gaps in the network is told of the mailbox.
        let versions = mediation.get("/v1/rulesets?status=active").expect(200).json();
        let gaps = format!("/v1/rulesets/{}/gaps", versions["items"][0]["id"].as_str().unwrap());
        let gaps = mediation.get(&gaps).expect(200).json();
        let known = json!({"partner": "p-med", "code": "bounced"});
        assert!(gaps["unreachable"].as_array().unwrap().contains(&known), "{:#}", gaps["unreachable"]);
        let refusals = sink.faults();
        world.clock.step(SignedDuration::from_hours(2));
        assert_eq!(settled(|| sink.faults()), refusals, "a mail that is refused for good is not sent again");
    }

    fn a_certificate_that_nobody_vouches_for_gets_no_mail(mut world in World) {
        let sink = world.mails_to_server(Security::Tls);
        let (service, sent) = sent(&world);
        assert_eq!(settled(|| sink.received().len()), 0);
        let now = service.signed_in("demo-mediation").get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-med")["delivery"], "queued");
    }
}

/// What keeps every other story honest: a mail that says something private ends it.
#[test]
#[should_panic(expected = "mails of the story hold personal data")]
fn a_story_fails_when_a_mail_says_something_private() {
    let world = World::new(Backend::Sqlite);
    // Every mail names the commune.
    world.keeps_private("Saint-Avenin-sur-Odre");
    let (service, _) = sent(&world);
    let lead = mail_address(&service.signed_in("demo-mediation"), "p-med");
    world.mail_to(&lead, |_| true);
}

/// The same for mails that go by the wire.
#[test]
#[should_panic(expected = "mails of the story hold personal data")]
fn a_story_fails_when_a_mail_by_the_wire_says_something_private() {
    let mut world = World::new(Backend::Sqlite);
    let sink = world.mails_to_server(Security::None);
    world.keeps_private("Bruits de voisinage");
    let (service, _) = sent(&world);
    sink.message_to(&mail_address(&service.signed_in("demo-mediation"), "p-med"));
}

/// The value once it has stopped changing for three turns of the worker.
pub fn settled(mut look: impl FnMut() -> usize) -> usize {
    let mut last = look();
    let mut same = 0;
    while same < 3 {
        std::thread::sleep(std::time::Duration::from_secs(1));
        let now = look();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    last
}

fn sent(world: &World) -> (Service, Value) {
    world.clock.set(A01_AT);
    world.knows(&cases::a01());
    let service = world.serve();
    let sent = service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &cases::a01())
        .expect(201)
        .json();
    (service, sent)
}

fn deliver(mut world: World, security: Security) {
    let sink = world.mails_to_server(security);
    if security != Security::None {
        world.set(
            "PASSERELLE_SMTP_CA_FILE",
            sink.certificate().to_str().unwrap(),
        );
    }
    let (service, sent) = sent(&world);
    let lead = mail_address(&service.signed_in("demo-mediation"), "p-med");
    let received = sink.message_to(&lead);
    assert_eq!(received.encrypted, security != Security::None);
    assert_eq!(received.envelope_to, [lead.as_str()]);
    assert_eq!(received.mail.to, [lead]);
    assert!(
        received
            .mail
            .subject
            .contains(sent["reference"].as_str().unwrap()),
        "{}",
        received.mail.subject
    );
    assert!(
        received.mail.text.contains("Bruits de voisinage")
            && received.mail.html.contains("Bruits de voisinage")
    );
    // The link that came by the wire works.
    service
        .client()
        .get(&received.mail.link("/answer/"))
        .expect(200);
    assert!(
        world.mails().is_empty(),
        "with a mail server nothing is written to files"
    );
}
