//! How things stand at the moment they are asked for: what waits, which rules decide, how the database is used.

use jiff::Timestamp;
use passerelle_casework::Casework;
use prometheus::{Gauge, GaugeVec, IntCounterVec, IntGauge, Opts, Registry};

/// Reads everything into a registry of its own. A database that does not answer leaves its figures out
/// rather than keeping them at their last value.
///
/// # Errors
/// None that our own names give.
pub fn read(casework: &Casework, now: Timestamp) -> Result<Registry, prometheus::Error> {
    let registry = Registry::new();
    outbox(&registry, casework, now)?;
    rules(&registry, casework)?;
    pools(&registry, casework)?;
    steps(&registry, casework)?;
    let version = GaugeVec::new(
        Opts::new(
            "passerelle_build_info",
            "Always 1; its label is the version.",
        ),
        &["version"],
    )?;
    version
        .with_label_values(&[env!("CARGO_PKG_VERSION")])
        .set(1.0);
    registry.register(Box::new(version))?;
    Ok(registry)
}

fn outbox(
    registry: &Registry,
    casework: &Casework,
    now: Timestamp,
) -> Result<(), prometheus::Error> {
    let backlog = casework.backlog();
    gauge(
        registry,
        "passerelle_database_up",
        "Whether the database answered just now.",
        i64::from(backlog.is_ok()),
    )?;
    let backlog = match backlog {
        Ok(backlog) => backlog,
        Err(error) => {
            tracing::debug!(error = %error, "the outbox could not be read for the metrics");
            return Ok(());
        }
    };
    gauge(
        registry,
        "passerelle_outbox_waiting",
        "Messages that have not left, those included that wait for their time.",
        backlog.waiting,
    )?;
    let age = Gauge::new(
        "passerelle_outbox_oldest_seconds",
        "For how long the oldest message that is due has waited; 0 when none is.",
    )?;
    let seconds = backlog
        .due_since
        .map_or(0.0, |since| now.duration_since(since).as_secs_f64());
    // The clock may have been put back.
    age.set(seconds.max(0.0));
    registry.register(Box::new(age))
}

fn rules(registry: &Registry, casework: &Casework) -> Result<(), prometheus::Error> {
    let Some(rules) = casework.rules_in_force() else {
        return Ok(());
    };
    gauge(
        registry,
        "passerelle_rule_set_version",
        "The version of the national rule set that this process decides by.",
        i64::from(rules.version),
    )?;
    gauge(
        registry,
        "passerelle_rule_edition",
        "The edition of all rules that this process decides by, overlays included.",
        i64::from(rules.edition),
    )
}

fn pools(registry: &Registry, casework: &Casework) -> Result<(), prometheus::Error> {
    let connections = GaugeVec::new(
        Opts::new(
            "passerelle_database_connections",
            "Connections to the database, by pool: in use, idle, and the most that may be open.",
        ),
        &["pool", "state"],
    )?;
    for pool in casework.pools() {
        let states = [
            ("in_use", pool.open.saturating_sub(pool.idle)),
            ("idle", pool.idle),
            ("most", pool.most),
        ];
        for (state, number) in states {
            connections
                .with_label_values(&[pool.name, state])
                .set(f64::from(number));
        }
    }
    registry.register(Box::new(connections))
}

fn steps(registry: &Registry, casework: &Casework) -> Result<(), prometheus::Error> {
    let moves = IntCounterVec::new(
        Opts::new(
            "passerelle_ladder_moves_total",
            "Cases that moved on from a partner in this process: to the next partner, to a person who must choose, or to \
             the persons concerned for their consent.",
        ),
        &["to"],
    )?;
    for (step, times) in casework.steps() {
        moves.with_label_values(&[step.code()]).inc_by(times);
    }
    registry.register(Box::new(moves))
}

fn gauge(registry: &Registry, name: &str, help: &str, value: i64) -> Result<(), prometheus::Error> {
    let gauge = IntGauge::new(name, help)?;
    gauge.set(value);
    registry.register(Box::new(gauge))
}
