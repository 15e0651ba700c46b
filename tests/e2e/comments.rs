//! What people of a case tell each other reaches those for whom it is meant.

use passerelle_tests::both_databases;
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, id};

both_databases! {
    fn a_comment_reaches_its_audience_and_nobody_else(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::food());
        world.keeps_private("papotagefictif");
        let service = world.serve();
        let [landlord, mediation, ccas] = ["demo-landlord", "demo-mediation", "demo-ccas"].map(|one| service.signed_in(one));
        let sent = landlord.post("/v1/referrals", &cases::food()).expect(201).json();
        let comments = format!("{}/comments", address(&sent));
        let say = |audience: &str| json!({"audience": audience, "text": format!("papotagefictif <b>{audience}</b>")});
        for audience in ["operator", "operator_and_lead", "everybody"] {
            let written = mediation.post(&comments, &say(audience)).expect(201).json();
            // Markup is text like any other, in and out.
            assert_eq!(written["text"], format!("papotagefictif <b>{audience}</b>"));
        }
        let read = |client: &passerelle_tests::Client| -> Vec<String> {
            let page = client.get(&comments).expect(200);
            assert_eq!(page.header("content-type"), "application/json");
            let items = page.json()["items"].clone();
            let mut read: Vec<String> =
                items.as_array().unwrap().iter().map(|one| one["audience"].as_str().unwrap().to_owned()).collect();
            // They were written at one instant of a clock that stands.
            read.sort();
            read
        };
        assert_eq!(read(&mediation), ["everybody", "operator", "operator_and_lead"]);
        assert_eq!(read(&ccas), ["everybody", "operator_and_lead"]);
        assert_eq!(read(&landlord), ["everybody"]);
        service.signed_in("demo-school").get(&comments).problem(404, "not-found");
        service.signed_in("demo-school").post(&comments, &say("everybody")).problem(404, "not-found");
        let by_partner = ccas.post(&comments, &say("operator")).expect(201).json();
        assert_eq!((&by_partner["own"], read(&landlord).len()), (&json!(true), 1));
        // A partner is not told who else works on the case.
        let items = ccas.get(&comments).expect(200).json()["items"].clone();
        for other in items.as_array().unwrap().iter().filter(|one| one["own"] == false) {
            assert_eq!(other["written_by"], Value::Null);
        }

        // Nothing of it leaves the house, and it is no change of the case.
        let now = mediation.get(&address(&sent)).expect(200);
        assert_eq!(now.json()["sequence"], sent["sequence"]);
        let feed = mediation.get(&format!("{}/events", address(&sent))).expect(200).text();
        assert!(!now.text().contains("papotagefictif") && !feed.contains("papotagefictif"));
        assert!(world.mails().iter().all(|mail| !mail.text.contains("papotagefictif")));

        // Whoever hands the case on reads nothing any more; who comes next does not read what was said before.
        let to_the_county = json!({"partner": id(&ccas, "p-mds"), "reason": "not_eligible"});
        ccas.post(&action(&sent, "p-ccas", "redirect"), &to_the_county).expect(200);
        ccas.get(&comments).problem(403, "forbidden");
        ccas.post(&comments, &say("everybody")).problem(403, "forbidden");
    }

    fn a_comment_that_cannot_be_kept_says_why(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::food());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::food()).expect(201).json();
        let comments = format!("{}/comments", address(&sent));
        let faults = |body: &Value| -> Vec<String> {
            let problem = mediation.post(&comments, body).problem(422, "invalid-request");
            let faults = problem["errors"].as_array().unwrap().clone();
            let told = |fault: &Value| format!("{} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap());
            faults.iter().map(told).collect()
        };
        let all = |text: &str| faults(&json!({"audience": "everybody", "text": text}));
        assert_eq!(faults(&json!({"audience": "friends"})), ["/audience unknown_code", "/text required"]);
        assert_eq!(all("  "), ["/text required"]);
        assert_eq!(all("Vu M. PANIERSFICTIFS ce matin"), ["/text names_a_party"]);
        assert_eq!(all("rappeler au 06.39.98.00.06"), ["/text names_a_party"]);
        assert_eq!(all("facture\u{202e}fdp.exe"), ["/text direction_override"]);
        assert_eq!(all("un\u{0}deux"), ["/text control_character"]);
        assert_eq!(all(&"a".repeat(4_001)), ["/text too_long"]);
        assert_eq!(all(&"a".repeat(900_000)), ["/text too_long"]);
        mediation.post(&comments, &json!({"audience": "everybody", "text": "a".repeat(1 << 20)})).problem(413, "payload-too-large");
        assert_eq!(mediation.get(&comments).expect(200).json()["items"], json!([]));
        // A stopped case is not talked about any more.
        mediation.post(&format!("{}/withdraw", address(&sent)), &json!({"reason": "no_longer_needed"})).expect(200);
        mediation.post(&comments, &json!({"audience": "operator", "text": "trop tard"})).problem(409, "conflict");
    }
}
