//! The page of the person concerned: from a sheet of paper, by mail, in a real browser, and in the wrong hands.

use passerelle_tests::{Browser, Client, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::lifecycle::kinds;
use crate::network::{address, assignment, id};

both_databases! {
    fn a_sheet_of_paper_opens_the_page_where_consent_is_taken_back(world in World) {
        world.clock.set(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let link = hand(&landlord, &sent, 0, "sheet").expect(201);
        assert_eq!(link.header("cache-control"), "no-store");
        let link = link.json();
        let (page, sheet) = (link["url"].as_str().unwrap(), link["sheet_url"].as_str().unwrap());
        let code = page.rsplit('/').next().unwrap();

        let browser = Browser::start("fr");
        browser.open(sheet);
        browser.shows("Suivre votre demande");
        assert_eq!(browser.count(".qr svg"), 1);
        browser.picture(&format!("sheet-fr-{:?}", world.backend));
        assert_nobody(&browser.text());

        // The code alone is enough, however it is typed.
        browser.open(&format!("{}/person", service.base()));
        browser.fill("#code", "7K3F");
        browser.click("form button");
        browser.shows("pas complet");
        browser.picture(&format!("code-fr-{:?}", world.backend));
        browser.open(&format!("{}/person", service.base()));
        browser.fill("#code", &code.to_lowercase().replace('-', " "));
        browser.click("form button");
        browser.shows("Votre demande");
        browser.shows("Passerelles Odre Médiation");
        browser.picture(&format!("person-fr-{:?}", world.backend));
        assert_nobody(&browser.text());
        browser.shows("Bruits de voisinage");

        // The contact: a fault is named at its field, and what is typed stays.
        browser.fill("#phone", "06 39");
        browser.click("form[action*=contact] button");
        browser.shows("Ce numéro n’est pas complet");
        browser.picture(&format!("person-fault-fr-{:?}", world.backend));
        assert_eq!(browser.attribute("#phone", "value"), "06 39");
        browser.fill("#phone", " 98 00 42");
        world.keeps_private("639980042");
        browser.click("form[action*=contact] button");
        browser.shows("Vos coordonnées sont enregistrées");
        let seen = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(seen["parties"][0]["contact"]["phone"], "+33639980042");
        assert_eq!(seen["parties"][0]["contact"]["email"], "odette.rivefictive@example.org");

        // Asked before it is done, and done at once: the partner is released, the next one asked.
        browser.click("a[href*='stop=']");
        browser.shows("Retirer votre accord pour Passerelles Odre Médiation");
        browser.picture(&format!("stop-fr-{:?}", world.backend));
        assert_eq!(assignment(&mediation.get(&address(&sent)).json(), "p-med")["status"], "proposed");
        browser.click("form button");
        browser.shows("C’est fait. Votre accord est retiré.");
        browser.shows("n’a plus accès à rien");
        browser.picture(&format!("stopped-fr-{:?}", world.backend));
        let now = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&now, "p-med")["status"], "cancelled");
        assert_eq!(assignment(&now, "p-conc")["status"], "proposed");

        // In English, by the person's choice on the page, all of it is stopped.
        browser.click("a.language");
        browser.shows("Your request");
        browser.click("a[href*='stop=all']");
        browser.shows("Take your agreement back from everybody?");
        browser.click("form button");
        browser.shows("The request is stopped");
        browser.picture(&format!("all-stopped-en-{:?}", world.backend));
        assert_eq!(mediation.get(&address(&sent)).json()["status"], "withdrawn");
        assert!(!service.log().contains(code), "the code stands in the log");
    }

    fn a_mail_carries_the_link_and_nothing_of_the_case(world in World) {
        world.clock.set(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let link = hand(&landlord, &sent, 0, "email").expect(201).json();
        assert_eq!((&link["url"], &link["sheet_url"]), (&Value::Null, &Value::Null));
        let mail = world.mail_to("odette.rivefictive@example.org", |mail| mail.text.contains("/person/"));
        for word in ["voisinage", "Saint-Avenin", "Rivefictive", "Dessusfictif", "médiateur"] {
            assert!(!mail.subject.contains(word) && !mail.text.contains(word), "{word}:\n{}", mail.text);
        }
        let page = mail.link("/person/");

        // A scanner opens it, as often as it likes.
        let scanner = service.client();
        let before = service.signed_in("demo-mediation").get(&address(&sent)).json()["sequence"].clone();
        for address in [page.clone(), format!("{page}/sheet"), format!("{page}?stop=all"), format!("{page}?stop=all&done=consent")] {
            let read = scanner.get(&address).expect(200);
            assert!(read.header("cache-control").contains("no-store"), "{:?}", read.headers);
            assert_eq!(read.header("referrer-policy"), "no-referrer");
            assert!(read.header("x-robots-tag").contains("noindex"));
            assert!(read.header("content-security-policy").contains("default-src 'none'"));
            assert!(read.header("set-cookie").is_empty());
            assert!(!read.text().contains("<script"));
            assert_nobody(&read.text());
            scanner.bare("HEAD", &address).expect(200);
        }
        for action in ["contact", "consent", "feedback"] {
            scanner.get(&format!("{page}/{action}")).expect(405);
            scanner.bare("HEAD", &format!("{page}/{action}")).expect(405);
        }
        scanner.post_form(&page, "partner=all").expect(405);
        let elsewhere = scanner.with("origin", "https://elsewhere.example");
        elsewhere.post_form(&format!("{page}/consent"), "partner=all").expect(403);
        elsewhere.post_form(&format!("{page}/contact"), "phone=0639980009").expect(403);
        // Altered, it opens nothing; somebody else's partner cannot be stopped with it.
        let altered = format!("{}{}", &page[..page.len() - 1], if page.ends_with('0') { "1" } else { "0" });
        for wrong in [altered.as_str(), "/person/x", "/person/0000-0000-0000-0000-0000"] {
            scanner.get(wrong).expect(404);
            scanner.post_form(&format!("{wrong}/consent"), "partner=all").expect(404);
        }
        let stranger = id(&service.signed_in("demo-mediation"), "p-fs");
        scanner.post_form(&format!("{page}/consent"), &format!("partner={stranger}")).expect(409);
        for odd in ["partner=", "partner=everybody", "nothing=1", ""] {
            scanner.post_form(&format!("{page}/consent"), odd).expect(409);
        }
        scanner.post_form(&format!("{page}/contact"), &format!("phone={}", "9".repeat(10_000))).expect(413);
        scanner.post_form(&format!("{page}/feedback"), "listened=yes&met=no&better=no").expect(409);
        let after = service.signed_in("demo-mediation").get(&address(&sent)).json()["sequence"].clone();
        assert_eq!(before, after, "nothing of this changed anything");
        // Used twice: the second time says so kindly.
        scanner.post_form(&format!("{page}/consent"), "partner=all").expect(303);
        scanner.post_form(&format!("{page}/consent"), "partner=all").expect(409);
        // Expired: it explains and offers what helps.
        world.clock.step(jiff::SignedDuration::from_hours(200 * 24));
        let old = scanner.get(&page).expect(410).text();
        assert!(old.contains("plus valable") && old.contains("équipe de médiation"), "{old}");
        scanner.post_form(&format!("{page}/contact"), "phone=0639980009").expect(410);
    }

    fn three_questions_are_answered_when_it_is_over(world in World) {
        world.clock.set(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        let link = hand(&mediation, &sent, 0, "sheet").expect(201).json();
        let page = link["url"].as_str().unwrap();
        mediation.post(&format!("{}/close", address(&sent)), &json!({"outcome": "agreement"})).expect(200);
        let browser = Browser::start("fr");
        browser.open(page);
        browser.shows("Comment cela s’est-il passé");
        browser.picture(&format!("questions-fr-{:?}", world.backend));
        browser.click("form[action*=feedback] button");
        browser.shows("Répondez aux trois questions");
        for answer in ["#listened-yes", "#met-partly", "#better-rather_not_say"] {
            browser.click(answer);
        }
        browser.click("form[action*=feedback] button");
        browser.shows("Merci de vos réponses");
        browser.picture(&format!("answered-fr-{:?}", world.backend));
        assert_eq!(browser.count("form[action*=feedback]"), 0);
        service.client().post_form(&format!("{page}/feedback"), "listened=no&met=no&better=no").expect(409);
        let figures = mediation.get("/v1/statistics/feedback").expect(200);
        assert_eq!(figures.json()["items"][0]["total"]["shown"], "< 5");
        landlord.get("/v1/statistics/feedback").problem(403, "forbidden");
        mediation.get("/v1/statistics/feedback?since=2026-13").problem(422, "invalid-request");
        assert!(!kinds(&mediation, &sent).iter().any(|kind| kind.contains("feedback")));
    }

    fn who_may_hand_out_a_link_and_for_whom(world in World) {
        world.clock.set(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        for stranger in ["demo-ccas", "demo-school"] {
            hand(&service.signed_in(stranger), &sent, 0, "sheet").problem(404, "not-found");
        }
        for (party, channel, pointer, code) in [
            (2, "sheet", "/party", "unknown_party"),
            (1, "email", "/channel", "no_address"),
            (0, "pigeon", "/channel", "unknown_code"),
        ] {
            let problem = hand(&landlord, &sent, party, channel).problem(422, "invalid-request");
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        }
        let stale = landlord.with("if-match", "\"1\"");
        stale.post(&format!("{}/person-links", address(&sent)), &json!({"party": 0, "channel": "sheet"}))
            .problem(412, "precondition-failed");
    }
}

fn hand(client: &Client, sent: &Value, party: u32, channel: &str) -> passerelle_tests::Answer {
    let body = json!({"party": party, "channel": channel, "language": "fr"});
    client.post(&format!("{}/person-links", address(sent)), &body)
}

/// Neither a name nor a contact nor a word that somebody wrote.
#[track_caller]
fn assert_nobody(text: &str) {
    for part in [
        "Rivefictive",
        "Dessusfictif",
        "+336",
        "odette",
        "musique",
        "locataire",
        "39 98",
    ] {
        assert!(!text.contains(part), "{part} stands in:\n{text}");
    }
}
