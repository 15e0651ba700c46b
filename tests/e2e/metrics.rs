//! The figures of a running service: read at an address of their own, true to what happened, and with nobody in them.

use passerelle_tests::{Service, World, both_databases, wait_for};
use serde_json::json;

use crate::cases::{self, A01_AT, with};
use crate::network::{action, address, id};
use crate::turns::change;

/// Where the log says that the metrics can be read.
fn place(service: &Service) -> String {
    let log = service.log();
    let told = log.split("the metrics can be read address=").nth(1);
    let address = told.and_then(|rest| rest.split_whitespace().next());
    format!("http://{}", address.expect("the address of the metrics"))
}

fn figures(service: &Service) -> String {
    let answer = service
        .client()
        .get(&format!("{}/metrics", place(service)))
        .expect(200);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    answer.text()
}

/// The value of the series that begins with `series`, labels included.
fn value(figures: &str, series: &str) -> Option<f64> {
    let line = figures.lines().find(|line| {
        let name = line.rsplit_once(' ').map_or("", |(name, _)| name);
        name == series
    });
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok())
}

/// Waits until a series has this value.
fn until(service: &Service, series: &str, wanted: f64) {
    wait_for(&format!("{series} to be {wanted}"), || {
        (value(&figures(service), series) == Some(wanted)).then_some(())
    });
}

fn watched(mut world: World) -> World {
    world.set("PASSERELLE_METRICS_LISTEN", "127.0.0.1:0");
    world.at(A01_AT)
}

both_databases! {
    fn what_happens_is_counted_and_nobody_is_named(world in World) {
        let world = watched(world);
        world.knows(&cases::a01());
        let service = world.serve();
        let coordinator = service.signed_in("demo-mediation");
        let landlord = service.signed_in("demo-landlord");
        let sent = landlord.post("/v1/referrals", &cases::a01()).expect(201).json();
        landlord.get(&address(&sent)).expect(200);
        landlord.get("/v1/nothing/Rivefictive").expect(404);
        landlord.bare("BREW", "/v1/referrals").expect(405);
        until(&service, "passerelle_deliveries_total{kind=\"answer_requested\",result=\"handed_over\"}", 1.0);
        // The first partner declines, the second one goes away, and nobody is left.
        coordinator.post(&action(&sent, "p-med", "decline"), &json!({"reason": "capacity"})).expect(200);
        change(&coordinator, &id(&coordinator, "p-conc"), &json!({"availability": "paused"}));
        until(&service, "passerelle_ladder_moves_total{to=\"person\"}", 1.0);
        let told = figures(&service);
        let duration = "passerelle_http_request_duration_seconds_count";
        for (series, wanted) in [
            (format!("{duration}{{method=\"POST\",route=\"/v1/referrals\",status=\"2xx\"}}"), 1.0),
            (format!("{duration}{{method=\"GET\",route=\"/v1/referrals/{{id}}\",status=\"2xx\"}}"), 1.0),
            (format!("{duration}{{method=\"GET\",route=\"unmatched\",status=\"4xx\"}}"), 1.0),
            ("passerelle_ladder_moves_total{to=\"partner\"}".to_owned(), 1.0),
            ("passerelle_ladder_moves_total{to=\"consent\"}".to_owned(), 0.0),
            ("passerelle_database_up".to_owned(), 1.0),
            ("passerelle_rule_set_version".to_owned(), 1.0),
        ] {
            assert_eq!(value(&told, &series), Some(wanted), "{series}\n{told}");
        }
        let pool = if told.contains("pool=\"primary\"") { "primary" } else { "readers" };
        let most = format!("passerelle_database_connections{{pool=\"{pool}\",state=\"most\"}}");
        assert_eq!(value(&told, &most), Some(8.0), "{told}");
        for named in [
            "Rivefictive", "demo-landlord", "BREW", sent["id"].as_str().unwrap(),
            sent["reference"].as_str().unwrap(), "@",
        ] {
            assert!(!told.contains(named), "{named} is told:\n{told}");
        }
    }

    fn mails_that_cannot_leave_are_seen_by_their_age(world in World) {
        let mut world = watched(world);
        world.knows(&cases::a01());
        world.set("PASSERELLE_SMTP_URL", "smtp://127.0.0.1:1");
        let service = world.serve();
        until(&service, "passerelle_outbox_oldest_seconds", 0.0);
        service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201);
        until(&service, "passerelle_deliveries_total{kind=\"answer_requested\",result=\"connection_failed\"}", 1.0);
        world.clock.step(jiff::SignedDuration::from_mins(20));
        wait_for("the age of what waits", || {
            let told = figures(&service);
            let age = value(&told, "passerelle_outbox_oldest_seconds")?;
            let waiting = value(&told, "passerelle_outbox_waiting")?;
            (age >= 1200.0 && waiting >= 1.0).then_some(())
        });
    }

    fn they_are_read_at_their_own_address_alone_and_only_where_one_is_set(world in World) {
        let service = world.serve();
        assert!(!service.log().contains("the metrics can be read"));
        service.client().get("/metrics").problem(404, "not-found");
        let world = watched(world);
        let service = world.serve();
        service.client().get("/metrics").problem(404, "not-found");
        service.signed_in("demo-mediation").get("/metrics").problem(404, "not-found");
        let place = place(&service);
        for other in ["/", "/v1/referrals", "/health/live", "/openapi.json"] {
            service.client().get(&format!("{place}{other}")).expect(404);
        }
        figures(&service);
    }

    fn an_address_that_is_none_is_refused_at_start(mut world in World) {
        world.set("PASSERELLE_METRICS_LISTEN", "everywhere");
        let refused = world.run(&["serve"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(refused.err.contains("PASSERELLE_METRICS_LISTEN"), "{}", refused.err);
    }
}

#[test]
fn a_database_that_is_away_leaves_its_figures_out() {
    let server = passerelle_tests::postgres::Cluster::start_new();
    let mut world = World::on(&server);
    world.set("PASSERELLE_METRICS_LISTEN", "127.0.0.1:0");
    let service = world.serve();
    until(&service, "passerelle_database_up", 1.0);
    server.stop(passerelle_tests::postgres::Stop::Fast);
    until(&service, "passerelle_database_up", 0.0);
    let told = figures(&service);
    assert!(!told.contains("passerelle_outbox_"), "{told}");
    assert!(
        told.contains("passerelle_http_request_duration_seconds"),
        "{told}"
    );
}

#[test]
fn the_guide_names_every_figure_and_no_other() {
    let world = watched(World::new(passerelle_tests::Backend::Sqlite));
    world.knows(&cases::a01());
    let service = world.serve();
    let case = with(cases::a01(), "/external_reference", json!("GUIDE"));
    service
        .signed_in("demo-landlord")
        .post("/v1/referrals", &case)
        .expect(201);
    until(
        &service,
        "passerelle_deliveries_total{kind=\"answer_requested\",result=\"handed_over\"}",
        1.0,
    );
    let told = figures(&service);
    let mut names: Vec<&str> = told
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    names.sort_unstable();
    let guide = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/operations.md"
    ))
    .unwrap();
    let mut documented: Vec<&str> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `passerelle_")?.split('`').next())
        .collect();
    documented.sort_unstable();
    let documented: Vec<String> = documented
        .iter()
        .map(|name| format!("passerelle_{name}"))
        .collect();
    assert_eq!(documented, names);
}
