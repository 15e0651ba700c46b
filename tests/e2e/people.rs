//! The people of a partner: each is told in their language and as often as they want, and what nobody would hear of
//! is told all the same.

use jiff::SignedDuration;
use passerelle_tests::browser::Browser;
use passerelle_tests::mail::Mail;
use passerelle_tests::smtp::{Fault, Security};
use passerelle_tests::{Client, Service, World, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases;
use crate::lifecycle::mail_address;
use crate::network::{address, assignment, id, instant};
use crate::time::let_the_clock_be_looked_at;

const QUESTION: &str = "une orientation attend votre réponse";
const DIGEST: &str = "récapitulatif";

both_databases! {
    fn each_of_them_is_told_in_their_language_in_place_of_the_mailbox(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        world.knows(&cases::food());
        let service = world.serve();
        let people = people_of(&service, "p-ccas");
        enter(&service, &people, "bureau1@ccas.example.org", "fr", "each").expect(201);
        enter(&service, &people, "desk2@ccas.example.org", "en", "each").expect(201);
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::food()).expect(201).json();
        let french = world.mail_to("bureau1@ccas.example.org", |mail| mail.subject.contains(QUESTION));
        let english = world.mail_to("desk2@ccas.example.org", |mail| mail.subject.contains("awaits your answer"));
        assert_ne!(french.link("/answer/"), english.link("/answer/"));
        assert_ne!(french.id, english.id);
        let mailbox = mail_address(&service.signed_in("demo-mediation"), "p-ccas");
        assert_eq!(to(&world, &mailbox).len(), 0);
        // Either of them answers; the link of the other then shows how things stand.
        service.client().post_form(&english.link("/answer/"), "answer=accept");
        let page = service.client().get(&french.link("/answer/")).text();
        assert!(!page.contains("value=\"accept\""), "{page}");
        let now = service.signed_in("demo-mediation").get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "accepted");
    }

    fn they_are_looked_after_by_their_organisation_and_by_nobody_else(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        let service = world.serve();
        let people = people_of(&service, "p-bail");
        let landlord = service.signed_in("demo-landlord");
        let first = landlord.post(&people, &json!({"name": "Loge A", "email": "loge-a@example.org"})).expect(201);
        let (entry, tag) = (first.header("location").to_owned(), first.header("etag").to_owned());
        let read = landlord.get(&entry).expect(200);
        assert_eq!(read.header("etag"), tag);
        let first = first.json();
        assert_eq!(read.json(), first);
        assert_eq!((&first["language"], &first["preference"], &first["reachable"]), (&json!("fr"), &json!("each"), &json!(true)));
        landlord.post(&people, &json!({"name": "Loge B", "email": "loge-a@example.org"})).problem(422, "invalid-request");
        let faulty = landlord.post(&people, &json!({"name": "\u{7}", "email": "nobody", "preference": "never"}));
        assert_eq!(faulty.problem(422, "invalid-request")["errors"].as_array().unwrap().len(), 2);
        let change = |client: &Client, body: &Value| client.send("PATCH", &entry, "application/json", body.to_string().as_bytes());
        let daily = json!({"preference": "daily_digest"});
        change(&landlord, &daily).problem(428, "precondition-required");
        let changed = change(&landlord.with("if-match", &tag), &daily).expect(200);
        assert_eq!(changed.json()["preference"], "daily_digest");
        change(&landlord.with("if-match", &tag), &daily).problem(412, "precondition-failed");
        // Others see nothing of it: neither another organisation, nor a client without the scope.
        let asked = json!({"organisation": id(&landlord, "p-lycee"), "name": "x", "scopes": ["clients:manage", "referrals:read"]});
        let made = service.signed_in("demo-mediation").post("/v1/clients", &asked).expect(201).json();
        let (name, secret) = (made["client"]["id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
        let token = service.client().ask_token(name, secret, "grant_type=client_credentials").json();
        let school = service.client().bearing(token["access_token"].as_str().unwrap());
        school.get(&people).problem(404, "not-found");
        school.get(&entry).problem(404, "not-found");
        school.post(&people, &json!({"name": "x", "email": "x@example.org"})).problem(404, "not-found");
        let any = school.with("if-match", "*");
        change(&any, &daily).problem(404, "not-found");
        any.bare("DELETE", &entry).problem(404, "not-found");
        service.signed_in("demo-ccas").get(&people).problem(403, "forbidden");
        service.client().get(&people).problem(401, "unauthorized");
        // The entry of one partner is not that of another.
        let elsewhere = entry.replace(&id(&landlord, "p-bail"), &id(&landlord, "p-med"));
        service.signed_in("demo-mediation").with("if-match", "*").bare("DELETE", &elsewhere).problem(404, "not-found");
        let coordinator = service.signed_in("demo-mediation");
        assert_eq!(coordinator.get(&people).expect(200).json()["items"].as_array().unwrap().len(), 1);
        landlord.with("if-match", changed.header("etag")).bare("DELETE", &entry).expect(204);
        assert_eq!(landlord.get(&people).expect(200).json()["items"], json!([]));
        assert_eq!(world.query("SELECT name || '' AS line FROM colleagues"), [""; 0]);
    }

    fn a_digest_gathers_the_day_and_ends_by_one_click(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        let service = world.serve();
        let people = people_of(&service, "p-ccas");
        let entry = enter(&service, &people, "accueil@ccas.example.org", "fr", "daily_digest").expect(201);
        let entry = entry.header("location").to_owned();
        let landlord = service.signed_in("demo-landlord");
        let sent: Vec<Value> = (0..3).map(|number| food(&world, &landlord, number)).collect();
        let ccas = service.signed_in("demo-ccas");
        // One is answered before the morning: there is no point in asking any more.
        let answered = format!("{}/assignments/{}/accept", address(&sent[1]), assignment(&sent[1], "p-ccas")["id"].as_str().unwrap());
        ccas.post(&answered, &json!({})).expect(200);
        let_the_clock_be_looked_at();
        assert_eq!(world.mails().len(), 0);
        world.clock.set("2026-10-06T07:59:59+02:00");
        let_the_clock_be_looked_at();
        assert_eq!(world.mails().len(), 0, "a second early");
        world.clock.set("2026-10-06T08:00:00+02:00");
        let digest = world.mail_to("accueil@ccas.example.org", |mail| mail.subject.contains(DIGEST));
        for (number, case) in sent.iter().enumerate() {
            let reference = case["reference"].as_str().unwrap();
            assert_eq!(digest.text.contains(reference), number != 1, "{}", digest.text);
            assert_eq!(digest.html.contains(reference), number != 1);
        }
        assert_eq!(digest.text.matches("/answer/").count(), 2);
        let_the_clock_be_looked_at();
        assert_eq!(world.mails().len(), 1);
        let mediation = service.signed_in("demo-mediation");
        let delivery = |case: &Value| assignment(&mediation.get(&address(case)).expect(200).json(), "p-ccas")["delivery"].clone();
        assert_eq!([delivery(&sent[0]), delivery(&sent[1]), delivery(&sent[2])], ["handed_over", "answered", "handed_over"]);
        // Its links answer, each for one case.
        service.client().post_form(&digest.link("/answer/"), "answer=accept");
        let taken = sent.iter().filter(|case| delivery(case) == "answered").count();
        assert_eq!(taken, 2);

        // What a mail program sends, by the address that the header gives; a scanner that only looks changes nothing.
        let header = |name: &str| {
            let unfolded = digest.raw.replace("\r\n ", "");
            let line = unfolded.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}")).to_owned();
            line.split_once(": ").unwrap().1.trim_matches(['<', '>']).to_owned()
        };
        assert_eq!(header("List-Unsubscribe-Post:"), "List-Unsubscribe=One-Click");
        let leave = header("List-Unsubscribe:");
        assert_eq!(leave, digest.link("/preferences/"));
        let preference = || coordinator(&service).get(&people).expect(200).json()["items"][0]["preference"].clone();
        let path = leave.strip_prefix(service.base()).unwrap();
        assert_eq!(service.client().get(path).expect(200).header("cache-control"), "no-store");
        service.client().bare("HEAD", path).expect(200);
        assert_eq!(preference(), "daily_digest");
        service.client().get(&path[..path.len() - 1]).expect(404);
        service.client().with("sec-fetch-site", "cross-site").post_form(path, "preference=each").expect(422);
        service.client().post_form(path, "preference=never").expect(422);
        service.client().post_form(path, "").expect(422);
        assert_eq!(preference(), "daily_digest");
        service.client().post_form(path, "List-Unsubscribe=One-Click").expect(200);
        assert_eq!(preference(), "urgent_only");
        // Nobody else is there: the partner's mailbox is told again.
        let next = food(&world, &service.signed_in("demo-landlord"), 4);
        let mailbox = mail_address(&coordinator(&service), "p-ccas");
        world.mail_to(&mailbox, |mail| mail.subject.contains(next["reference"].as_str().unwrap()));
        coordinator(&service).with("if-match", "*").bare("DELETE", &entry).expect(204);
        service.client().get(path).expect(404);
        service.client().post_form(path, "List-Unsubscribe=One-Click").expect(404);
    }

    fn what_is_urgent_waits_for_no_digest(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        let service = world.serve();
        let urgent = cases::with(cases::food(), "/situation", json!("homelessness"));
        world.knows(&urgent);
        let preview = service.signed_in("demo-landlord").post("/v1/routing/preview", &urgent).expect(200).json();
        assert_eq!(preview["priority"], "P1");
        let lead = preview["decision"]["lead"]["partner"]["code"].as_str().unwrap().to_owned();
        let people = people_of(&service, &lead);
        enter(&service, &people, "jour@example.org", "fr", "daily_digest").expect(201);
        enter(&service, &people, "urgences@example.org", "fr", "urgent_only").expect(201);
        service.signed_in("demo-landlord").post("/v1/referrals", &urgent).expect(201);
        for reader in ["jour@example.org", "urgences@example.org"] {
            world.mail_to(reader, |mail| mail.subject.contains(QUESTION));
        }
    }

    fn a_case_stands_once_in_a_digest_and_again_in_the_next_while_it_waits(world in World) {
        let world = world.at("2026-10-09T09:10:00+02:00");
        let service = world.serve();
        enter(&service, &people_of(&service, "p-ccas"), "accueil@ccas.example.org", "fr", "daily_digest").expect(201);
        let first = food(&world, &service.signed_in("demo-landlord"), 0);
        // Half of the time is over on a Sunday: question and reminder wait for the same morning.
        world.clock.set("2026-10-11T21:30:00+02:00");
        wait_for("the reminder", || (world.query("SELECT kind AS line FROM outbox WHERE kind = 'answer_reminder'").len() == 1).then_some(()));
        world.clock.set("2026-10-12T08:00:00+02:00");
        let first = first["reference"].as_str().unwrap();
        let monday = world.mail_to("accueil@ccas.example.org", |mail| mail.subject.contains(DIGEST));
        assert_eq!(monday.text.matches(first).count(), 1, "{}", monday.text);
        // What is new the day after comes first, then what still waits.
        let second = food(&world, &service.signed_in("demo-landlord"), 1);
        world.clock.set("2026-10-13T08:00:00+02:00");
        let second_reference = second["reference"].as_str().unwrap();
        let tuesday = world.mail_to("accueil@ccas.example.org", |mail| mail.text.contains(second_reference));
        assert_eq!(tuesday.text.matches(first).count(), 1, "{}", tuesday.text);
        assert!(tuesday.text.find(second_reference) < tuesday.text.find(first), "{}", tuesday.text);
        assert_eq!(tuesday.text.matches("/answer/").count(), 2);
        // Its links answer, each for one case; then nothing waits any more.
        let ccas = service.signed_in("demo-ccas");
        let accept = format!("{}/assignments/{}/accept", address(&second), assignment(&second, "p-ccas")["id"].as_str().unwrap());
        ccas.post(&accept, &json!({})).expect(200);
        let waiting = tuesday.text.lines().filter(|line| line.contains("/answer/")).nth(1).unwrap().trim();
        let path = waiting.strip_prefix(service.base()).unwrap();
        service.client().post_form(path, "answer=accept");
        let asked = service.signed_in("demo-mediation").get("/v1/referrals").expect(200).json();
        let states: Vec<Value> = asked["items"].as_array().unwrap().iter().map(|case| assignment(case, "p-ccas")["status"].clone()).collect();
        assert_eq!(states, ["accepted", "accepted"]);
    }

    fn what_a_digest_would_tell_too_late_is_told_at_once(world in World) {
        let world = world.at("2026-10-05T07:30:00+02:00");
        let service = world.serve();
        enter(&service, &people_of(&service, "p-ccas"), "accueil@ccas.example.org", "fr", "daily_digest").expect(201);
        let sent = food(&world, &service.signed_in("demo-landlord"), 0);
        let due = instant(&assignment(&sent, "p-ccas")["answer_due_at"]);
        let moment = world.clock.now() + due.duration_since(world.clock.now()) / 2;
        world.clock.set("2026-10-05T08:00:00+02:00");
        world.mail_to("accueil@ccas.example.org", |mail| mail.subject.contains(DIGEST));
        // The next digest would leave less than a day before the answer is due.
        let digest = instant(&json!("2026-10-07T08:00:00+02:00"));
        assert!(moment < digest && due.duration_since(digest) < SignedDuration::from_hours(24), "{due}");
        world.clock.set(&(moment + SignedDuration::from_secs(1)).to_string());
        world.mail_to("accueil@ccas.example.org", |mail| mail.subject.contains("rappel"));
    }

    fn what_waits_for_somebody_who_leaves_is_told_to_whoever_is_there(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        let service = world.serve();
        let people = people_of(&service, "p-ccas");
        let entered = |email: &str| {
            let entry = enter(&service, &people, email, "fr", "daily_digest").expect(201);
            entry.header("location").to_owned()
        };
        let gone = entered("parti@ccas.example.org");
        let quiet = entered("calme@ccas.example.org");
        let landlord = service.signed_in("demo-landlord");
        let case = food(&world, &landlord, 0);
        let any = service.signed_in("demo-mediation").with("if-match", "*");
        any.bare("DELETE", &gone).expect(204);
        let_the_clock_be_looked_at();
        assert_eq!(world.mails().len(), 0, "the other one has it in their digest");
        let urgent = json!({"preference": "urgent_only"}).to_string();
        any.send("PATCH", &quiet, "application/json", urgent.as_bytes()).expect(200);
        let mailbox = mail_address(&coordinator(&service), "p-ccas");
        let asked = world.mail_to(&mailbox, |mail| mail.subject.contains(QUESTION));
        assert!(asked.text.contains(case["reference"].as_str().unwrap()));
        world.clock.set("2026-10-06T08:00:01+02:00");
        let_the_clock_be_looked_at();
        assert_eq!(world.mails().len(), 1, "no digest any more");
        service.client().post_form(&asked.link("/answer/"), "answer=accept");
        let now = coordinator(&service).get(&address(&case)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "accepted");
    }

    fn reminders_of_one_moment_are_one_mail(world in World) {
        let world = world.at("2026-10-05T09:10:00+02:00");
        let (service, _other) = (world.serve(), world.serve());
        let landlord = service.signed_in("demo-landlord");
        let sent: Vec<Value> = (0..3).map(|number| food(&world, &landlord, number)).collect();
        let mailbox = mail_address(&service.signed_in("demo-mediation"), "p-ccas");
        wait_for("the questions", || (to(&world, &mailbox).len() == 3).then_some(()));
        let due = instant(&assignment(&sent[0], "p-ccas")["answer_due_at"]);
        let moment = world.clock.now() + due.duration_since(world.clock.now()) / 2;
        world.clock.set(&(moment + SignedDuration::from_secs(1)).to_string());
        world.mail_to(&mailbox, |mail| mail.subject.contains("rappel"));
        let_the_clock_be_looked_at();
        let reminders: Vec<Mail> = to(&world, &mailbox).into_iter().filter(|mail| mail.subject.contains("rappel")).collect();
        let told: String = reminders.iter().map(|mail| mail.text.as_str()).collect();
        for case in &sent {
            assert_eq!(told.matches(case["reference"].as_str().unwrap()).count(), 1, "{told}");
        }
        // Timers that are due at once are noted together, and mostly so are their mails.
        assert!(reminders.len() < 3, "{} mails", reminders.len());
    }

    fn a_dead_mailbox_of_one_of_them_moves_nothing_while_another_is_there(mut world in World) {
        let sink = world.mails_to_server(Security::None);
        let world = world.at("2026-10-05T09:10:00+02:00");
        let service = world.serve();
        let people = people_of(&service, "p-ccas");
        enter(&service, &people, "parti@ccas.example.org", "fr", "each").expect(201);
        enter(&service, &people, "calme@ccas.example.org", "fr", "urgent_only").expect(201);
        sink.misbehave(Fault::RefusesOne("parti@ccas.example.org".to_owned(), 550));
        let landlord = service.signed_in("demo-landlord");
        let first = food(&world, &landlord, 0);
        // The other one wants urgent messages only: the partner's mailbox is told, and the coordinators.
        let mailbox = mail_address(&service.signed_in("demo-mediation"), "p-ccas");
        sink.message_to(&mailbox);
        let operator = mail_address(&service.signed_in("demo-mediation"), "p-med");
        sink.message_to(&operator);
        let mediation = service.signed_in("demo-mediation");
        let now = mediation.get(&address(&first)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "proposed");
        let items = mediation.get(&people).expect(200).json()["items"].clone();
        for item in items.as_array().unwrap() {
            assert_eq!(item["reachable"], item["email"] != "parti@ccas.example.org", "{item}");
        }
        // From now on the lost one is not tried any more; then the mailbox dies as well.
        sink.misbehave(Fault::RefusesOne(mailbox, 550));
        let second = food(&world, &landlord, 1);
        sink.message_to("calme@ccas.example.org");
        let now = mediation.get(&address(&second)).expect(200).json();
        assert_eq!(assignment(&now, "p-ccas")["status"], "proposed");
        // And in the end there is nobody: the dead mailbox is taken out of the directory, and the last one leaves.
        let partner = people.strip_suffix("/people").unwrap();
        let change = mediation.with("if-match", "*").send("PATCH", partner, "application/json", br#"{"email": null}"#);
        change.expect(200);
        sink.misbehave(Fault::RefusesOne("calme@ccas.example.org".to_owned(), 550));
        let third = food(&world, &landlord, 2);
        wait_for("the next partner", || {
            let now = mediation.get(&address(&third)).expect(200).json();
            (assignment(&now, "p-ccas")["status"] == "expired").then_some(())
        });
    }
}

#[test]
fn a_coordinator_s_digest_names_the_partner_that_cannot_be_reached() {
    let mut world = World::new(passerelle_tests::Backend::Sqlite);
    let sink = world.mails_to_server(Security::None);
    let world = world.at("2026-10-05T09:10:00+02:00");
    let service = world.serve();
    let coordinators = people_of(&service, "p-med");
    enter(
        &service,
        &coordinators,
        "coordination@example.org",
        "fr",
        "daily_digest",
    )
    .expect(201);
    let mailbox = mail_address(&coordinator(&service), "p-ccas");
    let partner = people_of(&service, "p-ccas");
    let partner = partner.strip_suffix("/people").unwrap();
    let name = coordinator(&service).get(partner).expect(200).json()["name"].clone();
    sink.misbehave(Fault::RefusesOne(mailbox, 550));
    let case = food(&world, &service.signed_in("demo-landlord"), 0);
    wait_for("the next partner", || {
        let now = coordinator(&service)
            .get(&address(&case))
            .expect(200)
            .json();
        (assignment(&now, "p-ccas")["status"] == "expired").then_some(())
    });
    world.clock.set("2026-10-06T08:00:00+02:00");
    let digest = sink.message_to("coordination@example.org");
    assert!(
        digest.mail.text.contains(name.as_str().unwrap()),
        "{}",
        digest.mail.text
    );
}

#[test]
fn the_page_of_preferences_in_a_browser() {
    let world = World::new(passerelle_tests::Backend::Sqlite).at("2026-10-05T09:10:00+02:00");
    let service = world.serve();
    let people = people_of(&service, "p-ccas");
    enter(
        &service,
        &people,
        "accueil@ccas.example.org",
        "fr",
        "daily_digest",
    )
    .expect(201);
    food(&world, &service.signed_in("demo-landlord"), 0);
    world.clock.set("2026-10-06T08:00:00+02:00");
    let digest = world.mail_to("accueil@ccas.example.org", |mail| {
        mail.subject.contains(DIGEST)
    });
    let browser = Browser::start("fr");
    browser.open(&digest.link("/preferences/"));
    browser.shows("Mes messages");
    browser.picture("preferences");
    browser.click("#urgent_only");
    browser.click("button[type=submit]");
    browser.shows("Votre choix est enregistré.");
    let kept = coordinator(&service).get(&people).expect(200).json();
    assert_eq!(kept["items"][0]["preference"], "urgent_only");
}

fn coordinator(service: &Service) -> Client {
    service.signed_in("demo-mediation")
}

fn people_of(service: &Service, code: &str) -> String {
    let partner = id(&coordinator(service), code);
    format!("/v1/partners/{partner}/people")
}

fn enter(
    service: &Service,
    people: &str,
    email: &str,
    language: &str,
    preference: &str,
) -> passerelle_tests::Answer {
    let body = json!({
        "name": "Ada Bureaufictif", "email": email, "language": language, "preference": preference,
    });
    coordinator(service).post(people, &body)
}

/// Somebody who needs food, sent: the CCAS leads.
fn food(world: &World, landlord: &Client, number: usize) -> Value {
    let reference = format!("FOOD-{number}");
    let case = cases::with(cases::food(), "/external_reference", json!(reference));
    world.knows(&case);
    landlord.post("/v1/referrals", &case).expect(201).json()
}

fn to(world: &World, address: &str) -> Vec<Mail> {
    let mails = world.mails().into_iter();
    mails
        .filter(|mail| mail.to.iter().any(|to| to == address))
        .collect()
}
