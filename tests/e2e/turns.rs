//! Partners of one kind share the work: by turns, by room, and never beyond what they carry.

use passerelle_tests::{Backend, Client, World};
use serde_json::{Value, json};

use crate::{cases, network};

/// Changes a partner of the directory.
pub fn change(coordinator: &Client, partner: &str, change: &Value) {
    let path = format!("/v1/partners/{partner}");
    let body = change.to_string();
    coordinator
        .with("If-Match", "*")
        .send("PATCH", &path, "application/json", body.as_bytes())
        .expect(200);
}

/// A second mediation team that works where the first one does; its id.
fn second_team(coordinator: &Client) -> String {
    let team = json!({
        "code": "p-turn", "kind": "mediation_team", "name": "Médiation des Berges",
        "coverage": [{"type": "commune", "code": "00001"}, {"type": "commune", "code": "00002"}],
        "entitlement": "L2", "email": "berges@example.org",
    });
    let added = coordinator.post("/v1/partners", &team).expect(201).json();
    added["id"].as_str().unwrap().to_owned()
}

/// Sends a neighbour dispute; the code of the partner that is asked, and who was turned down.
fn send(landlord: &Client, reference: &str) -> (String, Vec<(String, String)>) {
    let case = cases::with(cases::a01(), "/external_reference", json!(reference));
    let sent = landlord.post("/v1/referrals", &case).expect(201).json();
    let decision = &sent["decision"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let turned_down = decision["turned_down"].as_array().unwrap().iter();
    let turned_down = turned_down.map(|one| (text(&one["partner"]["code"]), text(&one["reason"])));
    (
        text(&decision["lead"]["partner"]["code"]),
        turned_down.collect(),
    )
}

fn equals_share_the_work(backend: Backend) {
    let world = World::new(backend);
    let service = world.serve();
    let coordinator = service.signed_in("demo-mediation");
    let landlord = service.signed_in("demo-landlord");
    let first = network::id(&coordinator, "p-med");
    change(&coordinator, &first, &json!({"capacity": null}));
    let second = second_team(&coordinator);
    let asked: Vec<String> = (0..3)
        .map(|turn| send(&landlord, &format!("TURN-{turn}")).0)
        .collect();
    assert_eq!(asked, ["p-med", "p-turn", "p-med"]);

    // It would be its turn, but it carries one case already.
    change(&coordinator, &second, &json!({"capacity": 1}));
    let (asked, turned_down) = send(&landlord, "FULL");
    assert_eq!(asked, "p-med");
    let full = ("p-turn".to_owned(), "no_capacity".to_owned());
    assert!(turned_down.contains(&full), "{turned_down:?}");

    let works = json!({"pauses": [{"from": "2020-01-01", "reason": "works"}]});
    change(&coordinator, &first, &works);
    let (asked, turned_down) = send(&landlord, "PAUSED");
    assert_eq!(asked, "p-conc");
    let paused = ("p-med".to_owned(), "closed_or_paused".to_owned());
    assert!(turned_down.contains(&paused), "{turned_down:?}");
}

#[test]
fn equals_share_the_work_on_sqlite() {
    equals_share_the_work(Backend::Sqlite);
}

#[test]
fn equals_share_the_work_on_postgres() {
    equals_share_the_work(Backend::PostgreSql);
}

/// Several send at the same moment, through two processes: nobody is given more than it carries.
fn nobody_is_given_more_than_it_carries(backend: Backend) {
    let world = World::new(backend);
    let services = [world.serve(), world.serve()];
    let coordinator = services[0].signed_in("demo-mediation");
    let first = network::id(&coordinator, "p-med");
    change(&coordinator, &first, &json!({"capacity": 2}));
    let landlords = services
        .each_ref()
        .map(|one| one.signed_in("demo-landlord"));
    let asked: Vec<String> = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..6)
            .map(|number| {
                let landlord = &landlords[number % 2];
                scope.spawn(move || send(landlord, &format!("ROOM-{number}")).0)
            })
            .collect();
        let sent = sending.into_iter().map(|one| one.join().unwrap());
        sent.collect()
    });
    let of = |code: &str| asked.iter().filter(|one| *one == code).count();
    assert_eq!((of("p-med"), of("p-conc")), (2, 4), "{asked:?}");
    // Whoever looks for gaps in the network is told who is full.
    let versions = coordinator.get("/v1/rulesets?status=active").expect(200);
    let version = versions.json()["items"][0]["id"].clone();
    let gaps = format!("/v1/rulesets/{}/gaps", version.as_str().unwrap());
    let gaps = coordinator.get(&gaps).expect(200).json();
    let full = json!({"partner": "p-med", "open": 2, "capacity": 2});
    assert!(gaps["full"].as_array().unwrap().contains(&full), "{gaps:#}");
}

#[test]
fn nobody_is_given_more_than_it_carries_on_sqlite() {
    nobody_is_given_more_than_it_carries(Backend::Sqlite);
}

#[test]
fn nobody_is_given_more_than_it_carries_on_postgres() {
    nobody_is_given_more_than_it_carries(Backend::PostgreSql);
}
