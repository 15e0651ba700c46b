//! Everybody who may not: each operation of the contract is called without a token, without its scope, by an
//! organisation that has no part in the matter, by those whose part is not enough, and through a parent that is not
//! the one. A new operation needs a row in [`ROWS`].

use std::collections::{BTreeMap, BTreeSet};

use passerelle_tests::{Answer, Client, Service, both_databases};
use serde_json::{Value, json};

use self::Others::{Everybody, Hidden, Open, Own, Refused};
use crate::cases::{self, A01_AT};
use crate::network::{action, address, assignment, code, committed, id};

/// What an organisation that has no part in a matter gets, with every scope in its token.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Others {
    /// The answer: it needs no token.
    Open,
    /// The answer: it is the same for everybody, or is about what they send.
    Everybody,
    /// Only what is its own.
    Own,
    /// 404, as if it did not exist.
    Hidden,
    /// 403, whatever exists: it is for people of the operator.
    Refused,
}

/// Every operation of the contract.
const ROWS: &[(&str, Others)] = &[
    ("issueToken", Open),
    ("readKeys", Open),
    ("readServerMetadata", Open),
    ("readLiveness", Open),
    ("readReadiness", Open),
    ("createReferral", Everybody),
    ("createReferrals", Everybody),
    ("listReferrals", Own),
    ("readReferral", Hidden),
    ("explainReferral", Hidden),
    ("listReferralEvents", Hidden),
    ("listEvents", Own),
    ("listCandidates", Hidden),
    ("listComments", Hidden),
    ("writeComment", Hidden),
    ("listFollowUps", Refused),
    ("finishFollowUp", Refused),
    ("withdrawReferral", Hidden),
    ("closeReferral", Hidden),
    ("reopenReferral", Hidden),
    ("recordConsent", Hidden),
    ("routeReferral", Hidden),
    ("mergeReferral", Hidden),
    ("markReferralAsError", Hidden),
    ("makePersonLink", Hidden),
    ("listAssignments", Own),
    ("acceptAssignment", Hidden),
    ("declineAssignment", Hidden),
    ("startAssignment", Hidden),
    ("holdAssignment", Hidden),
    ("resumeAssignment", Hidden),
    ("recordMeeting", Hidden),
    ("redirectAssignment", Hidden),
    ("completeAssignment", Hidden),
    ("failAssignment", Hidden),
    ("confirmCancellation", Hidden),
    ("cancelAssignment", Hidden),
    ("markAssignmentAsError", Hidden),
    ("previewRouting", Everybody),
    ("listPartners", Everybody),
    ("createPartner", Refused),
    ("readPartner", Everybody),
    ("changePartner", Refused),
    ("setPartnerAvailability", Refused),
    ("listPeople", Hidden),
    ("createColleague", Hidden),
    ("readColleague", Hidden),
    ("changeColleague", Hidden),
    ("removeColleague", Hidden),
    ("listClients", Own),
    ("createClient", Own),
    ("readClient", Hidden),
    ("changeClient", Hidden),
    ("rotateClientSecret", Hidden),
    ("revokeClient", Hidden),
    ("listRuleSets", Refused),
    ("createRuleSet", Refused),
    ("readRuleSet", Refused),
    ("editRuleSet", Refused),
    ("withdrawRuleSet", Refused),
    ("checkRuleSet", Refused),
    ("approveRuleSet", Refused),
    ("publishRuleSet", Refused),
    ("rollBackRuleSet", Refused),
    ("readRuleSetHistory", Refused),
    ("compareRuleSet", Refused),
    ("readRuleSetGaps", Refused),
    ("readRuleSetQuality", Refused),
    ("countReferrals", Refused),
    ("countFeedback", Refused),
    ("readVocabulary", Everybody),
    ("listQuestions", Everybody),
];

both_databases! {
    fn whoever_may_not_call_an_operation_learns_and_changes_nothing(world in World) {
        let world = world.at(A01_AT);
        world.knows(&cases::a01());
        world.knows(&cases::a02());
        let service = world.serve();
        let matter = Matter::new(&service);
        let before = matter.state(&service);
        for operation in operations() {
            let row = ROWS.iter().find(|(id, _)| *id == operation.id);
            let Some((_, others)) = row else {
                panic!("{} has no row in tests/e2e/access.rs: what do others get?", operation.id);
            };
            assert_eq!(*others == Open, operation.scope.is_none(), "{}", operation.id);
            if *others != Open {
                matter.try_everybody(&service, &operation, *others);
            }
        }
        assert_eq!(matter.state(&service), before, "a refused request changed something");
    }
}

#[test]
fn every_row_is_of_an_operation() {
    let operations: BTreeSet<String> = operations().into_iter().map(|one| one.id).collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(rows, operations);
    assert_eq!(rows.len(), ROWS.len(), "an operation has two rows");
}

/// An operation as the contract tells of it.
struct Operation {
    id: String,
    method: String,
    path: String,
    /// The scope that it needs, empty where any token will do; none where it needs no token.
    scope: Option<String>,
    allowed_to: Vec<String>,
    content_type: String,
    body: Option<Value>,
}

fn operations() -> Vec<Operation> {
    let contract: Value = serde_json::from_str(&committed("openapi/openapi.json")).unwrap();
    let mut found = Vec::new();
    for (path, item) in contract["paths"].as_object().unwrap() {
        for (method, told) in item.as_object().unwrap() {
            let content = told["requestBody"]["content"].as_object();
            let (content_type, body) = content
                .and_then(|content| content.iter().next())
                .map(|(kind, told)| (kind.clone(), Some(example(&contract, told))))
                .unwrap_or_default();
            let texts = |value: &Value| -> Vec<String> {
                let texts = value.as_array().into_iter().flatten();
                texts
                    .filter_map(|text| text.as_str().map(str::to_owned))
                    .collect()
            };
            found.push(Operation {
                id: told["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                scope: told["security"][0]
                    .get("oauth")
                    .map(|scopes| texts(scopes).join(" ")),
                allowed_to: texts(&told["x-allowed-to"]),
                content_type,
                body,
            });
        }
    }
    found
}

/// The body that the contract shows.
fn example(contract: &Value, content: &Value) -> Value {
    if let Some(example) = content.get("example") {
        return example.clone();
    }
    let name = content["schema"]["$ref"].as_str().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let example = contract["components"]["schemas"][name].get("example");
    example.cloned().unwrap_or_else(|| json!({}))
}

/// What the callers reach for: a case of the landlord's with the mediation team, and all that hangs on it.
struct Matter {
    /// The identifiers in the paths below each of these, in order.
    ids: BTreeMap<&'static str, Vec<String>>,
    /// Another one of the same kind as the first, which the operator may read.
    elsewhere: BTreeMap<&'static str, String>,
    /// Clients without a role: of the sender, of the lead partner, and of neither.
    sender: Client,
    lead: Client,
    stranger: Client,
    /// What no stranger may find in an answer.
    secrets: Vec<String>,
}

impl Matter {
    fn new(service: &Service) -> Self {
        let coordinator = service.signed_in("demo-mediation");
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord
            .post("/v1/referrals", &cases::a01())
            .expect(201)
            .json();
        let other = cases::with(
            cases::a01(),
            "/external_reference",
            json!("BAIL-2026-00099"),
        );
        let other = landlord.post("/v1/referrals", &other).expect(201).json();
        // What becomes of a young person who left school is asked after the case is closed.
        let school = service.signed_in("demo-school");
        let dropout = cases::with(cases::a02(), "/received_at", json!(A01_AT));
        let dropout = school.post("/v1/referrals", &dropout).expect(201).json();
        let lead = code(&dropout["decision"]["lead"]["partner"]);
        coordinator
            .post(&action(&dropout, lead, "accept"), &json!({}))
            .expect(200);
        let close = format!("{}/close", address(&dropout));
        let taken_up = json!({"outcome": "referred_taken_up"});
        coordinator.post(&close, &taken_up).expect(200);
        let asked = coordinator.get("/v1/follow-ups").expect(200).json();
        let (bail, med) = (id(&landlord, "p-bail"), id(&landlord, "p-med"));
        let new = json!({"name": "Loge A", "email": "loge-a@example.org"});
        let people = format!("/v1/partners/{bail}/people");
        let colleague = landlord.post(&people, &new).expect(201).json();
        let draft = json!({"name": "saint-avenin"});
        let draft = coordinator.post("/v1/rulesets", &draft).expect(201).json();
        let kept = json!({"name": "Reporting", "scopes": ["referrals:read"]});
        let kept = landlord.post("/v1/clients", &kept).expect(201).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let case = text(&sent["id"]);
        let work = text(&assignment(&sent, "p-med")["id"]);
        let client = text(&kept["client"]["id"]);
        let follow_up = text(&asked["items"][0]["id"]);
        let all = all_scopes(&coordinator);
        let ccas = id(&landlord, "p-ccas");
        Self {
            secrets: vec![case.clone(), work.clone(), client.clone()],
            ids: BTreeMap::from([
                ("referrals", vec![case, work]),
                ("clients", vec![client]),
                ("partners", vec![bail.clone(), text(&colleague["id"])]),
                ("rulesets", vec![text(&draft["id"])]),
                ("follow-ups", vec![follow_up]),
            ]),
            elsewhere: BTreeMap::from([
                ("referrals", text(&other["id"])),
                ("partners", med.clone()),
            ]),
            sender: with_every_scope(service, &coordinator, &bail, &all),
            lead: with_every_scope(service, &coordinator, &med, &all),
            stranger: with_every_scope(service, &coordinator, &ccas, &all),
        }
    }

    /// The path of an operation: to what is meant, to an identifier that nobody has, or through a foreign parent.
    fn path(&self, operation: &Operation, pick: impl Fn(usize, &str) -> String) -> String {
        let root = operation.path.split('/').nth(2).unwrap_or_default();
        let mut number = 0;
        let parts: Vec<String> = operation
            .path
            .split('/')
            .map(|part| {
                if !part.starts_with('{') {
                    return part.to_owned();
                }
                let known = self.ids.get(root).and_then(|ids| ids.get(number));
                let known = known.unwrap_or_else(|| panic!("no {part} for {}", operation.path));
                number += 1;
                pick(number, known)
            })
            .collect();
        parts.join("/")
    }

    fn try_everybody(&self, service: &Service, operation: &Operation, others: Others) {
        let path = self.path(operation, |_, known| known.to_owned());
        let name = operation.id.as_str();
        let scope = operation.scope.as_deref().unwrap_or_default();
        told(name, "no token", &call(&service.client(), operation, &path))
            .problem(401, "unauthorized");
        let forged = service.client().bearing("a.b.c");
        told(name, "a token of nobody", &call(&forged, operation, &path))
            .problem(401, "unauthorized");
        if !scope.is_empty() {
            let narrow = without_scope(service, scope);
            let refused = call(&narrow, operation, &path);
            told(name, "the wrong scopes", &refused).problem(403, "forbidden");
            let challenge = refused.header("www-authenticate");
            assert!(
                challenge.contains("insufficient_scope") && challenge.contains(scope),
                "{name}: {challenge}"
            );
        }
        match others {
            Open | Everybody => {}
            Own => {
                let listed = call(&self.stranger, operation, &path);
                if operation.method == "GET" {
                    let text = told(name, "a stranger", &listed).expect(200).text();
                    assert!(
                        !self.secrets.iter().any(|secret| text.contains(secret)),
                        "{name}: {text}"
                    );
                }
            }
            Hidden => {
                told(name, "a stranger", &call(&self.stranger, operation, &path))
                    .problem(404, "not-found");
            }
            Refused => {
                told(name, "a stranger", &call(&self.stranger, operation, &path))
                    .problem(403, "forbidden");
                // The refusal does not tell what exists.
                let nowhere = self.path(operation, |_, _| {
                    "019a1b2c-3d4e-7000-8000-0000000000ff".to_owned()
                });
                told(
                    name,
                    "a stranger, of nothing",
                    &call(&self.stranger, operation, &nowhere),
                )
                .problem(403, "forbidden");
            }
        }
        self.try_parts_and_parents(service, operation);
    }

    /// Those who have a part that is not enough, and whoever may, but through a foreign parent.
    fn try_parts_and_parents(&self, service: &Service, operation: &Operation) {
        let name = operation.id.as_str();
        let root = operation.path.split('/').nth(2).unwrap_or_default();
        let path = self.path(operation, |_, known| known.to_owned());
        if root == "referrals" && operation.path.contains("{id}") {
            for (part, caller) in [("sender", &self.sender), ("lead partner", &self.lead)] {
                if !operation.allowed_to.iter().any(|one| one == part) {
                    told(name, part, &call(caller, operation, &path)).problem(403, "forbidden");
                }
            }
        }
        if operation.path.matches('{').count() > 1 {
            let parent = &self.elsewhere[root];
            let crossed = self.path(operation, |number, known| {
                if number == 1 {
                    parent.clone()
                } else {
                    known.to_owned()
                }
            });
            let coordinator = service.signed_in("demo-mediation");
            told(
                name,
                "through a foreign parent",
                &call(&coordinator, operation, &crossed),
            )
            .problem(404, "not-found");
        }
    }

    /// All that a refused request could have changed.
    fn state(&self, service: &Service) -> Vec<String> {
        let coordinator = service.signed_in("demo-mediation");
        let landlord = service.signed_in("demo-landlord");
        let (case, other) = (&self.ids["referrals"][0], &self.elsewhere["referrals"]);
        let bail = &self.ids["partners"][0];
        let mut state: Vec<String> = [
            format!("/v1/referrals/{case}"),
            format!("/v1/referrals/{other}"),
            format!("/v1/referrals/{case}/comments"),
            format!("/v1/partners/{bail}"),
            format!("/v1/partners/{bail}/people"),
            format!("/v1/rulesets/{}", self.ids["rulesets"][0]),
            "/v1/rulesets".to_owned(),
            "/v1/follow-ups".to_owned(),
        ]
        .iter()
        .map(|path| coordinator.get(path).expect(200).text())
        .collect();
        let client = landlord.get(&format!("/v1/clients/{}", self.ids["clients"][0]));
        state.push(client.expect(200).text());
        state
    }
}

/// Calls an operation with the body that the contract shows.
fn call(client: &Client, operation: &Operation, path: &str) -> Answer {
    let client = client.with("if-match", "*");
    match &operation.body {
        None => client.bare(&operation.method, path),
        Some(body) => {
            let body = body
                .as_str()
                .map_or_else(|| body.to_string(), str::to_owned);
            client.send(
                &operation.method,
                path,
                &operation.content_type,
                body.as_bytes(),
            )
        }
    }
}

/// Says which operation and which caller an answer is about, should it not be as expected.
fn told<'a>(operation: &str, caller: &str, answer: &'a Answer) -> Told<'a> {
    Told {
        what: format!("{operation}, {caller}"),
        answer,
    }
}

struct Told<'a> {
    what: String,
    answer: &'a Answer,
}

impl Told<'_> {
    fn expect(&self, status: u16) -> &Answer {
        assert_eq!(
            self.answer.status,
            status,
            "{}: {}",
            self.what,
            self.answer.text()
        );
        self.answer
    }

    fn problem(&self, status: u16, slug: &str) {
        self.expect(status).problem(status, slug);
    }
}

/// The scopes of a token that was asked for without saying which.
fn all_scopes(coordinator: &Client) -> Vec<String> {
    let contract: Value = coordinator.get("/openapi.json").expect(200).json();
    let scopes =
        &contract["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]["scopes"];
    scopes.as_object().unwrap().keys().cloned().collect()
}

/// A new client of an organisation, without a role, whose token has every scope.
fn with_every_scope(
    service: &Service,
    coordinator: &Client,
    organisation: &str,
    scopes: &[String],
) -> Client {
    let asked = json!({"organisation": organisation, "name": "Essai", "scopes": scopes});
    let made = coordinator.post("/v1/clients", &asked).expect(201).json();
    let (name, secret) = (
        made["client"]["id"].as_str().unwrap(),
        made["client_secret"].as_str().unwrap(),
    );
    let given = service
        .client()
        .ask_token(name, secret, "grant_type=client_credentials");
    service
        .client()
        .bearing(given.expect(200).json()["access_token"].as_str().unwrap())
}

/// The coordinator, with every scope but this one.
fn without_scope(service: &Service, scope: &str) -> Client {
    let others: Vec<String> = all_scopes(&service.client())
        .into_iter()
        .filter(|one| one != scope)
        .collect();
    let form = format!("grant_type=client_credentials&scope={}", others.join("+"));
    let given =
        service
            .client()
            .ask_token("demo-mediation", passerelle_tests::http::DEMO_SECRET, &form);
    service
        .client()
        .bearing(given.expect(200).json()["access_token"].as_str().unwrap())
}
