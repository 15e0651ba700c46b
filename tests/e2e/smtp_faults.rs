//! Mail servers that misbehave: whatever they do, a referral is taken with 201, nothing is lost, and nothing goes out
//! twice. The one exception is the one that SMTP cannot exclude, and it keeps its `Message-ID`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use passerelle_tests::smtp::{Fault, Security, Sink};
use passerelle_tests::{Client, Service, World, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::lifecycle::mail_address;
use crate::mails::settled;
use crate::network::{address, assignment};

both_databases! {
    fn a_server_that_is_down(world in World) {
        let sink = Sink::asleep(Security::None, world.dir());
        Post::of(world, sink).rides_out(Sink::wake);
    }

    fn a_server_that_is_slow(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        // Greeting, hello, sender, recipient, start and end of the content: three seconds a mail.
        sink.misbehave(Fault::Slow(Duration::from_millis(500)));
        let post = Post::of(world, sink);
        assert!(post.slowest < Duration::from_secs(3), "posting waited for the mail server: {:?}", post.slowest);
        post.arrives(1);
    }

    fn a_server_that_takes_connections_and_says_nothing(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::Silent);
        let post = Post::of(world, sink);
        wait_for("three connections", || (post.sink.faults() >= 3).then_some(()));
        assert_eq!(post.deliveries(), ["queued"; 3]);
        post.sink.behave();
        post.fails(1);
        post.world.clock.step(SignedDuration::from_mins(2));
        post.arrives(1);
    }

    fn a_server_that_greylists(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::Greylists);
        let post = Post::of(world, sink);
        wait_for("a refusal", || (post.sink.faults() > 0).then_some(()));
        post.world.clock.step(SignedDuration::from_mins(2));
        post.arrives(1);
    }

    fn a_server_that_says_later(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::Refuses(451));
        Post::of(world, sink).rides_out(|sink| sink.behave());
    }

    fn a_server_that_says_later_after_the_content(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::RefusesContent(452));
        Post::of(world, sink).rides_out(|sink| sink.behave());
    }

    fn a_server_that_cuts_before_the_end_of_the_content(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::CutsInContent);
        Post::of(world, sink).rides_out(|sink| sink.behave());
    }

    fn a_server_that_cuts_after_the_end_of_the_content(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::CutsAfterContent);
        let post = Post::of(world, sink);
        post.fails(1);
        assert_eq!(post.deliveries(), ["queued"; 3]);
        post.sink.behave();
        post.world.clock.step(SignedDuration::from_mins(2));
        post.arrives(2);
    }

    fn a_server_with_a_certificate_that_has_ended(world in World) {
        let sink = Sink::start(Security::Tls, world.dir());
        sink.certificate_until(2026, 10, 1);
        let post = Post::of(world, sink);
        post.rides_out(|sink| sink.certificate_until(2027, 10, 1));
    }

    fn a_server_that_asks_for_tls_with_a_certificate_that_has_ended(world in World) {
        let sink = Sink::start(Security::StartTls, world.dir());
        sink.certificate_until(2026, 10, 1);
        let post = Post::of(world, sink);
        post.rides_out(|sink| sink.certificate_until(2027, 10, 1));
    }

    fn a_server_that_says_never(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::Refuses(550));
        let post = Post::of(world, sink);
        post.bounces("triage");
        // Each partner was asked in turn, and each was found to have no mailbox.
        let mediation = post.service.signed_in("demo-mediation");
        for referral in &post.sent {
            let now = mediation.get(&address(referral)).expect(200).json();
            let unread = now["assignments"].as_array().unwrap();
            assert!(unread.iter().all(|held| held["delivery"] != "handed_over"), "{unread:?}");
        }
    }

    fn a_server_that_says_never_after_the_content(world in World) {
        let sink = Sink::start(Security::None, world.dir());
        sink.misbehave(Fault::RefusesContent(554));
        Post::of(world, sink).bounces("routed");
    }

    fn one_recipient_of_several_is_refused_for_good(world in World) {
        let (world, sink, service) = one_of_several(world, 550);
        let mediation = service.signed_in("demo-mediation");
        let sent = mediation.post("/v1/referrals", &cases::a04()).expect(201).json();
        sink.message_to(&mail_address(&mediation, "p-prev"));
        let now = delivered(&mediation, &sent, "p-crip", "bounced");
        assert_eq!(assignment(&now, "p-prev")["delivery"], "handed_over");
        let prev = mail_address(&mediation, "p-prev");
        sink.behave();
        world.clock.step(SignedDuration::from_hours(2));
        // The other mail warns the coordinators of the dead mailbox.
        assert_eq!(settled(|| sink.received().len()), 2);
        assert_eq!(sink.received().iter().filter(|one| one.is_to(&prev)).count(), 1);
    }

    fn one_recipient_of_several_is_refused_for_now(world in World) {
        let (world, sink, service) = one_of_several(world, 450);
        let mediation = service.signed_in("demo-mediation");
        let sent = mediation.post("/v1/referrals", &cases::a04()).expect(201).json();
        sink.message_to(&mail_address(&mediation, "p-prev"));
        let now = delivered(&mediation, &sent, "p-prev", "handed_over");
        assert_eq!(assignment(&now, "p-crip")["delivery"], "queued");
        sink.behave();
        world.clock.step(SignedDuration::from_mins(2));
        sink.message_to(&mail_address(&mediation, "p-crip"));
        delivered(&mediation, &sent, "p-crip", "handed_over");
        assert_eq!(settled(|| sink.received().len()), 2);
    }
}

/// Three referrals that were taken while the mail server misbehaved.
struct Post {
    world: World,
    sink: Sink,
    service: Service,
    mediation: Client,
    sent: Vec<Value>,
    /// The longest that one of them took to be taken.
    slowest: Duration,
}

impl Post {
    fn of(mut world: World, sink: Sink) -> Self {
        world.mails_to(&sink);
        if sink.url().contains("tls") || sink.url().starts_with("smtps") {
            world.set(
                "PASSERELLE_SMTP_CA_FILE",
                sink.certificate().to_str().unwrap(),
            );
        }
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mut slowest = Duration::ZERO;
        let sent = (1..=3)
            .map(|number| {
                let reference = json!(format!("BAIL-2026-1000{number}"));
                let case = cases::with(cases::a01(), "/external_reference", reference);
                let start = Instant::now();
                let sent = landlord.post("/v1/referrals", &case).expect(201).json();
                slowest = slowest.max(start.elapsed());
                sent
            })
            .collect();
        let mediation = service.signed_in("demo-mediation");
        Self {
            world,
            sink,
            service,
            mediation,
            sent,
            slowest,
        }
    }

    /// Fails for two rounds of the worker; once the server is mended, everything arrives once.
    fn rides_out(mut self, mend: impl FnOnce(&mut Sink)) {
        self.fails(1);
        assert_eq!(self.deliveries(), ["queued"; 3]);
        self.world.clock.step(SignedDuration::from_mins(2));
        self.fails(2);
        assert_eq!(self.deliveries(), ["queued"; 3]);
        assert!(self.sink.received().is_empty());
        mend(&mut self.sink);
        self.world.clock.step(SignedDuration::from_mins(2));
        self.arrives(1);
    }

    /// Waits until every mail was tried in vain so many times.
    fn fails(&self, times: usize) {
        let wanted = 3 * times;
        wait_for(&format!("{wanted} tries in vain"), || {
            (self.service.log().matches("it is tried again").count() >= wanted).then_some(())
        });
    }

    /// Every mail arrives so many times, and never again.
    #[track_caller]
    fn arrives(&self, times: usize) {
        for referral in &self.sent {
            delivered(&self.mediation, referral, "p-med", "handed_over");
        }
        self.world.clock.step(SignedDuration::from_hours(2));
        assert_eq!(settled(|| self.sink.received().len()), 3 * times);
        let mut by_id: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in self.sink.received() {
            let subject = message.mail.subject;
            by_id.entry(message.mail.id).or_default().push(subject);
        }
        assert_eq!(by_id.len(), 3, "{:?}", by_id.keys());
        for said in by_id.values() {
            assert_eq!(said.len(), times);
            assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
        }
        for referral in &self.sent {
            let reference = referral["reference"].as_str().unwrap();
            assert!(by_id.values().any(|said| said[0].contains(reference)));
        }
    }

    /// Every mail is given up at once, and the cases stand there.
    #[track_caller]
    fn bounces(&self, stand: &str) {
        for referral in &self.sent {
            delivered(&self.mediation, referral, "p-med", "bounced");
            wait_for(&format!("a case that is {stand}"), || {
                let now = self.mediation.get(&address(referral)).expect(200).json();
                (now["status"] == stand).then_some(())
            });
        }
        settled(|| self.sink.faults());
        let faults = self.sink.faults();
        self.sink.behave();
        self.world.clock.step(SignedDuration::from_hours(2));
        assert_eq!(settled(|| self.sink.received().len()), 0);
        assert_eq!(self.sink.faults(), faults);
    }

    /// How far the mails of the three got.
    fn deliveries(&self) -> Vec<String> {
        let delivery = |referral: &Value| {
            let now = self.mediation.get(&address(referral)).expect(200).json();
            let delivery = &assignment(&now, "p-med")["delivery"];
            delivery.as_str().unwrap().to_owned()
        };
        self.sent.iter().map(delivery).collect()
    }
}

/// Waits until the delivery to this partner has come that far; the referral as it is then.
#[track_caller]
fn delivered(client: &Client, referral: &Value, partner: &str, delivery: &str) -> Value {
    wait_for(&format!("{delivery} to {partner}"), || {
        let now = client.get(&address(referral)).expect(200).json();
        (assignment(&now, partner)["delivery"] == delivery).then_some(now)
    })
}

/// A server that refuses the lead of a case with this status, and takes the mail to the partner that is informed.
fn one_of_several(mut world: World, status: u16) -> (World, Sink, Service) {
    let sink = world.mails_to_server(Security::None);
    let world = world.at(cases::A04_AT);
    world.knows(&cases::a04());
    let service = world.serve();
    let lead = mail_address(&service.signed_in("demo-mediation"), "p-crip");
    sink.misbehave(Fault::RefusesOne(lead, status));
    (world, sink, service)
}
