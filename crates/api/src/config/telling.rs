//! Settings of what a node tells by itself: to whoever listens, and to endpoints.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Whoever listens to `/events`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListenersConfig {
    /// How many may listen at a time.
    pub listeners_max: usize,
    /// After how many milliseconds of silence a listener is given a sign of life.
    pub heartbeat_ms: u64,
    /// How many milliseconds a listener may take nothing of what waits for it before its connection
    /// is cut; at least two signs of life.
    pub patience_ms: u64,
}

impl Default for ListenersConfig {
    fn default() -> Self {
        Self { listeners_max: 256, heartbeat_ms: 15_000, patience_ms: 60_000 }
    }
}

/// Webhooks: what is carried to endpoints, to which, and how often it is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhooksConfig {
    /// The hosts that may be told, each as `host` at the usual port or as `host:port`. None where
    /// nothing is said: the node sends nothing to an address that only a caller chose.
    pub hosts: Vec<String>,
    /// A file of the authorities that may vouch for those hosts, in PEM; those of the system where
    /// none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
    /// After how many milliseconds each further try follows the failure of the one before. The usual
    /// values are those of the Standard Webhooks specification; they span three days.
    pub retry_ms: Vec<u64>,
    /// How long an endpoint may take to answer, in milliseconds.
    pub answer_ms_max: u64,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        const SECOND: u64 = 1_000;
        const MINUTE: u64 = 60 * SECOND;
        const HOUR: u64 = 60 * MINUTE;
        let hours = [2, 5, 10, 14, 20, 24].map(|hours| hours * HOUR);
        let retry_ms = [5 * SECOND, 5 * MINUTE, 30 * MINUTE].into_iter().chain(hours).collect();
        Self { hosts: Vec::new(), authorities: None, retry_ms, answer_ms_max: 20 * SECOND }
    }
}
