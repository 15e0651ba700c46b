//! How much one caller may ask for: each client has a bucket of its own and is told how full it is, and attempts to
//! sign in have their own, which say nothing about who exists.

use passerelle_tests::http::DEMO_SECRET;
use passerelle_tests::{Answer, World, both_databases};
use serde_json::json;

use crate::cases::{self, A01_AT};

const GRANT: &str = "grant_type=client_credentials";

/// The number behind `name=` in a structured field.
fn parameter(field: &str, name: &str) -> u64 {
    let found = field
        .split(';')
        .find_map(|part| part.trim().strip_prefix(&format!("{name}=")));
    found
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {field}"))
}

/// A refusal whose fields agree with each other.
#[track_caller]
fn assert_limited(answer: &Answer, name: &str, quota: u64) {
    let problem = answer.problem(429, "too-many-requests");
    assert!(
        problem["detail"].as_str().unwrap().contains("Retry-After"),
        "{problem:#}"
    );
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(
        answer
            .header("ratelimit")
            .starts_with(&format!("\"{name}\";r=0;t="))
    );
    assert_eq!(
        answer.header("ratelimit-policy"),
        format!("\"{name}\";q={quota};w=60")
    );
}

fn attempts(world: &mut World, client: &str, address: &str) {
    world.set("PASSERELLE_SIGN_IN_LIMIT", client);
    world.set("PASSERELLE_SIGN_IN_ADDRESS_LIMIT", address);
}

both_databases! {
    fn a_client_that_asks_too_often_waits_and_nobody_else_does(mut world in World) {
        world.set("PASSERELLE_RATE_LIMIT", "5");
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        let service = world.serve();
        let (landlord, school) = (service.signed_in("demo-landlord"), service.signed_in("demo-school"));
        for used in 1..=5 {
            let answer = landlord.get("/v1/referrals").expect(200);
            assert_eq!(parameter(answer.header("ratelimit"), "r"), 5 - used);
            assert_eq!(parameter(answer.header("ratelimit"), "t"), 12 * used);
            assert_eq!(answer.header("ratelimit-policy"), "\"client\";q=5;w=60");
        }
        // Whatever it asks for and with whichever of its tokens, nothing is done.
        assert_limited(&landlord.post("/v1/referrals", &cases::a01()), "client", 5);
        assert_limited(&service.signed_in("demo-landlord").get("/v1/partners"), "client", 5);
        school.get("/v1/referrals").expect(200);
        service.client().get("/v1/referrals").problem(401, "unauthorized");
        service.client().get("/health/ready").expect(200);
        let stored = service.signed_in("demo-mediation").get("/v1/referrals").expect(200).json();
        assert_eq!(stored["items"], json!([]));
    }

    fn refusals_count_too_and_are_told_what_is_left(mut world in World) {
        world.set("PASSERELLE_RATE_LIMIT", "3");
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let answer = landlord.get("/v1/referrals/00000000-0000-7000-8000-0000000000ff");
        answer.problem(404, "not-found");
        assert_eq!(parameter(answer.header("ratelimit"), "r"), 2);
        landlord.get("/v1/nothing").problem(404, "not-found");
        let answer = landlord.with("accept", "text/csv").get("/v1/referrals");
        answer.problem(406, "not-acceptable");
        assert_eq!(parameter(answer.header("ratelimit"), "r"), 0);
    }

    fn attempts_to_sign_in_are_limited_whether_the_client_exists_or_not(mut world in World) {
        attempts(&mut world, "4", "1000");
        let service = world.serve();
        let client = service.client();
        let tried = |id: &str, secret: &str| {
            let answers: Vec<Answer> = (0..6).map(|_| client.ask_token(id, secret, GRANT)).collect();
            let told = |answer: &Answer| (answer.status, answer.header("ratelimit-policy").to_owned());
            answers.iter().map(told).collect::<Vec<_>>()
        };
        let guessed = tried("demo-landlord", "guess");
        assert_eq!(guessed.iter().map(|told| told.0).collect::<Vec<_>>(), [401, 401, 401, 401, 429, 429]);
        assert_eq!(guessed, tried("nobody-of-this-name", "guess"));
        // The right secret does not open the door either while the bucket is empty, so that it cannot be told from a wrong one.
        assert_limited(&client.ask_token("demo-landlord", DEMO_SECRET, GRANT), "sign-in", 4);
        let other = client.ask_token("demo-school", DEMO_SECRET, GRANT).expect(200);
        assert_eq!(parameter(other.header("ratelimit"), "r"), 3);
    }

    fn an_address_is_limited_and_only_a_proxy_of_ours_can_name_another(mut world in World) {
        attempts(&mut world, "1000", "3");
        let behind = |from: &str, client: &passerelle_tests::Client| {
            client.with("x-forwarded-for", from).ask_token("demo-landlord", DEMO_SECRET, GRANT)
        };
        let service = world.serve();
        for number in 0..3 {
            behind(&format!("203.0.113.{number}"), &service.client()).expect(200);
        }
        assert_limited(&behind("203.0.113.9", &service.client()), "sign-in-address", 3);

        world.set("PASSERELLE_TRUSTED_PROXIES", "127.0.0.1");
        let service = world.serve();
        for number in 0..3 {
            behind(&format!("198.51.100.1, 203.0.113.{number}"), &service.client()).expect(200);
        }
        for _ in 0..3 {
            behind("203.0.113.77", &service.client()).expect(200);
        }
        // What the caller itself has written before the proxy's word changes nothing.
        assert_limited(&behind("192.0.2.5, 203.0.113.77", &service.client()), "sign-in-address", 3);
        behind("203.0.113.78", &service.client()).expect(200);
    }

    fn what_a_bucket_holds_comes_back_with_time(mut world in World) {
        world.set("PASSERELLE_RATE_LIMIT", "60");
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let answers: Vec<u16> = (0..80).map(|_| landlord.get("/v1/vocabulary").status).collect();
        assert!(answers.contains(&200) && answers.contains(&429), "{answers:?}");
        let refused = passerelle_tests::wait_for("a refusal", || {
            let answer = landlord.get("/v1/vocabulary");
            (answer.status == 429).then_some(answer)
        });
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        std::thread::sleep(std::time::Duration::from_secs(wait));
        landlord.get("/v1/vocabulary").expect(200);
    }

    fn limits_can_be_turned_off_and_a_wrong_one_is_named(mut world in World) {
        world.set("PASSERELLE_RATE_LIMIT", "off");
        attempts(&mut world, "off", "off");
        let service = world.serve();
        let answer = service.signed_in("demo-landlord").get("/v1/referrals").expect(200);
        assert_eq!(answer.header("ratelimit"), "");
        world.set("PASSERELLE_RATE_LIMIT", "0");
        world.set("PASSERELLE_TRUSTED_PROXIES", "proxy.example.org");
        let refused = world.run(&["serve"]);
        assert_eq!(refused.status.code(), Some(1));
        for named in ["PASSERELLE_RATE_LIMIT", "PASSERELLE_TRUSTED_PROXIES"] {
            assert!(refused.err.contains(named), "{}", refused.err);
        }
    }
}
