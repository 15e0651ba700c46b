//! The way of one referral to its end: answered, worked on, closed, and read by those who may.

use passerelle_tests::{Client, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment, code, id};

both_databases! {
    fn from_the_landlords_request_to_a_recorded_outcome(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();

        let open = mediation.get("/v1/referrals?status=routed").expect(200).json();
        assert_eq!(open["items"][0]["id"], sent["id"]);
        let to_answer = mediation.get("/v1/assignments").expect(200).json();
        assert_eq!(to_answer["items"][0]["id"], assignment(&sent, "p-med")["id"]);

        let accepted = mediation.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
        assert_eq!(accepted.json()["status"], "in_progress");
        assert_eq!(accepted.header("etag"), format!("\"{}\"", accepted.json()["sequence"]));
        assert_eq!(assignment(&accepted.json(), "p-med")["status"], "accepted");

        world.clock.set("2026-10-07T18:00:00+02:00");
        let mediation = service.signed_in("demo-mediation");
        let meeting = |state: &str, at: &str| {
            mediation.post(&action(&sent, "p-med", "meeting"), &json!({"state": state, "at": at}))
        };
        meeting("scheduled", "2026-10-08T17:00:00+02:00").expect(200);
        meeting("held", "2026-10-08T17:00:00+02:00").problem(422, "invalid-request");
        meeting("held", "2026-10-07T17:00:00+02:00").expect(200);
        let at_work = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(assignment(&at_work, "p-med")["status"], "in_progress");

        mediation.post(&action(&sent, "p-med", "complete"), &json!({"result": "nonsense"})).problem(422, "invalid-request");
        let close = format!("{}/close", address(&sent));
        mediation.post(&close, &json!({})).problem(422, "invalid-request");
        let comment = "Les deux voisins ont convenu d'horaires.";
        world.keeps_private(comment);
        let closed = mediation.post(&close, &json!({"outcome": "agreement", "comment": comment})).expect(200).json();
        assert_eq!(closed["status"], "closed");
        assert_eq!(closed["outcome"], "agreement");
        mediation.post(&close, &json!({"outcome": "eased"})).problem(409, "conflict");

        // The landlord reads that the loop is closed, without the content that is not theirs.
        let landlord = service.signed_in("demo-landlord");
        let read = landlord.get(&address(&sent)).expect(200);
        assert_eq!(read.json()["status"], "closed");
        assert_eq!(read.json()["outcome"], Value::Null);
        assert!(read.json()["meetings"].as_array().is_none_or(Vec::is_empty), "{}", read.text());
        for content in [comment, "agreement", "held"] {
            assert!(!read.text().contains(content), "{content} is not the landlord's to read: {}", read.text());
        }
        let history = kinds(&mediation, &sent);
        let mut later = history.iter();
        for kind in [
            "referral.received",
            "referral.routed",
            "assignment.accepted",
            "referral.taken_up",
            "meeting.recorded",
            "meeting.recorded",
            "referral.closed",
        ] {
            assert!(later.any(|event| event == kind), "{kind} is not in its place: {history:?}");
        }
    }

    fn a_declined_referral_goes_to_the_next_one_and_never_round_in_circles(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        let decline = action(&sent, "p-med", "decline");
        mediation.post(&decline, &json!({"reason": "tired"})).problem(422, "invalid-request");
        mediation.post(&decline, &json!({"reason": "other"})).problem(422, "invalid-request");
        mediation.post(&decline, &json!({"reason": "capacity", "comment": "too much"})).problem(422, "invalid-request");
        let moved_on = mediation.post(&decline, &json!({"reason": "capacity"})).expect(200).json();
        assert_eq!(moved_on["status"], "routed");
        assert_eq!(assignment(&moved_on, "p-med")["status"], "declined");
        assert_eq!(assignment(&moved_on, "p-conc")["status"], "proposed");
        mediation.post(&decline, &json!({"reason": "capacity"})).problem(409, "conflict");
        mediation.post(&action(&sent, "p-med", "accept"), &json!({})).problem(409, "conflict");

        // The conciliator answers by the link of its e-mail, and declines as well: a person must choose.
        let mail = world.mail_to(&mail_address(&mediation, "p-conc"), |mail| mail.text.contains("/answer/"));
        service.client().post_form(&mail.link("/answer/"), "answer=decline&reason=out_of_scope");
        let left = mediation.get(&address(&sent)).expect(200).json();
        assert_eq!(left["status"], "triage", "{left:#}");
        assert_eq!(assignment(&left, "p-conc")["status"], "declined");

        // A mediator routes it by hand.
        let by_hand = json!({"partner": id(&mediation, "p-tranq"), "reason": "Le service connaît l'immeuble."});
        let routed = mediation.post(&format!("{}/route", address(&sent)), &by_hand).expect(200).json();
        assert_eq!(routed["status"], "routed");
        assert_eq!(assignment(&routed, "p-tranq")["status"], "proposed");
    }

    fn others_do_not_learn_that_it_exists(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let sent = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201).json();
        for stranger in ["demo-school", "demo-ccas"] {
            let stranger = service.signed_in(stranger);
            stranger.get(&address(&sent)).problem(404, "not-found");
            stranger.get(&format!("{}/events", address(&sent))).problem(404, "not-found");
            stranger.post(&action(&sent, "p-med", "accept"), &json!({})).problem(404, "not-found");
            stranger.post(&format!("{}/close", address(&sent)), &json!({"outcome": "eased"})).problem(404, "not-found");
            stranger.post(&format!("{}/withdraw", address(&sent)), &json!({"reason": "no_longer_needed"})).problem(404, "not-found");
            assert_eq!(stranger.get("/v1/referrals").expect(200).json()["items"], json!([]));
            assert_eq!(stranger.get("/v1/assignments").expect(200).json()["items"], json!([]));
        }
        // Its sender sees it, but does not answer in the partner's name.
        let landlord = service.signed_in("demo-landlord");
        landlord.post(&action(&sent, "p-med", "accept"), &json!({})).problem(403, "forbidden");
        // An assignment under another referral's address is nowhere.
        let other = landlord.post("/v1/referrals", &other_than(&cases::a01())).expect(201).json();
        let crossed = format!("{}/assignments/{}/accept", address(&other), assignment(&sent, "p-med")["id"].as_str().unwrap());
        service.signed_in("demo-mediation").post(&crossed, &json!({})).problem(404, "not-found");
        let untouched = landlord.get(&address(&sent)).expect(200).json();
        assert_eq!(untouched["sequence"], sent["sequence"]);
    }

    fn an_outdated_reader_does_not_overwrite(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let mediation = service.signed_in("demo-mediation");
        let answer = service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201);
        let sent = answer.json();
        let stale = mediation.with("if-match", "\"9999\"").post(&action(&sent, "p-med", "accept"), &json!({}));
        stale.problem(412, "precondition-failed");
        assert_eq!(stale.header("etag"), answer.header("etag"));
        let fresh = mediation.with("if-match", answer.header("etag"));
        fresh.post(&action(&sent, "p-med", "accept"), &json!({})).expect(200);
    }

    fn a_partner_reads_as_much_as_it_may(world in World) {
        world.knows(&cases::food());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::food()).expect(201).json();
        assert_eq!(code(&sent["decision"]["lead"]["partner"]), "p-ccas");
        let seen = service.signed_in("demo-ccas").get(&address(&sent)).expect(200).json();
        assert_eq!(seen["parties"][0]["name"], "Armand Paniersfictifs");
        assert_eq!(seen["narrative"], cases::food()["narrative"]);

        // Without consent the same partner learns what it is about, and not whom.
        let unasked = cases::with(cases::a01(), "/parties/0/consent", json!({"state": "not_asked"}));
        let noise = landlord.post("/v1/referrals", &unasked).expect(201).json();
        let mediation = service.signed_in("demo-mediation");
        let declined = mediation.post(&action(&noise, "p-med", "decline"), &json!({"reason": "capacity"})).expect(200).json();
        assert_eq!(assignment(&declined, "p-conc")["status"], "proposed");
        assert_eq!(noise["decision"]["disclosure_by_party"], json!(["L1", "L1"]));
    }

    fn lists_are_walked_by_cursor(world in World) {
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        for number in 1..=5 {
            let case = cases::with(cases::food(), "/external_reference", json!(format!("BAIL-{number}")));
            world.knows(&case);
            landlord.post("/v1/referrals", &case).expect(201);
        }
        let mut seen = Vec::new();
        let mut next = "/v1/referrals?limit=2".to_owned();
        loop {
            let page = landlord.get(&next).expect(200);
            let body = page.json();
            seen.extend(body["items"].as_array().unwrap().iter().map(|item| item["external_reference"].as_str().unwrap().to_owned()));
            let Some(cursor) = body["next"].as_str() else {
                assert!(!page.header("link").contains("rel=\"next\""));
                break;
            };
            assert!(page.header("link").contains("rel=\"next\""), "{:?}", page.headers);
            next = format!("/v1/referrals?limit=2&cursor={cursor}");
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (5, 5), "{seen:?}");
    }
}

/// The kinds of a referral's events, in their order.
pub fn kinds(client: &Client, referral: &Value) -> Vec<String> {
    let events = client
        .get(&format!("{}/events", address(referral)))
        .expect(200)
        .json();
    let items = events["items"].as_array().unwrap();
    items
        .iter()
        .map(|event| {
            event["type"]
                .as_str()
                .unwrap_or_else(|| panic!("no type: {event}"))
                .to_owned()
        })
        .collect()
}

/// The e-mail address of a partner.
pub fn mail_address(client: &Client, partner: &str) -> String {
    let partners = client.get("/v1/partners?limit=200").expect(200).json();
    let found = partners["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| code(one) == partner)
        .unwrap();
    found["email"]
        .as_str()
        .unwrap_or_else(|| panic!("no e-mail: {found}"))
        .to_owned()
}

fn other_than(case: &Value) -> Value {
    cases::with(
        case.clone(),
        "/external_reference",
        json!("BAIL-2026-00018"),
    )
}
