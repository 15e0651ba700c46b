//! Two opposed parties: what belongs to one reaches only whom that one agreed to, over everything that the service
//! puts out. Every field of every party, and every text that anybody writes in the life of a case, bears a mark of its
//! own. The reads come from the published contract, so that a new one is walked as soon as it is there.

use std::collections::BTreeSet;

use passerelle_tests::{Answer, Client, Service, World, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};
use crate::network::{action, address, committed, id};

/// The person concerned, who agrees to be named.
const ONE: &[&str] = &["Onemark Rivefictive", "+33639980011", "onemark@example.org"];
/// The other party, who was not asked.
const TWO: &[&str] = &[
    "Twomark Dessusfictif",
    "+33639980022",
    "twomark@example.org",
];
/// What tells the story of the person concerned.
const STORY: &[&str] = &["storymark", "addressmark"];
/// What a partner with a part in the case may know.
const PLACE: &[&str] = &["labelmark", "facilitymark", "functionmark"];
/// The sender's own reference.
const SENDER: &[&str] = &["externalmark"];
/// What the partner wrote.
const WORK: &[&str] = &["declinemark", "holdmark", "failmark"];
/// What the operator wrote.
const DESK: &[&str] = &[
    "byhandmark",
    "outcomemark",
    "withdrawmark",
    "reopenmark",
    "deskmark",
];
/// What the operator told the lead partner of that time.
const TALK: &[&str] = &["talkmark"];

const EVERYTHING: &[&[&str]] = &[ONE, TWO, STORY, PLACE, SENDER, WORK, DESK, TALK];

/// The clients that read, each with what it may read of the case at this point.
struct Reader<'a> {
    client: &'a str,
    may: &'a [&'a [&'a str]],
}

const MEDIATION: Reader<'static> = Reader {
    client: "demo-mediation",
    may: EVERYTHING,
};
const SENDING: Reader<'static> = Reader {
    client: "demo-landlord",
    may: &[ONE, TWO, STORY, PLACE, SENDER],
};
const STRANGER: Reader<'static> = Reader {
    client: "demo-school",
    may: &[],
};
const LEADING: Reader<'static> = Reader {
    client: "demo-ccas",
    may: &[ONE, STORY, PLACE, WORK, TALK],
};
/// It keeps what it wrote itself, and nothing of anybody.
const FORMER: Reader<'static> = Reader {
    client: "demo-ccas",
    may: &[WORK],
};
/// A partner to which the person closed their name.
const CLOSED_OUT: Reader<'static> = Reader {
    client: "demo-ccas",
    may: &[WORK],
};

both_databases! {
    fn nothing_of_one_party_reaches_whom_they_did_not_agree_to(world in World) {
        world.clock.set(A01_AT);
        for mark in EVERYTHING.iter().copied().flatten().filter(|mark| !SENDER.contains(mark)) {
            world.keeps_private(mark);
        }
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let sent = landlord.post("/v1/referrals", &marked()).expect(201);
        check(&SENDING, "the answer to the submission", &sent);
        let sent = sent.json();
        let round = |stage: &str, readers: &[Reader<'_>]| walk(&world, &service, &sent, stage, readers);
        let others = |partner: Reader<'static>| [MEDIATION, SENDING, STRANGER, partner];
        round("asked", &others(LEADING));

        let does = |client: &str, path: &str, body: &Value| service.signed_in(client).post(path, body).expect(200);
        let reason = |mark: &str| json!({"reason": "other", "comment": format!("motif {mark}")});
        // Links to the pages of both parties, by every way.
        let pages: Vec<String> = [0, 1].into_iter().flat_map(|party| {
            let body = json!({"party": party, "channel": "sheet"});
            let link = mediation.post(&format!("{}/person-links", address(&sent)), &body).expect(201);
            nothing("the answer with a link", &link.text(), &[]);
            let url = link.json()["url"].as_str().unwrap().to_owned();
            [url.clone(), format!("{url}/sheet"), format!("{url}?stop=all"), format!("{url}?lang=en")]
        }).collect();
        for party in [0, 1] {
            let body = json!({"party": party, "channel": "email"});
            mediation.post(&format!("{}/person-links", address(&sent)), &body).expect(201);
        }
        for mark in ["onemark@example.org", "twomark@example.org"] {
            world.mail_to(mark, |mail| mail.text.contains("/person/"));
        }

        read_pages(&service, &pages, "asked");
        for (audience, mark) in [("operator", "deskmark"), ("operator_and_lead", "talkmark")] {
            let comment = json!({"audience": audience, "text": format!("dit {mark}")});
            mediation.post(&format!("{}/comments", address(&sent)), &comment).expect(201);
        }
        let work = |name: &str, body: &Value| {
            let now = mediation.get(&address(&sent)).expect(200).json();
            let answer = does("demo-ccas", &action(&now, "p-ccas", name), body);
            check(&LEADING, name, &answer);
        };
        work("accept", &json!({}));
        work("start", &json!({}));
        work("hold", &reason("holdmark"));
        round("on hold", &others(LEADING));
        work("resume", &json!({}));
        work("fail", &reason("failmark"));
        round("failed", &others(FORMER));
        let by_hand = json!({"partner": id(&mediation, "p-fs"), "reason": "choix byhandmark"});
        does("demo-mediation", &format!("{}/route", address(&sent)), &by_hand);
        round("routed by hand", &others(FORMER));
        read_pages(&service, &pages, "routed by hand");

        let close = json!({"outcome": "eased", "comment": "fin outcomemark"});
        does("demo-mediation", &format!("{}/close", address(&sent)), &close);
        round("closed", &others(FORMER));
        read_pages(&service, &pages, "closed");
        does("demo-mediation", &format!("{}/reopen", address(&sent)), &reason("reopenmark"));
        round("open again", &others(FORMER));
        does("demo-landlord", &format!("{}/withdraw", address(&sent)), &reason("withdrawmark"));
        round("withdrawn", &others(FORMER));
        read_pages(&service, &pages, "withdrawn");

        // Another one: the partner at work loses the name of the person who takes consent back, and never had the
        // other's.
        let second = service.signed_in("demo-landlord").post("/v1/referrals", &again()).expect(201).json();
        does("demo-ccas", &action(&second, "p-ccas", "accept"), &json!({}));
        let link = mediation.post(&format!("{}/person-links", address(&second)), &json!({"party": 0, "channel": "sheet"}));
        let page = link.expect(201).json()["url"].as_str().unwrap().to_owned();
        let form = format!("partner={}", id(&mediation, "p-ccas"));
        service.client().post_form(&format!("{page}/consent"), &form).expect(303);
        walk(&world, &service, &second, "closed to the partner", &others(CLOSED_OUT));

        // Entered by the operator for the landlord: who only asked sees no person.
        let mut third = again();
        third["external_reference"] = Value::Null;
        third["referrer"] = json!(id(&mediation, "p-bail"));
        let third = mediation.post("/v1/referrals", &third).expect(201).json();
        let referring = Reader { client: "demo-landlord", may: &[PLACE] };
        walk_one(&service, &third, "entered for another", &[MEDIATION, STRANGER, referring]);

        // What left the house.
        for mail in world.mails() {
            nothing(&format!("the mail {:?}", mail.subject), &format!("{}\n{}", mail.subject, mail.text), &[]);
            for link in ["/answer/", "/person/"].into_iter().filter(|path| mail.text.contains(path)) {
                let page = service.client().get(&mail.link(link));
                nothing("the page behind a mail", &page.text(), &[]);
            }
        }
        let (out, log) = service.logs();
        let marks: Vec<&&[&str]> = EVERYTHING.iter().filter(|marks| **marks != SENDER).collect();
        for mark in marks.into_iter().copied().flatten() {
            assert!(!out.contains(mark) && !log.contains(mark), "{mark} stands in the log");
        }
    }
}

/// Somebody who needs food, and somebody on the other side of it, with a mark in every field that is free.
fn marked() -> Value {
    let mut case = cases::food();
    case["external_reference"] = json!("externalmark-1");
    case["referrer_role"] = json!("gardien functionmark");
    case["narrative"] = json!("La personne parle de storymark, le soir.");
    case["place"]["address"] = json!("3 rue addressmark");
    case["place"]["label"] = json!("square labelmark");
    case["place"]["facility"] = json!("salle facilitymark");
    case["parties"] = json!([
        {"role": "concerned", "age_band": "26-59", "minor": false, "name": ONE[0],
         "contact": {"phone": ONE[1], "email": ONE[2]}, "consent": {"state": "given", "scope": null}},
        {"role": "other_party", "age_band": "26-59", "minor": false, "name": TWO[0],
         "contact": {"phone": TWO[1], "email": TWO[2]}, "consent": {"state": "not_asked"}},
    ]);
    case
}

fn again() -> Value {
    let mut case = marked();
    case["external_reference"] = json!("externalmark-2");
    case
}

/// Every read of the contract by every reader, the lists with and without the case.
fn walk(world: &World, service: &Service, sent: &Value, stage: &str, readers: &[Reader<'_>]) {
    walk_all(service, sent, stage, readers, true);
    let before = world.mails().len();
    assert!(before > 0, "{stage}: something has left the house");
}

/// The same without the lists, in which the marks of earlier cases stand.
fn walk_one(service: &Service, sent: &Value, stage: &str, readers: &[Reader<'_>]) {
    walk_all(service, sent, stage, readers, false);
}

fn walk_all(service: &Service, sent: &Value, stage: &str, readers: &[Reader<'_>], lists: bool) {
    let contract: Value = serde_json::from_str(&committed("openapi/openapi.json")).unwrap();
    let mediation = service.signed_in("demo-mediation");
    let ruleset = mediation.get("/v1/rulesets").expect(200).json()["items"][0]["id"].clone();
    let partner = id(&mediation, "p-ccas");
    let mut walked = BTreeSet::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        if item.get("get").is_none() || (!lists && !path.contains('{')) {
            continue;
        }
        // Rule sets are read slowly and know of no case: once, when everything has happened.
        if path.starts_with("/v1/rulesets/") && stage != "withdrawn" {
            continue;
        }
        let address = match path.split('/').nth(2) {
            Some("referrals") => path.replace("{id}", sent["id"].as_str().unwrap()),
            Some("rulesets") => path.replace("{id}", ruleset.as_str().unwrap()),
            Some("clients") => path.replace("{id}", "demo-landlord"),
            // Nobody of a partner has this id: what is kept of its people knows of no case.
            Some("partners") => path
                .replace("{id}", &partner)
                .replace("{colleague_id}", &partner),
            _ => path.clone(),
        };
        assert!(
            !address.contains('{'),
            "tell this test what stands for the parameters of {path}"
        );
        walked.insert(path.clone());
        let anonymous = service.client().get(&address);
        nothing(
            &format!("{stage}: {path} for nobody"),
            &anonymous.text(),
            &[],
        );
        for reader in readers {
            let answer = service.signed_in(reader.client).get(&address);
            assert!(answer.status < 500, "{stage}: {path}: {}", answer.text());
            let may = if about_cases(path) { reader.may } else { &[] };
            nothing(
                &format!("{stage}: {path} for {}", reader.client),
                &answer.text(),
                may,
            );
        }
    }
    for needed in [
        "/v1/referrals/{id}",
        "/v1/referrals/{id}/events",
        "/v1/referrals/{id}/explanation",
        "/v1/referrals/{id}/candidates",
        "/v1/referrals/{id}/comments",
    ] {
        assert!(
            walked.contains(needed),
            "{needed} was not walked: {walked:?}"
        );
    }
    see_what_is_there(service, sent, readers);
}

/// Only the case itself holds what anybody wrote: no event, explanation, figure or export does, for anybody.
fn about_cases(path: &str) -> bool {
    [
        "/v1/referrals",
        "/v1/referrals/{id}",
        "/v1/referrals/{id}/comments",
        "/v1/assignments",
    ]
    .contains(&path)
}

/// The walk is worth something only if the marks can be seen by those who may.
fn see_what_is_there(service: &Service, sent: &Value, readers: &[Reader<'_>]) {
    let whole = service
        .signed_in("demo-mediation")
        .get(&address(sent))
        .expect(200)
        .text();
    for mark in [ONE, TWO, STORY, PLACE].into_iter().flatten() {
        assert!(whole.contains(mark), "{mark} is not in the case at all");
    }
    for reader in readers.iter().filter(|reader| reader.may.contains(&ONE)) {
        let read = service
            .signed_in(reader.client)
            .get(&address(sent))
            .expect(200)
            .text();
        for mark in ONE {
            assert!(read.contains(mark), "{} does not see {mark}", reader.client);
        }
    }
}

fn read_pages(service: &Service, pages: &[String], stage: &str) {
    for page in pages {
        let read: Answer = Client::new(service.base()).get(page);
        assert!(
            read.status == 200 || read.status == 410,
            "{page}: {}",
            read.status
        );
        nothing(&format!("{stage}: a person's page"), &read.text(), &[]);
    }
}

fn check(reader: &Reader<'_>, what: &str, answer: &Answer) {
    nothing(
        &format!("{what} for {}", reader.client),
        &answer.text(),
        reader.may,
    );
}

/// None of the marks but those that may be read.
#[track_caller]
fn nothing(whose: &str, text: &str, may: &[&[&str]]) {
    for mark in EVERYTHING
        .iter()
        .filter(|marks| !may.contains(marks))
        .copied()
        .flatten()
    {
        assert!(!text.contains(mark), "{mark} stands in {whose}:\n{text}");
    }
}
