//! The page behind the link of an e-mail, in a real browser and by hand.

use jiff::SignedDuration;
use passerelle_tests::mail::Mail;
use passerelle_tests::{Browser, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::lifecycle::{kinds, mail_address};
use crate::network::{action, address, assignment};

both_databases! {
    fn the_partner_accepts_in_french(world in World) {
        let (service, sent, mail) = asked(&world);
        let browser = Browser::start("fr");
        browser.open(&mail.link("/answer/"));
        browser.picture(&format!("answer-fr-{:?}", world.backend));
        assert_eq!(browser.attribute("html", "lang"), "fr");
        let page = browser.text();
        for fact in ["Bruits de voisinage", "Saint-Avenin-sur-Odre", "8 octobre 2026", sent["reference"].as_str().unwrap()] {
            assert!(page.contains(fact), "{fact} is missing:\n{page}");
        }
        assert_no_person(&page);
        assert_eq!(state(&service, &sent), "proposed");
        browser.click("input[value=accept] + button");
        browser.shows("Merci");
        browser.picture(&format!("accepted-fr-{:?}", world.backend));
        assert_eq!(state(&service, &sent), "accepted");
        assert!(kinds(&service.signed_in("demo-mediation"), &sent).contains(&"assignment.accepted".to_owned()));

        // The link has served: it says so kindly, and changes nothing any more.
        browser.open(&mail.link("/answer/"));
        browser.shows("Ce lien a déjà servi");
        browser.picture(&format!("used-fr-{:?}", world.backend));
        assert_eq!(browser.count("input[name=answer]"), 0);
    }

    fn the_partner_declines_in_english_with_a_coded_reason(world in World) {
        let (service, sent, mail) = asked(&world);
        let browser = Browser::start("en");
        browser.open(&format!("{}?lang=en", mail.link("/answer/")));
        browser.picture(&format!("answer-en-{:?}", world.backend));
        assert_eq!(browser.attribute("html", "lang"), "en");
        browser.shows("Neighbour noise");
        // Without a reason the page asks for one and keeps everything open.
        browser.click("form:has(input[value=decline]) button");
        browser.shows("Choose a reason.");
        browser.click("#reason-other");
        browser.click("form:has(input[value=decline]) button");
        browser.shows("Say in a few words");
        assert_eq!(state(&service, &sent), "proposed");
        browser.fill("#comment", "The team is merging with another one.");
        browser.click("form:has(input[value=decline]) button");
        browser.shows("Thank you for your answer");
        browser.picture(&format!("declined-en-{:?}", world.backend));
        assert_eq!(state(&service, &sent), "declined");
        let now = service.signed_in("demo-mediation").get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-conc")["status"], "proposed");
    }

    fn reading_changes_nothing_whoever_reads(world in World) {
        let (service, sent, mail) = asked(&world);
        let link = mail.link("/answer/");
        let scanner = service.client();
        for _ in 0..3 {
            let page = scanner.get(&link).expect(200);
            assert!(page.header("cache-control").contains("no-store"), "{:?}", page.headers);
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert!(page.header("content-security-policy").contains("default-src 'none'"));
            assert!(page.header("set-cookie").is_empty());
            assert_no_person(&page.text());
            scanner.bare("HEAD", &link).expect(200);
        }
        scanner.get(&format!("{link}?answer=accept")).expect(200);
        scanner.post_form(&link, "answer=perhaps").expect(422);
        scanner.with("origin", "https://elsewhere.example").post_form(&link, "answer=accept").expect(403);
        let now = service.signed_in("demo-mediation").get(&address(&sent)).expect(200).json();
        assert_eq!(now["sequence"], sent["sequence"]);
        assert_eq!(assignment(&now, "p-med")["status"], "proposed");
        scanner.post_form(&link, "answer=accept").expect(303);
        assert_eq!(state(&service, &sent), "accepted");
        // Once more, and by somebody who kept the page open: the first answer stands.
        scanner.post_form(&link, "answer=decline&reason=capacity").expect(410);
        assert_eq!(state(&service, &sent), "accepted");
    }

    fn an_expired_link_offers_a_new_one_by_mail_to_the_same_address(mut world in World) {
        world.set("PASSERELLE_ANSWER_LINK_DAYS", "1");
        let (service, sent, mail) = asked(&world);
        // The link holds for a day, the partner has three: it is still asked.
        world.clock.step(SignedDuration::from_hours(25));
        let link = mail.link("/answer/");
        assert!(service.client().get(&link).expect(410).text().contains("Ce lien a expiré"));
        service.client().post_form(&link, "answer=accept").expect(410);
        assert_eq!(state(&service, &sent), "proposed");
        let browser = Browser::start("fr");
        browser.open(&link);
        browser.picture(&format!("renew-fr-{:?}", world.backend));
        browser.click("form button");
        browser.shows("Un nouveau lien est en route");
        let address = mail.to[0].clone();
        let fresh = world.mail_to(&address, |other| other.subject.contains("nouveau lien"));
        assert_eq!(fresh.to, mail.to);
        let fresh_link = fresh.link("/answer/");
        assert_ne!(fresh_link, link);
        // Asked again at once, nothing more is sent.
        service.client().post_form(&format!("{link}/renew"), "").expect(429);
        service.client().post_form(&fresh_link, "answer=accept").expect(303);
        assert_eq!(state(&service, &sent), "accepted");
    }

    fn a_link_that_we_did_not_sign_opens_nothing(world in World) {
        let (service, sent, mail) = asked(&world);
        let link = mail.link("/answer/");
        let token = link.rsplit('/').next().unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let access = service.client().token("demo-mediation");
        for forged in ["x".to_owned(), token[..token.len() - 3].to_owned(), format!("{}.{}.", parts[0], parts[1]), access] {
            let address = format!("/answer/{forged}");
            service.client().get(&address).expect(404);
            service.client().post_form(&address, "answer=accept").expect(404);
            service.client().post_form(&format!("{address}/renew"), "").expect(404);
        }
        // Nor is an answer link a token for the API.
        service.client().bearing(token).get("/v1/referrals").problem(401, "unauthorized");
        assert_eq!(state(&service, &sent), "proposed");
        // The secret of a link is not written into the log.
        assert!(!service.log().contains(parts[2]), "a link stands in the log");
    }

    fn a_withdrawn_referral_asks_no_answer_any_more(world in World) {
        let (service, sent, mail) = asked(&world);
        let landlord = service.signed_in("demo-landlord");
        let withdrawn = landlord.post(&format!("{}/withdraw", address(&sent)), &json!({"reason": "no_longer_needed"}));
        assert_eq!(withdrawn.expect(200).json()["status"], "withdrawn");
        let page = service.client().get(&mail.link("/answer/")).expect(410);
        assert!(page.text().contains("plus attendue"), "{}", page.text());
        service.client().post_form(&mail.link("/answer/"), "answer=accept").expect(410);
        let mediation = service.signed_in("demo-mediation");
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).problem(409, "conflict");
        world.mail_to(&mail.to[0], |other| other.subject.contains("plus sollicitée"));
    }
}

/// A01 is sent, and its lead partner has its mail.
fn asked(world: &World) -> (Service, Value, Mail) {
    world.clock.set(A01_AT);
    world.knows(&cases::a01());
    let service = world.serve();
    let sent = service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &cases::a01())
        .expect(201)
        .json();
    let lead = mail_address(&service.signed_in("demo-mediation"), "p-med");
    let mail = world.mail_to(&lead, |mail| mail.text.contains("/answer/"));
    (service, sent, mail)
}

/// Where the lead's assignment stands.
fn state(service: &Service, sent: &Value) -> String {
    let now = service
        .signed_in("demo-mediation")
        .get(&address(sent))
        .expect(200)
        .json();
    assignment(&now, "p-med")["status"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[track_caller]
fn assert_no_person(text: &str) {
    for part in [
        "Rivefictive",
        "Dessusfictif",
        "99 8",
        "+336",
        "odette",
        "musique",
        "locataire",
    ] {
        assert!(!text.contains(part), "{part} stands in:\n{text}");
    }
}
