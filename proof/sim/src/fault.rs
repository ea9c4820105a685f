//! What can keep a simulation from being run at all. What it finds is no fault of its own.

use thiserror::Error;

/// Why it could not go on.
#[derive(Debug, Error)]
pub enum Fault {
    /// The region cannot be set up.
    #[error("the region of the simulation cannot be set up: {0}")]
    SetUp(String),
    /// A node failed where nothing was done to it.
    #[error("a node failed")]
    Node(#[from] node::Fault),
    /// A store could not be read.
    #[error("a store could not be read")]
    Store(#[from] store::Fault),
    /// SQLite does not take the simulated disk.
    #[error("SQLite does not take the simulated disk")]
    Disk,
}

impl Fault {
    pub(crate) fn set_up(why: impl std::fmt::Display) -> Self {
        Self::SetUp(why.to_string())
    }
}
