//! Numbers over all requests since the node was started, for Prometheus.

use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// A request, as far as it is told from others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: String,
}

/// What is counted; all copies count together.
#[derive(Debug, Clone)]
pub(crate) struct Numbers {
    answered: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
    refusals: Family<Code, Counter>,
}

impl Numbers {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        // From one millisecond to eight seconds, each twice as long as the one before.
        let seconds = || Histogram::new(exponential_buckets(0.001, 2.0, 14));
        Self {
            answered: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            refusals: Family::default(),
        }
    }

    /// Counts a request: at which route, how it was answered, how long that took. `code` is that of
    /// the refusal, or empty.
    pub(crate) fn answered(
        &self,
        method: &str,
        route: &str,
        status: StatusCode,
        code: &str,
        took: Duration,
    ) {
        let (method, route) = (method.to_owned(), route.to_owned());
        let at = Route { method: method.clone(), route: route.clone() };
        self.seconds.get_or_create(&at).observe(took.as_secs_f64());
        let status = status.as_u16();
        self.answered.get_or_create(&Answered { method, route, status }).inc();
        if !code.is_empty() {
            self.refusals.get_or_create(&Code { code: code.to_owned() }).inc();
        }
    }

    /// Puts them among others.
    pub(crate) fn join(&self, registry: &mut Registry) {
        registry.register("requests", "Requests answered", self.answered.clone());
        registry.register("refusals", "Requests refused, by code", self.refusals.clone());
        registry.register_with_unit(
            "request_duration",
            "How long requests took",
            Unit::Seconds,
            self.seconds.clone(),
        );
    }
}
