//! What can go wrong with a node, for its operator.

use kernel::{Epoch, VerifyingKey};
use thiserror::Error;

use crate::settings::PARTITIONS_MAX;

/// Why a node could not do its work. After a fault of the store the node must stop.
#[derive(Debug, Error)]
pub enum Fault {
    /// The store or the keystore failed.
    #[error("the store failed")]
    Store(#[from] store::Fault),
    /// Something to be written has no canonical form.
    #[error("an entry could not be put into canonical form")]
    Canonical(#[from] kernel::Canonical),
    /// Another process of this node has begun another epoch, or has found that the store is old: what
    /// this one takes for true no longer is.
    #[error("another process of the node goes by another epoch")]
    Overtaken,
    /// Something kept as JSON cannot be read.
    #[error("{what} in the store cannot be read")]
    Kept {
        /// What it is.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Something kept does not have the form it must have.
    #[error("{what} in the store is damaged")]
    Damaged {
        /// What it is.
        what: &'static str,
    },
    /// An entry is not what was written. Nothing is written over it; its node stops, and is healed.
    #[error(
        "{entry} is damaged: `passavant verify` names what is damaged, and `passavant restore` heals it"
    )]
    Entry {
        /// Which entry.
        entry: String,
        /// What is wrong with it.
        #[source]
        source: Box<Self>,
    },
    /// The number of logs is fixed when a node writes for the first time.
    #[error(
        "the node keeps {kept} logs and cannot keep {set}; at most {PARTITIONS_MAX} can be set"
    )]
    Partitions {
        /// How many it began with; none where it has not begun.
        kept: u16,
        /// How many the settings say.
        set: u16,
    },
    /// The key an epoch was opened with is not there.
    #[error("epoch {epoch} was opened with the key {key}, which is not among the node's keys")]
    NoKey {
        /// The epoch the store is in.
        epoch: Epoch,
        /// The key that signs it.
        key: Box<VerifyingKey>,
    },
    /// Whether a node is there for training is fixed when it writes for the first time.
    #[error(
        "the node has begun {} training and cannot go on {} it",
        if *set { "without" } else { "for" },
        if *set { "for" } else { "without" }
    )]
    Training {
        /// What the settings say.
        set: bool,
    },
    /// What a log ends with is not what was signed.
    #[error("it is not what the tree of its log and the last checkpoint say")]
    NotSigned,
    /// A body could not be encrypted or decrypted.
    #[error("a body does not open with its key")]
    Vault,
    /// Something to be sent cannot be written.
    #[error("a message to a peer could not be written")]
    Wire(#[from] exchange::WireError),
    /// The directory is not taken.
    #[error("the directory is not taken")]
    Directory(#[from] identity::DirectoryError),
    /// An agreement is not taken.
    #[error("an agreement is not taken")]
    Agreement(#[from] agreement::AgreementError),
    /// A signed note is not taken.
    #[error("a signed document is not taken")]
    Note(#[from] kernel::NoteError),
    /// The directory does not list this node.
    #[error("the directory does not list {0}")]
    NotListed(kernel::NodeId),
    /// The node has no directory yet.
    #[error("no directory has been adopted yet")]
    NoDirectory,
    /// A number could not be minted.
    #[error("a number could not be minted")]
    Number(#[from] kernel::Malformed),
}

impl Fault {
    /// The same, naming the entry, where it is about what the entry holds.
    pub(crate) fn of(self, entry: impl FnOnce() -> String) -> Self {
        match self {
            Self::Vault
            | Self::NotSigned
            | Self::Kept { .. }
            | Self::Damaged { .. }
            | Self::Store(store::Fault::Damaged { .. }) => {
                Self::Entry { entry: entry(), source: Box::new(self) }
            }
            fault => fault,
        }
    }

    /// Whether what is kept is damaged.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Entry { .. } | Self::Damaged { .. } | Self::Store(store::Fault::Damaged { .. })
        )
    }

    /// Whether the node may go on once it has been opened anew: nothing is wrong with what it keeps,
    /// but with what it takes for true, or with the way there.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Overtaken => true,
            Self::Store(fault) => fault.is_passing(),
            _ => false,
        }
    }
}
