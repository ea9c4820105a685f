//! What distinguishes one node from another: settings and keys.

use std::collections::BTreeMap;

use exchange::Pace;
use identity::{NodeSecret, UnsealKey};
use kernel::{Administration, Country, Currency, Decides, NodeId, SealedText, SigningKey};
use serde::{Deserialize, Serialize};

/// How many logs a node can keep: a store counts them with ten bits.
pub(crate) const PARTITIONS_MAX: u16 = 1023;

/// What an administration sets for its node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The region, by the name in its directory.
    pub region: String,
    /// The administration.
    pub administration: Administration,
    /// The node.
    pub node: NodeId,
    /// Whether it is there for training: nothing it says counts, and it speaks only with nodes of
    /// which the same is true. Fixed at its first start.
    #[serde(default)]
    pub training: bool,
    /// Who decides, by kind of dossier (`movement`, `guarantee`); the node where nothing is said.
    #[serde(default)]
    pub decides: BTreeMap<String, Decides>,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// How many logs the node keeps; fixed at its first start.
    #[serde(default = "one")]
    pub partitions: u16,
    /// How many wrong access codes in a row close a guarantee.
    #[serde(default = "five")]
    pub wrong_codes_max: u32,
    /// After how many milliseconds of silence an empty dispatch is written.
    #[serde(default = "three_minutes")]
    pub heartbeat_ms: i64,
    /// How long after its last answer a hub is left alone, in milliseconds, before it is brought the
    /// next checkpoint to witness.
    #[serde(default = "half_a_second")]
    pub witness_ms: i64,
    /// How long a checkpoint may lack its quorum of cosignatures, in milliseconds, before that
    /// alarms.
    #[serde(default = "a_quarter_of_an_hour")]
    pub witness_alarm_ms: i64,
    /// How far a peer's clock may be from ours, in milliseconds.
    #[serde(default = "five_minutes")]
    pub skew_ms: i64,
    /// How many days goods may take to be presented after their declaration was lodged.
    #[serde(default = "thirty")]
    pub prelodged_days: u16,
    /// How many days another guarantee is awaited in place of one that is not valid.
    #[serde(default = "ten")]
    pub guarantee_days: u16,
    /// How many days an answer that says no can be fetched again.
    #[serde(default = "a_year")]
    pub rejections_days: u16,
    /// For how many days dossiers of a kind (`movement`, `hold`, `guarantee`) are kept once nothing more
    /// can come of them; for ever where nothing is said. Copies go earlier where an agreement says so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retention_days: BTreeMap<String, u32>,
    /// How fast to retry.
    #[serde(default)]
    pub pace: Pace,
}

fn one() -> u16 {
    1
}

fn five() -> u32 {
    5
}

/// UCC art. 171.
fn thirty() -> u16 {
    30
}

/// Each administration sets its own (NCTS phase 5 has the timer, and no value).
fn ten() -> u16 {
    10
}

fn a_year() -> u16 {
    366
}

fn three_minutes() -> i64 {
    180_000
}

fn half_a_second() -> i64 {
    500
}

fn a_quarter_of_an_hour() -> i64 {
    900_000
}

fn five_minutes() -> i64 {
    300_000
}

impl Settings {
    /// Who decides about a kind of dossier.
    pub fn decides(&self, kind: &str) -> Decides {
        self.decides.get(kind).copied().unwrap_or(Decides::Node)
    }

    /// How the administration calls itself as the sender of a message. The standard has no mark for
    /// training, so the sender says it.
    pub fn sender(&self) -> String {
        let training = if self.training { ".TRAINING" } else { "" };
        format!("NTA.{}{training}", self.administration)
    }

    /// The country, where the administration is one's.
    pub fn country(&self) -> Option<Country> {
        self.administration.country()
    }
}

/// The node's private keys. They were made on site and never leave it.
#[derive(Debug, Clone)]
pub struct NodeKeys {
    /// Signs checkpoints, from the day on which the directory names it.
    pub log: SigningKey,
    /// Those that signed them before, the last first.
    pub former_logs: Vec<SigningKey>,
    /// Opens what was sealed to the node.
    pub seal: UnsealKey,
    /// Those that opened it before: what was sealed to them may still be under way.
    pub former_seals: Vec<UnsealKey>,
    /// Recognises commands and access codes.
    pub secret: NodeSecret,
}

impl NodeKeys {
    /// The keys that sign checkpoints, or did, the last first.
    pub fn logs(&self) -> impl Iterator<Item = &SigningKey> {
        [&self.log].into_iter().chain(&self.former_logs)
    }

    /// Opens what was sealed to the node, under whatever key the directory named then.
    pub fn open(&self, purpose: &[u8], sealed: &SealedText) -> Option<Vec<u8>> {
        let mut seals = [&self.seal].into_iter().chain(&self.former_seals);
        seals.find_map(|key| key.open(purpose, sealed).ok())
    }
}
