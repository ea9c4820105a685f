//! What an entry says by which something of a dossier was erased. It is never erased itself, so that it
//! names nobody but those who decided.

use kernel::{DossierId, NodeId, OfficerId, Provision};
use serde::{Deserialize, Serialize};

/// That what was kept of a dossier is erased: its bodies and salts cannot be opened any more, and with
/// them goes whatever this node kept of them in clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Erasure {
    /// The dossier.
    pub dossier: DossierId,
    /// Its kind.
    pub kind: String,
    /// What was erased.
    pub erased: Vec<Erased>,
    /// Why it had to be.
    pub ground: Ground,
}

/// What one key opened: the words of one writer in one retention class.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Erased {
    /// Who had written it.
    pub author: NodeId,
    /// The retention class.
    pub class: String,
}

/// Why something is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// What others had told was kept for as long as an agreement allows.
    Agreement {
        /// Which.
        id: String,
        /// Its version.
        version: u64,
        /// How many days it allows, from the day nothing more was owed.
        days: u32,
    },
    /// All of it was kept for as long as the administration keeps such dossiers.
    Kept {
        /// How many days that is.
        days: u32,
    },
    /// Two officers decided it.
    Decision {
        /// The rule the decision rests on.
        provision: Provision,
        /// The file that holds the decision.
        reference: String,
        /// Who decided.
        officers: Vec<OfficerId>,
    },
}

/// That a dossier is kept whatever its days, for proceedings say, or that it is no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preservation {
    /// The dossier.
    pub dossier: DossierId,
    /// Whether it is preserved from now on.
    pub preserved: bool,
    /// The rule the order rests on.
    pub provision: Provision,
    /// The file that holds the order.
    pub reference: String,
    /// Who ordered it.
    pub officers: Vec<OfficerId>,
}
