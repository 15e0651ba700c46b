//! Some time after a case was closed, somebody is reminded to ask what became of it, once.

use passerelle_tests::{Client, both_databases};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT, A02_AT, with};
use crate::lifecycle::mail_address;
use crate::network::{action, address, at, code, instant};
use crate::time::{count, let_the_clock_be_looked_at};

fn items(client: &Client, query: &str) -> Vec<Value> {
    let page = client
        .get(&format!("/v1/follow-ups{query}"))
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

fn close(client: &Client, case: &Value, outcome: &str) {
    client
        .post(
            &format!("{}/close", address(case)),
            &json!({"outcome": outcome}),
        )
        .expect(200);
}

both_databases! {
    fn a_dropout_case_is_asked_about_after_ninety_days_and_once(world in World) {
        let world = world.at(A02_AT);
        let (one, other) = (world.serve(), world.serve());
        let case = one.signed_in("demo-school").post("/v1/referrals", &cases::a02()).expect(201).json();
        let mediation = one.signed_in("demo-mediation");
        let lead = code(&case["decision"]["lead"]["partner"]);
        mediation.post(&action(&case, lead, "accept"), &json!({})).expect(200);
        world.clock.set("2026-10-20T10:00:00+02:00");
        let mediation = one.signed_in("demo-mediation");
        assert_eq!(items(&mediation, ""), [] as [Value; 0]);
        close(&mediation, &case, "referred_taken_up");
        let open = items(&mediation, "?status=open");
        let [asked] = open.as_slice() else { panic!("{open:#?}") };
        assert_eq!((&asked["referral"], &asked["reference"]), (&case["id"], &case["reference"]));
        assert_eq!(asked["reason"], "rule");
        // At the same time of the day in Paris, in winter.
        assert_eq!(instant(&asked["due_at"]), at("2027-01-18T10:00:00+01:00"));

        let team = mail_address(&mediation, "p-med");
        let told = || world.mails().iter().filter(|mail| mail.to.contains(&team) && mail.subject.contains("suivi")).count();
        world.clock.set("2027-01-18T09:59:59+01:00");
        let_the_clock_be_looked_at();
        assert_eq!(told(), 0, "a second early");
        world.clock.set("2027-01-18T10:00:00+01:00");
        world.mail_to(&team, |mail| mail.subject.contains("suivi"));
        let_the_clock_be_looked_at();
        assert_eq!(told(), 1);
        let mediation = other.signed_in("demo-mediation");
        assert_eq!(count(&mediation, &case, "follow_up.due"), 1);

        let finish = format!("/v1/follow-ups/{}/finish", asked["id"].as_str().unwrap());
        let holds = json!({"result": "holds"});
        one.client().post(&finish, &holds).problem(401, "unauthorized");
        one.client().get("/v1/follow-ups").problem(401, "unauthorized");
        let school = one.signed_in("demo-school");
        school.post(&finish, &holds).problem(403, "forbidden");
        school.get("/v1/follow-ups").problem(403, "forbidden");
        mediation.post(&finish, &json!({"result": "well"})).problem(422, "invalid-request");
        mediation.post("/v1/follow-ups/none/finish", &holds).problem(404, "not-found");
        let unknown = format!("/v1/follow-ups/{}/finish", case["id"].as_str().unwrap());
        mediation.post(&unknown, &holds).problem(404, "not-found");
        let done = mediation.post(&finish, &holds).expect(200).json();
        assert_eq!((&done["status"], &done["result"]), (&json!("done"), &json!("holds")));
        assert_eq!(code(&done["finished_by"]), "p-med");
        mediation.post(&finish, &json!({"result": "came_back"})).problem(409, "conflict");
        assert_eq!(items(&mediation, "?status=open"), [] as [Value; 0]);

        // Whoever sent the case learns that somebody asked, and not what was said.
        let events = one.signed_in("demo-school").get(&format!("{}/events", address(&case))).expect(200);
        let events = events.json();
        let said = events["items"].as_array().unwrap().iter().find(|event| event["type"] == "follow_up.finished");
        assert_eq!(said.unwrap()["data"], json!({}));
    }

    fn an_unknown_outcome_is_asked_about_after_thirty_days_unless_the_case_goes_on(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let mediation = service.signed_in("demo-mediation");
        let cases: Vec<Value> = ["ONE", "TWO", "THREE", "FOUR"].map(|reference| {
            let case = with(cases::a01(), "/external_reference", json!(reference));
            landlord.post("/v1/referrals", &case).expect(201).json()
        }).into();
        close(&mediation, &cases[0], "referred_unknown");
        close(&mediation, &cases[1], "referred_unknown");
        close(&mediation, &cases[2], "agreement");
        close(&mediation, &cases[3], "duplicate");
        let open = items(&mediation, "");
        assert_eq!(open.len(), 2);
        for asked in &open {
            assert_eq!(asked["reason"], "outcome_unknown");
            assert_eq!(instant(&asked["due_at"]), at("2026-11-04T09:10:00+01:00"));
        }
        // One on each page, each once.
        let first = mediation.get("/v1/follow-ups?limit=1").expect(200);
        assert!(first.header("link").contains("rel=\"next\""));
        let next = first.json()["next"].as_str().unwrap().to_owned();
        let second = mediation.get(&format!("/v1/follow-ups?limit=1&cursor={next}")).expect(200).json();
        assert_eq!([&first.json()["items"][0], &second["items"][0]], [&open[0], &open[1]]);
        assert_eq!(second["next"], Value::Null);
        mediation.get("/v1/follow-ups?cursor=x").problem(422, "invalid-request");
        mediation.get("/v1/follow-ups?status=late").problem(422, "invalid-request");
        assert_eq!(items(&mediation, "?due_before=2026-11-04T08:00:00Z").len(), 0);
        let of_one = format!("?referral={}", cases[0]["id"].as_str().unwrap());
        let of_one = items(&mediation, &of_one);
        assert_eq!(of_one.len(), 1);

        // The trouble comes back before it is time to ask.
        mediation.post(&format!("{}/reopen", address(&cases[0])), &json!({"reason": "trouble_back"})).expect(200);
        world.clock.set("2026-11-04T09:10:00+01:00");
        let mediation = service.signed_in("demo-mediation");
        world.mail_to(&mail_address(&mediation, "p-med"), |mail| mail.subject.contains("suivi"));
        let_the_clock_be_looked_at();
        let told = [0, 1].map(|number: usize| count(&mediation, &cases[number], "follow_up.due"));
        assert_eq!(told, [0, 1]);
        let finish = format!("/v1/follow-ups/{}/finish", of_one[0]["id"].as_str().unwrap());
        mediation.post(&finish, &json!({"result": "came_back"})).problem(409, "conflict");
        assert_eq!(items(&mediation, "?status=dropped").len(), 1);
    }
}
