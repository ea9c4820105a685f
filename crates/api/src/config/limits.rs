//! Settings of how much is taken at a time, so that nobody who takes more than his share takes that of others.

use serde::{Deserialize, Serialize};

/// How much is taken at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// How many connections there may be. Each takes a file descriptor and some memory.
    pub connections_max: usize,
    /// How many of them from one address.
    pub connections_of_one_max: usize,
    /// How many milliseconds a connection may stay open while it asks nothing, may take to say what it
    /// asks, and may take nothing of an answer.
    pub idle_ms_max: u64,
    /// How many requests of one caller are worked on at a time; more of his wait.
    pub at_once_of_one_max: usize,
    /// How many while nobody else has asked anything for two seconds.
    pub at_once_alone_max: usize,
    /// How many of his may wait; beyond it they are refused.
    pub waiting_of_one_max: usize,
    /// How many bytes of large bodies there may be in all; more wait. It is never less than one body
    /// may have.
    pub large_bodies_bytes_max: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            connections_max: 10_240,
            connections_of_one_max: 256,
            idle_ms_max: 60_000,
            at_once_of_one_max: 3,
            at_once_alone_max: 128,
            waiting_of_one_max: 128,
            large_bodies_bytes_max: 64 << 20,
        }
    }
}
