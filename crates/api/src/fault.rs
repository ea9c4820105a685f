//! What can go wrong at the edge, for the operator.

use std::path::PathBuf;

use thiserror::Error;

/// A fault with all its causes, for the log.
pub fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(deeper) = cause {
        text.push_str(": ");
        text.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    text
}

/// Why a node does not start, or had to stop.
#[derive(Debug, Error)]
pub enum Fault {
    /// A file could not be read or written.
    #[error("the file {path} could not be {doing}")]
    File {
        /// Which file.
        path: PathBuf,
        /// `read`, `written`, ...
        doing: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("the file {path} does not hold {what}: {detail}")]
    Content {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// A file that holds a password may be read by others than its owner.
    #[error("the file {path} holds a password, and others than its owner may read it")]
    Readable {
        /// Which file.
        path: PathBuf,
    },
    /// The store has been moved: whoever went on with this one would tell another history.
    #[error("the store has been moved to {to}")]
    Moved {
        /// Where, without any password.
        to: String,
    },
    /// Two configurations are of two nodes, or of a node that was begun otherwise.
    #[error(
        "the configurations differ in region, node, partitions or training: they are not of one node"
    )]
    OtherNode,
    /// Nothing is to be moved.
    #[error("both configurations have store and keystore in one place, {place}")]
    SamePlace {
        /// Where.
        place: String,
    },
    /// Another process runs this node.
    #[error("another process runs this node: {lock} is locked")]
    AlreadyRunning {
        /// The file it holds.
        lock: PathBuf,
    },
    /// The hub did not answer, or not as it should.
    #[error("the hub could not be asked")]
    Hub(#[source] reqwest::Error),
    /// The address could not be listened on.
    #[error("{address} could not be listened on")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The operating system lets the process open too few files.
    #[error(
        "too few files may be open: {needed} are needed, and no more than {hardest} may be had \
         (ulimit -n, or LimitNOFILE of systemd)"
    )]
    FilesTooFew {
        /// How many.
        needed: u64,
        /// How many there may be at most.
        hardest: u64,
    },
    /// A TLS key or certificate is not right.
    #[error("the TLS key or certificate is not right")]
    Tls(#[from] rustls::Error),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// A client could not be made.
    #[error("an HTTP client could not be made")]
    Client(#[source] reqwest::Error),
    /// The node failed.
    #[error("the node failed")]
    Node(#[from] node::Fault),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] store::Fault),
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness")]
    Entropy,
    /// A clock was to be shifted where something counts.
    #[error("[clock] is for regions named demo-... or training-..., and this one is {region}")]
    ClockOfRegion {
        /// The region.
        region: String,
    },
    /// A clock was to be shifted twice.
    #[error("the clock of this process is shifted by {seconds} seconds already")]
    ClockShiftedOtherwise {
        /// By how many seconds.
        seconds: i64,
    },
    /// The numbers about the node could not be written.
    #[error("the numbers about the node could not be written")]
    Metrics,
    /// The node's thread ended unexpectedly.
    #[error("the node's thread ended unexpectedly")]
    Thread,
}

impl Fault {
    /// Whether it may be over when what it happened to is opened anew.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Node(fault) => fault.is_passing(),
            Self::Store(fault) => fault.is_passing(),
            _ => false,
        }
    }
}
