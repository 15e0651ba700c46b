//! Figures about the running service, as Prometheus reads them.
//!
//! They hold nothing personal, and every label has few values that the service itself chose: the pattern
//! of a route and never its path, no identifier, no client. [`listener`] serves them on an address of
//! their own, and nowhere else; [`requests`] counts what the API answers.

pub mod listener;
pub mod requests;
mod state;

use std::time::Duration;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder,
};

pub use state::read;

/// The bounds in seconds between which request times are told apart: from what a cached answer takes to
/// what nobody should wait.
const BOUNDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// What this process counts as it goes. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    deliveries: IntCounterVec,
}

impl Metrics {
    /// Nothing counted yet.
    ///
    /// # Errors
    /// None that our own names give.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = HistogramVec::new(
            HistogramOpts::new(
                "passerelle_http_request_duration_seconds",
                "Time from a request's head to the head of its answer, by route and class of status.",
            )
            .buckets(BOUNDS.to_vec()),
            &["method", "route", "status"],
        )?;
        let deliveries = IntCounterVec::new(
            Opts::new(
                "passerelle_deliveries_total",
                "Tries to deliver a message, by its kind and by how they ended.",
            ),
            &["kind", "result"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(deliveries.clone()))?;
        Ok(Self {
            registry,
            requests,
            deliveries,
        })
    }

    /// A request was answered.
    pub fn answered(&self, method: &str, route: &str, class: &str, took: Duration) {
        self.requests
            .with_label_values(&[method, route, class])
            .observe(took.as_secs_f64());
    }

    /// A delivery was tried.
    pub fn delivered(&self, kind: &str, result: &str) {
        self.deliveries.with_label_values(&[kind, result]).inc();
    }

    /// Everything as text: what was counted, and `more` that was read just now.
    ///
    /// # Errors
    /// None that our own names give.
    pub fn text(&self, more: &Registry) -> Result<String, prometheus::Error> {
        let mut text = Vec::new();
        let encoder = TextEncoder::new();
        encoder.encode(&self.registry.gather(), &mut text)?;
        encoder.encode(&more.gather(), &mut text)?;
        String::from_utf8(text).map_err(|error| prometheus::Error::Msg(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_in_the_form_that_prometheus_reads() {
        let metrics = Metrics::new().unwrap();
        metrics.answered("GET", "/v1/referrals/{id}", "2xx", Duration::from_millis(7));
        metrics.delivered("answer_requested", "handed_over");
        let text = metrics.text(&Registry::new()).unwrap();
        for line in [
            "passerelle_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/referrals/{id}\",status=\"2xx\",le=\"0.005\"} 0",
            "passerelle_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/referrals/{id}\",status=\"2xx\",le=\"0.01\"} 1",
            "passerelle_deliveries_total{kind=\"answer_requested\",result=\"handed_over\"} 1",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
