//! Many referrals in one call: each line is answered by itself, in order, and the whole may be sent again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use passerelle_tests::{Answer, Client, World, both_databases, wait_for};
use serde_json::{Value, json};

use crate::cases::{self, A01_AT};

const NDJSON: &str = "application/x-ndjson";
const LINES: usize = 400;

both_databases! {
    fn every_line_is_answered_by_itself_and_in_order(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        // Every other one is faulty, each in its own way.
        let faulty = ["{", "[]", "{\"setting\": \"moon\"}", "\"\u{e9}\"", "{\"external_reference\": \"x\"}"];
        let lines: Vec<String> = (0..LINES)
            .map(|number| if number % 2 == 0 { case(number) } else { faulty[number / 2 % faulty.len()].to_owned() })
            .collect();
        let keyed = landlord.with("idempotency-key", "import-1");
        let first = answers(&send(&keyed, &lines.join("\n")));
        assert_eq!(first.len(), LINES);
        for (number, answer) in first.iter().enumerate() {
            assert_eq!(answer["line"], number + 1);
            if number % 2 == 0 {
                assert_eq!(answer["result"], "created", "{answer}");
                assert_eq!(answer["external_reference"], format!("LOT-{number}"));
                assert_eq!(answer["problem"], Value::Null);
            } else {
                assert_eq!(answer["result"], "problem", "{answer}");
                let status = answer["problem"]["status"].as_u64().unwrap();
                assert!(status == 400 || status == 422, "{answer}");
            }
        }
        let read = landlord.get(&format!("/v1/referrals/{}", first[0]["referral"]["id"].as_str().unwrap()));
        assert_eq!(read.expect(200).json()["reference"], first[0]["referral"]["reference"]);
        // Sent again as a whole, nothing is stored twice, and what was answered is answered.
        let second = answers(&send(&keyed, &(lines.join("\n") + "\n")));
        for (one, two) in first.iter().zip(&second) {
            assert_eq!(one["referral"], two["referral"]);
            assert_eq!(one["result"] == "created", two["result"] == "replayed", "{two}");
        }
        assert_eq!(stored(&world), LINES / 2);
        // Without the key, the reference is known, and leads to the first.
        let third = answers(&send(&landlord, &lines[0]));
        assert_eq!(third[0]["problem"]["type"], "/problems/duplicate-external-reference");
        assert_eq!(third[0]["problem"]["existing"], first[0]["referral"]["id"]);
    }

    fn a_call_that_breaks_off_is_sent_again(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let token = service.client().token("demo-landlord");
        let lines: Vec<String> = (0..40).map(case).collect();
        // The connection is cut in the middle of a line, before anything was read.
        let host = service.base().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let half = lines[..20].join("\n") + "\n" + &lines[20][..50];
        let head = format!(
            "POST /v1/referrals/batch HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-type: {NDJSON}\r\n\
             idempotency-key: import-2\r\ncontent-length: 1000000\r\n\r\n{half}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        wait_for("the lines that were whole", || (stored(&world) >= 20).then_some(()));
        drop(stream);
        let keyed = service.signed_in("demo-landlord").with("idempotency-key", "import-2");
        let told = answers(&send(&keyed, &lines.join("\n")));
        let results: Vec<&str> = told.iter().map(|line| line["result"].as_str().unwrap()).collect();
        assert_eq!(results[..20], ["replayed"; 20]);
        assert_eq!(results[20..], ["created"; 20]);
        assert_eq!(stored(&world), 40);
    }

    fn answers_come_while_the_client_still_sends(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let token = service.client().token("demo-landlord");
        let host = service.base().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let first = case(1) + "\n";
        let head = format!(
            "POST /v1/referrals/batch HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\ncontent-type: {NDJSON}\r\n\
             transfer-encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n",
            first.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut read = String::new();
        let mut buffer = [0; 4096];
        while !read.contains("\"created\"") {
            let count = stream.read(&mut buffer).unwrap();
            assert!(count > 0, "it ended: {read}");
            read.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
    }

    fn what_is_no_batch_is_refused_before_a_line_is_read(world in World) {
        let world = world.at(A01_AT);
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        let send_as = |client: &Client, kind: &str| client.send("POST", "/v1/referrals/batch", kind, case(1).as_bytes());
        send_as(&landlord, "application/json").problem(415, "unsupported-media-type");
        send_as(&landlord.with("content-encoding", "gzip"), NDJSON).problem(415, "unsupported-media-type");
        send_as(&service.client(), NDJSON).problem(401, "unauthorized");
        let asked = json!({"name": "Lecture", "scopes": ["referrals:read"]});
        let reader = landlord.post("/v1/clients", &asked).expect(201).json();
        let (id, secret) = (reader["client"]["id"].as_str().unwrap(), reader["client_secret"].as_str().unwrap());
        let token = service.client().ask_token(id, secret, "grant_type=client_credentials").json();
        let reader = service.client().bearing(token["access_token"].as_str().unwrap());
        send_as(&reader, NDJSON).problem(403, "forbidden");
        landlord.get("/v1/referrals/batch").problem(405, "method-not-allowed");
        assert_eq!(stored(&world), 0);
        assert_eq!(answers(&send(&landlord, "\n \r\n\n")), Vec::<Value>::new());
        let long = format!("\"{}\"\n{}", "a".repeat(1 << 20), case(2));
        let told = answers(&send(&landlord, &long));
        assert_eq!(told[0]["problem"]["type"], "/problems/payload-too-large");
        assert_eq!(told[1]["result"], "created");
        let many = answers(&send(&landlord, &"{}\n".repeat(10_002)));
        assert_eq!(many.len(), 10_001);
        let last = many.last().unwrap();
        assert_eq!((&last["line"], &last["problem"]["status"]), (&json!(10_001), &json!(413)));
    }
}

fn case(number: usize) -> String {
    cases::with(
        cases::a01(),
        "/external_reference",
        json!(format!("LOT-{number}")),
    )
    .to_string()
}

fn send(client: &Client, body: &str) -> Answer {
    client.send("POST", "/v1/referrals/batch", NDJSON, body.as_bytes())
}

#[track_caller]
fn answers(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), NDJSON);
    answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn stored(world: &World) -> usize {
    world
        .query("SELECT external_reference || '' AS line FROM referrals")
        .len()
}
