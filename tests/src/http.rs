//! A small HTTP client, as a partner's developer would write it: JSON in and out, a bearer token, nothing hidden.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use ureq::http::{HeaderMap, Request};

use crate::privacy::Markers;

/// The secret that all demonstration clients share.
pub const DEMO_SECRET: &str = "demo-secret";

/// Somebody who calls the API, signed in or not.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    headers: Vec<(String, String)>,
    /// The people of the story: those of every case that is sent are among them.
    people: Option<Arc<Mutex<Markers>>>,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Client {
    /// Somebody who has not signed in.
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        Self {
            agent,
            base: base.to_owned(),
            headers: Vec::new(),
            people: None,
        }
    }

    /// The same caller, who tells the story of all people in the cases that it sends.
    pub(crate) fn telling(self, people: Arc<Mutex<Markers>>) -> Self {
        Self {
            people: Some(people),
            ..self
        }
    }

    /// The same caller, with one more header on every request.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other
            .headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The same caller, with this bearer token.
    pub fn bearing(&self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// The demonstration client of this name, with a fresh token for all its scopes.
    pub fn signed_in(&self, client_id: &str) -> Self {
        self.bearing(&self.token(client_id))
    }

    /// A fresh token of a demonstration client.
    pub fn token(&self, client_id: &str) -> String {
        let answer = self
            .ask_token(client_id, DEMO_SECRET, "grant_type=client_credentials")
            .expect(200);
        answer.json()["access_token"]
            .as_str()
            .expect("an access token")
            .to_owned()
    }

    /// Asks for a token with this form, signed in as a client by `client_secret_basic`.
    pub fn ask_token(&self, client_id: &str, secret: &str, form: &str) -> Answer {
        let basic = STANDARD.encode(format!("{client_id}:{secret}"));
        let content = "application/x-www-form-urlencoded";
        self.with("authorization", &format!("Basic {basic}")).send(
            "POST",
            "/oauth/token",
            content,
            form.as_bytes(),
        )
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.bare("GET", path)
    }

    /// POST of a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(
            "POST",
            path,
            "application/json",
            body.to_string().as_bytes(),
        )
    }

    /// POST of a form, as a browser sends it.
    pub fn post_form(&self, path: &str, form: &str) -> Answer {
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            form.as_bytes(),
        )
    }

    /// Any method, without a body.
    pub fn bare(&self, method: &str, path: &str) -> Answer {
        let request = self
            .request(method, path)
            .body(())
            .expect("a well-formed request");
        read(self.agent.run(request), method, path)
    }

    /// Any method with any bytes.
    pub fn send(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        if let Some(people) = &self.people {
            people.lock().expect("the people").add_body(body);
        }
        let request = self
            .request(method, path)
            .header("content-type", content_type)
            .body(body)
            .expect("a well-formed request");
        read(self.agent.run(request), method, path)
    }

    /// POST of a JSON body to a service that may be gone: `None` when no whole answer came back.
    pub fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        let request = self
            .request("POST", path)
            .header("content-type", "application/json")
            .body(body.to_string())
            .expect("a well-formed request");
        whole(self.agent.run(request).ok()?)
    }

    /// GET from a service that may be gone: `None` when no whole answer came back.
    pub fn try_get(&self, path: &str) -> Option<Answer> {
        let request = self
            .request("GET", path)
            .body(())
            .expect("a well-formed request");
        whole(self.agent.run(request).ok()?)
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        let address = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let start = Request::builder().method(method).uri(address);
        self.headers
            .iter()
            .fold(start, |request, (name, value)| request.header(name, value))
    }
}

impl Answer {
    /// Goes on only with this status, and otherwise shows what came.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The problem document of an error with this status and this kind.
    #[track_caller]
    pub fn problem(&self, status: u16, slug: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        let content = self.header("content-type");
        assert!(
            content.starts_with("application/problem+json"),
            "{content}: {}",
            self.text()
        );
        let problem = self.json();
        let kind = problem["type"].as_str().unwrap_or_default();
        assert!(kind.ends_with(&format!("/problems/{slug}")), "{problem:#}");
        assert_eq!(problem["status"], status, "{problem:#}");
        assert!(
            problem["title"].is_string() && problem["request_id"].is_string(),
            "{problem:#}"
        );
        problem
    }
}

fn read(
    result: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    method: &str,
    path: &str,
) -> Answer {
    let response = result.unwrap_or_else(|error| panic!("{method} {path} got no answer: {error}"));
    whole(response).expect("a whole body")
}

fn whole(response: ureq::http::Response<ureq::Body>) -> Option<Answer> {
    let (head, mut body) = response.into_parts();
    let bytes = body.with_config().limit(64 << 20).read_to_vec().ok()?;
    Some(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        bytes,
    })
}
