//! What only somebody hostile sends, or a very broken client: each is refused at once, and nobody else notices.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use passerelle_tests::{Client, Service, World, both_databases};
use serde_json::json;

use crate::bad_input::{assert_nothing_stored, faults};
use crate::cases::{self, A01_AT, with};
use crate::network::property_manager;

fn landlord_at_work(world: &World) -> (Service, Client) {
    world.clock.set(A01_AT);
    world.knows(&cases::a01());
    let service = world.serve();
    let landlord = service.signed_in("demo-landlord");
    (service, landlord)
}

/// A connection to the service, on which nobody waits for ever.
fn connection(service: &Service) -> TcpStream {
    let socket = TcpStream::connect(service.base().trim_start_matches("http://")).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    socket
}

/// What comes back for these bytes until the service closes the connection.
fn raw(service: &Service, request: &[u8]) -> String {
    let mut socket = connection(service);
    // It may be refused before all of it is there.
    let _ = socket.write_all(request);
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of the answer to a GET of exactly this target.
fn status_of(service: &Service, target: &str, headers: &str) -> u16 {
    let request =
        format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    let answer = raw(service, request.as_bytes());
    let status = answer.split(' ').nth(1).and_then(|text| text.parse().ok());
    status.unwrap_or_else(|| panic!("{target}: {answer}"))
}

both_databases! {
    fn a_name_that_stands_there_twice_is_refused_and_named(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let good = cases::a01().to_string();
        let twice = |from: &str, to: &str| {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from}");
            text
        };
        for (text, pointer) in [
            (twice("\"situation\":", "\"situation\":\"neighbour_noise\",\"situation\":"), "/situation"),
            (twice("\"danger_now\":", "\"danger_now\":true,\"danger_now\":"), "/safety/danger_now"),
            (twice("\"consent\":{", "\"consent\":{\"state\":\"refused\",\"\\u0073tate\":\"given\","), "/parties/0/consent/state"),
        ] {
            let answer = landlord.send("POST", "/v1/referrals", "application/json", text.as_bytes());
            let problem = answer.problem(422, "invalid-request");
            assert!(faults(&problem).iter().all(|fault| *fault == (pointer, "duplicate_field")), "{problem:#}");
            let line = landlord.send("POST", "/v1/referrals/batch", "application/x-ndjson", text.as_bytes()).expect(200);
            assert!(line.text().contains("duplicate_field") && line.text().contains(pointer), "{}", line.text());
        }
        // Beside other faults, both are told.
        let both = twice("\"situation\":", "\"situation\":\"neighbour_opera\",\"police\":1,\"situation\":");
        let answer = landlord.send("POST", "/v1/referrals", "application/json", both.as_bytes());
        let problem = answer.problem(422, "invalid-request");
        let mut found = faults(&problem);
        found.sort_unstable();
        assert_eq!(found, [("/police", "unknown_field"), ("/situation", "duplicate_field")]);
        assert_nothing_stored(&world, &service);
    }

    fn numbers_out_of_range_and_nesting_without_end(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let send = |text: &str| landlord.send("POST", "/v1/referrals", "application/json", text.as_bytes());
        for text in [
            "{\"narrative\": 1e999}".to_owned(),
            format!("{{\"narrative\": {}}}", "9".repeat(400)),
            "[".repeat(500_000),
            "{\"place\":".repeat(100_000),
            format!("{}{}", "[".repeat(200), "]".repeat(200)),
        ] {
            send(&text).problem(400, "malformed-json");
        }
        let mediation = service.signed_in("demo-mediation");
        for capacity in ["-1", "1.5", "4294967296", "18446744073709551616", "1e300"] {
            let mut partner = property_manager("00000002600013");
            partner["capacity"] = json!("CAPACITY");
            let text = partner.to_string().replace("\"CAPACITY\"", capacity);
            let answer = mediation.send("POST", "/v1/partners", "application/json", text.as_bytes());
            let problem = answer.problem(422, "invalid-request");
            assert_eq!(faults(&problem)[0].0, "/capacity", "{capacity}: {problem:#}");
        }
        assert_nothing_stored(&world, &service);
    }

    fn a_compressed_body_is_never_unpacked(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip", "identity, gzip"] {
            let packed = landlord.with("content-encoding", encoding);
            let answer = packed.send("POST", "/v1/referrals", "application/json", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
            answer.problem(415, "unsupported-media-type");
            assert_eq!(answer.header("accept-encoding"), "identity");
            packed.send("POST", "/v1/referrals/batch", "application/x-ndjson", b"{}").problem(415, "unsupported-media-type");
            let token = packed.send("POST", "/oauth/token", "application/x-www-form-urlencoded", &[0x1f, 0x8b, 8, 0]);
            assert_eq!(token.status, 400, "{}", token.text());
        }
        assert_nothing_stored(&world, &service);
    }

    fn floods_of_headers_end_the_connection_and_no_other(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let many: String = (0..5_000).map(|number| format!("X-{number}: x\r\n")).collect();
        let long = format!("X-Long: {}\r\n", "x".repeat(1 << 20));
        for flood in [&many, &long] {
            let request = format!("GET /v1/referrals HTTP/1.1\r\nHost: localhost\r\n{flood}\r\n");
            let answer = raw(&service, request.as_bytes());
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
            landlord.get("/v1/referrals").expect(200);
        }
        let target = format!("GET /v1/referrals?x={} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(1 << 20));
        let answer = raw(&service, target.as_bytes());
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        landlord.get("/v1/referrals").expect(200);
    }

    fn two_lengths_or_a_length_and_chunks_are_no_request(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        // What smuggles a second request past a proxy.
        for lengths in [
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: +5\r\n",
            "Transfer-Encoding: xchunked\r\n",
        ] {
            let request = format!(
                "POST /v1/referrals HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            );
            let answer = raw(&service, request.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 4"), "{lengths}: {answer}");
            assert!(!answer.contains("HTTP/1.1 200"), "{lengths}: {answer}");
        }
        landlord.get("/v1/referrals").expect(200);
        assert_nothing_stored(&world, &service);
    }

    fn paths_lead_where_they_say_and_nowhere_else(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let token = service.client().token("demo-landlord");
        let signed = format!("Authorization: Bearer {token}\r\n");
        for target in [
            "/v1/%2e%2e/openapi.json", "/v1/../openapi.json", "/v1//referrals", "//v1/referrals", "/v1/referrals/",
            "/v1/referrals%2F", "/v1%2Freferrals", "/v1/./referrals", "/v1/%2e/referrals", "/v1/referrals/..%2f..%2fpartners",
            "/v1/referrals;x=1", "/v1\\referrals", "/V1/referrals", "/docs/..%2f..%2fetc%2fpasswd", "/docs/%2e%2e/%2e%2e/etc/passwd",
            "/assets/..%2fCargo.toml", "/assets/%2e%2e", "/problems/..%2fopenapi.json", "/v1/referrals%00", "/v1/referrals/%00",
            "/v1/referrals/%ff%fe",
        ] {
            let status = status_of(&service, target, &signed);
            assert!(status == 404 || status == 400, "{target}: {status}");
        }
        // However it is written, what needs a token needs a token.
        for target in ["/%76%31/referrals", "/v1/%72eferrals", "/v1/referrals?", "/v1/referrals#x"] {
            let status = status_of(&service, target, "");
            assert!([400, 401, 404].contains(&status), "{target}: {status}");
        }
        landlord.get("/v1/referrals").expect(200);
    }

    fn pages_of_others_are_given_nothing_and_no_header_changes_the_method(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let elsewhere = landlord.with("origin", "https://evil.example.org");
        for answer in [
            elsewhere.get("/v1/referrals").expect(200),
            elsewhere.with("access-control-request-method", "POST").bare("OPTIONS", "/v1/referrals"),
            service.client().with("origin", "null").get("/openapi.json").expect(200),
        ] {
            let allowed = answer.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
            assert!(!allowed, "{:?}", answer.headers);
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201);
        let address = sent.header("location").to_owned();
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            let reading = landlord.with(name, "DELETE");
            reading.get(&address).expect(200);
            reading.get(&format!("{address}?_method=DELETE")).expect(200);
            let other = with(cases::a01(), "/external_reference", json!(name));
            landlord.with(name, "GET").post("/v1/referrals", &other).expect(201);
        }
        landlord.get(&address).expect(200);
    }

    fn a_cursor_that_was_touched_is_none(world in World) {
        let (service, landlord) = landlord_at_work(&world);
        let page = landlord.get("/v1/partners?limit=1").expect(200).json();
        let cursor = page["next"].as_str().unwrap();
        landlord.get(&format!("/v1/partners?limit=1&cursor={cursor}")).expect(200);
        for place in 0..cursor.len() {
            let mut bytes = cursor.as_bytes().to_vec();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let touched = String::from_utf8(bytes).unwrap();
            let answer = landlord.get(&format!("/v1/partners?limit=1&cursor={touched}"));
            // The last character may carry bits that no byte has.
            if place + 1 < cursor.len() || answer.status != 200 {
                assert_eq!(faults(&answer.problem(422, "invalid-request"))[0].0, "/cursor", "{place}");
            }
        }
        for other in ["/v1/referrals", "/v1/assignments"] {
            landlord.get(&format!("{other}?cursor={cursor}")).problem(422, "invalid-request");
        }
        landlord.get(&format!("/v1/partners?cursor={}", &cursor[..cursor.len() / 2])).problem(422, "invalid-request");
        landlord.get(&format!("/v1/partners?cursor={cursor}&cursor={cursor}")).problem(422, "invalid-request");
        drop(service);
    }

    fn who_sends_drop_by_drop_is_cut_and_holds_up_nobody(mut world in World) {
        world.set("PASSERELLE_BODY_TIMEOUT", "2");
        let (service, landlord) = landlord_at_work(&world);
        let token = service.client().token("demo-landlord");
        let drip = |path: &str, kind: &str| {
            let mut socket = connection(&service);
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
            );
            socket.write_all(head.as_bytes()).unwrap();
            socket.write_all(b"{").unwrap();
            socket
        };
        let begun = Instant::now();
        // More of them than requests that are carried out at a time.
        let slow: Vec<TcpStream> = (0..200).map(|_| drip("/v1/referrals", "application/json")).collect();
        let form = drip("/oauth/token", "application/x-www-form-urlencoded");
        let batch = drip("/v1/referrals/batch", "application/x-ndjson");
        let asked = Instant::now();
        landlord.get("/v1/referrals").expect(200);
        landlord.post("/v1/referrals", &cases::a01()).expect(201);
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        for mut socket in slow.into_iter().chain([form]) {
            let mut answer = Vec::new();
            let _ = socket.read_to_end(&mut answer);
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("/problems/request-timeout"), "{answer}");
        }
        let mut answer = String::new();
        (&batch).read_to_string(&mut answer).unwrap();
        assert!(answer.contains("/problems/request-timeout"), "{answer}");
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        // Nor for a head that never ends.
        let mut socket = connection(&service);
        socket.write_all(b"GET /v1/referrals HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
        let mut answer = Vec::new();
        let _ = socket.read_to_end(&mut answer);
        assert!(String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
    }
}
